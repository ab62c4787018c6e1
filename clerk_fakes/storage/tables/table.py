"""Tables and their columns, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

ColumnKind: TypeAlias = Literal["text", "integer", "number", "boolean", "json"]

ROOT = "users"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `path` leads from its record to the value, and is empty for a value that no field holds.

    The field of an `optional` column may be absent.
    """

    name: str
    kind: ColumnKind
    nullable: bool
    path: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that point to the `targets` of another table.

    The primary email address of a user and the like have none, as Clerk's schema does not promise that they exist.
    """

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A key of a record whose value is stored as rows of another table."""

    key: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, whose columns are in this order: owner and position, fields, extra keys, absent keys, null lists.

    A row of a `shared` table comes with each of its owners and is written once. With `has_extra`, a column holds the
    keys that are no fields. Where a row could not tell an absent key from a null or empty one, a column names the
    absent keys out of `ambiguous`, and another one those of `null_lists` that are null. `keys` are all fields in order.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    lists: tuple[Child, ...] = ()
    nested: tuple[Child, ...] = ()
    shared: bool = False
    has_extra: bool = False
    ambiguous: tuple[str, ...] = ()
    null_lists: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
