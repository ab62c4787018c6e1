"""What a run fills: our own tables, or one of the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.sql.runs import Run
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.clerk_tables import Normalised
from clerk_fakes.storage.sql.targets.comparison import Compared
from clerk_fakes.storage.sql.targets.custom_table import OwnTable
from clerk_fakes.storage.tables.rows import Rows
from clerk_fakes.storage.workers import Users, document_of


class Target(Protocol):
    """The tables that a run fills."""

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def work(self) -> Callable[[Iterable[User]], Rows]: ...
    def check(self, users: Iterable[User], /) -> None: ...
    def tables(self, connection: sa.Connection, /) -> Sequence[sa.FromClause]: ...
    def compared(self) -> Sequence[Compared]: ...
    def clear(self, connection: sa.Connection, names: Iterable[str], /) -> None: ...
    def create(self, connection: sa.Connection, /) -> None: ...
    def writer(self, connection: sa.Connection, /) -> Callable[[Rows], dict[str, int]]: ...


def target_of(connection: sa.Connection, run: Run, users: Users) -> Target:
    """The tables for the users of a run; raises `UnknownName` or `SeedingRefused` for one that cannot be filled."""
    document = document_of(users)
    if run.table is None:
        return Normalised(document)
    return OwnTable(connection, document, run.table, run.options["columns"])
