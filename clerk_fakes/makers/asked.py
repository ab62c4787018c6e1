"""Users that are asked for: a life with the traits and pins of a caller, and the pins set in what it comes to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from clerk_fakes.makers.builder import Builder
from clerk_fakes.makers.pins import Pins, Setting, wishes_of
from clerk_fakes.realism import as_asked
from clerk_fakes.realism.chance import Grain, Seed, Seeded
from clerk_fakes.realism.clerk import DAY, milliseconds
from clerk_fakes.realism.people import Passers
from clerk_fakes.realism.wishes import Wishes
from clerk_fakes.realism.world import Origin, World
from clerk_fakes.schema.judge import validate
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import User

NOW = "2026-01-01T00:00:00Z"
NOTHING = Wishes()


def asked(bits: int, traits: frozenset[str], pins: Pins) -> User:
    """The user that 64 random bits, traits and pins come to: coherent where the pins are, and carrying each of them."""
    wishes = wishes_of(read().root, pins) if pins else NOTHING
    origin = _origin(bits, "clerk_test" in traits, wishes)
    life = as_asked.begin(origin, traits, wishes)
    user = _builder().user(life)
    if pins:
        Setting(read().root, origin.grain.aside("pins"), origin.world.now).pins(user, pins)
    return user


def checked(user: User) -> User:
    """The user, where Clerk's document allows it; raises `InvalidUser` where not."""
    validate(user)
    return user


def _origin(bits: int, clerk_test: bool, wishes: Wishes) -> Origin:
    world = _world(clerk_test)
    created_at = wishes.fields.get("created_at")
    if created_at is not None and created_at > world.now - DAY:
        world = replace(world, now=created_at + DAY)
    origin = Origin(world, bits >> 32, Seeded(world.seed, bits), Grain(world.seed, bits))
    if created_at is not None:
        origin.created_at = created_at
        origin.user_id = origin.new_id("user_", created_at)
    origin.user_id = wishes.fields.get("id", origin.user_id)
    return origin


@cache
def _world(clerk_test: bool) -> World:
    return World(Seed(0), milliseconds(NOW), Passers(("en_US",)), read(), clerk_test, is_proved=True)


@cache
def _builder() -> Builder:
    return Builder(read())
