"""Nested columns as Arrow has them."""

from __future__ import annotations

from collections.abc import Iterable

from typing_extensions import assert_never

from clerk_fakes.errors import MissingExtra
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.sinks.nested import Items, Leaf, Nested, Struct, fitting, nested_of

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
