"""A table as it is compared with what was put there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from clerk_fakes.schema.shapes import Json
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.tables.rows import Row

ASKED = 500  # keys in one question: each is a parameter, and some databases take no more than 1,000


@dataclass(frozen=True, slots=True)
class Compared:
    """Columns of a table to compare, in the order of a row's values; `key` tells its rows apart.

    `read` makes of a row that was to be written what is read from the database; those of `texts` are read as the text
    of their JSON. A `shared` table has rows only once.
    """

    name: str
    table: sa.Table
    columns: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[Row], Sequence[Json]] = tuple
    texts: frozenset[str] = frozenset()
    shared: bool = False

    def keyed(self, rows: Iterable[Sequence[Json]]) -> dict[Row, list[Sequence[Json]]]:
        """The rows by their keys."""
        places = [self.columns.index(name) for name in self.key]
        keyed: defaultdict[Row, list[Sequence[Json]]] = defaultdict(list)
        for row in rows:
            keyed[tuple([row[place] for place in places])].append(row)
        return keyed

    def stored(self, connection: sa.Connection, owners: Sequence[Json]) -> Iterator[Row]:
        """The rows of some owners, whom the first column of the key tells apart."""
        columns = [self.table.c[name] for name in self.columns]
        asked = sa.select(*(sa.cast(it, sa.Text) if it.name in self.texts else it for it in columns))
        owner = self.table.c[self.key[0]]
        for at in range(0, len(owners), ASKED):
            yield from map(tuple, connection.execute(asked.where(owner.in_(owners[at : at + ASKED]))))

    def is_same(self, column: str, value: Json, other: Json) -> bool:
        """Whether two values of a column say the same; JSON may be spaced and ordered otherwise."""
        if value == other or column not in self.texts or None in (value, other):
            return bool(value == other)
        try:
            return _ordered(value) == _ordered(other)
        except ValueError:
            return False

    def place(self, key: Row) -> str:
        """Where a row is, for a person."""
        return f"{self.name}[{', '.join(map(str, key))}]"


def _ordered(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)
