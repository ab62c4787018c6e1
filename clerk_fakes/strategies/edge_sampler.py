"""Drawing edges: which of them a user is put on, the more telling ones more often and the plainer ones first."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby

from clerk_fakes.catalogue.edges import Edge, Edges, edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import User
from clerk_fakes.schema.validator import validator_of
from clerk_fakes.strategies.tape import BYTE, Tape

HALF = BYTE // 2  # below it, the first byte of a draw stands for no edge
MOST = 10  # edges of one user: more tell nobody anything

# How often an edge is drawn. Code goes wrong on what is not proved and on what a user has or has not, and on two such
# things at once; then on statuses, on other nulls and on variants; and on odd texts and numbers last.
UNPROVED, OF_THE_USER, STATUS, TELLING, STRUCTURE, ODD = 240, 80, 40, 16, 6, 2
TELLING_KINDS = ("null", "variant")
SOMETHING = ("one", "not-null", "present", "several")  # the plainer ones first
NOTHING = ("null", "absent", "empty")
ODD_KINDS = ("text", "number")


@dataclass(frozen=True)
class FieldEdges:
    """The edges at and below one field of a user, with the running total of how often each is drawn."""

    options: tuple[Edge, ...]
    totals: tuple[int, ...]
    shares: int

    def at(self, share: int, byte: int) -> Edge:
        """The edge that a byte stands for in one of the field's shares."""
        part = (share * BYTE + byte) * self.totals[-1] // (self.shares * BYTE)
        return self.options[bisect_right(self.totals, part)]


@dataclass(frozen=True)
class Changes:
    """The edges of a document to draw from.

    The first byte of a draw is one of `shares`: a field, and which of its shares that is. So all that is below a field
    shrinks to the first of its edges that will do.
    """

    document: Document
    edges: Edges
    shares: tuple[tuple[FieldEdges, int], ...]
    order: Mapping[str, int]

    def drawn(self, tape: Tape, pinned: Iterable[str] = ()) -> list[Edge]:
        """Up to a few edges, each once, the outermost first; none at a pinned field."""
        pairs = [(tape.below(BYTE), tape.below(BYTE)) for _ in range(MOST)]
        edges = [self._one(first - HALF, second) for first, second in pairs if first >= HALF and self.shares]
        one_per_place = {edge.place.id: edge for edge in reversed(edges) if field_of(edge) not in pinned}
        return list(_compatible(sorted(one_per_place.values(), key=lambda edge: self.order[edge.id])))

    def _one(self, first: int, second: int) -> Edge:
        field, share = self.shares[first * len(self.shares) // HALF]
        return field.at(share, second)

    def applied(self, edges: Iterable[Edge], user: User) -> User:
        """The user on those edges, as many of them as the document allows together."""
        before = json.dumps(user)
        for edge in edges:
            self.edges.apply(edge, user)
        return user if validator_of(self.document).accepts(user) else self._one_by_one(edges, before)

    def _one_by_one(self, edges: Iterable[Edge], written: str) -> User:
        kept: User = json.loads(written)
        for edge in edges:
            user = deepcopy(kept)
            self.edges.apply(edge, user)
            kept = user if validator_of(self.document).accepts(user) else kept
        return kept


@cache
def changes(document: Document, select: str | tuple[str, ...]) -> Changes:
    """The edges whose id a glob (or one of several) selects, without those that the plainest user is on anyway.

    Those of one field stand together, the outermost first: that is the way by which shrinking goes.
    """
    edges = edges_of(document)
    names = {*selected(select, [edge.id for edge in edges.all])} - edges.reached(edges.plain.user)
    found = [edge for place in edges.root.walk() for edge in _plainer_first(edges.at(place)) if edge.id in names]
    order = {edge.id: number for number, edge in enumerate(found)}
    return Changes(document, edges, tuple(_shares(found)), order)


def _shares(edges: Iterable[Edge]) -> Iterator[tuple[FieldEdges, int]]:
    """Each field once, and as many times more as its edges weigh: no more in all than half a byte can tell apart."""
    groups = [tuple(group) for _, group in groupby(edges, key=field_of)]
    totals = {group: tuple(accumulate(map(_weight, group))) for group in groups}
    whole = sum(total[-1] for total in totals.values())
    for group, total in totals.items():
        several = 1 + total[-1] * (HALF - len(totals)) // whole
        field = FieldEdges(group, total, several)
        yield from ((field, share) for share in range(several))


def _compatible(edges: Iterable[Edge]) -> Iterator[Edge]:
    """The edges, outermost first, without those in what an earlier one removes or makes another variant."""
    removed: set[str] = set()
    variants: dict[str, str] = {}
    for edge in edges:
        around = list(_around(edge.place))
        chosen = {place.parent.id: place.id for place in around if place.step is Step.VARIANT and place.parent}
        is_gone = any(place.id in removed for place in around)
        if is_gone or any(variants.get(union, variant) != variant for union, variant in chosen.items()):
            continue
        variants.update(chosen)
        if edge.row.name in NOTHING:
            removed.add(edge.place.id)
        yield edge


def _around(place: SchemaPath) -> Iterator[SchemaPath]:
    """A place and those that it is in, the innermost first."""
    yield place
    if place.parent:
        yield from _around(place.parent)


def _plainer_first(edges: Iterable[Edge]) -> list[Edge]:
    """Edges at which there is something come before those at which there is not, and one thing before several."""
    return sorted(
        edges, key=lambda edge: SOMETHING.index(edge.row.name) if edge.row.name in SOMETHING else len(SOMETHING)
    )


def field_of(edge: Edge) -> str:
    """The field of the user that an edge is at or below."""
    return edge.place.id.partition(".")[0].partition("[")[0].partition("(")[0]


def _weight(edge: Edge) -> int:
    around = edge.place.parent
    is_of_the_user = around is not None and around.parent is None
    if edge.kind in ODD_KINDS:
        return STRUCTURE if is_of_the_user else ODD
    if edge.id.endswith(".verification=null"):
        return UNPROVED
    if is_of_the_user and edge.kind != "object":
        return OF_THE_USER
    if edge.place.name == "status" and around is not None and around.step is Step.VARIANT:
        return STATUS
    return TELLING if edge.kind in TELLING_KINDS else STRUCTURE
