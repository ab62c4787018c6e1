"""Users as JSON lines or a JSON array, written to any text stream and read from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import IO, Literal, TypeAlias

from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.storage.encoding import encode

Format: TypeAlias = Literal["ndjson", "json"]

UNDECODED = "surrogateescape"  # the error handler of streams to read: it keeps bytes that are not UTF-8 recognisable
COMPRESSED = {  # by how the text begins
    "\x1f\udc8b": "compressed by gzip; decompress it with gunzip",
    "(\udcb5/\udcfd": "compressed by zstd; decompress it with unzstd",
}
_undecoded = re.compile("[\0\udc80-\udcff]")
_blank = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value read from a text, or the `error` that prevented it, with its line and its index in an array."""

    line: int
    value: Json = None
    error: str | None = None
    index: int | None = None

    @property
    def place(self) -> str:
        """The line and the index, as text."""
        return f"line {self.line}" if self.index is None else f"line {self.line}, [{self.index}]"


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
    """The values of JSON lines, of a JSON array, or of one JSON document; a broken one has an `error`, and none raises.

    JSON lines are read one by one, anything else as a whole.
    """
    lines = ((number, line) for number, line in enumerate(stream, 1) if line.strip("\ufeff \t\r\n"))
    number, line = next(lines, (0, ""))
    first = _decoded(number, line.lstrip("\ufeff"))
    if first.error is None and not isinstance(first.value, list):
        yield first
        yield from (_decoded(number, line) for number, line in lines)
    elif number:
        yield from _read_whole_or_lines(first, line.lstrip("\ufeff") + stream.read())


def _read_whole_or_lines(first: Parsed, text: str) -> Iterator[Parsed]:
    """The values of a text as a whole, or of its lines, if the whole fails and a later line is an object by itself."""
    whole = list(_read_whole(first.line, text))
    lines = [_decoded(number, line) for number, line in enumerate(text.split("\n"), first.line) if line.strip()]
    is_lines = whole[-1:] and whole[-1].error and any(isinstance(found.value, dict) for found in lines[1:])
    yield from lines if is_lines else whole


def _read_whole(number: int, text: str) -> Iterator[Parsed]:
    """The items of the array, or the consecutive values, of a text that begins on line `number`."""
    if undecoded := _undecoded.search(text):
        yield Parsed(number + text.count("\n", 0, undecoded.start()), error=_not_utf8(text))
        return
    start = _skip_blanks(text, 0)
    is_array = text[start] == "["
    try:
        values = _items(text, start) if is_array else _values(text, start)
        for index, (at, value, error) in enumerate(values):
            yield Parsed(number + text.count("\n", 0, at), value, error, index if is_array else None)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", 0)
        yield Parsed(number + text.count("\n", 0, at), error=_reason(error))


def _values(text: str, at: int) -> Iterator[tuple[int, Json, str | None]]:
    """Each value of a text, or the reason to refuse it, with the index where it begins."""
    while at < len(text):
        value, error, end = _value(text, at)
        yield at, value, error
        at = _skip_blanks(text, end)


def _items(text: str, at: int) -> Iterator[tuple[int, Json, str | None]]:
    """Each item of the array that begins at an index, or the reason to refuse it, with the index where it begins."""
    at = _skip_blanks(text, at + 1)
    closed = text[at : at + 1] == "]"
    while not closed:
        value, error, end = _value(text, at)
        yield at, value, error
        end = _skip_blanks(text, end)
        if text[end : end + 1] not in (",", "]"):
            raise JSONDecodeError("Expecting ',' or ']'", text, end)
        closed = text[end] == "]"
        at = end if closed else _skip_blanks(text, end + 1)
    rest = _skip_blanks(text, at + 1)
    if rest < len(text):
        raise JSONDecodeError("Extra data", text, rest)


def _value(text: str, at: int) -> tuple[Json, str | None, int]:
    """The value at an index and where it ends, or the reason to refuse it, if others can be read after it."""
    try:
        value, end = _decoder.raw_decode(text, at)
    except JSONDecodeError:
        raise
    except ValueError as error:
        return None, _reason(error), _lenient.raw_decode(text, at)[1]
    return value, None, end


def _decoded(number: int, text: str) -> Parsed:
    if _undecoded.search(text):
        return Parsed(number, error=_not_utf8(text))
    try:
        return Parsed(number, _decoder.decode(text))
    except (ValueError, RecursionError) as error:
        return Parsed(number, error=_reason(error))


class _Refused(ValueError):
    """JSON that Python would accept, but not we."""


def _not_utf8(text: str) -> str:
    compressed = (f"not JSON: {advice}" for beginning, advice in COMPRESSED.items() if text.startswith(beginning))
    return next(compressed, "not JSON: the text is not UTF-8; convert it, for example with iconv")


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, JSONDecodeError):
        return f"not JSON: {error.msg}, column {error.colno}"
    if isinstance(error, _Refused):
        return str(error)
    return f"not JSON: {'nested too deeply' if isinstance(error, RecursionError) else 'a number with too many digits'}"


def _refuse_constant(name: str) -> Json:
    raise _Refused(f"not JSON: {name} is not allowed")


def _object(pairs: list[tuple[str, Json]]) -> Json:
    made = dict(pairs)
    if len(made) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise _Refused(f"an object has the key {key!r} twice; remove one of them")
    return made


def _skip_blanks(text: str, at: int) -> int:
    found = _blank.match(text, at)
    return found.end() if found else at


_decoder = JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_object)
_lenient = JSONDecoder(parse_int=str)
