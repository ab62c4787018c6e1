"""Values for what a newer document adds to a user."""
