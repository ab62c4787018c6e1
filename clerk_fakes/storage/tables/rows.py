"""A user becomes rows of the tables, fast: all that the tables say is looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias

from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.storage.files.json_text import encode
from clerk_fakes.storage.tables.normalised import ROOT, Table

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = dict[str, list[Row]]


class Flattener:
    """Turns users into rows of the tables, each a tuple in the order of its table's columns; all is looked up once."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._fillers = {table.name: _Filler(table) for table in tables}
        for filler in self._fillers.values():
            filler.join(self._fillers)

    def rows(self, users: Iterable[User]) -> Rows:
        """The rows of users by table, in the order of the tables."""
        rows: Rows = {name: [] for name in self._fillers}
        for user in users:
            first = {name: len(made) for name, made in rows.items()}
            self._fillers[ROOT].fill(user, (), rows, user["id"], first)
        return rows


class Unseen:
    """Lets a row of a shared table through once; `seen` has the keys of those that were there before."""

    def __init__(self, tables: Iterable[Table], seen: Mapping[str, set[Any]]) -> None:
        self._seen = {table.name: set(seen.get(table.name, ())) for table in tables if table.shared}
        self._at = {
            table.name: [column.name for column in table.columns].index(table.key[0])
            for table in tables
            if table.shared
        }

    def rows(self, rows: Rows) -> Rows:
        """The rows without those that were there before."""
        return {name: self.fresh(name, those) if name in self._seen else those for name, those in rows.items()}

    def fresh(self, name: str, rows: list[Row]) -> list[Row]:
        """The rows of one shared table that were not there before."""
        at, seen = self._at[name], self._seen[name]
        fresh = {row[at]: row for row in rows if row[at] not in seen}
        seen.update(fresh)
        return list(fresh.values())


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
                values[index] = encode(value) if value else _encode_empty(value)
        for index, name in self._inner:
            value = values[index]
            if value is not None:
                values[index] = value.get(name)
        if self._table.open:
            more = record.keys() - self._known
            values.append(encode({key: record[key] for key in record if key in more}) if more else None)
        if self._table.doubtful:
            values.append(_names(tuple([key for key in self._table.doubtful if key not in record])))
        if self._table.null_lists:
            values.append(_names(tuple([key for key in self._table.null_lists if record.get(key, ()) is None])))
        return tuple(values)


@cache
def _names(keys: tuple[str, ...]) -> str | None:
    return encode(keys) if keys else None


def _encode_empty(value: Json) -> str:
    """The JSON of what is false: mostly {}, which would take the encoder ten times as long."""
    return "{}" if value == {} else encode(value)
