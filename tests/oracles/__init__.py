"""What tests compare the package with: independent of it, written from the documents and from recordings."""
