"""Edges: every single thing that can differ at one path of a document, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clerk_fakes.catalogue.plainest import Plainest
from clerk_fakes.catalogue.variations import IS_VARIANT, Kind, Value, Variation, variations_at
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import ABSENT, Anything, Json, User


@dataclass(frozen=True, slots=True)
class Edge:
    """One thing that can differ at one path; `id` is `<path>=<variation>`."""

    id: str
    path: SchemaPath
    kind: Kind
    variation: Variation


class _Stop:
    """A path on the way through a user, with what is left to be tested for each type of value."""

    __slots__ = ("_edges", "_fields", "_others", "_path", "_tests")

    def __init__(self, path: SchemaPath, edges: Mapping[str, list[Edge]]) -> None:
        self._path, self._edges = path, edges[path.id]
        self._fields = [(inner.name, _Stop(inner, edges)) for inner in path.inside if inner.step is Step.FIELD]
        self._others = [_Stop(inner, edges) for inner in path.inside if inner.step is not Step.FIELD]
        self._tests: dict[type, list[tuple[str, Callable[[Value], Any]]]] = {}

    def visit(self, value: Value, found: set[str]) -> None:
        """Find the ids of the edges that a value is on, and those that what is inside it is on."""
        kind = type(value)
        if kind not in self._tests:
            fitting = [edge for edge in self._edges if kind in (edge.variation.types or (kind,))]
            self._tests[kind] = [(edge.id, edge.variation.predicate) for edge in fitting]
        for id, test in self._tests[kind]:
            if test(value):
                found.add(id)
        if kind is dict:
            for name, field in self._fields:
                field.visit(value.get(name, ABSENT), found)
        for other in self._others:
            for item in other._path.values(value):
                other.visit(item, found)


class Edges:
    """All edges of a document: which there are, which of them a user is on, and how to put a user on one."""

    def __init__(self, document: Document) -> None:
        self.root = SchemaPath("", document.root)
        self.plain = Plainest(document)
        self._at = {path.id: self._edges_at(path) for path in self.root.walk()}

    @cached_property
    def _start(self) -> _Stop:
        return _Stop(self.root, self._at)

    @cached_property
    def all(self) -> tuple[Edge, ...]:
        """Every edge, sorted by its id."""
        return tuple(sorted((edge for edges in self._at.values() for edge in edges), key=lambda edge: edge.id))

    def at(self, path: SchemaPath) -> list[Edge]:
        """The edges of one path, in the order of the tables of variations."""
        return self._at[path.id]

    def _edges_at(self, path: SchemaPath) -> list[Edge]:
        plain = self.plain.at(path)
        edges = [
            Edge(f"{path.id}={variation.name}", path, variation.kind, variation)
            for variation in variations_at(path)
            if _is_allowed(variation, path, plain)
        ]
        if path.step is Step.VARIANT and path.parent:
            name = path.id.removeprefix(path.parent.id).strip("()")
            edges.append(Edge(f"{path.parent.id}={name}", path, "variant", IS_VARIANT))
        return edges

    def reached(self, user: Json) -> set[str]:
        """The ids of the edges that a user is on; a value of the wrong type is on none."""
        found: set[str] = set()
        self._start.visit(user, found)
        return found

    def is_on(self, edge: Edge, user: User) -> bool:
        """Whether a user is on an edge, with any of the values at the edge's path."""
        return any(map(edge.variation.matches, self._values(edge.path, user)))

    def _values(self, path: SchemaPath, user: User) -> list[Value]:
        if path.parent is None:
            return [user]
        return [value for outer in self._values(path.parent, user) for value in path.values(outer)]

    def apply(self, edge: Edge, user: User) -> None:
        """Put a user on an edge, changing nothing outside the edge's path but a container that it needs."""
        value = self._obtain(edge.path, user)
        if isinstance(value, list):
            value = [*value, *(item for item in self.plain.at(edge.path) if item not in value)]
        self.put(edge.path, user, edge.variation.make(value or self.plain.at(edge.path)))

    def _obtain(self, path: SchemaPath, user: User) -> Json:
        """The first value at a path of a user; a plain one is put there if there is none."""
        if path.parent is None:
            return user
        value = next(iter(path.values(self._obtain(path.parent, user))), ABSENT)
        if value is not ABSENT and value is not None:
            return value
        value = self.plain.at(path)
        value = value[:1] if isinstance(value, list) else value
        self.put(path, user, value)
        return value

    def value(self, path: SchemaPath, user: User) -> Value:
        """The first value at a path of a user, or `ABSENT`."""
        if path.parent is None:
            return user
        return next(iter(path.values(self.value(path.parent, user))), ABSENT)

    def put(self, path: SchemaPath, user: User, value: Value) -> None:
        """Set the value at a path of a user, or remove it (`ABSENT`); containers that are missing are made plain."""
        if path.parent is None:
            user.update(value)
            return
        container = self._obtain(path.parent, user)
        match path.step:
            case Step.VARIANT:
                self.put(path.parent, user, value)
            case Step.ITEM:
                container[:1] = [value]
            case Step.FIELD if value is ABSENT:
                container.pop(path.name, None)
            case Step.FIELD:
                container[path.name] = value


def _is_allowed(variation: Variation, path: SchemaPath, plain: Json) -> bool:
    """Whether the document allows the value that a variation makes at a path."""
    made = variation.make(plain)
    if made is ABSENT:
        return path.is_optional
    return path.is_nullable if made is None and path.shape != Anything() else accepts(path.shape, made)


@per_document
def edges_of(document: Document) -> Edges:
    """The one set of edges of a document."""
    return Edges(document)
