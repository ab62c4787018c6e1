"""JSON lines and JSON arrays, plain or compressed."""

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
from clerk_fakes.storage.encoding import encode
from clerk_fakes.storage.files.atomic import replacing


@dataclass(frozen=True, slots=True)
class Layout:
    """The bytes before the first user, between two and after the last one, and those for no users at all."""

    first: bytes
    between: bytes
    last: bytes
    empty: bytes


LAYOUTS = {
    ".ndjson": Layout(first=b"", between=b"\n", last=b"\n", empty=b""),
    ".json": Layout(first=b"[\n", between=b",\n", last=b"\n]\n", empty=b"[]\n"),
}


class JsonFile:
    """A file of JSON, or standard output; with .gz, each batch is compressed by the process that makes it."""

    def __init__(self, path: Path | None, layout: Layout, compression: str) -> None:
        self._path = path
        self._layout = layout
        self._compression = compression

    @property
    def paths(self) -> Sequence[Path]:
        """The file; none for standard output."""
        return (self._path,) if self._path else ()

    @property
    def work(self) -> Callable[[Iterable[User]], bytes]:
        """Turns users into the bytes of a batch."""
        return partial(_encoded, between=self._layout.between, compress=self._compress)

    @property
    def _compress(self) -> Callable[[bytes], bytes]:
        return _gzip if self._compression == ".gz" else bytes

    @contextmanager
    def opened(self) -> Iterator[Callable[[bytes], object]]:
        """A function that writes one batch after the other to the file."""
        layout, compress = self._layout, self._compress
        first = iter([layout.first])
        with self._stream() as stream:

            def put(batch: bytes) -> None:
                stream.write(compress(next(first, layout.between)))
                stream.write(batch)

            yield put
            stream.write(compress(layout.empty if next(first, None) is not None else layout.last))

    @contextmanager
    def _stream(self) -> Iterator[IO[bytes]]:
        if self._path is None:
            yield sys.stdout.buffer
            return
        with replacing(self._path) as part, part.open("wb") as stream:
            if self._compression == ".zst":
                with _zstd(stream) as compressed:
                    yield compressed
            else:
                yield stream


def _encoded(users: Iterable[User], between: bytes, compress: Callable[[bytes], bytes]) -> bytes:
    return compress(between.join([encode(user).encode() for user in users]))


def _gzip(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


def _zstd(stream: IO[bytes]) -> Any:
    """A stream of a single frame, as some readers, such as that of pandas, read no further than the first."""
    try:
        import pyarrow
    except ModuleNotFoundError as error:
        raise MissingExtra('.zst is written with pyarrow: pip install "clerk-fakes[parquet]"') from error
    return pyarrow.CompressedOutputStream(stream, "zstd")
