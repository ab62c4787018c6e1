"""What kind of column holds the values of a shape."""

from __future__ import annotations

from typing_extensions import assert_never

from clerk_fakes.schema import shapes as s
from clerk_fakes.storage.tables.table import ColumnKind

_KINDS: dict[type, ColumnKind] = {str: "text", bool: "boolean", int: "integer", float: "number"}


def column_kind(shape: s.Shape) -> ColumnKind:
    """The kind of column that can hold every value of a shape."""
    match shape:
        case s.Text():
            return "text"
        case s.Integer():
            return "integer"
        case s.Number():
            return "number"
        case s.Flag():
            return "boolean"
        case s.Choice():
            return _common({_KINDS[type(option)] for option in shape.options})
        case s.Union():
            return _common({column_kind(variant) for variant in shape.variants})
        case s.Nullable():
            return column_kind(shape.of)
        case s.Listing() | s.Record() | s.Anything():
            return "json"
        case _:
            assert_never(shape)


def _common(kinds: set[ColumnKind]) -> ColumnKind:
    return kinds.pop() if len(kinds) == 1 else "json"


def listed_record(shape: s.Shape) -> s.Record | None:
    """The record that a list of records consists of; None for any other shape."""
    match shape:
        case s.Nullable():
            return listed_record(shape.of)
        case s.Listing(item=s.Record(fields=(_, *_)) as item):
            return item
        case _:
            return None


def may_be_null(shape: s.Shape) -> bool:
    """Whether null is a value of the shape."""
    if isinstance(shape, s.Union):
        return any(map(may_be_null, shape.variants))
    return isinstance(shape, s.Nullable | s.Anything)


def required_texts(shape: s.Shape) -> list[str]:
    """The fields of a record that always hold text."""
    fields = shape.fields if isinstance(shape, s.Record) else ()
    always = [field for field in fields if field.required and not may_be_null(field.shape)]
    return [field.name for field in always if column_kind(field.shape) == "text"]
