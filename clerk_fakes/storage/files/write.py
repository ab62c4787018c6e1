"""Users go into files, one for all or one for each table: whole, or not at all."""

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
from clerk_fakes.storage.files import csv_file, json_file
from clerk_fakes.storage.workers import Users, batches, document_of, indices_of

STDOUT = "-"
PACKED = (".gz", ".zst")


class Form(Protocol):
    """What is in a file: what other processes make of a batch of users, and where that is put in their order."""

    @property
    def work(self) -> Callable[[Iterable[User]], Any]: ...
    @property
    def paths(self) -> Sequence[Path]: ...
    def opened(self) -> AbstractContextManager[Callable[[Any], object]]: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What a call has written: users, and into which files."""

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
    """Writes users `start` to `start + n - 1` as the path's ending says: .ndjson or .json, plain, .gz or .zst; .csv;
    .parquet.

    "-" is standard output, as JSON lines. Of CSV, `users.csv` holds the users, and `users.email_addresses.csv` and so
    on what is theirs. A file that is there is refused unless it is to be replaced. The bytes are the same for any
    number of `workers`. `progress` is told how many users are written, after each batch. `SeedingRefused` says the
    cause and a way out; then there is no file, or the one that was there.
    """
    began = perf_counter()
    indices = indices_of(population, start, n, workers)
    form = _form(path, document_of(population))
    _refuse_files(form.paths, replace)
    users = 0
    try:
        with closing(batches(population, indices, form.work, workers)) as made, form.opened() as put:
            for batch in made:
                put(batch.made)
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
        raise SeedingRefused(f"cannot write {path}: {error}; leave that user out, or mend its text") from error
    return Written(form.paths, users, perf_counter() - began)


def _form(path: str | Path, document: Document) -> Form:
    """What is to be in a file of that name."""
    if path == STDOUT:
        return json_file.Form(None, json_file.LAYOUTS[".ndjson"], "")
    path = Path(path)
    packing = path.suffix if path.suffix in PACKED else ""
    ending = Path(path.stem).suffix if packing else path.suffix
    if ending in json_file.LAYOUTS:
        return json_file.Form(path, json_file.LAYOUTS[ending], packing)
    if packing:
        raise InvalidArgument(
            f"{path}: only {' and '.join(json_file.LAYOUTS)} are packed so; name it {path.with_suffix('')}"
        )
    if ending == ".csv":
        return csv_file.Form(path, document)
    if ending == ".parquet":
        from clerk_fakes.storage.files import parquet_file  # an extra, which not everybody has

        return parquet_file.Form(path, document)
    hint = suggestion(ending, [*json_file.LAYOUTS, ".csv", ".parquet"])
    raise UnknownName(f"{path}: its ending does not say what to write; {hint}")


def _refuse_files(paths: Sequence[Path], replace: bool) -> None:
    for path in paths:
        if not replace and path.is_file():
            raise SeedingRefused(f"{path} is there already; name another file, or take --if-exists replace")
