"""Users go into a database through SQLAlchemy Core: all of them in one transaction, or none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, Literal, Protocol, TypeAlias, get_args

from typing_extensions import assert_never

from clerk_fakes.errors import InvalidArgument, MissingExtra, SeedingRefused, UnknownName, suggestion
from clerk_fakes.schema.reader import Document, read
from clerk_fakes.schema.shapes import User
from clerk_fakes.sinks.tables import ROOT, Column, Flattener, Link, Row, Table, tables_of

try:
    import sqlalchemy as sa
    from sqlalchemy import dialects
    from sqlalchemy.ext.compiler import compiles
except ModuleNotFoundError as error:
    raise MissingExtra('databases are written by SQLAlchemy: pip install "clerk-fakes[seed]"') from error

IfExists: TypeAlias = Literal["fail", "append", "replace"]

BATCH = 1_000  # users held in memory at a time
EXAMPLE = "sqlite:///clerk_demo.db"
BOUNDED_KEYS = ("mysql", "mariadb", "mssql", "oracle")  # where a text without a bound cannot be a key
DEFERRED_KEYS = ("sqlite", "postgresql", "oracle")  # where a foreign key can wait for the commit
NAMES = {kind: f"{kind}_%(table_name)s_%(column_0_N_name)s" for kind in ("fk", "uq", "ix")}
POSITIONAL = ("qmark", "format")  # parameters of a driver that takes rows as they are
PACKAGES = {"MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary"}  # drivers that pip knows by another name
NEXT_STEPS = {
    "unable to open": "see that its directory is there and may be written to",
    "readonly": "allow writing to the file and its directory, or name another",
    "not a database": "the file is something else: name another",
    "malformed": "the file is damaged: name another",
    "is locked": "another program is using it: close that or let it finish, and try again",
    "is full": "free some space, or name a database on another disk",
    "has no column": "a table of that name is there with other columns: --if-exists replace drops it, or name another",
}
ALREADY_THERE = "some of these users are there already, and nothing was added: take another --seed or --start"
NOT_WRITTEN = "nothing was written: see that the database is there, and that the URL may write to it"


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
    with _engine(database) as engine, _refusing(engine, if_exists), _transaction(engine) as connection:
        _prepare(connection, metadata_of(tables), if_exists)
        writer = _Writer(connection, tables)
        users = islice(population.starting(start), n)
        while writer.write(islice(users, BATCH)):
            if progress:
                progress(writer.users)
    return Seeded(_shown(engine.url), writer.users, writer.rows, perf_counter() - began)


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
    """What inserts rows of a table: as tuples where the driver takes them, in a third of the time that dicts need."""
    names = [column.name for column in table.columns]
    # JSON is text already, and goes to the driver as it is.
    types = [sa.types.NullType() if column.kind == "json" else _type(column, False) for column in table.columns]
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
                f"{_shown(connection.engine.url)}: table {name} holds {rows}; name another database, or take "
                "--if-exists append to add to them or replace to drop them first (fail, the default, keeps them)"
            )


@contextmanager
def _transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection whose work is there as a whole or not at all; neither is a file that it made for nothing."""
    file = _file(engine.url)
    is_new = file is not None and not file.exists()
    try:
        with engine.connect() as connection, connection.begin():
            _begin(connection)
            yield connection
    except BaseException:
        if file and file.exists():
            if is_new:
                engine.dispose()
            _undo(file, is_new)
        raise


def _undo(file: Path, is_new: bool) -> None:
    """Has SQLite undo what a full disk kept it from undoing, and removes a new file unless another program is in it."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        if is_new and not file.stat().st_size:
            file.unlink()


def _begin(connection: sa.Connection) -> None:
    """Starts a transaction that holds DDL too: sqlite3 itself starts one no sooner than the first INSERT."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _file(url: sa.URL) -> Path | None:
    return Path(url.database or "") if url.get_backend_name() == "sqlite" and not _is_in_memory(url) else None


def _is_in_memory(url: sa.URL) -> bool:
    is_named = url.database and ":memory:" not in url.database and url.query.get("mode") != "memory"
    return url.get_backend_name() == "sqlite" and not is_named


@contextmanager
def _engine(database: str | sa.URL | sa.Engine) -> Iterator[sa.Engine]:
    if isinstance(database, sa.Engine):
        yield database
        return
    engine = _created(database)
    try:
        yield engine
    finally:
        engine.dispose()


def _created(database: str | sa.URL) -> sa.Engine:
    try:
        url = sa.make_url(database)
        shown = _shown(url)
        engine = sa.create_engine(url)
    except sa.exc.NoSuchModuleError as error:
        hint = suggestion(url.get_backend_name(), dialects.__all__)
        raise SeedingRefused(f"{shown}: no database {url.drivername!r} is known to SQLAlchemy; {hint}") from error
    except ImportError as error:
        package = PACKAGES.get(error.name or "", error.name)
        raise MissingExtra(f"{shown} needs the driver {error.name}: pip install {package}") from error
    except (sa.exc.ArgumentError, TypeError, ValueError):
        # Neither the URL nor the error is shown: there may be a password in what could not be read.
        raise SeedingRefused(f"the database URL cannot be read; write one like {EXAMPLE}") from None
    if _is_in_memory(url):
        raise SeedingRefused(f"{shown} is in memory, and gone when all is written; name a file, like {EXAMPLE}")
    if engine.dialect.is_async:
        raise SeedingRefused(f"{shown}: {engine.driver} is for asyncio; name a driver that is not, or none")
    return engine


@contextmanager
def _refusing(engine: sa.Engine, if_exists: IfExists) -> Iterator[None]:
    driver: Any = engine.dialect.dbapi
    try:
        yield
    except (sa.exc.SQLAlchemyError, driver.Error) as error:
        cause = getattr(error, "orig", None) or error
        is_there = isinstance(cause, driver.IntegrityError) and if_exists == "append"
        reason = " ".join(str(cause).split())
        steps = [ALREADY_THERE] if is_there else [step for sign, step in NEXT_STEPS.items() if sign in reason]
        said = reason.replace(engine.url.password, "***") if engine.url.password else reason
        raise SeedingRefused(f"{_shown(engine.url)}: {said}; {steps[0] if steps else NOT_WRITTEN}") from error


def _shown(url: sa.URL) -> str:
    """The URL without its password, nor its query, which some drivers take a password in."""
    return url.set(query={}).render_as_string(hide_password=True)


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
