"""Combinations of edges of one object in which any two edges of different fields meet."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import covertable

from clerk_fakes.catalogue.edges import Edge, Edges
from clerk_fakes.catalogue.variations import Kind
from clerk_fakes.errors import UnknownName, suggestion
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import Record, Union, User


def objects_at(edges: Edges, id: str) -> tuple[SchemaPath, ...]:
    """The object at the path with this id, or each variant of the union there."""
    paths = {path.id: path for path in edges.root.walk() if isinstance(path.shape, Record | Union)}
    if id not in paths:
        raise UnknownName(f"no object or union at {id!r}; {suggestion(id, paths)}")
    path = paths[id]
    return path.inside if isinstance(path.shape, Union) else (path,)


def combinations(edges: Edges, object: SchemaPath, kinds: Collection[Kind]) -> Iterator[tuple[str, User]]:
    """The users of a covering array over the edges of an object's fields, each with the edges that it combines."""
    factors = {field.name: _edges_of_field(edges, field, kinds) for field in object.inside}
    for row in covertable.make({name: several for name, several in factors.items() if several}):
        user = edges.plain.user
        for edge in row.values():
            edges.apply(edge, user)
        _complete(edges, object, user)
        yield ", ".join(f"{name}={edge.variation.name or edge.path.name}" for name, edge in sorted(row.items())), user


def _edges_of_field(edges: Edges, field: SchemaPath, kinds: Collection[Kind]) -> list[Edge]:
    variants = field.inside if isinstance(field.shape, Union) else ()
    which = [edge for variant in variants for edge in edges.at(variant) if edge.kind == "variant"]
    return [edge for edge in (*edges.at(field), *which) if edge.kind in kinds]


def _complete(edges: Edges, object: SchemaPath, user: User) -> None:
    """Put back a group of keys where a combination has none of those of which the object needs one."""
    record = object.shape
    if isinstance(record, Record) and not accepts(record, edges.value(object, user)):
        for field in object.inside:
            if record.one_of_required and field.name in record.one_of_required[0]:
                edges.put(field, user, edges.plain.at(field))
