"""A table as it is compared with the rows that were written to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from clerk_fakes.schema.shapes import Json
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.tables.rows import Row

KEYS_PER_QUERY = 500  # each is a parameter, and some databases take no more than 1,000


@dataclass(frozen=True, slots=True)
class TableComparison:
    """Which columns of a table are compared, in the order of a row's values, and the `key` that identifies a row.

    `stored_row` turns a row as it was written into one as it is read. The columns `texts` are read as the text of their
    JSON. A `shared` table has each row once.
    """

    name: str
    table: sa.Table
    columns: tuple[str, ...]
    key: tuple[str, ...]
    stored_row: Callable[[Row], Sequence[Json]] = tuple
    texts: frozenset[str] = frozenset()
    shared: bool = False

    def by_key(self, rows: Iterable[Sequence[Json]]) -> dict[Row, list[Sequence[Json]]]:
        """The rows by their keys."""
        indices = [self.columns.index(name) for name in self.key]
        by_key: defaultdict[Row, list[Sequence[Json]]] = defaultdict(list)
        for row in rows:
            by_key[tuple([row[index] for index in indices])].append(row)
        return by_key

    def read(self, connection: sa.Connection, owners: Sequence[Json]) -> Iterator[Row]:
        """The stored rows of some owners, which are the values of the first column of the key."""
        columns = [self.table.c[name] for name in self.columns]
        query = sa.select(*(sa.cast(it, sa.Text) if it.name in self.texts else it for it in columns))
        owner = self.table.c[self.key[0]]
        for at in range(0, len(owners), KEYS_PER_QUERY):
            yield from map(tuple, connection.execute(query.where(owner.in_(owners[at : at + KEYS_PER_QUERY]))))

    def is_same(self, column: str, value: Json, other: Json) -> bool:
        """Whether two values of a column are equal, regardless of spaces and the order of keys in JSON."""
        if value == other or column not in self.texts or None in (value, other):
            return bool(value == other)
        try:
            return _ordered(value) == _ordered(other)
        except ValueError:
            return False

    def row_name(self, key: Row) -> str:
        """The table and the key of a row, as text."""
        return f"{self.name}[{', '.join(map(str, key))}]"


def _ordered(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)
