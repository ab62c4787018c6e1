"""The rows and columns that a user becomes: normalised tables, nested columns, or the caller's own columns."""
