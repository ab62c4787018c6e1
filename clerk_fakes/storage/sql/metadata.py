"""The tables as SQLAlchemy declares them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from typing_extensions import assert_never

from clerk_fakes.storage.sql.sqlalchemy import compiles, sa
from clerk_fakes.storage.tables.normalised import Column, Link, Table

BOUNDED_KEYS = ("mysql", "mariadb", "mssql", "oracle")  # where a text without a bound cannot be a key
NAMES = {kind: f"{kind}_%(table_name)s_%(column_0_N_name)s" for kind in ("fk", "uq", "ix")}


def metadata_of(tables: Iterable[Table]) -> sa.MetaData:
    """The tables as SQLAlchemy knows them, with all their keys, and indexes that follow them back."""
    metadata = sa.MetaData(naming_convention=NAMES)
    for table in tables:
        keys = {*table.key, *table.unique, *(name for link in table.links for name in link.columns)}
        columns = [sa.Column(it.name, type_of(it, it.name in keys), nullable=it.nullable) for it in table.columns]
        constraints = [sa.PrimaryKeyConstraint(*table.key), *map(sa.UniqueConstraint, table.unique)]
        links = [item for link in table.links for item in _foreign_key(link, table)]
        sa.Table(table.name, metadata, *columns, *constraints, *links)
    return metadata


class JsonText(sa.JSON):
    """JSON that SQLite keeps as the very text it was given; in a column declared JSON, 1e3 would become a number."""


@compiles(JsonText, "sqlite")
def _declare_json_text(*_: object, **__: object) -> str:
    return "TEXT"


def type_of(column: Column, is_key: bool = False) -> sa.types.TypeEngine[Any]:
    """The type that holds the values of a column."""
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


def _foreign_key(link: Link, table: Table) -> Iterator[sa.schema.SchemaItem]:
    """The key, and what finds the rows that have it."""
    yield sa.ForeignKeyConstraint(link.columns, [f"{link.table}.{name}" for name in link.targets])
    if link.columns[0] not in table.key:
        yield sa.Index(None, *link.columns)
