"""The normalised tables as SQLAlchemy declares them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from typing_extensions import assert_never

from clerk_fakes.storage.sql.sqlalchemy import compiles, sa
from clerk_fakes.storage.tables.table import Column, ForeignKey, Table

BOUNDED_KEYS = ("mysql", "mariadb", "mssql", "oracle")  # where text without a maximum length cannot be a key
NAMES = {kind: f"{kind}_%(table_name)s_%(column_0_N_name)s" for kind in ("fk", "uq", "ix")}


def metadata_of(tables: Iterable[Table]) -> sa.MetaData:
    """The tables with all their keys, and with indexes on the foreign keys."""
    metadata = sa.MetaData(naming_convention=NAMES)
    for table in tables:
        keys = {*table.key, *table.unique, *(name for key in table.foreign_keys for name in key.columns)}
        columns = [sa.Column(it.name, column_type(it, it.name in keys), nullable=it.nullable) for it in table.columns]
        constraints = [sa.PrimaryKeyConstraint(*table.key), *map(sa.UniqueConstraint, table.unique)]
        foreign_keys = [item for key in table.foreign_keys for item in _foreign_key(key, table)]
        sa.Table(table.name, metadata, *columns, *constraints, *foreign_keys)
    return metadata


class JsonText(sa.JSON):
    """JSON that SQLite stores as text; in a column declared JSON, which has numeric affinity, 1e3 would be a number."""


@compiles(JsonText, "sqlite")
def _declare_json_text(*_: object, **__: object) -> str:
    return "TEXT"


def column_type(column: Column, is_key: bool = False) -> sa.types.TypeEngine[Any]:
    """The SQLAlchemy type of a column."""
    match column.kind:
        case "text":
            return sa.Text().with_variant(sa.String(255), *BOUNDED_KEYS) if is_key else sa.Text()
        case "integer":
            return sa.BigInteger()
        case "number":
            return sa.Double()
        case "boolean":
            return sa.Boolean()
        case "json":
            return JsonText(none_as_null=True)
        case _:
            assert_never(column.kind)


def _foreign_key(key: ForeignKey, table: Table) -> Iterator[sa.schema.SchemaItem]:
    """The constraint, and an index where the primary key does not already begin with the same column."""
    yield sa.ForeignKeyConstraint(key.columns, [f"{key.table}.{name}" for name in key.targets])
    if key.columns[0] not in table.key:
        yield sa.Index(None, *key.columns)
