"""CSV, one file for each table; NULL is an empty value and an empty text is quoted, as COPY reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from clerk_fakes.schema.document import Document
from clerk_fakes.schema.shapes import User
from clerk_fakes.storage.files.atomic import atomically
from clerk_fakes.storage.tables.normalised import tables_of
from clerk_fakes.storage.tables.rows import Flattener, Row, SharedRows
from clerk_fakes.storage.tables.table import ROOT

CsvBatch: TypeAlias = dict[str, str | list[Row]]  # lines by table, and rows of shared ones, which may be known already


class CsvFile:
    """A file for the users, and one beside it for each other table."""

    def __init__(self, path: Path, document: Document) -> None:
        self._tables = tables_of(document.root)
        self._flattener = Flattener(self._tables)
        self._shared = frozenset(table.name for table in self._tables if table.shared)
        self._paths = {
            table.name: path if table.name == ROOT else path.with_suffix(f".{table.name}{path.suffix}")
            for table in self._tables
        }

    @property
    def paths(self) -> Sequence[Path]:
        """The files, that of the users first."""
        return sorted(self._paths.values(), key=lambda path: path != self._paths[ROOT])

    @property
    def work(self) -> Callable[[Iterable[User]], CsvBatch]:
        """Turns users into lines."""
        return self._batch

    def _batch(self, users: Iterable[User]) -> CsvBatch:
        rows = self._flattener.rows(users)
        return {name: those if name in self._shared else _lines(those) for name, those in rows.items()}

    @contextmanager
    def opened(self) -> Iterator[Callable[[CsvBatch], object]]:
        """A function that writes one batch after the other to the files."""
        shared_rows = SharedRows(self._tables, {})
        with ExitStack() as stack:
            streams = {name: stack.enter_context(atomically(path)) for name, path in self._paths.items()}
            for table in self._tables:
                streams[table.name].write(_line([column.name for column in table.columns]))

            def put(batch: CsvBatch) -> None:
                for name, lines in batch.items():
                    streams[name].write(lines if isinstance(lines, str) else _lines(shared_rows.new(name, lines)))

            yield put
            for stream in streams.values():
                stream.flush()  # so that a full disk is noticed before the first file is replaced


def _lines(rows: Iterable[Row]) -> str:
    return "".join([_line(row) for row in rows])


def _line(row: Iterable[Any]) -> str:
    """A line of CSV; the csv module can tell NULL from an empty text only since Python 3.12."""
    return ",".join([_quoted(value) for value in row]) + "\n"


def _quoted(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        quoted = value.replace('"', '""')
        return f'"{quoted}"'
    return str(value).lower() if isinstance(value, bool) else str(value)
