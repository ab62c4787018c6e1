"""Whether a database holds what its runs say: their users are made again, and every row is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any, Protocol

from clerk_fakes.errors import SeedingRefused
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.sinks.batches import Users, batches, document_of
from clerk_fakes.sinks.compared import Compared
from clerk_fakes.sinks.databases import connected, engine_of, refusing, shown_url
from clerk_fakes.sinks.normalised import Normalised
from clerk_fakes.sinks.own_table import OwnTable
from clerk_fakes.sinks.rows import Row, Rows
from clerk_fakes.sinks.runs import RUNS, Run, runs_in

import sqlalchemy as sa  # isort: skip - databases.py, before it, says what to install where there is none

ASKED = 500  # keys in one question: each is a parameter, and some databases take no more than 1,000
MOST_SHOWN = 60  # characters of a value


@dataclass(frozen=True, slots=True)
class Difference:
    """A place of a database where something else is than was put there."""

    place: str
    said: str

    def __str__(self) -> str:
        return f"{self.place}: {self.said}"


class Target(Protocol):
    """The tables that a run has filled."""

    @property
    def work(self) -> Callable[[Iterable[User]], Rows]: ...
    def compared(self) -> Sequence[Compared]: ...


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
        self._targets = [_target(connection, run, users) for run, users in self._populations]
        self._workers = workers
        self._tally = tally
        self._seen: dict[str, set[Row]] = {}
        self._made: Counter[str] = Counter()

    def differences(self) -> Iterator[Difference]:
        for target, rows, users in self._batches():
            self._tally.add(users)
            for compared in target.compared():
                yield from self._differing(compared, rows[compared.table.name])
        for run, _ in self._populations:
            if not run.is_done:
                there = f"{run.next - run.start:,} of {run.n:,} users are in"
                yield Difference(RUNS.name, f"{there}; the command that began with them goes on")
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
            seen = self._seen.setdefault(compared.table.name, set())
            wanted = {key: row for key, row in wanted.items() if key not in seen}
            seen.update(wanted)
        self._made[compared.table.name] += len(wanted)
        found = compared.keyed(self._found(compared, [*{key[0]: None for key in wanted}]))
        for key, row in wanted.items():
            place = _place(compared, key)
            if key not in found:
                yield Difference(place, "the row is not there")
                continue
            for name, is_, was in zip(compared.columns, found[key], row, strict=True):
                if is_ != was:
                    yield Difference(f"{place}.{name}", f"{_shown(is_)} and not {_shown(was)}")

    def _found(self, compared: Compared, owners: list[Json]) -> Iterator[Row]:
        """The rows of some owners, whom the first column of the key tells apart."""
        columns = [compared.table.c[name] for name in compared.columns]
        for at in range(0, len(owners), ASKED):
            asked = sa.select(*columns).where(compared.table.c[compared.key[0]].in_(owners[at : at + ASKED]))
            yield from map(tuple, self._connection.execute(asked))

    def _surplus(self, compared: Compared) -> Iterator[Difference]:
        """Rows that nobody made."""
        count = self._connection.scalar(sa.select(sa.func.count()).select_from(compared.table)) or 0
        if count <= self._made[compared.table.name]:
            return  # one that is missing was named
        made = {key for _, rows, _ in self._batches() for key in self._keys(compared, rows)}
        stored = self._connection.execute(sa.select(*(compared.table.c[name] for name in compared.key)))
        for key in map(tuple, stored):
            if key not in made:
                yield Difference(_place(compared, key), "the row is not of these users")

    def _keys(self, compared: Compared, rows: Rows) -> Iterable[Row]:
        return compared.keyed(map(compared.read, rows[compared.table.name]))


def _target(connection: sa.Connection, run: Run, users: Users) -> Target:
    document = document_of(users)
    if run.table is None:
        return Normalised(document)
    return OwnTable(connection, document, run.table, run.options["columns"])


def _place(compared: Compared, key: Row) -> str:
    return f"{compared.table.name}[{', '.join(map(str, key))}]"


def _shown(value: Any) -> str:
    shown = "null" if value is None else repr(value)
    return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"
