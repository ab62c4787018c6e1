"""Everything that can differ in a user, or be wrong with one, read off a document and by name."""
