"""Pins: what a caller fixes of a user, as paths, checked against the shapes and stamped into a user that is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from clerk_fakes.errors import UnknownField, suggestion
from clerk_fakes.fill.values import value_for
from clerk_fakes.primitives.randomness import Details
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.templates import put_in_order
from clerk_fakes.schema.walks import without_null

SPLITTER = "__"  # factory_boy's own

Path: TypeAlias = tuple[str | int, ...]
Pins: TypeAlias = Mapping[Path, s.Json]


def path_of(name: str) -> Path:
    """The path that a keyword such as `email_addresses__0__verification` stands for."""
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in name.split(SPLITTER))


def shape_at(shape: s.Shape, path: Path) -> s.Shape:
    """The shape of what a path leads to; raises `UnknownField` where it leads nowhere."""
    for length, step in enumerate(path):
        inner = _inside(shape, step)
        if inner is None:
            raise UnknownField(_message(shape, path[:length], step))
        shape = inner
    return shape


def is_length(shape: s.Shape, path: Path, value: s.Json) -> bool:
    """Whether a pin says how many items one of the user's lists has."""
    return len(path) == 1 and isinstance(shape, s.Listing) and type(value) is int and value >= 0


def stamp(user: s.User, root: s.Record, pins: Pins, details: Details, now: int) -> None:
    """Set every pin in a user, the outer ones first, with values for what has to be around it."""
    for path, value in sorted(pins.items(), key=lambda pin: len(pin[0])):
        shape = shape_at(root, path)
        if is_length(shape, path, value):
            _lengthen(user[str(path[0])], shape, str(path[0]), value, details, now)
        else:
            _set(user, root, path, value, details, now)


def _set(around: Any, shape: s.Shape, path: Path, value: s.Json, details: Details, now: int) -> None:
    step, *rest = path
    inner = shape_at(shape, (step,))
    if isinstance(step, int):
        _lengthen(around, shape, "item", max(step + 1, len(around)), details, now)
    elif rest and around.get(step) is None:
        empty = {} if inner == s.Anything() else value_for(without_null(inner), step, details, now)
        put_in_order(around, _keys(shape), step, empty)
    if rest:
        _set(around[step], inner, tuple(rest), value, details, now)
    elif isinstance(step, int):
        around[step] = value
    else:
        put_in_order(around, _keys(shape), step, value)


def _lengthen(items: list[s.Json], shape: s.Shape, name: str, length: int, details: Details, now: int) -> None:
    del items[length:]
    item = shape_at(shape, (0,))
    items.extend(value_for(item, name, details, now) for _ in range(length - len(items)))


def _inside(shape: s.Shape, step: str | int) -> s.Shape | None:
    match shape:
        case s.Nullable():
            return _inside(shape.of, step)
        case s.Union():
            inner = [found for variant in shape.variants if (found := _inside(variant, step)) is not None]
            return s.Union(tuple(inner)) if inner else None
        case s.Listing() if isinstance(step, int):
            return shape.item
        case s.Record() if not shape.fields and isinstance(step, str):
            return shape.extras
        case s.Record():
            return next((field.shape for field in shape.fields if field.name == step), None)
        case s.Anything() if isinstance(step, str):  # what is free has keys; a list in it is pinned as a whole
            return shape
        case _:
            return None


def _message(shape: s.Shape, path: Path, step: str | int) -> str:
    where = f" in {SPLITTER.join(map(str, path))}" if path else ""
    known = sorted(_keys(shape))
    if known:
        return f"no field {str(step)!r}{where}; {suggestion(str(step), known)}"
    if isinstance(shape, s.Listing):
        example = SPLITTER.join(map(str, (*path, 0)))
        return f"{step!r} is not a position{where}; a list takes a number from 0, such as {example}"
    if isinstance(step, int) and isinstance(shape, s.Record | s.Anything):
        return f"{step} is not a key{where}, which is no list; pin a list inside it as a whole"
    return f"nothing is inside {SPLITTER.join(map(str, path))}, so it has no {str(step)!r}; pin it as a whole"


def _keys(shape: s.Shape) -> dict[str, None]:
    """The keys of an object of that shape, in the document's order; those of all variants of a union."""
    match shape:
        case s.Nullable():
            return _keys(shape.of)
        case s.Union():
            return {key: None for variant in shape.variants for key in _keys(variant)}
        case s.Record():
            return {field.name: None for field in shape.fields}
        case _:
            return {}
