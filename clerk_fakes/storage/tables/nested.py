"""Shapes become nested columns, as Parquet and Spark have them; no name of Clerk's fields is written here.

An object is a struct, and objects of several kinds are one struct of all their fields. What has no fixed fields, or
holds values of several kinds, is JSON text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from typing_extensions import assert_never

from clerk_fakes.schema.shapes import (
    Anything,
    Choice,
    Flag,
    Integer,
    Json,
    Listing,
    Nullable,
    Number,
    Record,
    Shape,
    Text,
    Union,
)
from clerk_fakes.storage.files.json_text import encode
from clerk_fakes.storage.tables.normalised import EXTRA, Kind, kind_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    of: Nested


@dataclass(frozen=True, slots=True)
class Struct:
    """An object; keys of it that are no fields are JSON text under `extra`, where it may have such."""

    fields: tuple[tuple[str, Nested], ...]
    extra: str | None = None


Nested: TypeAlias = "Leaf | Items | Struct"
Fit: TypeAlias = Callable[[Json], Any]

JSON = Leaf("json")


def nested_of(shape: Shape) -> Nested:
    """What holds the values of a shape; everything in it may be null."""
    match shape:
        case Nullable():
            return nested_of(shape.of)
        case Listing():
            return Items(nested_of(shape.item))
        case Record(fields=(_, *_)):
            extra = _free(EXTRA, shape) if shape.extras is not None else None
            return Struct(tuple((field.name, nested_of(field.shape)) for field in shape.fields), extra)
        case Union():
            return _merged([nested_of(variant) for variant in shape.variants])
        case Record() | Text() | Integer() | Number() | Flag() | Choice() | Anything():
            return Leaf(kind_of(shape))
        case _:
            assert_never(shape)


def _free(name: str, record: Record) -> str:
    return _free(f"{name}_", record) if any(field.name == name for field in record.fields) else name


def _merged(several: list[Nested]) -> Nested:
    """What holds the values of each."""
    if all(isinstance(each, Struct) for each in several):
        return _merged_structs([each for each in several if isinstance(each, Struct)])
    return several[0] if len(set(several)) == 1 else JSON


def _merged_structs(structs: list[Struct]) -> Struct:
    by_name: dict[str, list[Nested]] = {}
    for struct in structs:
        for name, each in struct.fields:
            by_name.setdefault(name, []).append(each)
    extra = next((struct.extra for struct in structs if struct.extra), None)
    return Struct(tuple((name, _merged(several)) for name, several in by_name.items()), extra)


def fitting(nested: Nested) -> Fit | None:
    """What makes of a value that which the columns hold, where that is something else."""
    match nested:
        case Leaf(kind="json"):
            return lambda value: None if value is None else encode(value)
        case Leaf():
            return None
        case Items():
            return _fitting_items(fitting(nested.of))
        case Struct():
            return _fitting_struct(nested)
        case _:
            assert_never(nested)


def _fitting_items(fit: Fit | None) -> Fit | None:
    if fit is None:
        return None
    return lambda items: None if items is None else [fit(item) for item in items]


def _fitting_struct(struct: Struct) -> Fit | None:
    each = {name: fit for name, nested in struct.fields if (fit := fitting(nested))}
    extra, known = struct.extra, {name for name, _ in struct.fields}
    if not each and not extra:
        return None

    def fit_struct(record: Json) -> Json:
        if record is None:
            return None
        made = {name: fit(record.get(name)) for name, fit in each.items()}
        if extra:
            more = {name: record[name] for name in record if name not in known}
            made[extra] = encode(more) if more else None
        return {**record, **made}

    return fit_struct
