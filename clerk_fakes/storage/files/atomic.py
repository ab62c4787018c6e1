"""Files that appear only as a whole, once nothing has failed."""

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
    """A temporary path that replaces the given one, or the target of a link, at the end; pipes are written directly."""
    if not path.name or path.is_dir():
        raise IsADirectoryError(EISDIR, "Is a directory", str(path))
    if path.exists() and not path.is_file():
        yield path
        return
    path = Path(os.path.realpath(path)) if path.is_symlink() else path  # not `resolve`, which fails for a loop of links
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
    """A text stream whose content replaces a file at the end."""
    with replacing(path) as part, part.open("w", encoding="utf-8") as stream:
        yield stream
