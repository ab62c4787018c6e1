"""The normalised tables as the target of a run; their rows go to the driver as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from typing import Any

from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.sql.metadata import column_type, metadata_of
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.comparison import TableComparison
from clerk_fakes.storage.tables.normalised import tables_of
from clerk_fakes.storage.tables.rows import Flattener, Row, Rows, SharedRows
from clerk_fakes.storage.tables.table import Table

COPY_DRIVER = "psycopg"  # the driver of PostgreSQL whose cursors have `copy`
POSITIONAL = ("qmark", "format")  # parameter styles with which a driver takes rows as tuples


class ClerkTables:
    """The tables of a document, one for each kind of object."""

    def __init__(self, document: Document) -> None:
        self._tables = tables_of(document.root)
        self._metadata = metadata_of(self._tables)
        self._flattener = Flattener(self._tables)

    @property
    def work(self) -> Callable[[Iterable[User]], Rows]:
        """Turns users into rows."""
        return self._flattener.rows

    def existing(self, connection: sa.Connection) -> list[sa.FromClause]:
        """Those of the tables that the database has."""
        there = sa.inspect(connection).get_table_names()
        return [sa.table(name) for name in self._metadata.tables if name in there]

    def comparisons(self) -> list[TableComparison]:
        """How each table is compared with the rows that were written."""
        return [_comparison(table, self._metadata.tables[table.name]) for table in self._tables]

    def check(self, users: Iterable[User]) -> None:
        """Nothing needs to be checked: the tables fit their users."""

    @property
    def names(self) -> list[str]:
        """The names of the tables."""
        return list(self._metadata.tables)

    def clear(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Drop the tables, and those with the given names, which earlier runs filled."""
        if {*names} & {*self.names}:
            self.create(connection)  # reflection fails if a table that others point to is missing
        there = sa.inspect(connection).get_table_names()
        dropped = sa.MetaData()
        dropped.reflect(connection, only=[name for name in {*self.names, *names} if name in there])
        dropped.drop_all(connection)

    def create(self, connection: sa.Connection) -> None:
        """Create the tables that the database does not have."""
        self._metadata.create_all(connection)

    def writer(self, connection: sa.Connection) -> Callable[[Rows], dict[str, int]]:
        """A function that writes rows, those of shared tables once, and returns how many it wrote by table."""
        insert = {table.name: _inserter(connection, table) for table in self._tables}
        stored = {table.name: _stored_keys(connection, table) for table in self._tables if table.shared}
        shared_rows = SharedRows(self._tables, stored)

        def write(rows: Rows) -> dict[str, int]:
            new = shared_rows.new_rows(rows)
            for name, those in new.items():
                if those:
                    insert[name](those)
            return {name: len(those) for name, those in new.items()}

        return write


def _comparison(table: Table, stored: sa.Table) -> TableComparison:
    columns = tuple(column.name for column in table.columns)
    texts = frozenset(column.name for column in table.columns if column.kind == "json")
    return TableComparison(table.name, stored, columns, table.key, texts=texts, shared=table.shared)


def _inserter(connection: sa.Connection, table: Table) -> Callable[[list[Row]], object]:
    """Inserts rows by COPY, as tuples if the driver takes them, or else as dicts, which is three times as slow."""
    names = [column.name for column in table.columns]
    # The rows hold JSON as text, which must not be encoded again.
    types = [sa.types.NullType() if column.kind == "json" else column_type(column) for column in table.columns]
    if connection.dialect.driver == COPY_DRIVER:
        quoted = [connection.dialect.identifier_preparer.quote(name) for name in (table.name, *names)]
        return partial(_copy, connection, f"COPY {quoted[0]} ({', '.join(quoted[1:])}) FROM STDIN")
    statement = sa.table(table.name, *map(sa.column, names, types)).insert()
    if connection.dialect.paramstyle in POSITIONAL:
        sql = str(statement.compile(dialect=connection.dialect, column_keys=names))
        return partial(_insert_tuples, connection, sql)
    return lambda rows: connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def _insert_tuples(connection: sa.Connection, sql: str, rows: list[Row]) -> None:
    # After an interrupt, SQLAlchemy's own cursor would stay open in the traceback and keep SQLite from rolling back.
    with closing(connection.connection.cursor()) as cursor:
        cursor.executemany(sql, rows)


def _copy(connection: sa.Connection, sql: str, rows: list[Row]) -> None:
    driver: Any = connection.connection
    with closing(driver.cursor()) as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def _stored_keys(connection: sa.Connection, table: Table) -> set[Any]:
    key: sa.ColumnClause[Any] = sa.column(table.key[0])
    return set(connection.scalars(sa.select(key).select_from(sa.table(table.name))))
