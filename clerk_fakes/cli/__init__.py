"""The command line: writes users to a stream, a file or a database, and validates users of any origin.

What a program may read goes to stdout, what a person reads to stderr. Exit codes: 0 done, 1 something was refused,
2 the command was not understood.
"""

from clerk_fakes.cli import catalogue, databases, users  # registers the commands
from clerk_fakes.cli.group import main

__all__ = ["catalogue", "databases", "main", "users"]
