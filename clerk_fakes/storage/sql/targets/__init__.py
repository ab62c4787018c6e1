"""The tables that a run fills: those of clerk_fakes, or a custom one."""
