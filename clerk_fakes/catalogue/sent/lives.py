"""What Clerk sends: the situations and many small lives, and the plainest of them for each edge that they reach.

The lives are a fixed sample: each sign-up with each status that a verification can have, in instances of each kind.
What happens to one user in many thousands may not be among them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TypeAlias, TypeVar

from clerk_fakes.catalogue.edges import Edges, edges_of
from clerk_fakes.errors import ClerkFakesError
from clerk_fakes.primitives.drawn_decisions import DrawnDecisions
from clerk_fakes.primitives.randomness import Decisions, Details, Source
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import ABSENT, User
from clerk_fakes.schema.validator import validator_of
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.requests.situations import SITUATIONS
from clerk_fakes.simulation.requests.users import (
    INSTANCES,
    SOURCE,
    Circumstances,
    any_instance,
    plainest,
    requested_user,
)

T = TypeVar("T")
Below: TypeAlias = Callable[[int], int]

LUCK = Source(2)  # with which a small sample reaches the most
VERIFIED, STATUSES = "verified", 5  # how many statuses a verification can have at most
SINGLE_SIGN_ON = "enterprise_accounts"
FEW, MANY = 3, 16  # lives of each status; many of those that begin at an identity provider, which reach the most


@dataclass(frozen=True)
class Life:
    """A user that Clerk sends, and the ids of the edges that it is on."""

    body: User = field(repr=False)
    reached: frozenset[str]

    @cached_property
    def _text(self) -> str:
        return json.dumps(self.body)

    @property
    def user(self) -> User:
        """A new copy of the user."""
        user: User = json.loads(self._text)
        return user


@dataclass(frozen=True)
class Sent:
    """Users that Clerk sends, all of whom the document accepts; the plainest come first."""

    document: Document
    edges: Edges
    situations: Mapping[str, Life]  # by the id of their cases
    lives: tuple[Life, ...]
    _with_value: dict[SchemaPath, bool] = field(default_factory=dict, compare=False)

    @cached_property
    def reached(self) -> frozenset[str]:
        """The ids of all edges that any of them is on."""
        return frozenset().union(*(life.reached for life in self.lives))

    def has_value(self, path: SchemaPath) -> bool:
        """Whether any of them has a value at a path."""
        if path not in self._with_value:
            values = (self.edges.value(path, life.body) for life in self.lives)
            self._with_value[path] = any(value is not ABSENT and value is not None for value in values)
        return self._with_value[path]

    @cached_property
    def _plainest(self) -> dict[str, Life]:
        """The plainest life on each edge."""
        return {id: life for life in reversed(self.lives) for id in life.reached}

    def user(self, id: str) -> User:
        """A new copy of the plainest user on an edge."""
        return self._plainest[id].user


@per_document
def sent_by(document: Document) -> Sent:
    """What Clerk sends of a document."""
    edges, accepts = edges_of(document), validator_of(document).accepts
    situations = {id: _life(user, edges) for id, user in _situations(document) if accepts(user)}
    plain = _life(edges.plain.user, edges)
    lives = [plain, *situations.values(), *(_life(user, edges) for user in _lives(document) if accepts(user))]
    lives.sort(key=lambda life: len(life.reached ^ plain.reached))
    return Sent(document, edges, situations, tuple(lives))


def _life(user: User, edges: Edges) -> Life:
    return Life(user, frozenset(edges.reached(user)))


def _situations(document: Document) -> Iterator[tuple[str, User]]:
    """The user of each situation, by the id of its case; an older document may lack what some of them take."""
    for name, row in SITUATIONS.items():
        with suppress(ClerkFakesError):
            yield row.id, requested_user(plainest(), frozenset({name}), {}, Circumstances(document))


def _lives(document: Document) -> Iterator[User]:
    circumstances = Circumstances(document)
    for name, row in SIGN_UPS.items():
        turns = range(MANY if SINGLE_SIGN_ON in row.fills else FEW)
        for number, (turn, status) in enumerate(product(turns, range(STATUSES)), 1):
            decisions, is_plain = _decisions(turn, status, Details(LUCK, number, name).below)
            look = 0 if is_plain else number
            instance = any_instance(circumstances, (turn + status) % len(INSTANCES), name, is_ada=True)
            yield instance.user(look, decisions=decisions, details=Details(SOURCE, look))


def _decisions(turn: int, status: int, below: Below) -> tuple[Decisions, bool]:
    """Decisions for which anything can happen, then hardly anything, then most of it; and whether it is the second."""
    match turn % 3:
        case 0:
            return _OfOneStatus(status, below, below), False
        case 1:
            rarely: Below = lambda n: below(n) if below(2) else 0
            return _OfOneStatus(status, rarely, rarely), True
        case _:
            return _OfOneStatus(status, below, lambda n: n // 2 + below(n // 2)), False


class _OfOneStatus(DrawnDecisions):
    """Decisions of a life in which whatever can be unverified is in one status."""

    def __init__(self, status: int, below: Below, which_below: Below) -> None:
        super().__init__(which_below, below)
        self._status = status

    def pick(self, options: Sequence[T]) -> T:
        if VERIFIED in options:
            different = list(dict.fromkeys(options))
            return different[self._status % len(different)]
        return super().pick(options)
