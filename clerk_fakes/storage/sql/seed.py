"""Users go into a database through SQLAlchemy Core: in batches, so that what is cut short can go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter
from typing import NoReturn, get_args

from clerk_fakes.errors import ClerkFakesError, InvalidArgument, SeedingRefused, UnknownName, suggestion
from clerk_fakes.storage.sql.databases import IfExists, connected, engine_of, refusing, shown_url, transaction
from clerk_fakes.storage.sql.runs import Run, advance, difference, forget, remember, run_of, runs_in
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.target import Target, target_of
from clerk_fakes.storage.tables.rows import Rows
from clerk_fakes.storage.workers import BATCH, Batch, Users, batches, indices_of

TOGETHER = 10  # batches in one transaction: what a crash can cost, and a second or so


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a call has written: users, and rows by table, beside `before` users of the same run that were there.

    `database` is the URL without its secrets.
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
    """Writes users `start` to `start + n - 1` and all that is theirs; the same call goes on where one was cut short.

    Where the tables hold other rows already, "fail" refuses, "append" adds to them, and "replace" removes them first.
    A `table` of your own gets a row for each user: `columns` maps its columns to JMESPath expressions over the user and
    the keys `primary_email_address`, `primary_phone_number`, `primary_web3_wallet` and `full_name`; a column of dates
    takes Clerk's milliseconds. So many `workers` make users, in processes of their own if there are several: what is
    written is the same. `progress` is told how many users of the run are written, after each batch. `SeedingRefused`
    says the cause and a way out; what was written until then are whole users, in a database that is sound.
    """
    if if_exists not in get_args(IfExists):
        hint = suggestion(str(if_exists), get_args(IfExists))
        raise UnknownName(f"if_exists={if_exists!r} is no way to go on; {hint}")
    indices = indices_of(population, start, n, workers)
    if columns is not None and table is None:
        raise InvalidArgument(
            "columns are those of a table of your own; name it, as in table='accounts' or --table accounts"
        )
    if table is not None and not columns:
        raise InvalidArgument(f"no columns of {table} are mapped; give some, such as --column clerk_id=id")
    began = perf_counter()
    target = {} if table is None else {"table": table, "columns": dict(columns or {})}
    wanted = run_of(population, indices, **target)
    with engine_of(database) as engine:
        seeding = _Seeding(population, wanted, if_exists, workers, progress or (lambda users: None))
        with _saying_how_to_go_on(engine, seeding), connected(engine) as connection:
            seeding.run(connection)
    seconds = perf_counter() - began
    return Seeded(shown_url(engine.url), seeding.users, dict(seeding.rows), seconds, seeding.before)


@dataclass
class _Seeding:
    """One call of `seed`: what it is to write, and what it has written."""

    population: Users
    wanted: Run
    if_exists: IfExists
    workers: int
    progress: Callable[[int], object]
    is_begun: bool = False
    written: int = 0
    committed: int = 0
    before: int = 0
    users: int = 0
    rows: Counter[str] = field(default_factory=Counter)

    def run(self, connection: sa.Connection) -> None:
        """Writes what is left, in transactions that each leave the database sound."""
        with ExitStack() as stack:
            with transaction(connection):
                target = self._target(connection)
                run = self._begun(connection, target)
                self.is_begun = True
                self.before = self.committed = run.next - run.start
                if self.before:
                    self.progress(self.before)
                write = target.writer(connection)
                made = batches(self.population, range(run.next, run.stop), target.work, self.workers)
                stack.enter_context(closing(made))
                run = self._write(connection, run, made, write)
            while self.written > self.committed:
                self.committed = self.written
                if not run.is_done:
                    with transaction(connection):
                        run = self._write(connection, run, made, write)

    def in_database(self, engine: sa.Engine) -> int:
        """How many users of the run are there for good: what stops it may come between a commit and its news."""
        if self.written > self.committed:
            with suppress(sa.exc.SQLAlchemyError, SeedingRefused), engine.connect() as connection:
                same = filter(self.wanted.is_same, runs_in(connection))
                if any(run.next - run.start == self.written for run in same):
                    return self.written
        return self.committed

    def _target(self, connection: sa.Connection) -> Target:
        target = target_of(connection, self.wanted, self.population)
        if self.wanted.table is not None:  # which may be told by several names
            self.wanted = replace(self.wanted, options={**self.wanted.options, "table": target.names[0]})
        return target

    def _begun(self, connection: sa.Connection, target: Target) -> Run:
        """The run to go on with, or a new one in tables that are ready for it."""
        runs = [run for run in runs_in(connection) if run.table == self.wanted.table]
        held = next((table for table in target.tables(connection) if _has_rows(connection, table)), None)
        if held is not None:
            same = next(filter(self.wanted.is_same, runs), None)
            there = {table.description for table in target.tables(connection)}
            gone = [name for name in same.tables if name not in there] if same and same.table is None else []
            if gone and self.if_exists != "replace":
                raise SeedingRefused(
                    f"{shown_url(connection.engine.url)}: table {gone[0]}, which this run filled, is gone; take "
                    "--if-exists replace to begin anew"
                )
            if same and not gone and (self.if_exists != "replace" or (runs == [same] and not same.is_done)):
                return same
            self._refuse_what_is_there(connection, runs, held)
        return self._anew(connection, target, runs, is_empty=held is None)

    def _refuse_what_is_there(self, connection: sa.Connection, runs: list[Run], held: sa.FromClause) -> None:
        if self.if_exists == "fail":
            _refuse(connection, self.wanted, runs, held)
        if self.if_exists == "append":
            _refuse_overlap(connection, self.wanted, runs)

    def _anew(self, connection: sa.Connection, target: Target, runs: list[Run], is_empty: bool) -> Run:
        if self.if_exists == "replace":
            target.clear(connection, [name for run in runs for name in run.tables])
        if self.if_exists == "replace" or is_empty:
            forget(connection, runs)
        target.check(islice(self.population.starting(self.wanted.start), min(BATCH, self.wanted.n)))
        target.create(connection)
        return remember(connection, self.wanted, target.names)

    def _write(
        self, connection: sa.Connection, run: Run, made: Iterator[Batch[Rows]], write: Callable[[Rows], dict[str, int]]
    ) -> Run:
        """The run with as many more users in the database as go into one transaction."""
        users = 0
        for batch in islice(made, TOGETHER):
            self.rows.update(write(batch.made))
            users += batch.users
            self.users += batch.users
            self.progress(self.before + self.users)
        run = advance(connection, run, users) if users else run
        self.written = run.next - run.start
        return run


@contextmanager
def _saying_how_to_go_on(engine: sa.Engine, seeding: _Seeding) -> Iterator[None]:
    """Adds to whatever stops a run how much of it is there."""

    def state() -> str:
        users = seeding.in_database(engine)
        return f"{users:,} users are in, and the same command goes on from there" if users else "nothing was written"

    try:
        with refusing(engine):
            yield
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt(state()) from interrupt
    except ClerkFakesError as error:
        if seeding.is_begun or error.__cause__:
            raise type(error)(f"{error}; {state()}") from error.__cause__
        raise


def _has_rows(connection: sa.Connection, table: sa.FromClause) -> bool:
    return connection.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)) is not None


def _refuse(connection: sa.Connection, wanted: Run, runs: list[Run], held: sa.FromClause) -> NoReturn:
    """Says what is in the way: another run, or rows of which nothing is known."""
    shown = shown_url(connection.engine.url)
    if runs:
        raise SeedingRefused(
            f"{shown} was filled with {difference(runs[-1], wanted)}: the same options go on with that; name another "
            "database, or take --if-exists append to add to it or replace to begin anew"
        )
    count = connection.scalar(sa.select(sa.func.count()).select_from(held)) or 0
    raise SeedingRefused(
        f"{shown}: table {held.description} holds {count:,} row{'' if count == 1 else 's'}; name another database, or "
        "take --if-exists append to add to them or replace to remove them first (fail, the default, keeps them)"
    )


def _refuse_overlap(connection: sa.Connection, wanted: Run, runs: list[Run]) -> None:
    """Users that are there already would be noticed only when they come."""
    for run in filter(wanted.overlaps, runs):
        raise SeedingRefused(
            f"{shown_url(connection.engine.url)}: users {run.start:,} to {run.stop - 1:,} of that seed are there "
            f"already, or on their way; take --start {max(it.stop for it in runs)}, or another --seed"
        )
