"""Shapes become normalised tables, and a user becomes their rows; no name of Clerk's fields is written here.

The root is `users`. A list of records is a table below its owner's. A nested record that is always there and has an id
of its own is a table that its owners share. All else that is no plain value is a column of JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any, Literal, TypeAlias

from typing_extensions import assert_never

from clerk_fakes.errors import UnreadableDocument
from clerk_fakes.schema.reader import options
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
    User,
)

Kind: TypeAlias = Literal["text", "integer", "number", "boolean", "json"]
Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = dict[str, list[Row]]

ROOT, OWNER, POSITION, EXTRA = "users", "user_id", "position", "extra"
TAG = "object"  # where an object says what it is; the id in one that does not is another's


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `path` holds the keys that lead from its record to its value (none: the value is in no field)."""

    name: str
    kind: Kind
    nullable: bool
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key; a deferred one may point to a row that is written later."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A key of a record whose value is rows of another table."""

    key: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns for a record's place (whose user, which position, whose list), its fields, and its other keys.

    Rows of a `shared` table come along with each of their owners, and are to be written once.
    An `open` table has a last column for keys that are none of its fields.
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


def tables_of(root: Record) -> tuple[Table, ...]:
    """The tables of a document's root, each after those that its rows point to."""
    if "id" not in _texts(root):
        raise UnreadableDocument("#: users without a required text 'id' have no key to be told apart by; describe one")
    places: dict[str, _Place] = {}
    _settle(ROOT, root, None, False, places)
    tables = {name: _table(place, places) for name, place in places.items()}
    before = {name: [link.table for link in table.links if not link.deferred] for name, table in tables.items()}
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
        item = None if place.shared else _item(child.shape)
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
            yield Column(child.name, _kind(child.shape), nullable, (child.name,))
        for name in ["id"] if child.name in place.nested else _told(child.shape):
            yield Column(place.free(f"{child.name}_{name}"), "text", nullable, (child.name, name))
    if place.record.extras is not None:
        yield Column(place.free(EXTRA), "json", True)


def _links(place: _Place, places: Mapping[str, _Place]) -> Iterator[Link]:
    if place.owners:
        yield Link(place.key[:1], ROOT, ("id",))
    for owner in place.owners:
        if owner != ROOT:
            yield Link((place.key[0], _owner_column(place, places[owner])), owner, places[owner].key)
    for key, table in place.nested.items():
        yield Link((place.free(f"{key}_id"),), table, ("id",))
    if place.name == ROOT:
        yield from _links_to_primaries(place, places.values())


def _links_to_primaries(root: _Place, places: Iterable[_Place]) -> Iterator[Link]:
    """What the root calls its primary of a kind is the row with that id in the table of that kind."""
    for place in places:
        for tag in place.tags if place.unique else ():
            if root.has(f"primary_{tag}_id"):
                yield Link((f"primary_{tag}_id",), place.name, place.unique, deferred=True)


def _item(shape: Shape) -> Record | None:
    """What a list of records lists; None where the shape is anything else."""
    match shape:
        case Nullable():
            return _item(shape.of)
        case Listing(item=Record(fields=(_, *_)) as item):
            return item
        case _:
            return None


def _kind(shape: Shape) -> Kind:
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
            return _one({_kind(variant) for variant in shape.variants})
        case Nullable():
            return _kind(shape.of)
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
    return [field.name for field in always if _kind(field.shape) == "text"]


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


class Flattener:
    """Turns users into rows of the tables, each a tuple in the order of its table's columns; all is looked up once."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._fillers = {table.name: _Filler(table) for table in tables}
        for filler in self._fillers.values():
            filler.join(self._fillers)

    def rows(self, *users: User) -> Rows:
        """The rows of users by table, in the order of the tables."""
        rows: Rows = {name: [] for name in self._fillers}
        for user in users:
            self.add(user, rows)
        return rows

    def add(self, user: User, rows: Rows) -> None:
        """Adds the rows of one more user to those of others."""
        first = {name: len(made) for name, made in rows.items()}
        self._fillers[ROOT].fill(user, (), rows, user["id"], first)


class _Filler:
    """Makes the rows of one table, and has its parts made into rows of theirs."""

    def __init__(self, table: Table) -> None:
        filled = [(index, column) for index, column in enumerate(table.columns) if column.path]
        self._table = table
        self._name = table.name
        self._keys = [column.path[0] for _, column in filled]
        self._json = [index for index, column in filled if column.kind == "json"]
        self._inner = [(index, column.path[1]) for index, column in filled if len(column.path) == 2]
        self._known = frozenset((*self._keys, *(part.key for part in (*table.lists, *table.nested))))
        self._lists: list[tuple[str, str, _Filler, list[bool]]] = []
        self._nested: list[tuple[str, _Filler]] = []

    def join(self, fillers: Mapping[str, _Filler]) -> None:
        """Makes the fillers of the parts known, and which of their columns tell the position of a row made here."""
        for part in self._table.lists:
            child = fillers[part.table]
            owned = [link.table == self._name for link in child._table.links if len(link.columns) == 2]
            self._lists.append((part.key, part.table, child, owned))
        self._nested = [(part.key, fillers[part.table]) for part in self._table.nested]

    def fill(self, record: Json, place: Row, rows: Rows, user_id: str, first: Mapping[str, int]) -> None:
        """Adds the row of a record that is at that place, and the rows of its parts."""
        rows[self._name].append(self._row(record, place))
        for key, table, child, owned in self._lists:
            for item in record.get(key) or ():
                owners = [place[1] if mine else None for mine in owned] if owned else ()
                child.fill(item, (user_id, len(rows[table]) - first[table], *owners), rows, user_id, first)
        for key, other in self._nested:
            other.fill(record[key], (), rows, user_id, first)

    def _row(self, record: Json, place: Row) -> Row:
        values = [*place, *map(record.get, self._keys)]
        for index in self._json:
            value = values[index]
            if value is not None:
                values[index] = _encode(value) if value else _encode_empty(value)
        for index, name in self._inner:
            value = values[index]
            if value is not None:
                values[index] = value.get(name)
        if self._table.open:
            more = record.keys() - self._known
            values.append(_encode({key: record[key] for key in record if key in more}) if more else None)
        return tuple(values)


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def _encode_empty(value: Json) -> str:
    """The JSON of what is false: mostly {}, which would take the encoder ten times as long."""
    return "{}" if value == {} else _encode(value)
