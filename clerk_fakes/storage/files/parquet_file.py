"""Parquet: one row for each user, with everything it has in nested columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.files.arrow import UserBatches
from clerk_fakes.storage.files.atomic import replacing

import pyarrow as pa  # isort: skip - arrow.py, imported before, names the extra to install
import pyarrow.parquet as pq  # isort: skip

ROW_GROUP = 20_000  # users: some 30 MB before compression


class ParquetFile:
    """A Parquet file, compressed by zstd."""

    def __init__(self, path: Path, document: Document) -> None:
        self._path = path
        self._batches = UserBatches(document)

    @property
    def paths(self) -> Sequence[Path]:
        """The file."""
        return (self._path,)

    @property
    def work(self) -> Callable[[Iterable[User]], pa.RecordBatch]:
        """Turns users into a record batch."""
        return self._batches

    @contextmanager
    def opened(self) -> Iterator[Callable[[pa.RecordBatch], object]]:
        """A function that writes batches to the file, several of them in one row group."""
        schema = self._batches.schema
        pending: list[pa.RecordBatch] = []
        with replacing(self._path) as part, pq.ParquetWriter(part, schema, compression="zstd") as writer:

            def write() -> None:
                writer.write_table(pa.Table.from_batches(pending, schema), ROW_GROUP)
                pending.clear()

            def put(batch: pa.RecordBatch) -> None:
                pending.append(batch)
                if sum(map(len, pending)) >= ROW_GROUP:
                    write()

            yield put
            if pending:
                write()
