"""A table of the caller's own as the target of a run; what does not fit is refused before the first row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from clerk_fakes.errors import SeedingRefused, UnknownName, brief, suggestion
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.storage.sql.sqlalchemy import sa
from clerk_fakes.storage.sql.targets.column_types import ColumnConverter, column_converter
from clerk_fakes.storage.sql.targets.comparison import TableComparison
from clerk_fakes.storage.tables.expressions import MappedColumns
from clerk_fakes.storage.tables.rows import Row, Rows


class CustomTable:
    """An existing table, and the expressions that fill some of its columns."""

    def __init__(self, connection: sa.Connection, document: Document, name: str, columns: Mapping[str, str]) -> None:
        self.table = _reflected(connection, name)
        self.name = self.table.fullname
        self.columns = MappedColumns(document, self.name, columns)
        self._refuse_unknown()
        self._refuse_unmapped()
        self._converters = [column_converter(self.table.c[column], connection.dialect.name) for column in columns]

    @property
    def work(self) -> Callable[[Iterable[User]], Rows]:
        """Turns users into rows."""
        return self.columns.rows

    def comparisons(self) -> list[TableComparison]:
        """The mapped columns, with the one that holds the id as the key; raises `SeedingRefused` where none does."""
        key = next((name for name, expression in self.columns.expressions.items() if expression == "id"), None)
        if key is None:
            raise SeedingRefused(f"{self.name}: no column holds the id, which identifies a row; map one to id")
        return [TableComparison(self.name, self.table, tuple(self.columns.expressions), (key,), self._converted)]

    def check(self, users: Iterable[User]) -> None:
        """Raise `SeedingRefused` for a value of these users that its column cannot hold."""
        for row in self.columns.rows(users)[self.name]:
            self._converted(row)

    def existing(self, connection: sa.Connection) -> list[sa.FromClause]:
        """The table, which always exists."""
        return [self.table]

    @property
    def names(self) -> list[str]:
        """The name of the table."""
        return [self.name]

    def clear(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Delete the rows; the table belongs to the caller and is not dropped."""
        connection.execute(self.table.delete())

    def create(self, connection: sa.Connection) -> None:
        """Nothing needs to be created."""

    def writer(self, connection: sa.Connection) -> Callable[[Rows], dict[str, int]]:
        """A function that writes rows and returns how many it wrote."""

        def write(rows: Rows) -> dict[str, int]:
            those = [dict(zip(self.columns.expressions, self._converted(row), strict=True)) for row in rows[self.name]]
            connection.execute(self.table.insert(), those)
            return {self.name: len(those)}

        return write

    def _converted(self, row: Row) -> list[Any]:
        columns = zip(self.columns.expressions.items(), self._converters, row, strict=True)
        return [self._value(name, expression, convert, value) for (name, expression), convert, value in columns]

    def _value(self, name: str, expression: str, convert: ColumnConverter, value: Json) -> Any:
        try:
            return convert(value)
        except ValueError as error:
            reason = f"{self.name}.{name} {error}, but {expression} is {brief(value)}"
            raise SeedingRefused(f"{reason}; map it to another expression") from error

    def _refuse_unknown(self) -> None:
        known = self.table.c.keys()
        for column in self.columns.expressions:
            if column not in known:
                raise UnknownName(f"{self.name} has no column {column!r}; {suggestion(column, known)}")

    def _refuse_unmapped(self) -> None:
        missing = [column.name for column in self.table.c if _needs_a_value(column)]
        missing = [name for name in missing if name not in self.columns.expressions]
        if missing:
            raise SeedingRefused(
                f"{self.name}: {', '.join(missing)} must not be null, but no expression is mapped to it; "
                f"give --column {missing[0]}=EXPRESSION"
            )


def _reflected(connection: sa.Connection, name: str) -> sa.Table:
    """The table of that name, which may begin with the name of its schema."""
    inspector = sa.inspect(connection)
    schema, _, rest = name.rpartition(".")
    at: tuple[str, str | None] = (name, None) if not schema or inspector.has_table(name) else (rest, schema)
    at = (at[0], None if at[1] == inspector.default_schema_name else at[1])
    if not inspector.has_table(at[0], at[1]):
        hint = suggestion(at[0], inspector.get_table_names(at[1])) if inspector.get_table_names() else "it has none"
        raise UnknownName(f"there is no table {name!r} in the database; {hint}")
    table = sa.Table(at[0], sa.MetaData(), schema=at[1], autoload_with=connection, resolve_fks=False)
    for column in table.c:
        if isinstance(column.type, sa.JSON):
            column.type.none_as_null = True  # otherwise None would be the JSON null, which is not NULL
    return table


def _needs_a_value(column: sa.Column[Any]) -> bool:
    has_default = column.server_default is not None or column.identity is not None or column.computed is not None
    return not (column.nullable or has_default or _is_autoincremented(column))


def _is_autoincremented(column: sa.Column[Any]) -> bool:
    is_alone = [*column.table.primary_key] == [column] and isinstance(column.type, sa.Integer)
    return column.autoincrement is True or (is_alone and column.autoincrement == "auto")
