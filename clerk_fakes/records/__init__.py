"""One object each, as a function that returns its dict: filled from a template in the document's order."""
