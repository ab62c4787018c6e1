"""Users as JSON lines or a JSON array, written to any text stream; values of any JSON, read from one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Literal, NamedTuple, TypeAlias

from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.storage.encoding import encode
from clerk_fakes.storage.files.scanning import Spot, decoded, reason, values

Format: TypeAlias = Literal["ndjson", "json"]

UNDECODED = "surrogateescape"  # the error handler of streams to read: it keeps bytes that are not UTF-8 recognisable
COMPRESSED = {  # by how the text begins
    "\x1f\udc8b": "compressed by gzip; decompress it with gunzip",
    "(\udcb5/\udcfd": "compressed by zstd; decompress it with unzstd",
}
_undecoded = re.compile("[\0\udc80-\udcff]")


class Parsed(NamedTuple):
    """A value read from a text, or the `error` that prevented it, with its line and its path in the document there."""

    line: int
    value: Json = None
    error: str | None = None
    path: str = ""
    text: str = ""  # in which the value begins at `at`; empty where nothing can be read any more
    at: int = 0

    @property
    def place(self) -> str:
        """The line and the path, as text."""
        return f"line {self.line}, {self.path}" if self.path else f"line {self.line}"

    def later(self, spot: Spot, path: str = "") -> Parsed:
        """What is found later in the same text, below a path."""
        line = self.line + self.text.count("\n", self.at, spot.at)
        return Parsed(line, spot.value, spot.error, path + spot.path, self.text, spot.at)


def write(users: Iterable[User], stream: IO[str], format: Format = "ndjson") -> None:
    """Write one user per line, as JSON lines or as the lines of one JSON array."""
    if format == "ndjson":
        stream.writelines(f"{encode(user)}\n" for user in users)
        return
    lead = "["
    for user in users:
        stream.write(f"{lead}\n{encode(user)}")
        lead = ","
    stream.write("\n]\n" if lead == "," else "[]\n")


def read(stream: IO[str]) -> Iterator[Parsed]:
    """The values of JSON lines or of a JSON text, of an array its items; a broken one has an `error`, and none raises.

    JSON lines are read one by one, anything else as a whole.
    """
    lines = ((number, line) for number, line in enumerate(stream, 1) if line.strip("\ufeff \t\r\n"))
    number, line = next(lines, (0, ""))
    line = line.lstrip("\ufeff")
    if not number:
        return
    if _decoded(number, line).error is None:
        for each in chain([(number, line)], lines):
            yield from _read_line(*each)
    else:
        yield from _read_whole_or_lines(number, line + stream.read())


def _read_line(number: int, line: str) -> Iterable[Parsed]:
    return _read_whole(number, line) if line.lstrip().startswith("[") else (_decoded(number, line),)


def _read_whole_or_lines(number: int, text: str) -> Iterator[Parsed]:
    """The values of a text as a whole, or of its lines, if the whole fails and a later line is a value by itself."""
    whole = list(_read_whole(number, text))
    if whole and whole[-1].error and not whole[-1].text:
        numbered = ((at, line) for at, line in enumerate(text.split("\n"), number) if line.strip())
        lines = [list(_read_line(*each)) for each in numbered]
        if any(isinstance(found.value, dict) and not found.error for line in lines[1:] for found in line[-1:]):
            whole = [found for line in lines for found in line]
    yield from whole


def _read_whole(number: int, text: str) -> Iterator[Parsed]:
    """The consecutive values of a text that begins on line `number`."""
    if undecoded := _undecoded.search(text):
        yield Parsed(number + text.count("\n", 0, undecoded.start()), error=_not_utf8(text))
        return
    last = Parsed(number, text=text)
    try:
        for spot in values(text):
            last = last.later(spot)
            yield last
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", 0)
        yield Parsed(number + text.count("\n", 0, at), error=reason(error))


def _decoded(number: int, text: str) -> Parsed:
    if _undecoded.search(text):
        return Parsed(number, error=_not_utf8(text))
    try:
        return Parsed(number, decoded(text), text=text)
    except (ValueError, RecursionError) as error:
        return Parsed(number, error=reason(error), text=text)


def _not_utf8(text: str) -> str:
    compressed = (f"not JSON: {advice}" for beginning, advice in COMPRESSED.items() if text.startswith(beginning))
    return next(compressed, "not JSON: the text is not UTF-8; convert it, for example with iconv")
