"""How often everything occurs among the users, against the stored figures of an earlier population."""
