"""The runs that filled a database, in a table beside the others: enough to resume one, or to tell it from another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from clerk_fakes.errors import SeedingRefused, brief
from clerk_fakes.schema.shapes import Json
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.workers import Users

RUNS = sa.Table(
    "clerk_fakes_runs",
    sa.MetaData(),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("options", sa.Text, nullable=False),
    sa.Column("first_user", sa.BigInteger, nullable=False),
    sa.Column("next_user", sa.BigInteger, nullable=False),
    sa.Column("end_user", sa.BigInteger, nullable=False),
    sa.Column("tables", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Users `start` to `stop - 1` of a population with these options, of which those before `next` are stored."""

    options: Mapping[str, Json]
    start: int
    stop: int
    next: int
    number: int = 0
    tables: tuple[str, ...] = ()

    @property
    def table(self) -> str | None:
        """The custom table that the users go into; None for the tables of clerk_fakes."""
        table: str | None = self.options.get("table")
        return table

    @property
    def n(self) -> int:
        """How many users the run is to write."""
        return self.stop - self.start

    @property
    def done(self) -> int:
        """How many users it has written."""
        return self.next - self.start

    @property
    def is_finished(self) -> bool:
        return self.next >= self.stop

    @property
    def arguments(self) -> dict[str, Json]:
        """All arguments that distinguish the run from another."""
        return {**self.options, "start": self.start, "n": self.n}

    def is_same(self, other: Run) -> bool:
        return self.arguments == other.arguments

    def overlaps(self, other: Run) -> bool:
        """Whether both have users with the same ids, which depend on the seed and the index."""
        identities = [run.options.get("seed", run.options.get("users")) for run in (self, other)]
        return identities[0] == identities[1] and self.start < other.stop and other.start < self.stop


def new_run(population: Users, indices: range, **target: Json) -> Run:
    """A run that has not begun; `target` holds the arguments for a custom table."""
    known = getattr(population, "options", None) or {"users": repr(population)}
    options = {**known, "version": version("clerk-fakes"), **target}
    return Run(json.loads(json.dumps(options)), indices.start, indices.stop, indices.start)


def runs_in(connection: sa.Connection) -> list[Run]:
    """The runs recorded in a database, in the order in which they began."""
    if not sa.inspect(connection).has_table(RUNS.name):
        return []
    rows = connection.execute(sa.select(RUNS).order_by(RUNS.c.number))
    return [*map(_run_of, rows)]


def _run_of(row: sa.Row[Any]) -> Run:
    try:
        options, tables = json.loads(row.options), json.loads(row.tables)
    except (ValueError, TypeError):
        options = tables = None
    if not isinstance(options, dict) or not isinstance(tables, list) or not all(isinstance(it, str) for it in tables):
        raise SeedingRefused(
            f"row {row.number} of {RUNS.name} is damaged ({brief(row.options)}, {brief(row.tables)}): drop that table "
            "and use --if-exists replace, or name another database"
        )
    return Run(options, row.first_user, row.end_user, row.next_user, row.number, tuple(tables))


def record_run(connection: sa.Connection, run: Run, tables: Sequence[str]) -> Run:
    """Record a run that fills these tables; returns it with its number."""
    RUNS.create(connection, checkfirst=True)
    last = connection.scalar(sa.select(sa.func.max(RUNS.c.number))) or 0
    options = json.dumps(run.options, ensure_ascii=False)
    row = {"number": last + 1, "options": options, "tables": json.dumps(tables)}
    users = {"first_user": run.start, "next_user": run.next, "end_user": run.stop}
    connection.execute(RUNS.insert(), {**row, **users})
    return replace(run, number=last + 1, tables=tuple(tables))


def delete_runs(connection: sa.Connection, runs: list[Run]) -> None:
    """Delete the records of these runs."""
    for run in runs:
        connection.execute(RUNS.delete().where(RUNS.c.number == run.number))


def advance(connection: sa.Connection, run: Run, users: int) -> Run:
    """Record so many more stored users; raises `SeedingRefused` if another process has advanced the run meanwhile."""
    moved = RUNS.update().where(RUNS.c.number == run.number, RUNS.c.next_user == run.next)
    if connection.execute(moved.values(next_user=run.next + users)).rowcount != 1:
        raise SeedingRefused("another process is filling these tables: let it finish, and run this command again")
    return replace(run, next=run.next + users)


def difference(found: Run, wanted: Run) -> str:
    """How the arguments of two runs differ, as text."""
    there, here = found.arguments, wanted.arguments
    names = [name for name in {**there, **here} if there.get(name) != here.get(name)]
    return ", ".join(f"{name}={_shown(there.get(name))} and not {_shown(here.get(name))}" for name in names)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
