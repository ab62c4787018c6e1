"""What users look like in life."""
