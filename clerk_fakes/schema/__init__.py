"""What Clerk allows: the document, the shapes read from it, and the validator."""
