"""A Spark data source of users: each partition makes its own range of indices, on any number of machines.

    spark.dataSource.register(ClerkUsers)
    spark.read.format("clerk_users").option("count", 10**9).option("seed", 7).load()

The options are `count`, `start`, `partitions`, `table` for the rows of one flat table, and those of `Population`, of
which lists and mappings are given as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import islice, pairwise
from typing import Any, Literal, overload

from typing_extensions import assert_never

from clerk_fakes.errors import InvalidArgument, MissingExtra, UnknownName, suggestion
from clerk_fakes.population import Population
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.files.arrow import TableBatches, UserBatches
from clerk_fakes.storage.tables.nested import Items, Leaf, NestedColumn, Struct, nested_column
from clerk_fakes.storage.tables.normalised import tables_of
from clerk_fakes.storage.tables.table import ColumnKind, Table
from clerk_fakes.storage.workers import BATCH, indices_of

try:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import types as st
    from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
except ModuleNotFoundError as error:
    raise MissingExtra('Spark needs pyspark 4: pip install "clerk-fakes[spark]"') from error

FORMAT = "clerk_users"
PER_PARTITION = 100_000  # users, unless the number of partitions is given: about ten seconds of work
LEAF_TYPES: dict[ColumnKind, Callable[[], st.DataType]] = {
    "text": st.StringType,
    "json": st.StringType,
    "integer": st.LongType,
    "number": st.DoubleType,
    "boolean": st.BooleanType,
}


@overload
def load(spark: SparkSession, count: int, *, tables: Literal[False] = False, **options: Any) -> DataFrame: ...
@overload
def load(spark: SparkSession, count: int, *, tables: Literal[True], **options: Any) -> dict[str, DataFrame]: ...
def load(spark: SparkSession, count: int, *, tables: bool = False, **options: Any) -> DataFrame | dict[str, DataFrame]:
    """The users as a data frame with nested columns, or with `tables` the flat tables that `seed` fills, by name.

    `options` are those of the data source. The users are made again for each table.
    """
    checked = _Options.of({**options, "count": count})  # here and not in a worker, whose errors are hard to read
    spark.dataSource.register(ClerkUsers)
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, default=str) for name, value in options.items()
    }
    reader = spark.read.format(FORMAT).options(**texts, count=count)
    if not tables:
        return reader.load()
    return {table.name: _distinct(reader.option("table", table.name).load(), table) for table in checked.tables}


def _distinct(rows: DataFrame, table: Table) -> DataFrame:
    """The rows of a table without the copies of shared ones that several partitions have made."""
    return rows.dropDuplicates([*table.key]) if table.shared else rows


class ClerkUsers(DataSource):
    """The data source `clerk_users`."""

    @classmethod
    def name(cls) -> str:
        return FORMAT

    def schema(self) -> st.StructType:
        return _Options.of(self.options).struct

    def reader(self, schema: st.StructType) -> DataSourceReader:
        return _Reader(_Options.of(self.options))


class _Reader(DataSourceReader):
    """Makes the users of each partition where Spark runs it."""

    def __init__(self, options: _Options) -> None:
        self._options = options

    def partitions(self) -> Sequence[InputPartition]:
        return [InputPartition(indices) for indices in self._options.ranges]

    def read(self, partition: InputPartition) -> Iterator[Any]:
        make = self._options.batches()
        indices: range = partition.value
        for at in range(indices.start, indices.stop, BATCH):
            yield make(islice(self._options.population.starting(at), min(BATCH, indices.stop - at)))


@dataclass(frozen=True, slots=True)
class _Options:
    """The options of a reader; `of_population` are those of the population, as JSON."""

    of_population: str
    count: int = 1_000
    start: int = 0
    partitions: int = 0
    table: str | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> _Options:
        """The checked options; raises `InvalidArgument` for one that is unknown or has a wrong value."""
        own = {field.name for field in fields(cls)} - {"of_population"}
        known = [*own, *Population().options]
        values = {name: _parsed(value) for name, value in options.items()}
        for name in values:
            if name not in known:
                raise UnknownName(f"{FORMAT} has no option {name!r}; {suggestion(name, known)}")
        of_population = {name: value for name, value in values.items() if name not in own}
        made = cls(
            json.dumps(of_population, sort_keys=True, default=str),
            **{name: value for name, value in values.items() if name in own},
        )
        made._check()
        return made

    def _check(self) -> None:
        for name in ("count", "start", "partitions"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise InvalidArgument(f"option {name}={value!r} must be an integer from 0")
        indices_of(self.population, self.start, self.count)
        names = [table.name for table in self.tables]
        if self.table is not None and self.table not in names:
            raise UnknownName(f"option table={self.table!r} is not a table; {suggestion(str(self.table), names)}")

    @property
    def population(self) -> Population:
        return _population(self.of_population)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tables_of(self.population.document.root)

    @property
    def struct(self) -> st.StructType:
        """The columns."""
        if self.table is None:
            made: st.StructType = _type(nested_column(self.population.document.root))
            return made
        table = next(table for table in self.tables if table.name == self.table)
        return st.StructType([st.StructField(column.name, LEAF_TYPES[column.kind]()) for column in table.columns])

    @property
    def ranges(self) -> list[range]:
        """The indices of each partition, as equal in number as possible."""
        parts = self.partitions or -(-self.count // PER_PARTITION) or 1
        bounds = [self.start + self.count * at // parts for at in range(parts + 1)]
        return [range(first, stop) for first, stop in pairwise(bounds)]

    def batches(self) -> Callable[[Iterable[User]], Any]:
        """Turns users into record batches."""
        document = self.population.document
        return UserBatches(document) if self.table is None else TableBatches(self.tables, self.table)


@cache
def _population(options: str) -> Population:
    """The population, made once in each worker, whatever the number of its partitions."""
    return Population(**json.loads(options))


def _parsed(value: Any) -> Any:
    """The value of an option, which Spark has turned into text."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _type(column: NestedColumn) -> Any:
    match column:
        case Leaf():
            return LEAF_TYPES[column.kind]()
        case Items():
            return st.ArrayType(_type(column.of))
        case Struct():
            extra = [st.StructField(column.extra, st.StringType())] if column.extra else []
            return st.StructType([*(st.StructField(name, _type(each)) for name, each in column.fields), *extra])
        case _:
            assert_never(column)
