"""One run is written, in transactions of several batches that each leave the database consistent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from itertools import islice

from clerk_fakes.errors import SeedingRefused
from clerk_fakes.storage.sql.databases import transaction
from clerk_fakes.storage.sql.resuming import IfExists, begin_or_resume
from clerk_fakes.storage.sql.runs import Run, advance, runs_in
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.target import TargetTables, target_tables
from clerk_fakes.storage.tables.rows import Rows
from clerk_fakes.storage.workers import BATCH, Batch, Users, batches

BATCHES_PER_TRANSACTION = 10  # which take about a second, and are all that a crash can cost


@dataclass
class RunWriter:
    """One call of `seed`: what it is to write, and what it has written.

    Of the run, `before` users were stored by earlier calls, `written` ones after the last transaction of this call, and
    `committed` ones as far as it knows; `users` and `rows` count what this call wrote.
    """

    population: Users
    wanted: Run
    if_exists: IfExists
    workers: int
    progress: Callable[[int], object]
    has_begun: bool = False
    before: int = 0
    written: int = 0
    committed: int = 0
    users: int = 0
    rows: Counter[str] = field(default_factory=Counter)

    def write(self, connection: sa.Connection) -> None:
        """Write the users that are missing."""
        with ExitStack() as stack:
            with transaction(connection):
                target = self._target(connection)
                run = self._begun(connection, target)
                write = target.writer(connection)
                made = batches(self.population, range(run.next, run.stop), target.work, self.workers)
                stack.enter_context(closing(made))
                run = self._write_batches(connection, run, made, write)
            while self.written > self.committed:
                self.committed = self.written
                if not run.is_finished:
                    with transaction(connection):
                        run = self._write_batches(connection, run, made, write)

    def stored(self, engine: sa.Engine) -> int:
        """How many users of the run are stored: asked of the database after an interrupt that may follow a commit."""
        if self.written > self.committed:
            with suppress(sa.exc.SQLAlchemyError, SeedingRefused), engine.connect() as connection:
                same = filter(self.wanted.is_same, runs_in(connection))
                if any(run.done == self.written for run in same):
                    return self.written
        return self.committed

    def _target(self, connection: sa.Connection) -> TargetTables:
        target = target_tables(connection, self.wanted, self.population)
        if self.wanted.table is not None:  # which callers may name with or without its schema
            self.wanted = replace(self.wanted, options={**self.wanted.options, "table": target.names[0]})
        return target

    def _begun(self, connection: sa.Connection, target: TargetTables) -> Run:
        sample = islice(self.population.starting(self.wanted.start), min(BATCH, self.wanted.n))
        run = begin_or_resume(connection, target, self.wanted, self.if_exists, sample)
        self.has_begun = True
        self.before = self.committed = run.done
        if self.before:
            self.progress(self.before)
        return run

    def _write_batches(
        self, connection: sa.Connection, run: Run, made: Iterator[Batch[Rows]], write: Callable[[Rows], dict[str, int]]
    ) -> Run:
        """Write the batches of one transaction, and return the run with their users stored."""
        users = 0
        for batch in islice(made, BATCHES_PER_TRANSACTION):
            self.rows.update(write(batch.result))
            users += batch.users
            self.users += batch.users
            self.progress(self.before + self.users)
        run = advance(connection, run, users) if users else run
        self.written = run.done
        return run
