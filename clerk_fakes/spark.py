"""Users as a Spark data source: each partition makes its own range of indices, so that any number of machines can help.

    spark.dataSource.register(ClerkUsers)
    spark.read.format("clerk_users").option("count", 10**9).option("seed", 7).load()

The options are `count`, `start`, `partitions`, `table` for the rows of one flat table, and those of `Population`;
lists and mappings are JSON.
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
from clerk_fakes.storage.files.arrow import Batches, TableBatches
from clerk_fakes.storage.tables.nested import Items, Leaf, Nested, Struct, nested_of
from clerk_fakes.storage.tables.normalised import Kind, Table, tables_of
from clerk_fakes.storage.workers import BATCH, indices_of

try:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import types as st
    from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
except ModuleNotFoundError as error:
    raise MissingExtra('Spark is run by pyspark 4: pip install "clerk-fakes[spark]"') from error

NAME = "clerk_users"
PER_PARTITION = 100_000  # users, where the number of partitions is not said: some ten seconds of work
LEAVES: dict[Kind, Callable[[], st.DataType]] = {
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
    """The users as a data frame with nested columns; with `tables`, the flat tables that `seed` fills, by name.

    `options` are those of the data source. Each table is made by itself, so that all take as long as that many frames.
    """
    wanted = _Wanted.of({**options, "count": count})  # says what is wrong with them here, and not in a worker
    spark.dataSource.register(ClerkUsers)
    said = {
        name: value if isinstance(value, str) else json.dumps(value, default=str) for name, value in options.items()
    }
    reader = spark.read.format(NAME).options(**said, count=count)
    if not tables:
        return reader.load()
    return {table.name: _once(reader.option("table", table.name).load(), table) for table in wanted.tables}


def _once(rows: DataFrame, table: Table) -> DataFrame:
    """A shared row comes along in each partition that has one of its owners."""
    return rows.dropDuplicates([*table.key]) if table.shared else rows


class ClerkUsers(DataSource):
    """The data source `clerk_users`."""

    @classmethod
    def name(cls) -> str:
        return NAME

    def schema(self) -> st.StructType:
        return _Wanted.of(self.options).struct

    def reader(self, schema: st.StructType) -> DataSourceReader:
        return _Reader(_Wanted.of(self.options))


class _Reader(DataSourceReader):
    """Makes users where Spark wants them."""

    def __init__(self, wanted: _Wanted) -> None:
        self._wanted = wanted

    def partitions(self) -> Sequence[InputPartition]:
        return [InputPartition(indices) for indices in self._wanted.ranges]

    def read(self, partition: InputPartition) -> Iterator[Any]:
        make = self._wanted.batches()
        indices: range = partition.value
        for at in range(indices.start, indices.stop, BATCH):
            yield make(islice(self._wanted.population.starting(at), min(BATCH, indices.stop - at)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the options of a reader ask for; `said` are those of the population, as JSON."""

    said: str
    count: int = 1_000
    start: int = 0
    partitions: int = 0
    table: str | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> _Wanted:
        """Raises `InvalidArgument` for an option that means nothing."""
        own = {field.name for field in fields(cls)} - {"said"}
        known = [*own, *Population().options]
        values = {name: _read(value) for name, value in options.items()}
        for name in values:
            if name not in known:
                raise UnknownName(f"option {name!r} is none of {NAME}; {suggestion(name, known)}")
        said = json.dumps(
            {name: value for name, value in values.items() if name not in own}, sort_keys=True, default=str
        )
        wanted = cls(said, **{name: value for name, value in values.items() if name in own})
        wanted._check()
        return wanted

    def _check(self) -> None:
        for name in ("count", "start", "partitions"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise InvalidArgument(f"option {name}={value!r} counts nothing; give a whole number from 0 on")
        indices_of(self.population, self.start, self.count)
        names = [table.name for table in self.tables]
        if self.table is not None and self.table not in names:
            raise UnknownName(f"option table={self.table!r} is no table; {suggestion(str(self.table), names)}")

    @property
    def population(self) -> Population:
        return _population(self.said)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tables_of(self.population.document.root)

    @property
    def struct(self) -> st.StructType:
        """The columns."""
        if self.table is None:
            made: st.StructType = _type(nested_of(self.population.document.root))
            return made
        table = next(table for table in self.tables if table.name == self.table)
        return st.StructType([st.StructField(column.name, LEAVES[column.kind]()) for column in table.columns])

    @property
    def ranges(self) -> list[range]:
        """The indices of each partition, as even as can be."""
        parts = self.partitions or -(-self.count // PER_PARTITION) or 1
        bounds = [self.start + self.count * at // parts for at in range(parts + 1)]
        return [range(first, stop) for first, stop in pairwise(bounds)]

    def batches(self) -> Callable[[Iterable[User]], Any]:
        """What makes record batches of users."""
        document = self.population.document
        return Batches(document) if self.table is None else TableBatches(self.tables, self.table)


@cache
def _population(said: str) -> Population:
    """Each worker makes it once, whatever the number of partitions that come to it."""
    return Population(**json.loads(said))


def _read(value: Any) -> Any:
    """What an option says, which Spark has made a text of."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _type(nested: Nested) -> Any:
    match nested:
        case Leaf():
            return LEAVES[nested.kind]()
        case Items():
            return st.ArrayType(_type(nested.of))
        case Struct():
            extra = [st.StructField(nested.extra, st.StringType())] if nested.extra else []
            return st.StructType([*(st.StructField(name, _type(each)) for name, each in nested.fields), *extra])
        case _:
            assert_never(nested)
