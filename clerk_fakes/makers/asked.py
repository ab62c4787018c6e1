"""Users that are asked for: a life with the traits and pins of a caller, and the pins set in what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from clerk_fakes.makers.builder import Builder
from clerk_fakes.makers.pins import Pins, Setting, wishes_of
from clerk_fakes.makers.plain import NOW
from clerk_fakes.realism import as_asked
from clerk_fakes.realism.chance import Chance, Grain, Seed, Seeded
from clerk_fakes.realism.clerk import DAY, MINUTE, milliseconds
from clerk_fakes.realism.people import OnePerson, Passers
from clerk_fakes.realism.wishes import Wishes
from clerk_fakes.realism.world import Origin, World
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import User

SEED = Seed(0)
NOTHING = Wishes()


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
        return cls((bits >> 34) + 1, Seeded(SEED, bits), Grain(SEED, bits))


def asked(beginning: Beginning, traits: frozenset[str], pins: Pins) -> User:
    """The user that it comes to with traits and pins: coherent where the pins are, and carrying each of them."""
    wishes = wishes_of(read().root, pins) if pins else NOTHING
    origin = _origin(beginning, "clerk_test" in traits, wishes)
    user = _builder().user(as_asked.begin(origin, traits, wishes))
    if pins:
        Setting(read().root, origin.grain.aside("pins"), origin.world.now).pins(user, pins)
    return user


def _origin(beginning: Beginning, clerk_test: bool, wishes: Wishes) -> Origin:
    world = _world(clerk_test, beginning.is_proved, beginning.number == 0)
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


@cache
def _world(clerk_test: bool, is_proved: bool, is_ada: bool) -> World:
    people = OnePerson() if is_ada else Passers(("en_US",))
    return World(SEED, milliseconds(NOW), people, read(), clerk_test, is_proved=is_proved)


@cache
def _builder() -> Builder:
    return Builder(read())
