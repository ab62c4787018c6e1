"""Populations: user i of seed s, the same for everyone, unlike every other, valid and coherent."""
