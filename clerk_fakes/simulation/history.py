"""Histories: a snapshot of the body after each event."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, cast

from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.walks import options, records
from clerk_fakes.types import User


class State(NamedTuple):
    """What a user was after an event, and when that happened (ms)."""

    event: str
    at: int
    user: dict[str, Any]


def snapshot(user: User) -> User:
    """A deep copy of a user, which looks only where the document has something to copy."""
    return cast("User", _copied(user))


def _copied(value: Any) -> Any:
    if type(value) is list:
        return [_copied(item) for item in value] if value else []
    if type(value) is not dict:
        return value
    made = value.copy()
    for name in _containers().get(made.get("object"), made):
        part = made.get(name)
        if part is not None and type(part) in (dict, list):
            made[name] = _copied(part)
    return made


@cache
def _containers() -> dict[Any, list[str]]:
    """The fields of each object of the document, by its tag, that hold objects or lists."""
    found: dict[Any, list[str]] = {}
    for record in records(read().root):
        # An open object may hold anything anywhere.
        fields = [field.name for field in record.fields if _may_hold(field.shape)]
        if record.extras is None:
            found |= dict.fromkeys(options(record, "object"), fields)
    return found


def _may_hold(shape: s.Shape) -> bool:
    match shape:
        case s.Nullable():
            return _may_hold(shape.of)
        case s.Union():
            return any(map(_may_hold, shape.variants))
        case s.Listing() | s.Record() | s.Anything():
            return True
    return False
