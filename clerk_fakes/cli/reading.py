"""How commands read users from a file: out of the envelopes they come in, with a line on stderr for each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import click

from clerk_fakes.errors import count_of
from clerk_fakes.storage.files.envelopes import Found, users_of
from clerk_fakes.storage.files.json_text import read

EXPECTED = "give JSON lines, a JSON array or one user, also in webhook events or lists of the API"


@dataclass
class UsersFile:
    """A file of users, and how many of its values were users, were none, and were skipped; it is read once."""

    file: IO[str]
    label: str = ""
    users: int = 0
    others: int = 0
    skipped: int = 0

    def __iter__(self) -> Iterator[Found]:
        """The users and the errors in their place; what is skipped, and where users were taken out, is noted."""
        taken: Counter[str] = Counter()
        for found in users_of(read(self.file)):
            if note := found.skipped or found.hint:
                click.echo(f"{self.label}{found.place}: {note}{'; skipped' if found.skipped else ''}", err=True)
            if found.skipped:
                self.skipped += 1
                continue
            self.users += found.is_user
            self.others += not found.is_user
            taken[found.envelope] += bool(found.envelope and found.is_user)
            yield found
        for plural, number in taken.items():
            if number:
                click.echo(f"{self.label}took {count_of(number)} out of the data of {plural}", err=True)

    @property
    def is_all_skipped(self) -> bool:
        """Whether there was something in the file, and none of it to be judged."""
        return bool(self.skipped) and not self.users and not self.others

    @property
    def no_users(self) -> str:
        """Why there are no users."""
        return f"no users: {self.skipped:,} skipped" if self.is_all_skipped else f"no users to be found; {EXPECTED}"

    def summary(self, broken: int) -> str:
        """How many users there were, how many of them are broken, and how many values were no users."""
        users = count_of(self.users) if self.users else "no users"
        state = f", {broken:,} of them broken" if broken else ", all valid" if self.users else ""
        as_users = "as a user" if self.others == 1 else "as users"
        others = f"; {count_of(self.others, 'value')} could not be read {as_users}" if self.others else ""
        return f"{users}{state}{others}"
