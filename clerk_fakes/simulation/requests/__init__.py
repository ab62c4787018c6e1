"""Users that are asked for: what is fixed of them is inferred, simulated and stamped."""
