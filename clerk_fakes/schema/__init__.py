"""What Clerk says: the document, the shapes read from it, and the judge who holds users against it."""
