"""Claims about clerk_fakes, each judged by something other than the code under test."""
