"""As few users as possible that together are on every edge.

Built from the inside out: the values that cover a path are put side by side into the objects that contain them, so
that one list of many items, or a few objects whose fields all change at once, replace a case for each edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from clerk_fakes.catalogue.edges import Edges
from clerk_fakes.catalogue.key_groups import KeyGroup, key_groups
from clerk_fakes.catalogue.variations import EXTRA_KEY, Value, Variation
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import ABSENT, Json, User

NO_GROUP = KeyGroup(frozenset(), frozenset(), "")


def packed_users(edges: Edges, wanted: set[str]) -> list[User]:
    """Users that together are on every wanted edge, those on the most of the edges still missing first."""
    packing = _Packing(edges)
    users = [(user, edges.reached(user)) for user in map(deepcopy, packing.cover(edges.root))]
    missing, chosen = set(wanted), []
    while missing:
        user, reached = max(users, key=lambda pair: len(pair[1] & missing))
        if not reached & missing:
            # Never so for Clerk's own document: an edge that no packed user reaches takes a user of its own.
            user = edges.plain.user
            edges.apply(next(edge for edge in edges.all if edge.id in missing), user)
            reached = edges.reached(user) | {min(missing)}
        chosen.append(user)
        missing -= reached
    return chosen


class _Packing:
    def __init__(self, edges: Edges) -> None:
        self._edges = edges

    def cover(self, path: SchemaPath) -> list[Value]:
        """Values for a path that together are on every edge at it and inside it."""
        inner: list[Value]
        match path.shape:
            case s.Record(fields=(_, *_)) as record:
                inner = self._objects(path, record)
            case s.Listing() as listing:
                inner = self._lists(self.cover(path.inside[0]), listing)
            case s.Union():
                inner = [value for variant in path.inside for value in self.cover(variant)]
            case _:
                inner = self._leaves(path)
        return [*inner, *([None] if path.is_nullable else ()), *([ABSENT] if path.is_optional else ())]

    def _objects(self, path: SchemaPath, record: s.Record) -> list[Value]:
        """Objects side by side: the first ones with the first value of every field, and so on."""
        columns = {field.name: self.cover(field) for field in path.inside}
        groups = key_groups(record) or [NO_GROUP]
        height = max(map(len, columns.values()))
        plain = {field.name: self._edges.plain.at(field) for field in path.inside}
        made = [_object(columns, plain, number, group) for number in range(height) for group in groups]
        if isinstance(record.extras, s.Anything):
            made[-1][EXTRA_KEY] = "kept"
        return made

    def _lists(self, items: list[Value], listing: s.Listing) -> list[Value]:
        """No item, one item, and all the others in as few lists as they fit into."""
        several = items[1:] if len(items) > 2 else items * 2
        most = len(several) if listing.max_items is None else listing.max_items
        lists = [items[:1], *(several[start : start + most] for start in range(0, len(several), max(most, 1)))]
        filled = [(made + items * listing.min_items)[: max(len(made), listing.min_items)] for made in lists]
        return [made for made in ([], *filled) if listing.min_items <= len(made) <= most]

    def _leaves(self, path: SchemaPath) -> list[Value]:
        return fewest_values(self._edges, path, [edge.variation for edge in self._edges.at(path)])


def fewest_values(edges: Edges, path: SchemaPath, variations: list[Variation]) -> list[Value]:
    """The fewest values that match variations of a path; several variations share a value where they can."""
    plain = edges.plain.at(path)
    values = [_all_at_once(variations, plain), *(variation.make(plain) for variation in variations)]
    candidates = [value for value in values if accepts(path.shape, value)]
    return _fewest(
        candidates or [plain], [variation for variation in variations if any(map(variation.matches, candidates))]
    )


def _fewest(values: list[Value], variations: Iterable[Variation]) -> list[Value]:
    """Some of the values that together match every variation, chosen greedily."""
    missing, chosen = list(variations), values[:0]
    while missing or not chosen:
        best = max(values, key=lambda value: sum(variation.matches(value) for variation in missing))
        chosen.append(best)
        missing = [variation for variation in missing if not variation.matches(best)]
    return chosen


def _object(columns: dict[str, list[Value]], plain: dict[str, Json], number: int, group: KeyGroup) -> dict[str, Json]:
    """An object with value `number` of each field, or the plain one where a field has fewer."""
    made = {}
    for name, column in columns.items():
        value = column[number] if number < len(column) else plain[name]
        if name in group.keep and value is ABSENT:
            value = plain[name]
        if name not in group.omit and value is not ABSENT:
            made[name] = value
    return made


def _all_at_once(variations: Iterable[Variation], plain: Value) -> Value:
    """A text that is long, spaced and not ASCII at once; other values cannot vary in several ways."""
    made = plain
    for variation in variations:
        if variation.kind == "text" and variation.make(plain):
            made = variation.make(made)
    return made
