"""What each test was given, and how to make it again."""
