"""Every edge of a document, and users that are on them."""
