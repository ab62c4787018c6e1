"""Users, and the rows of their tables, as Arrow record batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from typing_extensions import assert_never

from clerk_fakes.errors import MissingExtra
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.tables.nested import Items, Leaf, NestedColumn, Struct, converter, nested_column
from clerk_fakes.storage.tables.rows import Flattener, SharedRows
from clerk_fakes.storage.tables.table import Table

try:
    import pyarrow as pa
except ModuleNotFoundError as error:
    raise MissingExtra('Arrow columns are made with pyarrow: pip install "clerk-fakes[parquet]"') from error

LEAF_TYPES = {
    "text": pa.string(),
    "json": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


class UserBatches:
    """Turns users of a document into record batches with nested columns."""

    def __init__(self, document: Document) -> None:
        self._column = nested_column(document.root)
        self.schema = pa.schema(list(arrow_type(self._column)))

    def __call__(self, users: Iterable[User]) -> pa.RecordBatch:
        """One batch of all those users."""
        convert = converter(self._column) or (lambda user: user)
        return pa.RecordBatch.from_pylist([convert(user) for user in users], schema=self.schema)


class TableBatches:
    """Turns users into record batches of the rows of one table; each row of a shared table comes once."""

    def __init__(self, tables: Sequence[Table], name: str) -> None:
        self._flattener = Flattener(tables)
        self._shared_rows = SharedRows(tables, {})
        self._table = next(table for table in tables if table.name == name)
        self.schema = pa.schema([(column.name, LEAF_TYPES[column.kind]) for column in self._table.columns])

    def __call__(self, users: Iterable[User]) -> pa.RecordBatch:
        """One batch of all rows of those users."""
        rows = self._flattener.rows(users)[self._table.name]
        new = self._shared_rows.new(self._table.name, rows) if self._table.shared else rows
        columns = zip(*new, strict=True) if new else ((),) * len(self.schema)
        arrays = [pa.array(values, each.type) for values, each in zip(columns, self.schema, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def arrow_type(column: NestedColumn) -> pa.DataType:
    """The Arrow type of a nested column."""
    match column:
        case Leaf():
            return LEAF_TYPES[column.kind]
        case Items():
            return pa.list_(arrow_type(column.of))
        case Struct():
            extra = [(column.extra, LEAF_TYPES["json"])] if column.extra else []
            return pa.struct([*((name, arrow_type(each)) for name, each in column.fields), *extra])
        case _:
            assert_never(column)
