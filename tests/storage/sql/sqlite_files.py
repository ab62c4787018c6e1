"""SQLite files: their URLs, engines and content."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa

Json: TypeAlias = Any


def url(file: Path) -> str:
    return f"sqlite:///{file}"


@contextmanager
def engine(database: str, *statements: str, **options: Json) -> Iterator[sa.Engine]:
    """An engine that runs the statements on each new connection."""
    made = sa.create_engine(database, **options)

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for statement in statements:
            connection.execute(statement)

    sa.event.listen(made, "connect", prepare)
    try:
        yield made
    finally:
        made.dispose()


def ask(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def count(file: Path, table: str = "users") -> int:
    return int(ask(file, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  our own names


def interrupt(_: int) -> None:
    raise KeyboardInterrupt
