"""What a run fills: the tables of clerk_fakes, or a custom table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.sql.runs import Run
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.clerk_tables import ClerkTables
from clerk_fakes.storage.sql.targets.comparison import TableComparison
from clerk_fakes.storage.sql.targets.custom_table import CustomTable
from clerk_fakes.storage.tables.rows import Rows
from clerk_fakes.storage.workers import Users, document_of


class TargetTables(Protocol):
    """The tables that a run fills."""

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def work(self) -> Callable[[Iterable[User]], Rows]: ...
    def check(self, users: Iterable[User], /) -> None: ...
    def existing(self, connection: sa.Connection, /) -> Sequence[sa.FromClause]: ...
    def comparisons(self) -> Sequence[TableComparison]: ...
    def clear(self, connection: sa.Connection, names: Iterable[str], /) -> None: ...
    def create(self, connection: sa.Connection, /) -> None: ...
    def writer(self, connection: sa.Connection, /) -> Callable[[Rows], dict[str, int]]: ...


def target_tables(connection: sa.Connection, run: Run, users: Users) -> TargetTables:
    """The tables for the users of a run; raises `UnknownName` or `SeedingRefused` if they cannot be filled."""
    document = document_of(users)
    if run.table is None:
        return ClerkTables(document)
    return CustomTable(connection, document, run.table, run.options["columns"])
