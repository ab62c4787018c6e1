"""Users in files: JSON, CSV and Parquet, written whole or not at all, and JSON read back."""
