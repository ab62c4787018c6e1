"""A lake of users: `spark-submit examples/spark_users.py 1000000000 s3a://lake` for a billion, nested and flat."""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

from clerk_fakes.spark import load


def main(count: int, lake: str) -> None:
    spark = SparkSession.builder.getOrCreate()
    load(spark, count, seed=7).write.parquet(f"{lake}/users")
    for name, rows in load(spark, count, seed=7, tables=True).items():  # the tables that `clerk-fakes seed` fills
        rows.write.parquet(f"{lake}/flat/{name}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
