"""As few users as can be that together are on every edge.

Worked out from the inside: the values that cover a place are put side by side into the objects that hold them, so that
a list of many items, or a few objects whose fields all change at once, cover what would take a case each.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from clerk_fakes.catalogue.edges import Edges
from clerk_fakes.catalogue.variations import EXTRA_KEY, Value, Variation
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import ABSENT, Anything, Json, Listing, Record, Union, User


def packed_users(edges: Edges) -> list[User]:
    """Users that together are on every edge."""
    return [deepcopy(user) for user in _Packing(edges).cover(edges.root)]


class _Packing:
    def __init__(self, edges: Edges) -> None:
        self._edges = edges

    def cover(self, place: SchemaPath) -> list[Value]:
        """Values for a place that together are on every edge at and inside it."""
        inner: list[Value]
        match place.shape:
            case Record(fields=(_, *_)) as record:
                inner = self._records(place, record)
            case Listing() as listing:
                inner = self._lists(self.cover(place.inside[0]), listing)
            case Union():
                inner = [value for variant in place.inside for value in self.cover(variant)]
            case _:
                inner = self._leaves(place)
        return [*inner, *([None] if place.is_nullable else ()), *([ABSENT] if place.is_optional else ())]

    def _records(self, place: SchemaPath, record: Record) -> list[Value]:
        """Objects side by side: the first ones with the first values of every field, and so on."""
        columns = {field.name: self.cover(field) for field in place.inside}
        arms = _arms(record)
        height = max(map(len, columns.values())) * len(arms)
        plain = {field.name: self._edges.plain.at(field) for field in place.inside}
        made = [_row(columns, plain, number // len(arms), arms[number % len(arms)]) for number in range(height)]
        if isinstance(record.extras, Anything):
            made[-1][EXTRA_KEY] = "kept"
        return made

    def _lists(self, items: list[Value], listing: Listing) -> list[Value]:
        """No item, one, and all the others, in as many lists as they may fill."""
        several = items[1:] if len(items) > 2 else items * 2
        most = len(several) if listing.max_items is None else listing.max_items
        lists = [items[:1], *(several[start : start + most] for start in range(0, len(several), max(most, 1)))]
        filled = [(made + items * listing.min_items)[: max(len(made), listing.min_items)] for made in lists]
        return [made for made in ([], *filled) if listing.min_items <= len(made) <= most]

    def _leaves(self, place: SchemaPath) -> list[Value]:
        """The fewest of the values that the place's rows make, the last of them all at once where they agree."""
        rows = [edge.row for edge in self._edges.at(place)]
        plain = self._edges.plain.at(place)
        values = [_all_at_once(rows, plain), *(row.make(plain) for row in rows)]
        candidates = [value for value in values if accepts(place.shape, value)]
        return fewest(candidates or [plain], [row for row in rows if any(map(row.is_met, candidates))])


def fewest(values: list[Value], rows: Iterable[Variation]) -> list[Value]:
    """Some of the values that are together on every row, chosen greedily."""
    missing, chosen = list(rows), values[:0]
    while missing or not chosen:
        best = max(values, key=lambda value: sum(row.is_met(value) for row in missing))
        chosen.append(best)
        missing = [row for row in missing if not row.is_met(best)]
    return chosen


def _arms(record: Record) -> list[tuple[set[str], set[str]]]:
    """The keys to hold and to leave out, for each group of keys of which a record needs one, and for all of them."""
    groups = [set(group) for group in record.one_of_required]
    every = set().union(*groups)
    return [*((group, every - group) for group in groups), (every, set())]


def _row(
    columns: dict[str, list[Value]], plain: dict[str, Json], number: int, arm: tuple[set[str], set[str]]
) -> dict[str, Json]:
    """An object with value `number` of each field, and plain ones where a field has no more."""
    hold, leave_out = arm
    row = {}
    for name, column in columns.items():
        value = column[number] if number < len(column) else plain[name]
        if name in hold and value is ABSENT:
            value = plain[name]
        if name not in leave_out and value is not ABSENT:
            row[name] = value
    return row


def _all_at_once(rows: Iterable[Variation], plain: Value) -> Value:
    """A text that is long, spaced and not ASCII; for other values there is no such thing."""
    made = plain
    for row in rows:
        if row.kind == "text" and row.make(plain):
            made = row.make(made)
    return made
