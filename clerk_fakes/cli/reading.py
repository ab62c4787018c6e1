"""How commands read the users that people have: taken out of what they come in, which is said once for each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import IO

import click

from clerk_fakes.cli.group import count_of
from clerk_fakes.storage.files.envelopes import Found, users_of
from clerk_fakes.storage.files.json_text import read

EXPECTED = "give JSON lines, a JSON array or one user, also in webhook events or lists of the API"


def read_users(file: IO[str], label: str = "") -> Iterator[Found]:
    """The users of a file and the errors in their place; what is skipped, and where users were taken out, is noted."""
    taken: Counter[str] = Counter()
    for found in users_of(read(file)):
        if note := found.skipped or found.hint:
            click.echo(f"{label}{found.place}: {note}{'; skipped' if found.skipped else ''}", err=True)
        if found.envelope and found.value is not None:
            taken[found.envelope] += 1
        if not found.skipped:
            yield found
    for plural, number in taken.items():
        click.echo(f"{label}took {count_of(number)} out of the data of {plural}", err=True)
