"""The tables that a run fills: those of clerk_fakes, or one of the caller's."""
