"""Drawing edges for a user: the more revealing ones more often, and the plainer ones first."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate, groupby

from clerk_fakes.catalogue.edges import Edge, Edges, edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.paths import Step
from clerk_fakes.schema.shapes import User
from clerk_fakes.schema.validator import validator_of
from clerk_fakes.strategies.byte_choices import BYTE, ByteChoices

HALF = BYTE // 2  # below it, the first byte of a draw stands for no edge
MOST = 10  # edges of one user; more make a failure harder to understand

# How often an edge is drawn. Most bugs are in code for a missing verification and for fields that a user has or lacks,
# and for two of these at once; then for statuses, other nulls and variants; and for odd texts and numbers last.
UNVERIFIED, OF_THE_USER, STATUS, REVEALING, STRUCTURE, ODD = 240, 80, 40, 16, 6, 2
REVEALING_KINDS = ("null", "variant")
ODD_KINDS = ("text", "number")
PRESENT = ("one", "not-null", "present", "several")  # the plainer ones first
MISSING = ("null", "absent", "empty")


@dataclass(frozen=True)
class FieldEdges:
    """The edges at and below one field of a user, with the running totals of their weights."""

    options: tuple[Edge, ...]
    totals: tuple[int, ...]
    shares: int

    def at(self, share: int, byte: int) -> Edge:
        """The edge that a byte stands for in one of the field's shares."""
        part = (share * BYTE + byte) * self.totals[-1] // (self.shares * BYTE)
        return self.options[bisect_right(self.totals, part)]


@dataclass(frozen=True)
class EdgeSampler:
    """The edges of a document to draw from.

    The first byte of a draw chooses one of `shares`: a field, and one of its shares. So whatever is drawn below a field
    shrinks to the first of its edges that still fails.
    """

    document: Document
    edges: Edges
    shares: tuple[tuple[FieldEdges, int], ...]
    order: Mapping[str, int]

    def sample(self, choices: ByteChoices, pinned: Iterable[str] = ()) -> list[Edge]:
        """Up to a few edges, each once, the outermost first; none at or below a pinned field."""
        pairs = [(choices.below(BYTE), choices.below(BYTE)) for _ in range(MOST)]
        edges = [self._edge(first - HALF, second) for first, second in pairs if first >= HALF and self.shares]
        one_per_path = {edge.path.id: edge for edge in reversed(edges) if _field_of(edge) not in pinned}
        return list(_compatible(sorted(one_per_path.values(), key=lambda edge: self.order[edge.id])))

    def _edge(self, first: int, second: int) -> Edge:
        field, share = self.shares[first * len(self.shares) // HALF]
        return field.at(share, second)

    def apply(self, edges: Iterable[Edge], user: User) -> User:
        """The user on those edges, or on as many of them as the document allows together."""
        before = json.dumps(user)
        for edge in edges:
            self.edges.apply(edge, user)
        return user if validator_of(self.document).accepts(user) else self._one_by_one(edges, before)

    def _one_by_one(self, edges: Iterable[Edge], before: str) -> User:
        kept: User = json.loads(before)
        for edge in edges:
            user = deepcopy(kept)
            self.edges.apply(edge, user)
            kept = user if validator_of(self.document).accepts(user) else kept
        return kept


@per_document
def edge_sampler(document: Document, select: str | tuple[str, ...]) -> EdgeSampler:
    """The edges whose id a glob (or one of several) selects, except those that the plainest user is on anyway.

    Those of one field stand together, the outermost first, because Hypothesis shrinks towards the first.
    """
    edges = edges_of(document)
    ids = {*selected(select, [edge.id for edge in edges.all])} - edges.reached(edges.plain.user)
    found = [edge for path in edges.root.walk() for edge in _plainer_first(edges.at(path)) if edge.id in ids]
    order = {edge.id: number for number, edge in enumerate(found)}
    return EdgeSampler(document, edges, tuple(_shares(found)), order)


def _shares(edges: Iterable[Edge]) -> Iterator[tuple[FieldEdges, int]]:
    """Each field once, and further times by the weight of its edges: in all at most as many as half a byte's values."""
    groups = [tuple(group) for _, group in groupby(edges, key=_field_of)]
    totals = {group: tuple(accumulate(map(_weight, group))) for group in groups}
    whole = sum(total[-1] for total in totals.values())
    for group, total in totals.items():
        several = 1 + total[-1] * (HALF - len(totals)) // whole
        field = FieldEdges(group, total, several)
        yield from ((field, share) for share in range(several))


def _compatible(edges: Iterable[Edge]) -> Iterator[Edge]:
    """The edges, outermost first, except those inside what an earlier one removes or makes another variant."""
    removed: set[str] = set()
    variants: dict[str, str] = {}
    for edge in edges:
        paths = list(edge.path.ancestors())
        chosen = {path.parent.id: path.id for path in paths if path.step is Step.VARIANT and path.parent}
        is_gone = any(path.id in removed for path in paths)
        if is_gone or any(variants.get(union, variant) != variant for union, variant in chosen.items()):
            continue
        variants.update(chosen)
        if edge.variation.name in MISSING:
            removed.add(edge.path.id)
        yield edge


def _plainer_first(edges: Iterable[Edge]) -> list[Edge]:
    """Edges at which there is a value before those at which there is none, and one item before several."""
    return sorted(
        edges,
        key=lambda edge: PRESENT.index(edge.variation.name) if edge.variation.name in PRESENT else len(PRESENT),
    )


def _field_of(edge: Edge) -> str:
    """The field of the user that an edge is at or below."""
    return edge.path.id.partition(".")[0].partition("[")[0].partition("(")[0]


def is_of_the_user(edge: Edge) -> bool:
    """Whether an edge is one of a field of the user itself."""
    return edge.path.parent is not None and edge.path.parent.parent is None


def _weight(edge: Edge) -> int:
    parent = edge.path.parent
    if edge.kind in ODD_KINDS:
        return STRUCTURE if is_of_the_user(edge) else ODD
    if edge.id.endswith(".verification=null"):
        return UNVERIFIED
    if is_of_the_user(edge) and edge.kind != "object":
        return OF_THE_USER
    if edge.path.name == "status" and parent is not None and parent.step is Step.VARIANT:
        return STATUS
    return REVEALING if edge.kind in REVEALING_KINDS else STRUCTURE
