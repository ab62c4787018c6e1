"""Parquet: a row for each user, with all that is theirs in nested columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.files.arrow import Batches
from clerk_fakes.storage.files.atomic import replacing

import pyarrow as pa  # isort: skip - arrow.py, before it, says what to install where there is none
import pyarrow.parquet as pq  # isort: skip

ROW_GROUP = 20_000  # users: some 30 MB before they are packed


class Form:
    """A Parquet file, packed by zstd."""

    def __init__(self, path: Path, document: Document) -> None:
        self._path = path
        self._batches = Batches(document)

    @property
    def paths(self) -> Sequence[Path]:
        """The file."""
        return (self._path,)

    @property
    def work(self) -> Callable[[Iterable[User]], pa.RecordBatch]:
        """What makes a record batch."""
        return self._batches

    @contextmanager
    def opened(self) -> Iterator[Callable[[pa.RecordBatch], object]]:
        """What puts batches into the file, in row groups of several."""
        schema = self._batches.schema
        waiting: list[pa.RecordBatch] = []
        with replacing(self._path) as part, pq.ParquetWriter(part, schema, compression="zstd") as writer:

            def write() -> None:
                writer.write_table(pa.Table.from_batches(waiting, schema), ROW_GROUP)
                waiting.clear()

            def put(batch: pa.RecordBatch) -> None:
                waiting.append(batch)
                if sum(map(len, waiting)) >= ROW_GROUP:
                    write()

            yield put
            if waiting:
                write()
