"""What Clerk sends: the situations and many small lives, and the plainest of them for each edge that they reach."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from clerk_fakes.catalogue.edges import Edges, edges_of
from clerk_fakes.errors import ClerkFakesError
from clerk_fakes.primitives.drawn_decisions import DrawnDecisions
from clerk_fakes.primitives.randomness import Details, Source
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.shapes import User
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.requests.situations import SITUATIONS
from clerk_fakes.simulation.requests.users import INSTANCES, Circumstances, any_instance, plainest, requested_user

LIVES = 1_200  # after that, hardly one in a hundred reaches an edge that none before it has
RICH = 4  # one in so many is a life in which anything may happen; the others are that of the plainest user, or nearly
SOURCE = Source(0)
NAMES = (*SIGN_UPS,)


@dataclass(frozen=True)
class Sent:
    """Users that Clerk sends, as JSON text, each with the edges that it is on; the plainest come first."""

    document: Document
    edges: Edges
    users: tuple[tuple[str, frozenset[str]], ...]

    @cached_property
    def reached(self) -> frozenset[str]:
        """The ids of all edges that any of them is on."""
        return frozenset().union(*(reached for _, reached in self.users))

    @cached_property
    def _plainest(self) -> dict[str, int]:
        """The number of the plainest user on each edge."""
        return {id: number for number in reversed(range(len(self.users))) for id in self.users[number][1]}

    def user(self, id: str) -> User:
        """A new copy of the plainest user on an edge."""
        user: User = json.loads(self.users[self._plainest[id]][0])
        return user


@per_document
def sent_by(document: Document) -> Sent:
    """What Clerk sends of a document."""
    edges = edges_of(document)
    users = [(json.dumps(user), frozenset(edges.reached(user))) for user in _users(edges, document)]
    (_, plain), *_ = users
    return Sent(document, edges, tuple(sorted(users, key=lambda pair: len(pair[1] ^ plain))))


def situation_users(document: Document) -> dict[str, User]:
    """The user of each situation that a document allows, by the id of its case."""
    found: dict[str, User] = {}
    for name, row in SITUATIONS.items():
        with suppress(ClerkFakesError):  # an older document may lack what it takes
            found[row.id] = requested_user(plainest(), frozenset({name}), {}, Circumstances(document))
    return found


def _users(edges: Edges, document: Document) -> Iterator[User]:
    yield edges.plain.user
    yield from situation_users(document).values()
    circumstances = Circumstances(document)
    for number in range(1, LIVES + 1):
        details = Details(SOURCE, number, "life")
        below, looks = (details.below, number) if number % RICH == 0 else (_mostly_plain(details), 0)
        instance = any_instance(circumstances, number % len(INSTANCES), NAMES[number % len(NAMES)], is_ada=True)
        yield instance.user(looks, decisions=DrawnDecisions(below), details=Details(SOURCE, looks))


def _mostly_plain(details: Details) -> Callable[[int], int]:
    return lambda n: details.below(n) if details.below(2) else 0
