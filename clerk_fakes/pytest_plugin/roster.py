"""The users that one test is given, and how to make each of them again."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from clerk_fakes.pytest_plugin.randomness import tied
from clerk_fakes.pytest_plugin.settings import REACH, SETTINGS, Settings

if TYPE_CHECKING:
    from clerk_fakes.pytest_plugin.reach import Reach

User: TypeAlias = "dict[str, Any]"

FIRST_ONES = 50_000  # phone numbers set aside for fiction suffice for the first 60,000 users of a population


@dataclass(frozen=True, slots=True)
class Given:
    """What a fixture gave to a test: a user, or a database, and the command or the call that makes it again."""

    fixture: str
    again: str
    user: User | None = None


@dataclass
class Roster:
    """All users that one test is given: from consecutive indices, the first of which its id decides."""

    settings: Settings
    reach: Reach | None
    first: int
    given: list[Given] = field(default_factory=list)
    _asked_for: int = 0

    @classmethod
    def of(cls, request: pytest.FixtureRequest) -> Roster:
        """The roster of a test that has been given nobody yet."""
        test, stash = request.node, request.config.stash
        # Not the id of the test itself: pytest-xdist may add the name of a group to it.
        id = f"{test.parent.nodeid}::{test.name}".encode("utf-8", "surrogatepass")
        digest = blake2b(id, digest_size=8).digest()
        return cls(stash[SETTINGS], stash.get(REACH, None), int.from_bytes(digest, "big") % FIRST_ONES)

    @property
    def randomness(self) -> str:
        """The seed of whatever else is random about the test."""
        return f"{self.settings.seed}:{self.first}"

    def next(self) -> int:
        """The index of whoever is asked for next."""
        self._asked_for += 1
        return self.first + self._asked_for

    def take(self, fixture: str, index: int) -> User:
        """The user of the run's population at an index."""
        command = ["clerk-fakes", "generate", *self.settings.flags, "--start", str(index), "-n", "1"]
        return self.hand(fixture, self.settings.population[index], shlex.join(command))

    def like(self, fixture: str, index: int, pins: Mapping[str, Any]) -> User:
        """The user that the factory makes of an index and what a test says of them."""
        with tied(f"{self.settings.seed}:{index}"):
            return self.make(fixture, self.settings.factory, {"_seed": self.settings.seed, "_index": index, **pins})

    def make(self, fixture: str, factory: Callable[..., User], pins: Mapping[str, Any]) -> User:
        """What a factory makes of exactly these keywords."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.settings.told.items())
        name = f"user_factory({told})" if told else "UserFactory"
        shown = ", ".join(f"{name}={value!r}" for name, value in pins.items())
        return self.hand(fixture, factory(**pins), f"{name}({shown})")

    def hand(self, fixture: str, user: User, again: str) -> User:
        """The user itself; how it was remains known, whatever the test does to it."""
        self.given.append(Given(fixture, again, deepcopy(user)))
        if self.reach:
            self.reach.count(user)
        return user

    def seeded(self, fixture: str, users: int) -> None:
        """Note that a database with the first users of the run's population is given."""
        command = ["clerk-fakes", "seed", *self.settings.flags, "-n", str(users)]
        self.given.append(Given(fixture, shlex.join(command)))
        if self.reach:
            for user in self.settings.population[:users]:
                self.reach.count(user)
