"""What Clerk says: the document, the reading of it, and the judge."""
