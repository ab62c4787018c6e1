"""Randomness, and what Clerk and providers write: ids, times, names, phones, images."""
