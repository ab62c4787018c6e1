"""From a document to shapes: its source, its keywords, its unions."""
