"""Templates: dicts with the keys of an object in the document's order, to be copied and filled."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar, cast

from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Choice, Nullable, Record, Shape
from clerk_fakes.schema.walks import options, records

T = TypeVar("T")


def template(kind: type[T], *absent: str, **plain: Any) -> T:
    """A dict with the keys of an object of the bundled document, but for the absent ones.

    What `plain` does not name is null where it may be, else the one constant that it may be, else an empty text: a
    maker sets it. The dict is built in one go, since one that was deleted from keeps its bigger table in every copy.
    """
    record = record_named(kind.__name__)
    if unknown := {*absent, *plain} - {field.name for field in record.fields}:
        raise KeyError(f"{record.name} has no field {min(unknown)!r}; correct the template")
    made = {
        field.name: plain[field.name] if field.name in plain else _blank(field.shape)
        for field in record.fields
        if field.name not in absent
    }
    return cast("T", made)


@cache
def key_order(kind: type) -> tuple[str, ...]:
    """The keys of an object of the bundled document, in its order."""
    return tuple(field.name for field in record_named(kind.__name__).fields)


def put(made: Any, kind: type, key: str, value: Any) -> None:
    """Set a key that is rarely there, so that all keys stay in the document's order."""
    put_in_order(made, key_order(kind), key, value)


def put_in_order(made: Any, order: Iterable[str], key: str, value: Any) -> None:
    """Set a key, so that the keys of a dict stay in an order; those that it does not name come last."""
    is_new = key not in made
    made[key] = value
    if is_new:
        ordered = {name: made[name] for name in order if name in made}
        rest = {name: value for name, value in made.items() if name not in ordered}
        made.clear()
        made.update(ordered, **rest)


@cache
def known_keys(tag: str) -> tuple[str, ...]:
    """The keys of the objects of the bundled document that have that `object`, or that name, in its order."""
    found = {name: record for record in records(read().root) for name in (record.name, *options(record, "object"))}
    return tuple(field.name for field in found[tag].fields) if tag in found else ()


def record_named(name: str) -> Record:
    """The object of the bundled document that its definitions, or `types.py`, call by that name."""
    return next(record for record in records(read().root) if record.name == name)


def _blank(shape: Shape) -> Any:
    if isinstance(shape, Nullable):
        return None
    return shape.options[0] if isinstance(shape, Choice) and len(shape.options) == 1 else ""
