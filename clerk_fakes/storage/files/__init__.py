"""Users in files, and JSON text of them."""
