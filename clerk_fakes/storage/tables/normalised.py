"""Shapes become normalised tables; no name of Clerk's fields is written here.

The root is `users`. A list of records is a table below its owner's. A nested record that is always there and has an id
of its own is a table that its owners share. All else that is no plain value is a column of JSON text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Literal, TypeAlias

from typing_extensions import assert_never

from clerk_fakes.errors import UnreadableDocument
from clerk_fakes.schema.shapes import (
    Anything,
    Choice,
    Flag,
    Integer,
    Listing,
    Nullable,
    Number,
    Record,
    Shape,
    Text,
    Union,
)
from clerk_fakes.schema.walks import options

Kind: TypeAlias = Literal["text", "integer", "number", "boolean", "json"]

ROOT, OWNER, POSITION, EXTRA = "users", "user_id", "position", "extra"
ABSENT, NULLS = "absent", "null_lists"
TAG = "object"  # where an object says what it is; the id in one that does not is another's


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `path` holds the keys that lead from its record to its value (none: the value is in no field).

    A field that is `optional` may be absent.
    """

    name: str
    kind: Kind
    nullable: bool
    path: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key. What a user calls primary has none: Clerk's schema does not promise that it is there."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A key of a record whose value is rows of another table."""

    key: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns for a record's place (whose user, which position, whose list), its fields, and its other keys.

    Rows of a `shared` table come along with each of their owners, and are to be written once.
    After the fields, an `open` table has a column for keys that are none of them. Where a row would not tell what is
    absent from what is null or empty, one more column names the absent keys out of `doubtful`, and another one those of
    `null_lists` that are null.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    lists: tuple[Part, ...] = ()
    nested: tuple[Part, ...] = ()
    shared: bool = False
    open: bool = False
    doubtful: tuple[str, ...] = ()
    null_lists: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def tables_of(root: Record) -> tuple[Table, ...]:
    """The tables of a document's root, each after those that its rows point to."""
    if "id" not in _texts(root):
        raise UnreadableDocument("#: users without a required text 'id' have no key to be told apart by; describe one")
    places: dict[str, _Place] = {}
    _settle(ROOT, root, None, False, places)
    tables = {name: _table(place, places) for name, place in places.items()}
    before = {name: [link.table for link in table.links] for name, table in tables.items()}
    return tuple(tables[name] for name in TopologicalSorter(before).static_order())


@dataclass(slots=True)
class _Place:
    """A record that gets a table, and the tables around it."""

    name: str
    record: Record
    shared: bool
    owners: list[str] = field(default_factory=list)
    lists: dict[str, str] = field(default_factory=dict)
    nested: dict[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return any(field.name == name for field in self.record.fields)

    def free(self, name: str) -> str:
        """The name, or one like it that no field has."""
        return self.free(f"{name}_") if self.has(name) else name

    @property
    def key(self) -> tuple[str, ...]:
        return (self.free(OWNER), self.free(POSITION)) if self.owners else ("id",)

    @property
    def tags(self) -> tuple[str, ...]:
        return options(self.record, TAG)

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Optional fields that have no row, or NULL, for something else too."""
        fields = [field for field in self.record.fields if not field.required]
        return tuple(field.name for field in fields if field.name in self.lists or _may_be_null(field.shape))

    @property
    def null_lists(self) -> tuple[str, ...]:
        fields = [field for field in self.record.fields if field.name in self.lists]
        return tuple(field.name for field in fields if _may_be_null(field.shape))

    @property
    def unique(self) -> tuple[str, ...]:
        return ("id",) if self.owners and self.tags and self.has("id") else ()


def _settle(wanted: str, record: Record, owner: str | None, shared: bool, places: dict[str, _Place]) -> str:
    """The table of a record below an owner: the one wanted, unless records of another kind are in it."""
    name = wanted
    while name in places and (places[name].record, places[name].shared) != (record, shared):
        name = f"{owner}_{name}"
    if name not in places:
        places[name] = _Place(name, record, shared)
        _settle_parts(places[name], places)
    if owner and not shared:
        places[name].owners.append(owner)
    return name


def _settle_parts(place: _Place, places: dict[str, _Place]) -> None:
    for child in place.record.fields:
        # A shared row is written once, with all that belongs to it: a list stays in it, as JSON.
        item = None if place.shared else item_of(child.shape)
        if item:
            place.lists[child.name] = _settle(child.name, item, place.name, False, places)
        elif child.required and isinstance(child.shape, Record) and _has_own_id(child.shape):
            place.nested[child.name] = _settle(f"{child.name}s", child.shape, place.name, True, places)


def _table(place: _Place, places: Mapping[str, _Place]) -> Table:
    return Table(
        place.name,
        columns=(*_place_columns(place, places), *_record_columns(place)),
        key=place.key,
        unique=place.unique,
        links=tuple(_links(place, places)),
        lists=tuple(Part(key, table) for key, table in place.lists.items()),
        nested=tuple(Part(key, table) for key, table in place.nested.items()),
        shared=place.shared,
        open=place.record.extras is not None,
        doubtful=place.doubtful,
        null_lists=place.null_lists,
        keys=tuple(field.name for field in place.record.fields),
    )


def _place_columns(place: _Place, places: Mapping[str, _Place]) -> Iterator[Column]:
    if place.owners:
        yield Column(place.key[0], "text", False)
        yield Column(place.key[1], "integer", False)
    for owner in place.owners:
        if owner != ROOT:
            yield Column(_owner_column(place, places[owner]), "integer", len(place.owners) > 1)


def _owner_column(place: _Place, owner: _Place) -> str:
    return place.free(f"{next(iter(owner.tags), owner.name)}_{POSITION}")


def _record_columns(place: _Place) -> Iterator[Column]:
    for child in place.record.fields:
        nullable = not child.required or _may_be_null(child.shape)
        if child.name not in {*place.lists, *place.nested}:
            yield Column(child.name, kind_of(child.shape), nullable, (child.name,), not child.required)
        for name in ["id"] if child.name in place.nested else _told(child.shape):
            yield Column(place.free(f"{child.name}_{name}"), "text", nullable, (child.name, name))
    if place.record.extras is not None:
        yield Column(place.free(EXTRA), "json", True)
    if place.doubtful:
        yield Column(place.free(ABSENT), "json", True)
    if place.null_lists:
        yield Column(place.free(NULLS), "json", True)


def _links(place: _Place, places: Mapping[str, _Place]) -> Iterator[Link]:
    if place.owners:
        yield Link(place.key[:1], ROOT, ("id",))
    for owner in place.owners:
        if owner != ROOT:
            yield Link((place.key[0], _owner_column(place, places[owner])), owner, places[owner].key)
    for key, table in place.nested.items():
        yield Link((place.free(f"{key}_id"),), table, ("id",))


def item_of(shape: Shape) -> Record | None:
    """What a list of records lists; None where the shape is anything else."""
    match shape:
        case Nullable():
            return item_of(shape.of)
        case Listing(item=Record(fields=(_, *_)) as item):
            return item
        case _:
            return None


def kind_of(shape: Shape) -> Kind:
    """What a column holds that has room for every value of a shape."""
    match shape:
        case Text():
            return "text"
        case Integer():
            return "integer"
        case Number():
            return "number"
        case Flag():
            return "boolean"
        case Choice():
            return _one({_KINDS[type(option)] for option in shape.options})
        case Union():
            return _one({kind_of(variant) for variant in shape.variants})
        case Nullable():
            return kind_of(shape.of)
        case Listing() | Record() | Anything():
            return "json"
        case _:
            assert_never(shape)


_KINDS: dict[type, Kind] = {str: "text", bool: "boolean", int: "integer", float: "number"}


def _one(kinds: set[Kind]) -> Kind:
    return kinds.pop() if len(kinds) == 1 else "json"


def _may_be_null(shape: Shape) -> bool:
    if isinstance(shape, Union):
        return any(map(_may_be_null, shape.variants))
    return isinstance(shape, Nullable | Anything)


def _texts(shape: Shape) -> list[str]:
    """The fields of a record that always hold a text."""
    fields = shape.fields if isinstance(shape, Record) else ()
    always = [field for field in fields if field.required and not _may_be_null(field.shape)]
    return [field.name for field in always if kind_of(field.shape) == "text"]


def _has_own_id(record: Record) -> bool:
    return "id" in _texts(record) and bool(options(record, TAG))


def _told(shape: Shape) -> list[str]:
    """The texts that each variant of a tagged object holds, apart from the tag: worth columns beside the JSON."""
    match shape:
        case Nullable():
            return _told(shape.of)
        case Union(tag=str(tag)):
            each = [_texts(variant) for variant in shape.variants]
            return [name for name in each[0] if name != tag and all(name in texts for texts in each)]
        case Record() if options(shape, TAG):
            return [name for name in _texts(shape) if name != TAG]
        case _:
            return []
