"""Users in SQL databases: written in runs, verified and read back."""
