"""How people sign up, and what happens to an account afterwards: one table each."""
