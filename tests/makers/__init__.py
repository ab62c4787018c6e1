"""What makes users of any document."""
