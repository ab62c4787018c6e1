"""Our own tables as what a run fills: one for each kind of object, their rows handed to the driver as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from typing import Any

from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.sql.metadata import metadata_of, type_of
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.comparison import Compared
from clerk_fakes.storage.tables.normalised import Table, tables_of
from clerk_fakes.storage.tables.rows import Flattener, Row, Rows, Unseen

COPYING = "psycopg"  # the driver of PostgreSQL that hands whole tables over
POSITIONAL = ("qmark", "format")  # parameters of a driver that takes rows as they are


class Normalised:
    """The tables of a document."""

    def __init__(self, document: Document) -> None:
        self._tables = tables_of(document.root)
        self._metadata = metadata_of(self._tables)
        self._flattener = Flattener(self._tables)

    @property
    def work(self) -> Callable[[Iterable[User]], Rows]:
        """What makes rows of users."""
        return self._flattener.rows

    def tables(self, connection: sa.Connection) -> list[sa.FromClause]:
        """Those tables that are there."""
        there = sa.inspect(connection).get_table_names()
        return [sa.table(name) for name in self._metadata.tables if name in there]

    def compared(self) -> list[Compared]:
        """The tables as they are compared with what was made."""
        return [_compared(table, self._metadata.tables[table.name]) for table in self._tables]

    def check(self, users: Iterable[User]) -> None:
        """Nothing: what is in our way, the database says."""

    @property
    def names(self) -> list[str]:
        """What the tables are called."""
        return list(self._metadata.tables)

    def clear(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Drops the tables, and those of these names, which runs that are remembered have filled."""
        if {*names} & {*self.names}:
            self.create(connection)  # else one that is gone, and that others point to, could not be read off them
        there = sa.inspect(connection).get_table_names()
        dropped = sa.MetaData()
        dropped.reflect(connection, only=[name for name in {*self.names, *names} if name in there])
        dropped.drop_all(connection)

    def create(self, connection: sa.Connection) -> None:
        """Makes the tables that are not there."""
        self._metadata.create_all(connection)

    def writer(self, connection: sa.Connection) -> Callable[[Rows], dict[str, int]]:
        """What writes rows, and says how many by table: those of a shared table once."""
        insert = {table.name: _insert(connection, table) for table in self._tables}
        unseen = Unseen(
            self._tables, {table.name: _keys_in(connection, table) for table in self._tables if table.shared}
        )

        def write(rows: Rows) -> dict[str, int]:
            fresh = unseen.rows(rows)
            for name, those in fresh.items():
                if those:
                    insert[name](those)
            return {name: len(those) for name, those in fresh.items()}

        return write


def _compared(table: Table, stored: sa.Table) -> Compared:
    columns = tuple(column.name for column in table.columns)
    texts = frozenset(column.name for column in table.columns if column.kind == "json")
    return Compared(table.name, stored, columns, table.key, texts=texts, shared=table.shared)


def _insert(connection: sa.Connection, table: Table) -> Callable[[list[Row]], object]:
    """What inserts rows of a table: by COPY, as tuples where a driver takes them, or else as dicts, a third as fast."""
    names = [column.name for column in table.columns]
    # JSON is text already, and goes to the driver as it is.
    types = [sa.types.NullType() if column.kind == "json" else type_of(column) for column in table.columns]
    if connection.dialect.driver == COPYING:
        quoted = [connection.dialect.identifier_preparer.quote(name) for name in (table.name, *names)]
        return partial(_copy, connection, f"COPY {quoted[0]} ({', '.join(quoted[1:])}) FROM STDIN")
    statement = sa.table(table.name, *map(sa.column, names, types)).insert()
    if connection.dialect.paramstyle in POSITIONAL:
        sql = str(statement.compile(dialect=connection.dialect, column_keys=names))
        return partial(_insert_tuples, connection, sql)
    return lambda rows: connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def _insert_tuples(connection: sa.Connection, sql: str, rows: list[Row]) -> None:
    # SQLAlchemy's own cursor stays open in the traceback of an interrupt, and keeps SQLite from rolling back.
    with closing(connection.connection.cursor()) as cursor:
        cursor.executemany(sql, rows)


def _copy(connection: sa.Connection, sql: str, rows: list[Row]) -> None:
    driver: Any = connection.connection
    with closing(driver.cursor()) as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def _keys_in(connection: sa.Connection, table: Table) -> set[Any]:
    key: sa.ColumnClause[Any] = sa.column(table.key[0])
    return set(connection.scalars(sa.select(key).select_from(sa.table(table.name))))
