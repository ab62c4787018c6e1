"""Rows become the users that they were made of: the very JSON, absent keys and nulls included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from clerk_fakes.errors import SeedingRefused
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.storage.sql.databases import connected, engine_of, refusing, shown_url
from clerk_fakes.storage.sql.metadata import metadata_of
from clerk_fakes.storage.sql.runs import runs_in
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.tables.normalised import ROOT, Column, Table, tables_of
from clerk_fakes.storage.workers import BATCH

Found = sa.RowMapping  # a row, by the names of its columns


def read_users(
    database: str | sa.URL | sa.Engine, *, schema: str | Path | Mapping[str, Json] | None = None
) -> Iterator[User]:
    """The users of a database that `seed` has filled, in the order of their ids, as they were written.

    `schema` is the document that they were made by. Raises `SeedingRefused` for a database that has no such tables.
    """
    document = read(schema)
    tables = tables_of(document.root)
    metadata = metadata_of(tables)
    with engine_of(database) as engine, refusing(engine), connected(engine) as connection:
        _refuse_another(connection, document)
        assembly = _Assembly(tables, _shared(connection, metadata, tables))
        users = metadata.tables[ROOT]
        rest = sa.select(users).order_by(users.c.id).limit(BATCH)
        found = connection.execute(rest).mappings().all()
        while found:
            first, last = found[0]["id"], found[-1]["id"]
            of_users = {table.name: _of_users(connection, metadata, table, first, last) for table in tables}
            for row in found:
                yield assembly.user(row, {name: rows[row["id"]] for name, rows in of_users.items()})
            found = connection.execute(rest.where(users.c.id > last)).mappings().all()


def _refuse_another(connection: sa.Connection, document: Document) -> None:
    """By another document's tables users would lose what only theirs have."""
    for run in runs_in(connection):
        if run.table is None and run.options.get("schema", document.digest) != document.digest:
            shown = shown_url(connection.engine.url)
            raise SeedingRefused(f"{shown} holds users of another document; give that one as schema")


def _shared(connection: sa.Connection, metadata: sa.MetaData, tables: tuple[Table, ...]) -> dict[str, dict[str, Found]]:
    """All rows that several users have, by table and id."""
    names = [table.name for table in tables if table.shared]
    return {
        name: {row["id"]: row for row in connection.execute(sa.select(metadata.tables[name])).mappings()}
        for name in names
    }


def _of_users(
    connection: sa.Connection, metadata: sa.MetaData, table: Table, first: str, last: str
) -> defaultdict[str, list[Found]]:
    """The rows of a table that belong to some users, by user, in the order of their positions."""
    found: defaultdict[str, list[Found]] = defaultdict(list)
    if table.name != ROOT and not table.shared:
        owner, position = (metadata.tables[table.name].c[name] for name in table.key)
        rows = sa.select(metadata.tables[table.name]).where(owner.between(first, last)).order_by(owner, position)
        for row in connection.execute(rows).mappings():
            found[row[owner.name]].append(row)
    return found


class _Assembly:
    """Puts the rows of a user together."""

    def __init__(self, tables: tuple[Table, ...], shared: Mapping[str, Mapping[str, Found]]) -> None:
        self._tables = {table.name: table for table in tables}
        self._shared = shared

    def user(self, row: Found, rows: Mapping[str, list[Found]]) -> User:
        """The user of a row, and of all rows that belong to it."""
        return self._record(self._tables[ROOT], row, rows)

    def _record(self, table: Table, row: Found, rows: Mapping[str, list[Found]]) -> User:
        said = _Said(table, row)
        known = {column.path[0]: row[column.name] for column in table.columns if said.has(column)}
        for part in table.lists:
            items = [
                self._record(self._tables[part.table], item, rows) for item in self._items(part.table, table, row, rows)
            ]
            if items or part.key not in said.absent:
                known[part.key] = None if part.key in said.nulls else items
        for part in table.nested:
            link = next(link for link in table.links if link.table == part.table)
            known[part.key] = self._record(
                self._tables[part.table], self._owned(part.table, row[link.columns[0]]), rows
            )
        return {key: known[key] for key in table.keys if key in known} | said.extras

    def _owned(self, name: str, id: str) -> Found:
        if id not in self._shared[name]:
            raise SeedingRefused(f"{name}[{id}]: the row is not there, though others point to it; seed the users anew")
        return self._shared[name][id]

    def _items(self, name: str, owner: Table, row: Found, rows: Mapping[str, list[Found]]) -> list[Found]:
        """The rows of a table that belong to a row of another."""
        owned = {link.table: link.columns[1] for link in self._tables[name].links if len(link.columns) == 2}
        if owner.name == ROOT:
            return [item for item in rows[name] if all(item[column] is None for column in owned.values())]
        return [item for item in rows[name] if item[owned[owner.name]] == row[owner.key[1]]]


class _Said:
    """What a row says beyond the values of its fields: other keys, and which are absent or null."""

    def __init__(self, table: Table, row: Found) -> None:
        *_, last = [0, *(at for at, column in enumerate(table.columns) if column.path)]
        beyond = iter([row[column.name] for column in table.columns[last + 1 :]])
        self._row = row
        self._doubtful = table.doubtful
        self.extras: dict[str, Json] = (next(beyond) or {}) if table.open else {}
        self.absent: list[str] = (next(beyond) or []) if table.doubtful else []
        self.nulls: list[str] = (next(beyond) or []) if table.null_lists else []

    def has(self, column: Column) -> bool:
        """Whether the column is that of a field which was there."""
        if len(column.path) != 1:
            return False
        key = column.path[0]
        is_absent = key in self.absent if key in self._doubtful else column.optional
        return self._row[column.name] is not None or not is_absent
