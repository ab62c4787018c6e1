"""The shapes that a document is read into: frozen, comparable, without logic."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, TypeAlias, TypeVar

Json: TypeAlias = Any
User: TypeAlias = dict[str, Json]
T = TypeVar("T")


class Absent(Enum):
    """The value of a key that is left out, as opposed to null."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.name


ABSENT = Absent.ABSENT
Maybe: TypeAlias = "T | Literal[Absent.ABSENT]"


@dataclass(frozen=True, slots=True)
class Text:
    """A string; `open` marks a pattern that Clerk may outgrow."""

    pattern: str | None = None
    format: str | None = None
    min_length: int = 0
    max_length: int | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number; without bounds it is still sent as a signed 64-bit one."""

    minimum: int | None = None
    maximum: int | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """Any finite number."""

    minimum: float | None = None
    maximum: float | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few constants; `open` marks a list that Clerk may outgrow."""

    options: tuple[str | int | float | bool, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON at all."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An array whose items share a shape."""

    item: Shape
    min_items: int = 0
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a record."""

    name: str
    shape: Shape
    required: bool
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An object: its fields in the document's order, and the shape of any further key (None: no further key).

    Where `one_of_required` is not empty, a valid object holds all the keys of at least one of its groups.
    Records are equal when they allow the same objects, whatever they are called.
    """

    name: str = field(compare=False)
    fields: tuple[Field, ...] = ()
    extras: Shape | None = None
    one_of_required: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Union:
    """One of several shapes; `tag` is the key whose constant distinguishes records, if there is one."""

    variants: tuple[Shape, ...]
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Nullable:
    """A shape, or null."""

    of: Shape


Shape: TypeAlias = "Text | Integer | Number | Flag | Choice | Anything | Listing | Record | Union | Nullable"
