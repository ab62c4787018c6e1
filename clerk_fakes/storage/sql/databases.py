"""A database to write to: its engine, transactions, and what to say when it will not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from json import JSONDecodeError
from pathlib import Path
from typing import Any, Literal, TypeAlias

from clerk_fakes.errors import MissingExtra, SeedingRefused, suggestion
from clerk_fakes.storage.sql.sqlalchemy import dialects, sa

IfExists: TypeAlias = Literal["fail", "append", "replace"]

EXAMPLE = "sqlite:///clerk_demo.db"
PACKAGES = {"MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary"}  # drivers that pip knows by another name
OTHER_COLUMNS = "a table of that name is there with other columns: --if-exists replace drops it, or name another"
ALREADY_THERE = "such a row is there already: take another --seed or --start, or --if-exists replace"
NO_TEXT = "no database holds such a text: leave that user out, or mend it"
GONE = "see that the server runs and can be reached"
NEXT_STEPS = {  # the first sign that is in what a driver says
    "unable to open": "see that its directory is there and may be written to",
    "readonly": "allow writing to the file and its directory, or name another",
    "not a database": "the file is something else: name another",
    "malformed": "the file is damaged: name another",
    "is locked": "another program is using it: close that or let it finish, and try again",
    "is full": "free some space, or name a database on another disk",
    "surrogates not allowed": NO_TEXT,
    "NUL (0x00)": NO_TEXT,
    "invalid byte sequence": NO_TEXT,
    "NOT NULL constraint failed": OTHER_COLUMNS,
    "violates not-null": OTHER_COLUMNS,
    "no such table": "the tables are not there: clerk-fakes seed fills them",
    "No space left": "free some space, or name a database on another disk",
    "has no column": OTHER_COLUMNS,
    "of relation": OTHER_COLUMNS,
    "Unknown column": OTHER_COLUMNS,
    "no unique constraint matching": OTHER_COLUMNS,
    "UNIQUE constraint failed": ALREADY_THERE,
    "duplicate key": ALREADY_THERE,
    "Duplicate entry": ALREADY_THERE,
    "foreign key": "fill the table that it points to first",
    "FOREIGN KEY": "fill the table that it points to first",
    "permission denied": "let the user of that URL write there, or name another",
    "authentication failed": "see the user and the password of that URL",
    "terminating connection": GONE,
    "closed the connection": GONE,
    "connection failed": GONE,
    "connection is lost": GONE,
    "connection is closed": GONE,
}
DAMAGED = "the JSON of a row is damaged: clerk-fakes verify says where"
LOOK = "see that the database is there, and that the URL may write to it"


@contextmanager
def connected(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that leaves no file which it made for nothing."""
    file = _file(engine.url)
    is_new = file is not None and not file.exists()
    try:
        with engine.connect() as connection:
            yield connection
    except BaseException:
        if file and file.exists():
            if is_new:
                engine.dispose()
            _undo(file, is_new)
        raise


@contextmanager
def transaction(connection: sa.Connection) -> Iterator[None]:
    """What is done within is there as a whole, or not at all."""
    with connection.begin():
        _begin(connection)
        try:
            yield
        except KeyboardInterrupt:
            # A driver in the midst of a command cannot be asked to roll back; a server does so when it is gone.
            if connection.dialect.name != "sqlite":
                connection.invalidate()
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
        # 64 MiB: with SQLite's own 2 MiB, 100,000 users take 7 to 14 µs longer each.
        connection.exec_driver_sql("PRAGMA cache_size = -65536")


def _file(url: sa.URL) -> Path | None:
    return Path(url.database or "") if url.get_backend_name() == "sqlite" and not _is_in_memory(url) else None


def _is_in_memory(url: sa.URL) -> bool:
    is_named = url.database and ":memory:" not in url.database and url.query.get("mode") != "memory"
    return url.get_backend_name() == "sqlite" and not is_named


@contextmanager
def engine_of(database: str | sa.URL | sa.Engine) -> Iterator[sa.Engine]:
    """The engine itself, or one for a URL that is gone afterwards; raises `SeedingRefused` where there can be none."""
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
        shown = shown_url(url)
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
def refusing(engine: sa.Engine) -> Iterator[None]:
    """Turns what a database says against it into a `SeedingRefused`: one line, with a way out and no password."""
    driver: Any = engine.dialect.dbapi
    try:
        yield
    except (sa.exc.SQLAlchemyError, driver.Error, UnicodeEncodeError, JSONDecodeError) as error:
        cause = getattr(error, "orig", None) or error
        reason = " ".join(str(cause).split())
        otherwise = DAMAGED if isinstance(error, JSONDecodeError) else LOOK
        step = next((step for sign, step in NEXT_STEPS.items() if sign in reason), otherwise)
        said = reason.replace(engine.url.password, "***") if engine.url.password else reason
        raise SeedingRefused(f"{shown_url(engine.url)}: {said}; {step}") from error


def shown_url(url: sa.URL) -> str:
    """The URL without its password, nor its query, which some drivers take a password in."""
    return url.set(query={}).render_as_string(hide_password=True)
