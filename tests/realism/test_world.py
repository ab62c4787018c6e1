"""Ids of one instance are unlike each other, whoever they belong to."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from clerk_fakes.catalogue.plainest import NOW
from clerk_fakes.realism.chance import Seed
from clerk_fakes.realism.clerk import milliseconds
from clerk_fakes.realism.people import OnePerson
from clerk_fakes.realism.world import LIVES, World, seeded
from clerk_fakes.schema.reader import read

WORLD = World(Seed(7), milliseconds(NOW), OnePerson(), read())
THINGS = 62**2 - 1  # beside the user


@pytest.mark.parametrize("number", [0, 1, 12_345, LIVES - 1])
def test_ids_of_one_life_never_end_alike(number: int) -> None:
    origin = seeded(WORLD, number)
    ids = [origin.user_id, *(origin.new_id("idn_", origin.created_at) for _ in range(THINGS))]

    assert len({made[-2:] for made in ids}) == len(ids)
    assert {len(made.partition("_")[2]) for made in ids} == {27}


def test_ids_of_two_lives_never_end_alike() -> None:
    """Whatever noise is before that."""
    ends = [{seeded(WORLD, number).new_id("idn_", 0)[-9:-2] for _ in range(3)} for number in range(2_000)]

    assert all(len(end) == 1 for end in ends)
    assert len(set.union(*ends)) == len(ends)


def remembered(world: World) -> int:
    """How many things a world has worked out so far."""
    return sum(len(known) for field in fields(world) if isinstance(known := getattr(world, field.name), dict))


def test_a_world_of_another_time_leaves_nothing_with_the_first() -> None:
    """Which may be kept for long, and have had a million others made of it."""
    kept = remembered(WORLD)
    later = replace(WORLD, now=WORLD.now + 1_000)

    assert later.shared_id("scim_", 0, later.opened) != WORLD.shared_id("scim_", 0, WORLD.opened)
    later.shared_id("scim_", 1, later.opened)
    assert remembered(WORLD) == kept + 1
