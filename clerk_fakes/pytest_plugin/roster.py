"""The users that one test is given, and how to make each of them again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from clerk_fakes.pytest_plugin.randomness import tied
from clerk_fakes.pytest_plugin.settings import REACH, SETTINGS, Settings

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.pytest_plugin.reach import Reach

User: TypeAlias = "dict[str, Any]"

FIRST_ONES = 50_000  # the phone numbers that are set aside for fiction suffice for so many users, and 10,000 more
FACTORY = "clerk_user_factory"
LONGEST = 1_000  # characters of one value in a call


@dataclass(frozen=True, slots=True)
class Given:
    """What a fixture gave to a test, and what makes it again; a user as it was then, if it is worth showing."""

    fixture: str
    again: str
    user: User | None


@dataclass(frozen=True, slots=True)
class Resident:
    """A user of the run's population."""

    fixture: str
    index: int
    settings: Settings

    @property
    def again(self) -> str:
        """The command that makes the user again."""
        flags = ["--start", str(self.index), "-n", "1"]
        return shlex.join(["clerk-fakes", "generate", *self.settings.flags, *flags])

    @property
    def user(self) -> User:
        """The user, as it was given."""
        return self.settings.population[self.index]


@dataclass
class Roster:
    """All that one test is given; the users it asks for have consecutive indices from one that its id decides."""

    settings: Settings
    reach: Reach | None
    number: int
    given: list[Given | Resident] = field(default_factory=list)
    _asked_for: int = 0
    _giving: str = FACTORY

    @classmethod
    def of(cls, test: pytest.Item) -> Roster:
        """The roster of a test that has been given nothing yet."""
        # Not the id of the test itself: pytest-xdist may add the name of a group to it.
        id = f"{test.parent.nodeid if test.parent else ''}::{test.name}".encode("utf-8", "surrogatepass")
        number = int.from_bytes(blake2b(id, digest_size=4).digest(), "big")
        return cls(test.config.stash[SETTINGS], test.config.stash.get(REACH, None), number)

    @property
    def randomness(self) -> str:
        """The seed of whatever is random about the test beside its users."""
        return f"{self.settings.seed}:{self.number}"

    def next(self) -> int:
        """The place, after the test's own, of whoever is asked for next."""
        self._asked_for += 1
        return self._asked_for

    def take(self, fixture: str, place: int) -> User:
        """The user of the run's population at a place after the test's own."""
        return self.look_up(fixture, self.number % FIRST_ONES + place)

    def look_up(self, fixture: str, index: int) -> User:
        """The user of the run's population at an index."""
        self.given.append(Resident(fixture, index, self.settings))
        return self._counted(self.settings.population[index])

    def like(self, fixture: str, place: int, pins: Mapping[str, Any]) -> User:
        """The user that the factory makes at a place after the test's own, and as a test says."""
        with self._giving_by(fixture), tied(f"{self.randomness}:{place}"):
            who = {"_seed": self.settings.seed, "_index": self.number + place}
            made: User = self.factory(**{**who, **pins})
            return made

    @cached_property
    def factory(self) -> type[RecordFactory]:
        """`UserFactory` of this run; what it makes is given to the test, one place after the other."""
        from clerk_fakes.pytest_plugin.noting import noting

        return noting(self)

    @property
    def who(self) -> dict[str, int]:
        """The seed and the index of whoever is asked for next."""
        return {"_seed": self.settings.seed, "_index": self.number + self.next()}

    def note(self, keywords: Mapping[str, Any], user: User) -> None:
        """Note what the factory has made, and of which keywords."""
        circumstances = _as_keywords(self.settings.circumstances)
        name = "user_factory" if circumstances else "UserFactory"
        call = f"{name}({circumstances})" if circumstances else name
        shown = _as_keywords(keywords)
        self.hand(self._giving, user, f"from clerk_fakes.factories import {name}; {call}({shown})")

    def hand(self, fixture: str, user: User, again: str, *, counts: bool = True, shows: bool = True) -> User:
        """The user itself; how it was remains known, whatever the test does to it."""
        try:
            kept = deepcopy(user)
        except Exception:  # anything may be pinned, and may refuse to be copied in any way
            kept = user
        self.given.append(Given(fixture, again, kept if shows else None))
        return self._counted(user) if counts else user

    def seeded(self, fixture: str, users: int) -> None:
        """Note that a database with the first users of the run's population is given."""
        flags = ["-n", str(users), "--database", f"sqlite:///{fixture}.db", "--if-exists", "replace"]
        self.given.append(Given(fixture, shlex.join(["clerk-fakes", "seed", *self.settings.flags, *flags]), None))
        if self.reach:
            self.reach.count_first(users)

    def _counted(self, user: User) -> User:
        return self.reach.counted(user) if self.reach else user

    @contextmanager
    def _giving_by(self, fixture: str) -> Iterator[None]:
        self._giving = fixture
        try:
            yield
        finally:
            self._giving = FACTORY


def _as_keywords(values: Mapping[str, Any]) -> str:
    shown = {name: repr(value) for name, value in values.items()}
    cut = {name: text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for name, text in shown.items()}
    return ", ".join(f"{name}={text}" for name, text in cut.items())
