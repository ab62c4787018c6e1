"""Which run is written: one that is resumed, or a new one, for which the tables are prepared or refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NoReturn, TypeAlias

from clerk_fakes.errors import SeedingRefused
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.sql.driver_errors import shown_url
from clerk_fakes.storage.sql.runs import Run, delete_runs, difference, record_run, runs_in
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.target import TargetTables

IfExists: TypeAlias = Literal["fail", "append", "replace"]


def begin_or_resume(
    connection: sa.Connection, target: TargetTables, wanted: Run, if_exists: IfExists, sample: Iterable[User]
) -> Run:
    """The recorded run to resume, or a new one; a new one is refused if the users of the `sample` do not fit."""
    runs = [run for run in runs_in(connection) if run.table == wanted.table]
    filled = next((table for table in target.existing(connection) if _has_rows(connection, table)), None)
    if filled is not None:
        resumed = _resumed(connection, target, wanted, runs, if_exists)
        if resumed:
            return resumed
        if if_exists == "fail":
            _refuse(connection, wanted, runs, filled)
        if if_exists == "append":
            _refuse_overlap(connection, wanted, runs)
    if if_exists == "replace":
        target.clear(connection, [name for run in runs for name in run.tables])
    if if_exists == "replace" or filled is None:
        delete_runs(connection, runs)
    target.check(sample)
    target.create(connection)
    return record_run(connection, wanted, target.names)


def _resumed(
    connection: sa.Connection, target: TargetTables, wanted: Run, runs: list[Run], if_exists: IfExists
) -> Run | None:
    """The same run, unless it is to be replaced; to replace a run that was itself stopped means to resume it."""
    same = next(filter(wanted.is_same, runs), None)
    if same is None:
        return None
    existing = {table.description for table in target.existing(connection)}
    lost = [name for name in same.tables if name not in existing] if same.table is None else []
    if if_exists == "replace":
        return same if not lost and runs == [same] and not same.is_finished else None
    if lost:
        raise SeedingRefused(
            f"{shown_url(connection.engine.url)}: table {lost[0]}, which this run filled, is gone; use "
            "--if-exists replace to start over"
        )
    return same


def _has_rows(connection: sa.Connection, table: sa.FromClause) -> bool:
    return connection.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)) is not None


def _refuse(connection: sa.Connection, wanted: Run, runs: list[Run], filled: sa.FromClause) -> NoReturn:
    """Raise the error for tables with rows of another run, or of no recorded run."""
    shown = shown_url(connection.engine.url)
    if runs:
        raise SeedingRefused(
            f"{shown} was filled with {difference(runs[-1], wanted)}: the same options resume that run; name another "
            "database, or use --if-exists append to add to it or replace to start over"
        )
    count = connection.scalar(sa.select(sa.func.count()).select_from(filled)) or 0
    raise SeedingRefused(
        f"{shown}: table {filled.description} holds {count:,} row{'' if count == 1 else 's'}; name another database, "
        "or use --if-exists append to add to them or replace to remove them first (fail, the default, keeps them)"
    )


def _refuse_overlap(connection: sa.Connection, wanted: Run, runs: list[Run]) -> None:
    """Raise an error for users that are stored already, which would otherwise fail only once they are written."""
    for run in filter(wanted.overlaps, runs):
        raise SeedingRefused(
            f"{shown_url(connection.engine.url)}: users {run.start:,} to {run.stop - 1:,} of that seed are stored "
            f"already, or belong to a run that was stopped; use --start {max(it.stop for it in runs)}, or another "
            "--seed"
        )
