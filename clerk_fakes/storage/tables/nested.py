"""Nested columns, as Parquet and Spark have them, derived from shapes without naming any field of Clerk's.

An object is a struct, and objects of several kinds are one struct with the fields of all of them. JSON text holds
objects without fixed fields and values of several kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from typing_extensions import assert_never

from clerk_fakes.schema import shapes as s
from clerk_fakes.storage.encoding import encode
from clerk_fakes.storage.tables.column_kinds import column_kind
from clerk_fakes.storage.tables.normalised import EXTRA
from clerk_fakes.storage.tables.table import ColumnKind


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column of single values."""

    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class Items:
    """A column of lists."""

    of: NestedColumn


@dataclass(frozen=True, slots=True)
class Struct:
    """A column of objects; where these may have further keys, `extra` is the field that holds them as JSON text."""

    fields: tuple[tuple[str, NestedColumn], ...]
    extra: str | None = None


NestedColumn: TypeAlias = "Leaf | Items | Struct"
Converter: TypeAlias = Callable[[s.Json], Any]

JSON = Leaf("json")


def nested_column(shape: s.Shape) -> NestedColumn:
    """The column for the values of a shape; everything in it may be null."""
    match shape:
        case s.Nullable():
            return nested_column(shape.of)
        case s.Listing():
            return Items(nested_column(shape.item))
        case s.Record(fields=(_, *_)):
            extra = _free(EXTRA, shape) if shape.extras is not None else None
            return Struct(tuple((field.name, nested_column(field.shape)) for field in shape.fields), extra)
        case s.Union():
            return _merged([nested_column(variant) for variant in shape.variants])
        case s.Record() | s.Text() | s.Integer() | s.Number() | s.Flag() | s.Choice() | s.Anything():
            return Leaf(column_kind(shape))
        case _:
            assert_never(shape)


def _free(name: str, record: s.Record) -> str:
    return _free(f"{name}_", record) if any(field.name == name for field in record.fields) else name


def _merged(columns: list[NestedColumn]) -> NestedColumn:
    """One column that can hold the values of each."""
    if all(isinstance(each, Struct) for each in columns):
        return _merged_structs([each for each in columns if isinstance(each, Struct)])
    return columns[0] if len(set(columns)) == 1 else JSON


def _merged_structs(structs: list[Struct]) -> Struct:
    by_name: dict[str, list[NestedColumn]] = {}
    for struct in structs:
        for name, each in struct.fields:
            by_name.setdefault(name, []).append(each)
    extra = next((struct.extra for struct in structs if struct.extra), None)
    return Struct(tuple((name, _merged(columns)) for name, columns in by_name.items()), extra)


def converter(column: NestedColumn) -> Converter | None:
    """Turns a value into the one that the column holds; None where all values stay as they are."""
    match column:
        case Leaf(kind="json"):
            return lambda value: None if value is None else encode(value)
        case Leaf():
            return None
        case Items():
            return _items_converter(converter(column.of))
        case Struct():
            return _struct_converter(column)
        case _:
            assert_never(column)


def _items_converter(convert: Converter | None) -> Converter | None:
    if convert is None:
        return None
    return lambda items: None if items is None else [convert(item) for item in items]


def _struct_converter(struct: Struct) -> Converter | None:
    each = {name: convert for name, column in struct.fields if (convert := converter(column))}
    extra, known = struct.extra, {name for name, _ in struct.fields}
    if not each and not extra:
        return None

    def convert_struct(record: s.Json) -> s.Json:
        if record is None:
            return None
        converted = {name: convert(record.get(name)) for name, convert in each.items()}
        if extra:
            more = {name: record[name] for name in record if name not in known}
            converted[extra] = encode(more) if more else None
        return {**record, **converted}

    return convert_struct
