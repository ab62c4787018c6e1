"""Databases of a test's own, filled with users."""
