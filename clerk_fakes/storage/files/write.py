"""Users are written to one file, or to one for each table, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from clerk_fakes.errors import InvalidArgument, SeedingRefused, UnknownName, suggestion
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.files.csv_file import CsvFile
from clerk_fakes.storage.files.json_file import LAYOUTS, JsonFile
from clerk_fakes.storage.workers import Users, batches, document_of, indices_of

STDOUT = "-"
COMPRESSIONS = (".gz", ".zst")


class FileFormat(Protocol):
    """Files in one format: `work` turns a batch of users into data, in any process, and `opened` writes that data."""

    @property
    def work(self) -> Callable[[Iterable[User]], Any]: ...
    @property
    def paths(self) -> Sequence[Path]: ...
    def opened(self) -> AbstractContextManager[Callable[[Any], object]]: ...


@dataclass(frozen=True, slots=True)
class Written:
    """Which files a call of `write` wrote, with how many users."""

    paths: Sequence[Path]
    users: int
    seconds: float


def write(
    population: Users,
    path: str | Path,
    n: int = 1_000,
    *,
    start: int = 0,
    replace: bool = False,
    workers: int = 1,
    progress: Callable[[int], object] | None = None,
) -> Written:
    """Write users `start` to `start + n - 1` in the format that the path ends with.

    The endings are .ndjson and .json, which may be followed by .gz or .zst, .csv and .parquet; "-" is standard output,
    which gets JSON lines. `users.csv` gets only the users, and files such as `users.email_addresses.csv` the rest.

    A file that exists is refused unless `replace` is set. The bytes are the same for any number of `workers`.
    `progress` gets the number of users written so far after each batch. A `SeedingRefused` names the cause and the next
    step; then there is no file, or the one that was there before.
    """
    began = perf_counter()
    indices = indices_of(population, start, n, workers)
    file = _file(path, document_of(population))
    _refuse_existing(file.paths, replace)
    users = 0
    try:
        with closing(batches(population, indices, file.work, workers)) as made, file.opened() as put:
            for batch in made:
                put(batch.result)
                users += batch.users
                if progress:
                    progress(users)
    except OSError as error:
        if path == STDOUT:
            raise
        raise SeedingRefused(
            f"cannot write {error.filename or path}: {error.strerror or error}; choose another file"
        ) from error
    except UnicodeEncodeError as error:
        raise SeedingRefused(f"cannot write {path}: {error}; leave that user out, or correct its text") from error
    return Written(file.paths, users, perf_counter() - began)


def _file(path: str | Path, document: Document) -> FileFormat:
    """The file of that name, in the format that its ending stands for."""
    if path == STDOUT:
        return JsonFile(None, LAYOUTS[".ndjson"], "")
    path = Path(path)
    compression = path.suffix if path.suffix in COMPRESSIONS else ""
    ending = Path(path.stem).suffix if compression else path.suffix
    if ending in LAYOUTS:
        return JsonFile(path, LAYOUTS[ending], compression)
    if compression:
        raise InvalidArgument(f"{path}: only {' and '.join(LAYOUTS)} can be compressed; name it {path.with_suffix('')}")
    if ending == ".csv":
        return CsvFile(path, document)
    if ending == ".parquet":
        from clerk_fakes.storage.files.parquet_file import ParquetFile  # needs an extra

        return ParquetFile(path, document)
    hint = suggestion(ending, [*LAYOUTS, ".csv", ".parquet"])
    raise UnknownName(f"{path}: {ending!r} is not the ending of a known format; {hint}")


def _refuse_existing(paths: Sequence[Path], replace: bool) -> None:
    for path in paths:
        if not replace and path.is_file():
            raise SeedingRefused(f"{path} is there already; name another file, or use --if-exists replace")
