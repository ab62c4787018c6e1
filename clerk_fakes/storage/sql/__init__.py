"""Users in SQL databases: written in runs that can be resumed, verified, and read back."""
