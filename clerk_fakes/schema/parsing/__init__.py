"""From a document's text to shapes: where it comes from, what its keywords mean, what its unions are told apart by."""
