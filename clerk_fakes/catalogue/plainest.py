"""The plainest user, and the plainest value for any place that it leaves empty.

Ada Lovelace signed up with a code by email, and that is all. What she does not have is taken from another life, which
has one of everything, or else filled from its shape.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeVar

from clerk_fakes.fill.fill import fill
from clerk_fakes.makers.builder import Builder
from clerk_fakes.realism import as_it_comes, stories
from clerk_fakes.realism.chance import Grain, Odds, Seed
from clerk_fakes.realism.clerk import milliseconds
from clerk_fakes.realism.people import OnePerson
from clerk_fakes.realism.verifications import VERIFIERS, plain_strategy, verification
from clerk_fakes.realism.world import Origin, World
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import ABSENT, Json, Listing, Record, User

T = TypeVar("T")

NOW = "2026-01-01T00:00:00Z"


class Plainest:
    """The `Chance` that always takes the plain side."""

    def one_in(self, n: int) -> bool:
        return False

    def pick(self, options: Sequence[T]) -> T:
        return options[0]

    def which(self, odds: Odds[T]) -> list[T]:
        return []


class PlainGrain(Grain):
    """The `Grain` of what is filled from its shape: nothing optional, the first of each list, no true flag."""

    def below(self, n: int) -> int:
        return 0


class Plain:
    """The plainest user of a document, and what to put where it has nothing."""

    def __init__(self, document: Document) -> None:
        world = World(Seed(0), milliseconds(NOW), OnePerson(), document)
        self._origin = Origin(world, 0, Plainest(), Grain(world.seed, 0))
        self._builder = Builder(document)
        # JSON text: reading it again is five times as fast as a deep copy.
        self._known: dict[str, str] = {}
        self._user = json.dumps(self._builder.user(as_it_comes.begin(self._origin, stories.email_code)))
        one, another = (Origin(world, number, Plainest(), Grain(world.seed, number)) for number in (8, 16))
        everything = [self._builder.user(as_it_comes.one_of_everything(origin)) for origin in (one, another)]
        self._everything = {name: _both(value, everything[1].get(name)) for name, value in everything[0].items()}

    @property
    def user(self) -> User:
        """A new copy of the plainest user."""
        user: User = json.loads(self._user)
        return user

    def at(self, place: SchemaPath) -> Json:
        """A new copy of the plain value of a place: never null, and a list with something in it."""
        if place.id not in self._known:
            self._known[place.id] = json.dumps(self._value(place))
        return json.loads(self._known[place.id])

    def _value(self, place: SchemaPath) -> Json:
        if place.parent is None:
            return self._everything
        around = self.at(place.parent)
        found = next(iter(place.values(around)), ABSENT)
        if isinstance(place.shape, Listing):
            return self._several(place.inside[0], found if isinstance(found, list) else [])
        if found is not ABSENT and found is not None:
            return found
        if place.step is Step.VARIANT and place.name in VERIFIERS and isinstance(place.shape, Record):
            return self._verification(place, place.shape)
        return self._imagined(place, PlainGrain(self._origin.world.seed, 0, place.id))

    def _several(self, item: SchemaPath, known: list[Json]) -> list[Json]:
        """The items that are known, and as many more as make two different ones."""
        one = PlainGrain(self._origin.world.seed, 0, item.id)
        another = Grain(self._origin.world.seed, 1, item.id)
        return [*known, *(self._imagined(item, grain) for grain in (one, another)[len(known) :])]

    def _imagined(self, place: SchemaPath, grain: Grain) -> Json:
        return fill(place.shape, place.name, grain, self._origin.world.now)

    def _verification(self, place: SchemaPath, record: Record) -> Json:
        known = self._origin.world.options(place.name, "strategy")
        strategy = plain_strategy(place.name, known, by_phone=place.id.startswith("phone"))
        facts = verification(self._origin, place.name, strategy, self._origin.created_at)
        return self._builder.record(record, facts, self._origin)


def _both(one: Json, other: Json) -> Json:
    return [*one, *other] if isinstance(one, list) and isinstance(other, list) else one
