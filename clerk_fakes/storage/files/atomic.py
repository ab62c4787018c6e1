"""Files that appear, whole, only once nothing has gone wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from secrets import token_hex
from shutil import copymode
from typing import IO


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write what is to be at a path, or at the end of a link that is there; a pipe or device is itself."""
    if not path.name or path.is_dir():
        raise IsADirectoryError(EISDIR, "Is a directory", str(path))
    if path.exists() and not path.is_file():
        yield path
        return
    path = Path(os.path.realpath(path)) if path.is_symlink() else path  # not `resolve`, which fails for one in a loop
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        yield part
        if path.exists():
            copymode(path, part)
        part.replace(path)
    except OSError as error:
        error.filename = str(path) if error.filename == str(part) else error.filename
        raise
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt("nothing half-written is left") from interrupt
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def atomically(path: Path) -> Iterator[IO[str]]:
    """A stream of text into what is to be at a path."""
    with replacing(path) as part, part.open("w", encoding="utf-8") as stream:
        yield stream
