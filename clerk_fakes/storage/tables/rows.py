"""A user becomes rows of the normalised tables, quickly: whatever depends on the tables alone is looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias

from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.storage.encoding import encode
from clerk_fakes.storage.tables.table import ROOT, Table

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = dict[str, list[Row]]


class Flattener:
    """Turns users into rows of the tables, each row a tuple in the order of its table's columns."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._fillers = {table.name: _TableFiller(table) for table in tables}
        for filler in self._fillers.values():
            filler.connect(self._fillers)

    def rows(self, users: Iterable[User]) -> Rows:
        """The rows of users by table, in the order of the tables."""
        rows: Rows = {name: [] for name in self._fillers}
        for user in users:
            first = {name: len(before) for name, before in rows.items()}
            self._fillers[ROOT].fill(user, (), rows, user["id"], first)
        return rows


class SharedRows:
    """Lets each row of a shared table through once; `known` are the keys of the rows that were stored before."""

    def __init__(self, tables: Iterable[Table], known: Mapping[str, set[Any]]) -> None:
        shared = [table for table in tables if table.shared]
        self._known = {table.name: set(known.get(table.name, ())) for table in shared}
        self._key_index = {
            table.name: [column.name for column in table.columns].index(table.key[0]) for table in shared
        }

    def new_rows(self, rows: Rows) -> Rows:
        """All rows but those of shared tables that were let through before."""
        return {name: self.new(name, those) if name in self._known else those for name, those in rows.items()}

    def new(self, name: str, rows: list[Row]) -> list[Row]:
        """The rows of one shared table that were not let through before."""
        at, known = self._key_index[name], self._known[name]
        new = {row[at]: row for row in rows if row[at] not in known}
        known.update(new)
        return list(new.values())


class _TableFiller:
    """Makes the rows of one table, and has the rows of its children made."""

    def __init__(self, table: Table) -> None:
        filled = [(index, column) for index, column in enumerate(table.columns) if column.path]
        self._table = table
        self._name = table.name
        self._keys = [column.path[0] for _, column in filled]
        self._json = [index for index, column in filled if column.kind == "json"]
        self._inner = [(index, column.path[1]) for index, column in filled if len(column.path) == 2]
        self._known = frozenset((*self._keys, *(child.key for child in (*table.lists, *table.nested))))
        self._lists: list[tuple[str, str, _TableFiller, list[bool]]] = []
        self._nested: list[tuple[str, _TableFiller]] = []

    def connect(self, fillers: Mapping[str, _TableFiller]) -> None:
        """Look up the fillers of the children, and which of their columns hold the position of a row made here."""
        for child in self._table.lists:
            filler = fillers[child.table]
            owned = [key.table == self._name for key in filler._table.foreign_keys if len(key.columns) == 2]
            self._lists.append((child.key, child.table, filler, owned))
        self._nested = [(child.key, fillers[child.table]) for child in self._table.nested]

    def fill(self, record: Json, place: Row, rows: Rows, user_id: str, first: Mapping[str, int]) -> None:
        """Add the row of a record, which begins with its place, and the rows of its children."""
        rows[self._name].append(self._row(record, place))
        for key, table, child, owned in self._lists:
            for item in record.get(key) or ():
                owners = [place[1] if is_owner else None for is_owner in owned] if owned else ()
                child.fill(item, (user_id, len(rows[table]) - first[table], *owners), rows, user_id, first)
        for key, other in self._nested:
            other.fill(record[key], (), rows, user_id, first)

    def _row(self, record: Json, place: Row) -> Row:
        values = [*place, *map(record.get, self._keys)]
        for index in self._json:
            value = values[index]
            if value is not None:
                values[index] = encode(value) if value else _encode_empty(value)
        for index, name in self._inner:
            value = values[index]
            if value is not None:
                values[index] = value.get(name)
        if self._table.has_extra:
            more = record.keys() - self._known
            values.append(encode({key: record[key] for key in record if key in more}) if more else None)
        if self._table.ambiguous:
            values.append(_names(tuple([key for key in self._table.ambiguous if key not in record])))
        if self._table.null_lists:
            values.append(_names(tuple([key for key in self._table.null_lists if record.get(key, ()) is None])))
        return tuple(values)


@cache
def _names(keys: tuple[str, ...]) -> str | None:
    return encode(keys) if keys else None


def _encode_empty(value: Json) -> str:
    """The JSON of an empty or false value: mostly {}, for which the encoder would take ten times as long."""
    return "{}" if value == {} else encode(value)
