"""Users that are asked for: a life with the traits and pins of a caller, and the pins set in what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from clerk_fakes.catalogue.plainest import NOW, Plainest
from clerk_fakes.makers.builder import Builder
from clerk_fakes.makers.pins import Pins, Setting, wishes_of
from clerk_fakes.realism import as_asked
from clerk_fakes.realism.chance import Chance, Grain, Seed, Seeded
from clerk_fakes.realism.clerk import DAY, MINUTE, milliseconds
from clerk_fakes.realism.people import OnePerson, Passers, checked_locales
from clerk_fakes.realism.wishes import Wishes
from clerk_fakes.realism.world import Origin, World
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User

SEED = Seed(0)
NOTHING = Wishes()
NUMBERS = 1 << 30  # people who can be told apart by their number
DECISIONS = 1 << 34


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The document that users follow, the locales of their names, and the time (ms) that they all lie before."""

    document: Document
    locales: tuple[str, ...] = ("en_US",)
    now: int = milliseconds(NOW)

    @classmethod
    def told(
        cls, locale: str | Iterable[str], now: str | datetime, schema: str | Path | Mapping[str, Json] | None
    ) -> Circumstances:
        """What a caller says of them, checked."""
        return cls(read(schema), checked_locales(locale), milliseconds(now))


@cache
def usual() -> Circumstances:
    """The document that comes with the package, in English, and the time that is the default everywhere."""
    return Circumstances(read())


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a user is made from: who it is, and what decides the rest.

    Number 0 is Ada Lovelace, and with `is_proved` everything is verified that somebody begins to verify.
    """

    number: int
    chance: Chance
    grain: Grain
    is_proved: bool = True

    @classmethod
    def seeded(cls, bits: int) -> Beginning:
        """Everything from 64 random bits."""
        decided = Seeded(SEED, bits)
        return cls(bits // DECISIONS + 1, decided, decided)


def plainest() -> Beginning:
    """Ada Lovelace, who takes the plain side of every decision."""
    return Beginning(0, Plainest(), Grain(SEED, 0))


def bits_of(seed: int, index: int) -> int:
    """64 bits that are those of no other index; neighbours are neighbours by number, and so easy to tell apart."""
    mixed = int.from_bytes(Seed(seed).block(0, 0)[:8], "big")
    return (mixed + index) % NUMBERS * DECISIONS + mixed % DECISIONS


def asked(beginning: Beginning, traits: frozenset[str], pins: Pins, circumstances: Circumstances | None = None) -> User:
    """The user that it comes to with traits and pins: coherent where the pins are, and carrying each of them."""
    circumstances = circumstances or usual()
    root = circumstances.document.root
    wishes = wishes_of(root, pins) if pins else NOTHING
    origin = _origin(beginning, "clerk_test" in traits, wishes, circumstances)
    user = _builder(circumstances.document).user(as_asked.begin(origin, traits, wishes))
    if pins:
        Setting(root, origin.grain.aside("pins"), origin.world.now).pins(user, pins)
    return user


def _origin(beginning: Beginning, clerk_test: bool, wishes: Wishes, circumstances: Circumstances) -> Origin:
    world = _world(circumstances, clerk_test, beginning.is_proved, beginning.number == 0)
    times = wishes.times()
    if times and max(times) > world.now - DAY:
        world = replace(world, now=max(times) + DAY)
    origin = Origin(world, beginning.number, beginning.chance, beginning.grain)
    created_at = wishes.fields.get("created_at", min([origin.created_at, *(at - MINUTE for at in times)]))
    if created_at != origin.created_at:
        origin.created_at = created_at
        origin.user_id = origin.new_id("user_", created_at)
    origin.user_id = wishes.fields.get("id", origin.user_id)
    return origin


@lru_cache(maxsize=64)
def _world(circumstances: Circumstances, clerk_test: bool, is_proved: bool, is_ada: bool) -> World:
    people = OnePerson() if is_ada else Passers(circumstances.locales)
    return World(SEED, circumstances.now, people, circumstances.document, clerk_test, is_proved=is_proved)


@lru_cache(maxsize=16)
def _builder(document: Document) -> Builder:
    return Builder(document)
