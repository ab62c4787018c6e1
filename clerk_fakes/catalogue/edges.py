"""Edges: every single thing that can differ at one place of a document, by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from clerk_fakes.catalogue.plainest import Plainest
from clerk_fakes.catalogue.variations import IS_VARIANT, Kind, Value, Variation, rows
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import ABSENT, Anything, Json, User


@dataclass(frozen=True, slots=True)
class Edge:
    """One thing that can differ at one place; `id` is `<place>=<what>`."""

    id: str
    place: SchemaPath
    kind: Kind
    row: Variation


class Edges:
    """All edges of a document: their names, the user on each, and those that a user is on."""

    def __init__(self, document: Document) -> None:
        self.root = SchemaPath("", document.root)
        self.plain = Plainest(document)
        self._at = {place.id: self._edges_at(place) for place in self.root.walk()}

    @cached_property
    def all(self) -> tuple[Edge, ...]:
        """Every edge, sorted by its id."""
        return tuple(sorted((edge for edges in self._at.values() for edge in edges), key=lambda edge: edge.id))

    def at(self, place: SchemaPath) -> list[Edge]:
        """The edges of one place, in the order of their tables."""
        return self._at[place.id]

    def _edges_at(self, place: SchemaPath) -> list[Edge]:
        plain = self.plain.at(place)
        edges = [
            Edge(f"{place.id}={row.name}", place, row.kind, row) for row in rows(place) if _is_edge(row, place, plain)
        ]
        if place.step is Step.VARIANT and place.parent:
            name = place.id.removeprefix(place.parent.id).strip("()")
            edges.append(Edge(f"{place.parent.id}={name}", place, "variant", IS_VARIANT))
        return edges

    def reached(self, user: Json) -> set[str]:
        """The ids of the edges that a user is on; whatever is of the wrong type is on none."""
        found: set[str] = set()
        self._visit(self.root, user, found)
        return found

    def _visit(self, place: SchemaPath, value: Value, found: set[str]) -> None:
        for edge in self._at[place.id]:
            if edge.row.is_met(value):
                found.add(edge.id)
        for inner in place.inside:
            for item in inner.values(value):
                self._visit(inner, item, found)

    def is_on(self, edge: Edge, user: User) -> bool:
        """Whether a user is on an edge, at any of the places that have its name."""
        return any(map(edge.row.is_met, self._all(edge.place, user)))

    def _all(self, place: SchemaPath, user: User) -> list[Value]:
        if place.parent is None:
            return [user]
        return [value for around in self._all(place.parent, user) for value in place.values(around)]

    def apply(self, edge: Edge, user: User) -> None:
        """Put a user on an edge, changing nothing outside the edge's place or the container that it needs."""
        value = self._obtain(edge.place, user)
        if isinstance(value, list):
            value = [*value, *(item for item in self.plain.at(edge.place) if item not in value)]
        self.put(edge.place, user, edge.row.make(value or self.plain.at(edge.place)))

    def _obtain(self, place: SchemaPath, user: User) -> Json:
        """The value of a place in a user, which gets a plain one where it has none."""
        if place.parent is None:
            return user
        around = self._obtain(place.parent, user)
        value = next(iter(place.values(around)), ABSENT)
        if value is not ABSENT and value is not None:
            return value
        value = self.plain.at(place)
        value = value[:1] if isinstance(value, list) else value
        self.put(place, user, value)
        return value

    def value(self, place: SchemaPath, user: User) -> Value:
        """What stands first at a place in a user; `ABSENT` where nothing does."""
        if place.parent is None:
            return user
        return next(iter(place.values(self.value(place.parent, user))), ABSENT)

    def put(self, place: SchemaPath, user: User, value: Value) -> None:
        """Set the value of a place in a user, or leave it out (`ABSENT`); containers that it needs are made plain."""
        if place.parent is None:
            user.update(value)
            return
        around = self._obtain(place.parent, user)
        match place.step:
            case Step.VARIANT:
                self.put(place.parent, user, value)
            case Step.ITEM:
                around[:1] = [value]
            case Step.FIELD if value is ABSENT:
                around.pop(place.name, None)
            case Step.FIELD:
                around[place.name] = value


def _is_edge(row: Variation, place: SchemaPath, plain: Json) -> bool:
    made = row.make(plain)
    if made is ABSENT:
        return place.is_optional
    return place.is_nullable if made is None and place.shape != Anything() else accepts(place.shape, made)


_edges: WeakKeyDictionary[Document, Edges] = WeakKeyDictionary()


def edges_of(document: Document) -> Edges:
    """The one set of edges of a document."""
    if document not in _edges:
        _edges[document] = Edges(document)
    return _edges[document]
