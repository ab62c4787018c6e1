"""Where users go: tables, and the databases that hold them."""
