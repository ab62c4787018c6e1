"""What rows and columns a user becomes."""
