"""Users go into a database through SQLAlchemy Core: all of them in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import perf_counter
from typing import Any, Protocol, get_args

from typing_extensions import assert_never

from clerk_fakes.errors import InvalidArgument, SeedingRefused, UnknownName, suggestion
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import User
from clerk_fakes.sinks.databases import IfExists, engine_of, refusing, shown_url, transaction
from clerk_fakes.sinks.rows import Flattener, Row
from clerk_fakes.sinks.tables import ROOT, Column, Link, Table, tables_of

import sqlalchemy as sa  # isort: skip - databases.py, before it, says what to install where there is none
from sqlalchemy.ext.compiler import compiles  # isort: skip

BATCH = 1_000  # users held in memory at a time
BOUNDED_KEYS = ("mysql", "mariadb", "mssql", "oracle")  # where a text without a bound cannot be a key
DEFERRED_KEYS = ("sqlite", "postgresql", "oracle")  # where a foreign key can wait for the commit
NAMES = {kind: f"{kind}_%(table_name)s_%(column_0_N_name)s" for kind in ("fk", "uq", "ix")}
COPYING = "psycopg"  # the driver of PostgreSQL that hands whole tables over
POSITIONAL = ("qmark", "format")  # parameters of a driver that takes rows as they are


class Users(Protocol):
    """A sequence of users to read from any index on, such as a `Population`."""

    def starting(self, index: int, /) -> Iterator[User]: ...


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a run has written: users, and rows by table. `database` is the URL without its secrets."""

    database: str
    users: int
    rows: Mapping[str, int]
    seconds: float


def seed(
    population: Users,
    database: str | sa.URL | sa.Engine,
    n: int = 1_000,
    *,
    start: int = 0,
    if_exists: IfExists = "fail",
    progress: Callable[[int], object] | None = None,
) -> Seeded:
    """Writes users `start` to `start + n - 1` and all that is theirs, in one transaction: whole, or not at all.

    Where the tables hold rows already, "fail" refuses, "append" adds to them, and "replace" drops them first.
    `progress` is told how many users are written, after each batch. `SeedingRefused` says the cause and a way out.
    """
    _check(n, start, if_exists)
    began = perf_counter()
    tables = tables_of(_document(population).root)
    with engine_of(database) as engine, refusing(engine, if_exists), transaction(engine) as connection:
        _prepare(connection, metadata_of(tables), if_exists)
        writer = _Writer(connection, tables)
        users = islice(population.starting(start), n)
        while writer.write(islice(users, BATCH)):
            if progress:
                progress(writer.users)
    return Seeded(shown_url(engine.url), writer.users, writer.rows, perf_counter() - began)


def metadata_of(tables: Iterable[Table]) -> sa.MetaData:
    """The tables as SQLAlchemy knows them, with all their keys, and indexes that follow them back."""
    metadata = sa.MetaData(naming_convention=NAMES)
    for table in tables:
        keys = {*table.key, *table.unique, *(name for link in table.links for name in link.columns)}
        columns = [sa.Column(it.name, _type(it, it.name in keys), nullable=it.nullable) for it in table.columns]
        constraints = [sa.PrimaryKeyConstraint(*table.key), *map(sa.UniqueConstraint, table.unique)]
        links = [item for link in table.links for item in _foreign_key(link, table)]
        sa.Table(table.name, metadata, *columns, *constraints, *links)
    return metadata


class JsonText(sa.JSON):
    """JSON that SQLite keeps as the very text it was given; in a column declared JSON, 1e3 would become a number."""


@compiles(JsonText, "sqlite")
def _declare_json_text(*_: object, **__: object) -> str:
    return "TEXT"


def _type(column: Column, is_key: bool) -> sa.types.TypeEngine[Any]:
    match column.kind:
        case "text":
            return sa.Text().with_variant(sa.String(255), *BOUNDED_KEYS) if is_key else sa.Text()
        case "integer":
            return sa.BigInteger()
        case "number":
            return sa.Double()
        case "boolean":
            return sa.Boolean()
        case "json":
            return JsonText(none_as_null=True)
        case _:
            assert_never(column.kind)


def _foreign_key(link: Link, table: Table) -> Iterator[sa.schema.SchemaItem]:
    """The key, and what finds the rows that have it."""
    targets = [f"{link.table}.{name}" for name in link.targets]
    if link.deferred:
        key = sa.ForeignKeyConstraint(link.columns, targets, deferrable=True, initially="DEFERRED", use_alter=True)
        yield key.ddl_if(callable_=_can_defer)
        # Without it SQLite, where it checks keys, would look through all users for each address that is written.
        yield sa.UniqueConstraint(*link.columns).ddl_if(callable_=_can_defer)
        return
    yield sa.ForeignKeyConstraint(link.columns, targets)
    if link.columns[0] not in table.key:
        yield sa.Index(None, *link.columns)


def _can_defer(*_: object, dialect: sa.Dialect, **__: object) -> bool:
    return dialect.name in DEFERRED_KEYS


class _Writer:
    """Writes batches of users through one connection, and counts."""

    def __init__(self, connection: sa.Connection, tables: tuple[Table, ...]) -> None:
        self._flattener = Flattener(tables)
        self._tables = tables
        self._insert = {table.name: _insert(connection, table) for table in tables}
        self._seen = {table.name: _keys_in(connection, table) for table in tables if table.shared}
        self.users = 0
        self.rows = {table.name: 0 for table in tables}

    def write(self, users: Iterable[User]) -> int:
        """Writes all that belongs to some users, and returns how many they were."""
        rows = self._flattener.rows()
        for user in users:  # none is held: the garbage collector would visit all of them again and again
            self._flattener.add(user, rows)
        for table in self._tables:
            fresh = self._unseen(table, rows[table.name]) if table.shared else rows[table.name]
            if fresh:
                self._insert[table.name](fresh)
                self.rows[table.name] += len(fresh)
        self.users += len(rows[ROOT])
        return len(rows[ROOT])

    def _unseen(self, table: Table, rows: list[Row]) -> list[Row]:
        """The rows of a shared table that are not in the database yet, each once."""
        at = [column.name for column in table.columns].index(table.key[0])
        seen = self._seen[table.name]
        fresh = {row[at]: row for row in rows if row[at] not in seen}
        seen.update(fresh)
        return list(fresh.values())


def _insert(connection: sa.Connection, table: Table) -> Callable[[list[Row]], object]:
    """What inserts rows of a table: by COPY, as tuples where a driver takes them, or else as dicts, a third as fast."""
    names = [column.name for column in table.columns]
    # JSON is text already, and goes to the driver as it is.
    types = [sa.types.NullType() if column.kind == "json" else _type(column, False) for column in table.columns]
    if connection.dialect.driver == COPYING:
        quoted = [connection.dialect.identifier_preparer.quote(name) for name in (table.name, *names)]
        return partial(_copy, connection, f"COPY {quoted[0]} ({', '.join(quoted[1:])}) FROM STDIN")
    statement = sa.table(table.name, *map(sa.column, names, types)).insert()
    if connection.dialect.paramstyle in POSITIONAL:
        return partial(
            _insert_tuples, connection, str(statement.compile(dialect=connection.dialect, column_keys=names))
        )
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


def _prepare(connection: sa.Connection, metadata: sa.MetaData, if_exists: IfExists) -> None:
    """Leaves all tables there, and empty unless they are to be added to."""
    if if_exists == "replace":
        metadata.drop_all(connection)
    elif if_exists == "fail":
        _refuse_rows(connection, metadata)
    metadata.create_all(connection)


def _refuse_rows(connection: sa.Connection, metadata: sa.MetaData) -> None:
    there = sa.inspect(connection).get_table_names()
    for name, table in metadata.tables.items():
        count = connection.scalar(sa.select(sa.func.count()).select_from(table)) if name in there else 0
        if count:
            rows = "1 row" if count == 1 else f"{count:,} rows"
            raise SeedingRefused(
                f"{shown_url(connection.engine.url)}: table {name} holds {rows}; name another database, or take "
                "--if-exists append to add to them or replace to drop them first (fail, the default, keeps them)"
            )


def _document(population: Users) -> Document:
    """What the users are made by: what they say themselves, else the bundled document."""
    document = getattr(population, "document", None)
    return document if isinstance(document, Document) else read()


def _check(n: int, start: int, if_exists: str) -> None:
    for name, number in (("n", n), ("start", start)):
        if not isinstance(number, int) or number < 0:
            raise InvalidArgument(f"{name}={number!r} counts no users; give a whole number from 0 on")
    if if_exists not in get_args(IfExists):
        hint = suggestion(str(if_exists), get_args(IfExists))
        raise UnknownName(f"if_exists={if_exists!r} is no way to go on; {hint}")
