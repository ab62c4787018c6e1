"""Seeding: users are written to a database in batches, so that a run that was stopped can be resumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import get_args

from clerk_fakes.errors import ClerkFakesError, InvalidArgument, UnknownName, suggestion
from clerk_fakes.storage.sql.databases import connected, engine_of
from clerk_fakes.storage.sql.driver_errors import refusing, shown_url
from clerk_fakes.storage.sql.resuming import IfExists
from clerk_fakes.storage.sql.run_writer import RunWriter
from clerk_fakes.storage.sql.runs import new_run
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.workers import Users, indices_of


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many users and rows a call of `seed` wrote, and how many users earlier calls for the same run (`before`).

    `database` is the URL without passwords.
    """

    database: str
    users: int
    rows: Mapping[str, int]
    seconds: float
    before: int = 0


def seed(
    population: Users,
    database: str | sa.URL | sa.Engine,
    n: int = 1_000,
    *,
    start: int = 0,
    if_exists: IfExists = "fail",
    table: str | None = None,
    columns: Mapping[str, str] | None = None,
    workers: int = 1,
    progress: Callable[[int], object] | None = None,
) -> Seeded:
    """Write users `start` to `start + n - 1` with everything they have; the same call resumes a run that was stopped.

    If the tables hold other rows, "fail" refuses, "append" adds to them, and "replace" removes them first.

    A `table` of your own gets one row for each user: `columns` maps its columns to JMESPath expressions over the user
    and the keys `primary_email_address`, `primary_phone_number`, `primary_web3_wallet` and `full_name`. A column of
    dates or times takes Clerk's milliseconds.

    More than one of `workers` make the users in separate processes, with the same result. `progress` gets the number of
    users written so far after each batch. A `SeedingRefused` names the cause and the next step; the database is then
    consistent and holds whole users only.
    """
    _check_arguments(if_exists, table, columns)
    indices = indices_of(population, start, n, workers)
    began = perf_counter()
    target = {} if table is None else {"table": table, "columns": dict(columns or {})}
    wanted = new_run(population, indices, **target)
    with engine_of(database) as engine:
        writer = RunWriter(population, wanted, if_exists, workers, progress or (lambda users: None))
        with _progress_in_errors(engine, writer), connected(engine) as connection:
            writer.write(connection)
    seconds = perf_counter() - began
    return Seeded(shown_url(engine.url), writer.users, dict(writer.rows), seconds, writer.before)


def _check_arguments(if_exists: str, table: str | None, columns: Mapping[str, str] | None) -> None:
    if if_exists not in get_args(IfExists):
        raise UnknownName(f"if_exists={if_exists!r} is not a choice; {suggestion(str(if_exists), get_args(IfExists))}")
    if columns is not None and table is None:
        raise InvalidArgument("columns need a table of your own; name it, as in table='accounts' or --table accounts")
    if table is not None and not columns:
        raise InvalidArgument(f"no columns of {table} are mapped; map some, for example --column clerk_id=id")


@contextmanager
def _progress_in_errors(engine: sa.Engine, writer: RunWriter) -> Iterator[None]:
    """Add to any error that stops a run how many of its users are stored."""

    def progress() -> str:
        users = writer.stored(engine)
        return f"{users:,} users are stored, and the same command resumes there" if users else "nothing was written"

    try:
        with refusing(engine):
            yield
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt(progress()) from interrupt
    except ClerkFakesError as error:
        if writer.has_begun or error.__cause__:
            raise type(error)(f"{error}; {progress()}") from error.__cause__
        raise
