"""Nested columns as Arrow has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from typing_extensions import assert_never

from clerk_fakes.errors import MissingExtra
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.tables.nested import Items, Leaf, Nested, Struct, fitting, nested_of
from clerk_fakes.storage.tables.normalised import Table
from clerk_fakes.storage.tables.rows import Flattener, Unseen

try:
    import pyarrow as pa
except ModuleNotFoundError as error:
    raise MissingExtra('columns are made by pyarrow: pip install "clerk-fakes[parquet]"') from error

LEAVES = {
    "text": pa.string(),
    "json": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


class Batches:
    """Makes record batches of the users of a document."""

    def __init__(self, document: Document) -> None:
        self.nested = nested_of(document.root)
        self.schema = pa.schema(list(arrow_type(self.nested)))

    def __call__(self, users: Iterable[User]) -> pa.RecordBatch:
        """One batch of all those users."""
        fit = fitting(self.nested) or (lambda user: user)
        return pa.RecordBatch.from_pylist([fit(user) for user in users], schema=self.schema)


class TableBatches:
    """Makes record batches of the rows of one table; those of a shared table once."""

    def __init__(self, tables: Sequence[Table], name: str) -> None:
        self._flattener = Flattener(tables)
        self._unseen = Unseen(tables, {})
        self._table = next(table for table in tables if table.name == name)
        self.schema = pa.schema([(column.name, LEAVES[column.kind]) for column in self._table.columns])

    def __call__(self, users: Iterable[User]) -> pa.RecordBatch:
        """One batch of all rows of those users."""
        rows = self._flattener.rows(users)[self._table.name]
        fresh = self._unseen.fresh(self._table.name, rows) if self._table.shared else rows
        columns = zip(*fresh, strict=True) if fresh else ((),) * len(self.schema)
        arrays = [pa.array(values, each.type) for values, each in zip(columns, self.schema, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def arrow_type(nested: Nested) -> pa.DataType:
    """The type of a column."""
    match nested:
        case Leaf():
            return LEAVES[nested.kind]
        case Items():
            return pa.list_(arrow_type(nested.of))
        case Struct():
            extra = [(nested.extra, LEAVES["json"])] if nested.extra else []
            return pa.struct([*((name, arrow_type(each)) for name, each in nested.fields), *extra])
        case _:
            assert_never(nested)
