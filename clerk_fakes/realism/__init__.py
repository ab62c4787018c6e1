"""What it looks like in life: people, ids, providers, and the sign-up stories that make a coherent account."""
