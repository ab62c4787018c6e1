"""A database to write to: its engine, its connection and its transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from clerk_fakes.errors import MissingExtra, SeedingRefused, suggestion
from clerk_fakes.storage.sql.driver_errors import shown_url
from clerk_fakes.storage.sql.sqlalchemy import dialects, sa

EXAMPLE = "sqlite:///clerk_demo.db"
PACKAGES = {"MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary"}  # drivers whose package has another name


@contextmanager
def connected(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection; if anything fails, a SQLite file that it created and that is still empty is removed."""
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
    """All changes within are committed together, or none of them."""
    with connection.begin():
        _begin(connection)
        try:
            yield
        except KeyboardInterrupt:
            # A driver interrupted within a command cannot roll back; a server does so once the connection is closed.
            if connection.dialect.name != "sqlite":
                connection.invalidate()
            raise


def _undo(file: Path, is_new: bool) -> None:
    """Have SQLite roll back what a full disk kept it from, and remove a new, empty file unless it is in use."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        if is_new and not file.stat().st_size:
            file.unlink()


def _begin(connection: sa.Connection) -> None:
    """Begin a transaction that includes DDL; sqlite3 by itself begins one only at the first INSERT."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        # 64 MiB: with SQLite's default of 2 MiB, each of 100,000 users takes 7 to 14 µs longer.
        connection.exec_driver_sql("PRAGMA cache_size = -65536")


def _file(url: sa.URL) -> Path | None:
    return Path(url.database or "") if url.get_backend_name() == "sqlite" and not _is_in_memory(url) else None


def _is_in_memory(url: sa.URL) -> bool:
    is_named = url.database and ":memory:" not in url.database and url.query.get("mode") != "memory"
    return url.get_backend_name() == "sqlite" and not is_named


@contextmanager
def engine_of(database: str | sa.URL | sa.Engine) -> Iterator[sa.Engine]:
    """The engine itself, or one for a URL, disposed of afterwards; raises `SeedingRefused` for an unusable URL."""
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
        raise SeedingRefused(f"{shown}: SQLAlchemy knows no database {url.drivername!r}; {hint}") from error
    except ImportError as error:
        package = PACKAGES.get(error.name or "", error.name)
        raise MissingExtra(f"{shown} needs the driver {error.name}: pip install {package}") from error
    except (sa.exc.ArgumentError, TypeError, ValueError):
        # Neither the URL nor the error is shown: what could not be parsed may contain a password.
        raise SeedingRefused(f"the database URL cannot be read; write one like {EXAMPLE}") from None
    if _is_in_memory(url):
        raise SeedingRefused(f"{shown} is in memory and would be lost at the end; name a file, like {EXAMPLE}")
    if engine.dialect.is_async:
        raise SeedingRefused(f"{shown}: the driver {engine.driver} is for asyncio; name a synchronous one, or none")
    return engine
