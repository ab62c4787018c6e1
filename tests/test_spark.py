"""Spark makes the same users as one process, for any number of partitions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from clerk_fakes import Population
from clerk_fakes.errors import InvalidArgument, UnknownName
from clerk_fakes.schema.reader import read
from clerk_fakes.spark import ClerkUsers, load
from clerk_fakes.storage.files.write import write
from clerk_fakes.storage.tables.normalised import tables_of
from clerk_fakes.storage.tables.rows import Flattener
from examples.spark_users import main

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]  # from within Spark

POPULATION = Population(7, organizations=True, locale=["de_DE", "ja_JP"])
OPTIONS: dict[str, Any] = {"seed": 7, "organizations": True, "locale": ["de_DE", "ja_JP"]}


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    settings: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "2",
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("users", [20_000, pytest.param(200_000, marks=pytest.mark.full)], ids=["small", "full"])
def test_users_in_seven_partitions_are_those_of_one_process(spark: SparkSession, tmp_path: Path, users: int) -> None:
    """Compared row by row, in Parquet that each of them wrote."""
    frame = load(spark, users, partitions=7, **OPTIONS)
    assert frame.rdd.getNumPartitions() == 7
    frame.write.parquet(str(tmp_path / "spark"))
    write(POPULATION, tmp_path / "alone.parquet", users)

    parts = sorted((tmp_path / "spark").glob("part-*.parquet"))
    assert len(parts) == 7
    from_spark = (
        row for part in parts for batch in pq.ParquetFile(part).iter_batches(2_000) for row in batch.to_pylist()
    )
    alone = pq.ParquetFile(tmp_path / "alone.parquet")
    from_one_process = (row for batch in alone.iter_batches(2_000) for row in batch.to_pylist())
    compared = 0
    for one, other in zip(from_spark, from_one_process, strict=True):
        assert one == other
        compared += 1
    assert compared == users


def test_the_format_is_read_as_spark_reads_formats(spark: SparkSession) -> None:
    spark.dataSource.register(ClerkUsers)
    reader = spark.read.format("clerk_users").option("count", 10**9).option("seed", 7)

    (row,) = reader.load().limit(1).collect()
    assert row.id == Population(7)[0]["id"]
    (later,) = reader.option("start", 12_345).option("count", 1).load().collect()
    assert later.id == Population(7)[12_345]["id"]
    assert [item.email_address for item in later.email_addresses] == [
        item["email_address"] for item in Population(7)[12_345]["email_addresses"]
    ]


def test_flat_tables_have_the_rows_that_seed_writes(spark: SparkSession) -> None:
    tables = tables_of(POPULATION.document.root)
    rows = Flattener(tables).rows(POPULATION[5:1_505])
    frames = load(spark, 1_500, tables=True, start=5, partitions=3, **OPTIONS)

    assert frames.keys() == rows.keys()
    for table in tables:
        assert frames[table.name].columns == [column.name for column in table.columns]
        wanted = set(rows[table.name])
        found = [tuple(row) for row in frames[table.name].collect()]
        assert len(found) == len(wanted)
        assert set(found) == wanted


@pytest.mark.parametrize("options", [{}, {"table": "passkeys"}])
def test_zero_users_are_a_frame_without_rows(spark: SparkSession, options: dict[str, Any]) -> None:
    assert load(spark, 0, **options).count() == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sed": 7}, "clerk_users has no option 'sed'; did you mean 'seed'"),
        ({"count": -1}, "option count=-1 must be an integer from 0"),
        ({"partitions": "many"}, "option partitions='many' must be an integer from 0"),
        ({"table": "user"}, "option table='user' is not a table; did you mean 'users'"),
        ({"locale": "xx_XX"}, "xx_XX"),
    ],
)
def test_invalid_options_are_refused(spark: SparkSession, options: dict[str, Any], message: str) -> None:
    with pytest.raises((UnknownName, InvalidArgument), match=message):
        load(spark, **{"count": 5} | options)
    spark.dataSource.register(ClerkUsers)
    with pytest.raises(PySparkException, match=message):
        spark.read.format("clerk_users").options(**options).load()


def test_users_are_in_order_for_any_number_of_partitions(spark: SparkSession) -> None:
    ids = [row.id for row in load(spark, 2_500, partitions=3, **OPTIONS).select("id").collect()]

    assert ids == [user["id"] for user in islice(POPULATION, 2_500)]


def test_the_example_makes_a_lake(spark: SparkSession, tmp_path: Path) -> None:
    main(1_000, str(tmp_path))

    assert spark.read.parquet(str(tmp_path / "users")).count() == 1_000
    assert {path.name for path in (tmp_path / "flat").iterdir()} == {table.name for table in tables_of(read().root)}
    assert spark.read.parquet(str(tmp_path / "flat" / "users")).count() == 1_000
