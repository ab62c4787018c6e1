"""`python -m clerk_fakes`, the same as `clerk-fakes`."""

from clerk_fakes.cli import main

main(prog_name="clerk-fakes")
