"""Paths of keys that a document does not name."""

from __future__ import annotations

from collections.abc import Iterator

from clerk_fakes.catalogue.variations import EXTRA_KEY
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import Anything, Record, Shape


def extra_key(path: SchemaPath, name: str, shape: Shape | None = None) -> SchemaPath:
    """The path of a key that the document does not name, in the object at a path."""
    return SchemaPath(f"{path.id}.{name}".lstrip("."), shape or Anything(), path, Step.FIELD, name, is_optional=True)


def walk_with_extra_keys(path: SchemaPath) -> Iterator[SchemaPath]:
    """The path and all inside it, with one unnamed key in each object whose unnamed keys have a shape."""
    yield path
    for inner in path.inside:
        yield from walk_with_extra_keys(inner)
    if isinstance(path.shape, Record) and path.shape.extras not in (None, Anything()):
        yield from walk_with_extra_keys(extra_key(path, EXTRA_KEY, path.shape.extras))
