"""Drawing edges: which of them a user is put on, the plainer ones first, so that a failure shrinks to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from clerk_fakes.makers.edges import Edge, Edges, edges_of
from clerk_fakes.makers.places import Step
from clerk_fakes.makers.select import selected
from clerk_fakes.schema.judge import judge_of
from clerk_fakes.schema.reader import Document
from clerk_fakes.schema.shapes import User

Below = Callable[[int], int]

MOST = 4  # edges of one user: more tell nobody anything
PLAINEST = ("present", "not-null", "one", "false")  # the names of edges that the plainest users are on, too


@dataclass(frozen=True)
class Changes:
    """The edges of a document to draw from: all that are selected, and among them those of proofs."""

    document: Document
    edges: Edges
    options: tuple[Edge, ...]
    proofs: tuple[Edge, ...]

    def drawn(self, below: Below, pinned: Iterable[str] = ()) -> list[Edge]:
        """Up to a few edges, in the order in which places are nested; none at a pinned field."""
        drawn = {self._one(below) for _ in range(below(MOST + 1))} if self.options else set()
        free = [edge for edge in drawn if edge.place.id.partition(".")[0].partition("[")[0] not in pinned]
        return sorted(free, key=self.options.index)

    def _one(self, below: Below) -> Edge:
        """One edge; a variant and its statuses more often than anything else, for there most is to be found."""
        among = self.proofs if self.proofs and below(3) == 2 else self.options
        return among[below(len(among))]

    def applied(self, edges: Iterable[Edge], user: User) -> User:
        """The user on those edges, as many of them as the document allows together."""
        for edge in edges:
            before = json.dumps(user)
            self.edges.apply(edge, user)
            if not judge_of(self.document).accepts(user):
                user = json.loads(before)
        return user


@cache
def changes(document: Document, select: str | tuple[str, ...]) -> Changes:
    """The edges whose id a glob (or one of several) selects, in the order in which to prefer them."""
    edges = edges_of(document)
    names = set(selected(select, [edge.id for edge in edges.all]))
    ordered = [edge for place in edges.root.walk() for edge in sorted(edges.at(place), key=_plainness)]
    options = tuple(edge for edge in ordered if edge.id in names)
    proofs = tuple(edge for edge in options if _is_of_proof(edge))
    return Changes(document, edges, options, proofs)


def _plainness(edge: Edge) -> int:
    return 0 if edge.row.name in PLAINEST else 1


def _is_of_proof(edge: Edge) -> bool:
    around = edge.place.parent
    return edge.place.name == "status" and around is not None and around.step is Step.VARIANT
