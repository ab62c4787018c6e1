"""How much longer it takes to make users and write them than only to write them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.schema.reader import read
from clerk_fakes.sinks.metadata import metadata_of
from clerk_fakes.sinks.rows import Flattener, Rows
from clerk_fakes.sinks.sql import seed
from clerk_fakes.sinks.tables import Table, tables_of
from tests.benchmarks.measure import Measurement, Target, taking_turns

BATCH = 1_000


def measurements(full: bool) -> Iterator[Measurement]:
    yield beside_executemany(100_000 if full else 10_000)


def beside_executemany(users: int, rounds: int = 3) -> Measurement:
    """The same rows, built beforehand and handed to sqlite3 as they are, in a database with the same keys."""
    tables = tables_of(read().root)
    flatten = Flattener(tables).rows
    population = Population()
    batches = [flatten(population[start : start + BATCH]) for start in range(0, users, BATCH)]
    with TemporaryDirectory() as folder:

        def ours() -> int:
            seed(population, f"sqlite:///{_fresh(folder)}", users)
            return users

        def peer() -> int:
            _write(batches, tables, _fresh(folder))
            return users

        seconds = taking_turns(ours, peer, rounds, perf_counter)
    figures = seconds.ours * 1e6, seconds.peer * 1e6, seconds.ratio
    return Measurement("seeding, beside executemany", "µs", *figures, Target(most=3, record=2))


def _fresh(folder: str) -> Path:
    path = Path(folder) / "seeded.db"
    path.unlink(missing_ok=True)
    return path


def _write(batches: list[Rows], tables: tuple[Table, ...], path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}")
    metadata_of(tables).create_all(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        for rows in batches:
            for table in tables:
                holes = ", ".join("?" * len(table.columns))
                connection.executemany(f"INSERT INTO {table.name} VALUES ({holes})", rows[table.name])  # noqa: S608 - names are ours
        connection.commit()
