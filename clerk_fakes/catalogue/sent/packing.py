"""As few users as possible that Clerk sends and that together are on every edge which it sends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from clerk_fakes.catalogue.edges import Edge
from clerk_fakes.catalogue.packing import fewest_values
from clerk_fakes.catalogue.sent.lives import Life, Sent
from clerk_fakes.catalogue.sent.tiers import is_free, user_with
from clerk_fakes.catalogue.variations import Variation
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import User


def packed_lives(sent: Sent, situations: Iterable[Life], wanted: Iterable[Edge]) -> list[User]:
    """What the situations leave out: lives, each the one on the most edges still missing, then those with odd texts."""
    missing = {edge.id: edge for edge in wanted}
    for life in situations:
        _take_away(missing, life.reached)
    chosen: list[User] = []
    left = [(life, life.reached & missing.keys()) for life in sent.lives]
    while left := [(life, found) for life, reached in left if (found := reached & missing.keys())]:
        life, _ = max(left, key=lambda pair: len(pair[1]))
        chosen.append(life.user)
        _take_away(missing, life.reached)
    for user in _odd(sent, [edge for edge in missing.values() if is_free(edge, sent)]):
        if not missing.keys().isdisjoint(reached := sent.edges.reached(user)):
            chosen.append(user)
            _take_away(missing, reached)
    return chosen


def _take_away(missing: dict[str, Edge], reached: Collection[str]) -> None:
    for id in reached:
        missing.pop(id, None)


def _odd(sent: Sent, edges: Iterable[Edge]) -> Iterator[User]:
    """Users in whom every value that is free is odd at once, first in one way and then in others."""
    by_path: dict[SchemaPath, list[Variation]] = {}
    for edge in edges:
        by_path.setdefault(edge.path, []).append(edge.variation)
    columns = {path: fewest_values(sent.edges, path, several) for path, several in by_path.items()}
    for number in range(max(map(len, columns.values()), default=0)):
        yield user_with({path: values[number % len(values)] for path, values in columns.items()}, sent)
