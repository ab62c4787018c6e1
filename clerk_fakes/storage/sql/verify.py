"""Whether a database holds what its runs say: their users are made again, and every row is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import attrgetter

from clerk_fakes.errors import SeedingRefused, brief
from clerk_fakes.schema.shapes import Json
from clerk_fakes.storage.sql.databases import connected, engine_of, refusing, shown_url
from clerk_fakes.storage.sql.runs import RUNS, Run, runs_in
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.comparison import Compared
from clerk_fakes.storage.sql.targets.target import Target, target_of
from clerk_fakes.storage.tables.rows import Row, Rows
from clerk_fakes.storage.workers import Users, batches


@dataclass(frozen=True, slots=True)
class Difference:
    """A place of a database where something else is than was put there."""

    place: str
    said: str

    def __str__(self) -> str:
        return f"{self.place}: {self.said}"


@dataclass(frozen=True, slots=True)
class Verified:
    """How many users a database should hold, and the first differences from that; `database` is without secrets."""

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
    """Compares every row of a database with the users that its runs put there, and names the first differences.

    `remade` makes the users of a run's options again, such as `Population.remade`. `progress` is told how many users
    of how many are compared. Raises `SeedingRefused` where no run is remembered.
    """
    with engine_of(database) as engine, refusing(engine), connected(engine) as connection:
        runs = sorted(runs_in(connection), key=lambda run: run.table or "")
        if not runs:
            raise SeedingRefused(f"{shown_url(engine.url)} remembers no run that filled it; clerk-fakes seed does")
        each = [[*those] for _, those in groupby(runs, attrgetter("table"))]
        tally = _Tally(sum(run.next - run.start for run in runs), progress or (lambda done, total: None))
        found = chain.from_iterable(
            _Comparison(connection, those, remade, workers, tally).differences() for those in each
        )
        return Verified(shown_url(engine.url), tally.total, tuple(islice(found, most)))


@dataclass
class _Tally:
    """How many users are compared."""

    total: int
    progress: Callable[[int, int], object]
    done: int = 0

    def add(self, users: int) -> None:
        self.done += users
        self.progress(self.done, self.total)


class _Comparison:
    """The runs that filled the same tables, and what those hold."""

    def __init__(
        self,
        connection: sa.Connection,
        runs: list[Run],
        remade: Callable[[Mapping[str, Json]], Users],
        workers: int,
        tally: _Tally,
    ) -> None:
        self._connection = connection
        self._populations = [(run, remade(run.options)) for run in runs]
        self._targets = [target_of(connection, run, users) for run, users in self._populations]
        self._workers = workers
        self._tally = tally
        self._seen: dict[str, set[Row]] = {}
        self._made: Counter[str] = Counter()

    def differences(self) -> Iterator[Difference]:
        for run, _ in self._populations:
            if not run.is_done:
                there = f"{run.next - run.start:,} of {run.n:,} users are in"
                yield Difference(RUNS.name, f"{there}; the command that began with them goes on")
        for target, rows, users in self._batches():
            self._tally.add(users)
            for compared in target.compared():
                yield from self._differing(compared, rows[compared.name])
        for compared in self._targets[0].compared():
            yield from self._surplus(compared)

    def _batches(self) -> Iterator[tuple[Target, Rows, int]]:
        for (run, users), target in zip(self._populations, self._targets, strict=True):
            with closing(batches(users, range(run.start, run.next), target.work, self._workers)) as made:
                for batch in made:
                    yield target, batch.made, batch.users

    def _differing(self, compared: Compared, rows: list[Row]) -> Iterator[Difference]:
        """Where the database has something else for these rows."""
        wanted = compared.keyed(map(compared.read, rows))
        if compared.shared:
            seen = self._seen.setdefault(compared.name, set())
            wanted = {key: those for key, those in wanted.items() if key not in seen}
            seen.update(wanted)
        self._made[compared.name] += len(wanted)
        found = compared.keyed(compared.stored(self._connection, [*{key[0]: None for key in wanted}]))
        for key, (row, *_) in wanted.items():
            yield from _differing_rows(compared, key, row, found.get(key, []))

    def _surplus(self, compared: Compared) -> Iterator[Difference]:
        """Rows that nobody made."""
        count = self._connection.scalar(sa.select(sa.func.count()).select_from(compared.table)) or 0
        if count <= self._made[compared.name]:
            return  # one that is missing, or there twice, was named
        made = {key for target, rows, _ in self._batches() for key in _keys(target, compared.name, rows)}
        stored = self._connection.execute(sa.select(*(compared.table.c[name] for name in compared.key)))
        for key in map(tuple, stored):
            if key not in made:
                yield Difference(compared.place(key), "the row is not of these users")


def _differing_rows(
    compared: Compared, key: Row, wanted: Sequence[Json], found: list[Sequence[Json]]
) -> Iterator[Difference]:
    place = compared.place(key)
    if len(found) != 1:
        yield Difference(place, f"the row is there {len(found)} times" if found else "the row is not there")
    for row in found[:1]:
        for name, is_, was in zip(compared.columns, row, wanted, strict=True):
            if not compared.is_same(name, is_, was):
                yield Difference(f"{place}.{name}", f"{brief(is_)} and not {brief(was)}")


def _keys(target: Target, name: str, rows: Rows) -> Iterable[Row]:
    compared = next(each for each in target.compared() if each.name == name)
    return compared.keyed(map(compared.read, rows[name]))
