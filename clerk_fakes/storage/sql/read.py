"""Reading: the rows of a database become users again, exactly as they were written, with absent keys and nulls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from clerk_fakes.errors import SeedingRefused
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.storage.sql.databases import connected, engine_of
from clerk_fakes.storage.sql.driver_errors import refusing, shown_url
from clerk_fakes.storage.sql.metadata import metadata_of
from clerk_fakes.storage.sql.runs import runs_in
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.tables.normalised import tables_of
from clerk_fakes.storage.tables.table import ROOT, Column, Table
from clerk_fakes.storage.workers import BATCH


def read_users(
    database: str | sa.URL | sa.Engine, *, schema: str | Path | Mapping[str, Json] | None = None
) -> Iterator[User]:
    """The users of a database that `seed` has filled, exactly as they were written, in the order of their ids.

    `schema` is the document that they follow. Raises `SeedingRefused` for a database without its tables.
    """
    document = read(schema)
    tables = tables_of(document.root)
    metadata = metadata_of(tables)
    with engine_of(database) as engine, refusing(engine), connected(engine) as connection:
        _refuse_other_document(connection, document)
        assembly = _Assembly(tables, _shared_rows(connection, metadata, tables))
        users = metadata.tables[ROOT]
        query = sa.select(users).order_by(users.c.id).limit(BATCH)
        page = connection.execute(query).mappings().all()
        while page:
            first, last = page[0]["id"], page[-1]["id"]
            owned = {table.name: _owned_rows(connection, metadata, table, first, last) for table in tables}
            for row in page:
                yield assembly.user(row, {name: rows[row["id"]] for name, rows in owned.items()})
            page = connection.execute(query.where(users.c.id > last)).mappings().all()


def _refuse_other_document(connection: sa.Connection, document: Document) -> None:
    """Raise an error if the users follow another document, since what only its tables have would be lost."""
    for run in runs_in(connection):
        if run.table is None and run.options.get("schema", document.digest) != document.digest:
            shown = shown_url(connection.engine.url)
            raise SeedingRefused(f"{shown} holds users of another document; give that one as schema")


def _shared_rows(
    connection: sa.Connection, metadata: sa.MetaData, tables: tuple[Table, ...]
) -> dict[str, dict[str, sa.RowMapping]]:
    """All rows of shared tables, by table and id."""
    names = [table.name for table in tables if table.shared]
    return {
        name: {row["id"]: row for row in connection.execute(sa.select(metadata.tables[name])).mappings()}
        for name in names
    }


def _owned_rows(
    connection: sa.Connection, metadata: sa.MetaData, table: Table, first: str, last: str
) -> defaultdict[str, list[sa.RowMapping]]:
    """The rows of a table that belong to users from the first id to the last, by user and in order."""
    owned: defaultdict[str, list[sa.RowMapping]] = defaultdict(list)
    if table.name != ROOT and not table.shared:
        owner, position = (metadata.tables[table.name].c[name] for name in table.key)
        rows = sa.select(metadata.tables[table.name]).where(owner.between(first, last)).order_by(owner, position)
        for row in connection.execute(rows).mappings():
            owned[row[owner.name]].append(row)
    return owned


class _Assembly:
    """Assembles the rows of a user."""

    def __init__(self, tables: tuple[Table, ...], shared: Mapping[str, Mapping[str, sa.RowMapping]]) -> None:
        self._tables = {table.name: table for table in tables}
        self._shared = shared

    def user(self, row: sa.RowMapping, rows: Mapping[str, list[sa.RowMapping]]) -> User:
        """The user of a row, with all rows that belong to it."""
        return self._record(self._tables[ROOT], row, rows)

    def _record(self, table: Table, row: sa.RowMapping, rows: Mapping[str, list[sa.RowMapping]]) -> User:
        keys = _RowKeys(table, row)
        known = {column.path[0]: row[column.name] for column in table.columns if keys.has(column)}
        for child in table.lists:
            items = [
                self._record(self._tables[child.table], item, rows)
                for item in self._items(child.table, table, row, rows)
            ]
            if items or child.key not in keys.absent:
                known[child.key] = None if child.key in keys.nulls else items
        for child in table.nested:
            foreign_key = next(key for key in table.foreign_keys if key.table == child.table)
            shared = self._shared_row(child.table, row[foreign_key.columns[0]])
            known[child.key] = self._record(self._tables[child.table], shared, rows)
        return {key: known[key] for key in table.keys if key in known} | keys.extra

    def _shared_row(self, name: str, id: str) -> sa.RowMapping:
        if id not in self._shared[name]:
            raise SeedingRefused(f"{name}[{id}]: the row is missing, though others point to it; seed the users again")
        return self._shared[name][id]

    def _items(
        self, name: str, owner: Table, row: sa.RowMapping, rows: Mapping[str, list[sa.RowMapping]]
    ) -> list[sa.RowMapping]:
        """The rows of a table that belong to a row of another."""
        owned = {key.table: key.columns[1] for key in self._tables[name].foreign_keys if len(key.columns) == 2}
        if owner.name == ROOT:
            return [item for item in rows[name] if all(item[column] is None for column in owned.values())]
        return [item for item in rows[name] if item[owned[owner.name]] == row[owner.key[1]]]


class _RowKeys:
    """Which keys the record of a row has beside its columns: extra ones, absent ones and null lists."""

    def __init__(self, table: Table, row: sa.RowMapping) -> None:
        *_, last = [0, *(at for at, column in enumerate(table.columns) if column.path)]
        remaining = iter([row[column.name] for column in table.columns[last + 1 :]])
        self._row = row
        self._ambiguous = table.ambiguous
        self.extra: dict[str, Json] = (next(remaining) or {}) if table.has_extra else {}
        self.absent: list[str] = (next(remaining) or []) if table.ambiguous else []
        self.nulls: list[str] = (next(remaining) or []) if table.null_lists else []

    def has(self, column: Column) -> bool:
        """Whether the column belongs to a field that the record has."""
        if len(column.path) != 1:
            return False
        key = column.path[0]
        is_absent = key in self.absent if key in self._ambiguous else column.optional
        return self._row[column.name] is not None or not is_absent
