"""Verifying: the users of a database's runs are made again, and every stored row is compared with theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import attrgetter

from clerk_fakes.errors import SeedingRefused, brief
from clerk_fakes.schema.shapes import Json
from clerk_fakes.storage.sql.databases import connected, engine_of
from clerk_fakes.storage.sql.driver_errors import refusing, shown_url
from clerk_fakes.storage.sql.runs import RUNS, Run, runs_in
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.comparison import TableComparison
from clerk_fakes.storage.sql.targets.target import TargetTables, target_tables
from clerk_fakes.storage.tables.rows import Row, Rows
from clerk_fakes.storage.workers import Users, batches


@dataclass(frozen=True, slots=True)
class Difference:
    """A row or value of a database that is not what was written there."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Verified:
    """How many users a database should hold, and the first differences; `database` is the URL without passwords."""

    database: str
    users: int
    differences: tuple[Difference, ...]


def verify(
    database: str | sa.URL | sa.Engine,
    remade: Callable[[Mapping[str, Json]], Users],
    *,
    workers: int = 1,
    most: int = 10,
    progress: Callable[[int, int], object] | None = None,
) -> Verified:
    """Compare every row of a database with the users that its runs wrote, and list the first differences.

    `remade` turns the options of a run into its users, as `Population.remade` does. `progress` gets the number of users
    compared so far, and of all. Raises `SeedingRefused` if no run is recorded.
    """
    with engine_of(database) as engine, refusing(engine), connected(engine) as connection:
        runs = sorted(runs_in(connection), key=lambda run: run.table or "")
        if not runs:
            raise SeedingRefused(f"{shown_url(engine.url)} has no record of a run; fill it with clerk-fakes seed")
        by_table = [[*those] for _, those in groupby(runs, attrgetter("table"))]
        compared = _Compared(sum(run.done for run in runs), progress or (lambda done, total: None))
        found = chain.from_iterable(
            _RunsComparison(connection, those, remade, workers, compared).differences() for those in by_table
        )
        return Verified(shown_url(engine.url), compared.total, tuple(islice(found, most)))


@dataclass
class _Compared:
    """How many users have been compared."""

    total: int
    progress: Callable[[int, int], object]
    done: int = 0

    def add(self, users: int) -> None:
        self.done += users
        self.progress(self.done, self.total)


class _RunsComparison:
    """The runs that filled the same tables, and what those hold."""

    def __init__(
        self,
        connection: sa.Connection,
        runs: list[Run],
        remade: Callable[[Mapping[str, Json]], Users],
        workers: int,
        compared: _Compared,
    ) -> None:
        self._connection = connection
        self._populations = [(run, remade(run.options)) for run in runs]
        self._targets = [target_tables(connection, run, users) for run, users in self._populations]
        self._workers = workers
        self._compared = compared
        self._shared_keys: dict[str, set[Row]] = {}
        self._expected: Counter[str] = Counter()

    def differences(self) -> Iterator[Difference]:
        for run, _ in self._populations:
            if not run.is_finished:
                progress = f"{run.done:,} of {run.n:,} users are stored"
                yield Difference(RUNS.name, f"{progress}; repeat the command that began with them to resume it")
        for target, rows, users in self._batches():
            self._compared.add(users)
            for comparison in target.comparisons():
                yield from self._changed(comparison, rows[comparison.name])
        for comparison in self._targets[0].comparisons():
            yield from self._surplus(comparison)

    def _batches(self) -> Iterator[tuple[TargetTables, Rows, int]]:
        for (run, users), target in zip(self._populations, self._targets, strict=True):
            with closing(batches(users, range(run.start, run.next), target.work, self._workers)) as made:
                for batch in made:
                    yield target, batch.result, batch.users

    def _changed(self, comparison: TableComparison, rows: list[Row]) -> Iterator[Difference]:
        """The differences between these rows and the stored ones with their keys."""
        wanted = comparison.by_key(map(comparison.stored_row, rows))
        if comparison.shared:
            seen = self._shared_keys.setdefault(comparison.name, set())
            wanted = {key: those for key, those in wanted.items() if key not in seen}
            seen.update(wanted)
        self._expected[comparison.name] += len(wanted)
        found = comparison.by_key(comparison.read(self._connection, [*{key[0]: None for key in wanted}]))
        for key, (row, *_) in wanted.items():
            yield from _row_differences(comparison, key, row, found.get(key, []))

    def _surplus(self, comparison: TableComparison) -> Iterator[Difference]:
        """The rows that belong to none of the users."""
        count = self._connection.scalar(sa.select(sa.func.count()).select_from(comparison.table)) or 0
        if count <= self._expected[comparison.name]:
            return  # missing and duplicate rows have been listed already
        expected = {key for target, rows, _ in self._batches() for key in _keys(target, comparison.name, rows)}
        stored = self._connection.execute(sa.select(*(comparison.table.c[name] for name in comparison.key)))
        for key in map(tuple, stored):
            if key not in expected:
                yield Difference(comparison.row_name(key), "the row belongs to none of these users")


def _row_differences(
    comparison: TableComparison, key: Row, wanted: Sequence[Json], found: list[Sequence[Json]]
) -> Iterator[Difference]:
    row_name = comparison.row_name(key)
    if len(found) != 1:
        yield Difference(row_name, f"the row exists {len(found)} times" if found else "the row is missing")
    for row in found[:1]:
        for name, value, expected in zip(comparison.columns, row, wanted, strict=True):
            if not comparison.is_same(name, value, expected):
                yield Difference(f"{row_name}.{name}", f"{brief(value)} and not {brief(expected)}")


def _keys(target: TargetTables, name: str, rows: Rows) -> Iterable[Row]:
    comparison = next(each for each in target.comparisons() if each.name == name)
    return comparison.by_key(map(comparison.stored_row, rows[name]))
