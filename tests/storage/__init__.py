"""Where users go, and that all of them arrive."""
