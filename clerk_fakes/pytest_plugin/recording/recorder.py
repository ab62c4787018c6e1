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

from clerk_fakes.pytest_plugin.coverage import COVERAGE, RunCoverage
from clerk_fakes.pytest_plugin.randomness import tied
from clerk_fakes.pytest_plugin.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory

User: TypeAlias = "dict[str, Any]"

FIRST_INDICES = 50_000  # fictitious phone numbers suffice for so many users, and 10,000 more
FACTORY = "clerk_user_factory"
LONGEST = 1_000  # characters of one value in a call


@dataclass(frozen=True, slots=True)
class RecordedUser:
    """What a fixture gave to a test, and what makes it again; a user as it was then, if it is worth showing.

    `about` is a line that describes it.
    """

    fixture: str
    again: str
    user: User | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class PopulationUser:
    """A user of the run's population that a test was given."""

    fixture: str
    index: int
    settings: Settings
    about: str = ""

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
class Recorder:
    """All that one test is given; its users have consecutive indices from one that the test's id decides."""

    settings: Settings
    coverage: RunCoverage | None
    number: int
    users: list[RecordedUser | PopulationUser] = field(default_factory=list)
    _places: int = 0
    _fixture: str = FACTORY

    @classmethod
    def of(cls, test: pytest.Item) -> Recorder:
        """The recorder of a test that has been given nothing yet."""
        # Not the id of the test itself: pytest-xdist may add the name of a group to it.
        id = f"{test.parent.nodeid if test.parent else ''}::{test.name}".encode("utf-8", "surrogatepass")
        number = int.from_bytes(blake2b(id, digest_size=4).digest(), "big")
        return cls(test.config.stash[SETTINGS], test.config.stash.get(COVERAGE, None), number)

    @property
    def randomness(self) -> str:
        """The seed of whatever is random about the test beside its users."""
        return f"{self.settings.seed}:{self.number}"

    @property
    def own_seeding(self) -> dict[str, int]:
        """The seed and the index of the test's own user."""
        return self._seeding(0)

    def _seeding(self, place: int) -> dict[str, int]:
        return {"_seed": self.settings.seed, "_index": self.number + place}

    def next_place(self) -> int:
        """The place, after the test's own, of the next user."""
        self._places += 1
        return self._places

    def take(self, fixture: str, place: int) -> User:
        """The user of the run's population at a place after the test's own."""
        return self.take_index(fixture, self.number % FIRST_INDICES + place)

    def take_index(self, fixture: str, index: int) -> User:
        """The user of the run's population at an index."""
        self.users.append(PopulationUser(fixture, index, self.settings))
        return self._counted(self.settings.population[index])

    def make(self, fixture: str, place: int, pins: Mapping[str, Any]) -> User:
        """The user that the factory makes at a place after the test's own, with the pins of a test."""
        with self._recording_as(fixture), tied(f"{self.randomness}:{place}"):
            made: User = self.factory(**{**self._seeding(place), **pins})
            return made

    @cached_property
    def factory(self) -> type[RecordFactory]:
        """`UserFactory` of this run; what it makes is recorded, at one place after the other."""
        from clerk_fakes.pytest_plugin.recording.factory import recording_factory

        return recording_factory(self)

    def seeding(self) -> dict[str, int]:
        """The seed and the index of the next user."""
        return self._seeding(self.next_place())

    def record_made(self, keywords: Mapping[str, Any], user: User) -> None:
        """Record what the factory has made, with the keywords that make it again."""
        options = _as_keywords(self.settings.options)
        name = "user_factory" if options else "UserFactory"
        call = f"{name}({options})" if options else name
        shown = _as_keywords(keywords)
        self.record(self._fixture, user, f"from clerk_fakes.factories import {name}; {call}({shown})")

    def record(
        self, fixture: str, user: User, again: str, *, about: str = "", counts: bool = True, shows: bool = True
    ) -> User:
        """The user itself; how it was is recorded, whatever the test does to it."""
        try:
            kept = deepcopy(user)
        except Exception:  # anything may be pinned, and may refuse to be copied in any way
            kept = user
        self.users.append(RecordedUser(fixture, again, kept if shows else None, about))
        return self._counted(user) if counts else user

    def record_database(self, fixture: str, users: int) -> None:
        """Record that the test is given a database with the first users of the run's population."""
        flags = ["-n", str(users), "--database", f"sqlite:///{fixture}.db", "--if-exists", "replace"]
        again = shlex.join(["clerk-fakes", "seed", *self.settings.flags, *flags])
        self.users.append(RecordedUser(fixture, again, None))
        if self.coverage:
            self.coverage.count_first(users)

    def _counted(self, user: User) -> User:
        return self.coverage.counted(user) if self.coverage else user

    @contextmanager
    def _recording_as(self, fixture: str) -> Iterator[None]:
        self._fixture = fixture
        try:
            yield
        finally:
            self._fixture = FACTORY


RECORDER: pytest.StashKey[Recorder] = pytest.StashKey()


def _as_keywords(values: Mapping[str, Any]) -> str:
    shown = {name: repr(value) for name, value in values.items()}
    cut = {name: text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for name, text in shown.items()}
    return ", ".join(f"{name}={text}" for name, text in cut.items())
