"""JSON lines and JSON arrays, plain or packed."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from clerk_fakes.errors import MissingExtra
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.files.atomic import replacing
from clerk_fakes.storage.files.json_text import encode


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands before, between and after users, and where there are none."""

    first: bytes
    between: bytes
    last: bytes
    none: bytes


LAYOUTS = {
    ".ndjson": Layout(first=b"", between=b"\n", last=b"\n", none=b""),
    ".json": Layout(first=b"[\n", between=b",\n", last=b"\n]\n", none=b"[]\n"),
}


class Form:
    """A file of JSON; with .gz, each batch is packed by whoever makes it."""

    def __init__(self, path: Path | None, layout: Layout, packing: str) -> None:
        self._path = path
        self._layout = layout
        self._packing = packing

    @property
    def paths(self) -> Sequence[Path]:
        """The file; none for standard output."""
        return (self._path,) if self._path else ()

    @property
    def work(self) -> Callable[[Iterable[User]], bytes]:
        """What makes the bytes of a batch."""
        return partial(_encoded, between=self._layout.between, packed=self._packed)

    @property
    def _packed(self) -> Callable[[bytes], bytes]:
        return _zipped if self._packing == ".gz" else bytes

    @contextmanager
    def opened(self) -> Iterator[Callable[[bytes], object]]:
        """What puts batches into the file, one after the other."""
        layout, packed = self._layout, self._packed
        leads = iter([layout.first])
        with self._stream() as stream:

            def put(batch: bytes) -> None:
                stream.write(packed(next(leads, layout.between)))
                stream.write(batch)

            yield put
            stream.write(packed(layout.none if next(leads, None) is not None else layout.last))

    @contextmanager
    def _stream(self) -> Iterator[IO[bytes]]:
        if self._path is None:
            yield sys.stdout.buffer
            return
        with replacing(self._path) as part, part.open("wb") as stream:
            if self._packing == ".zst":
                with _zst(stream) as packing:
                    yield packing
            else:
                yield stream


def _encoded(users: Iterable[User], between: bytes, packed: Callable[[bytes], bytes]) -> bytes:
    return packed(between.join([encode(user).encode() for user in users]))


def _zipped(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


def _zst(stream: IO[bytes]) -> Any:
    """One frame: some readers, such as that of pandas, take the first for all there is."""
    try:
        import pyarrow
    except ModuleNotFoundError as error:
        raise MissingExtra('.zst is written by pyarrow: pip install "clerk-fakes[parquet]"') from error
    return pyarrow.CompressedOutputStream(stream, "zstd")
