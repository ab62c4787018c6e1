"""A table as it is compared with what was put there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from clerk_fakes.schema.shapes import Json
from clerk_fakes.sinks.rows import Row

import sqlalchemy as sa  # isort: skip - databases.py, before it, says what to install where there is none


@dataclass(frozen=True, slots=True)
class Compared:
    """Columns of a table to compare, in the order of a row's values; `key` tells its rows apart.

    `read` makes of a row that was to be written what is read from the database. A `shared` table has rows only once.
    """

    table: sa.Table
    columns: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[Row], Sequence[Json]]
    shared: bool = False

    def keyed(self, rows: Iterable[Sequence[Json]]) -> dict[Row, Sequence[Json]]:
        """The rows by their keys."""
        places = [self.columns.index(name) for name in self.key]
        return {tuple([row[place] for place in places]): row for row in rows}
