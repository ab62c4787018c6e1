"""How much longer it takes to make users and write them than only to write them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.pytest_plugin.databases.stores import server_url, started
from clerk_fakes.schema.reader import read
from clerk_fakes.storage.sql.metadata import metadata_of
from clerk_fakes.storage.sql.seed import seed
from clerk_fakes.storage.tables.normalised import tables_of
from clerk_fakes.storage.tables.rows import Flattener, Rows, SharedRows
from clerk_fakes.storage.tables.table import Table
from clerk_fakes.storage.workers import BATCH
from tests.benchmarks.measure import Measurement, Target, taking_turns

POPULATION = Population()
TABLES = tables_of(read().root)
TARGET = Target(most=3, record=2)


def measurements(full: bool) -> Iterator[Measurement]:
    users = 100_000 if full else 10_000
    for workers in (1, 2):
        yield beside_executemany(users, workers)
        yield beside_copy(users, workers)


def beside_executemany(users: int, workers: int = 1, rounds: int = 3) -> Measurement:
    """The same rows, built beforehand and handed to sqlite3 as they are, in a database with the same keys."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "seeded.db"

        def fresh() -> str:
            file.unlink(missing_ok=True)
            return f"sqlite:///{file}"

        return _beside("executemany", fresh, lambda batches: _executemany(batches, file), users, workers, rounds)


def beside_copy(users: int, workers: int = 1, rounds: int = 3) -> Measurement:
    """The same for PostgreSQL, by COPY."""
    with started() as written:
        url = server_url(written)

        def fresh() -> str:
            engine = sa.create_engine(url, poolclass=sa.NullPool)
            with engine.begin() as connection:
                connection.execute(sa.text("DROP SCHEMA public CASCADE"))
                connection.execute(sa.text("CREATE SCHEMA public"))
            return url.render_as_string(hide_password=False)

        return _beside("COPY", fresh, lambda batches: _copy(batches, written), users, workers, rounds)


def _beside(
    name: str, fresh: Callable[[], str], write: Callable[[list[Rows]], None], users: int, workers: int, rounds: int
) -> Measurement:
    batches = _built(users)

    def ours() -> int:
        seed(POPULATION, fresh(), users, workers=workers)
        return users

    def peer() -> int:
        engine = sa.create_engine(fresh(), poolclass=sa.NullPool)
        metadata_of(TABLES).create_all(engine)
        write(batches)
        return users

    seconds = taking_turns(ours, peer, rounds, perf_counter)
    figures = seconds.ours * 1e6, seconds.peer * 1e6, seconds.ratio
    by = "" if workers == 1 else f" by {workers} workers"
    return Measurement(f"seeding{by}, beside {name}", "µs", *figures, TARGET)


def _built(users: int) -> list[Rows]:
    flatten, shared = Flattener(TABLES).rows, SharedRows(TABLES, {})
    return [shared.new_rows(flatten(POPULATION[start : start + BATCH])) for start in range(0, users, BATCH)]


def _executemany(batches: list[Rows], path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for rows, table in _by_table(batches):
            holes = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {table.name} VALUES ({holes})", rows)  # noqa: S608 - names are ours
        connection.commit()


def _copy(batches: list[Rows], url: str) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for rows, table in _by_table(batches):
            with cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def _by_table(batches: list[Rows]) -> Iterator[tuple[list[tuple[object, ...]], Table]]:
    return ((rows[table.name], table) for rows in batches for table in TABLES)
