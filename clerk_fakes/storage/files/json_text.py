"""Users as text: JSON lines or one JSON array, written to any stream and read from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder, JSONEncoder
from typing import IO, Literal, TypeAlias

from clerk_fakes.schema.shapes import Json, User

Format: TypeAlias = Literal["ndjson", "json"]

encode = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
UNDECODED = "surrogateescape"  # how a stream has to hold what is no UTF-8, so that it can be told from what is
PACKED = {
    "\x1f\udc8b": "packed by gzip; unpack it with gunzip",
    "(\udcb5/\udcfd": "packed by zstd; unpack it with unzstd",
}
_undecoded = re.compile("[\0\udc80-\udcff]")
_blank = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from a text, with the line that it begins on, and its index in an array; `error` says why not."""

    line: int
    value: Json = None
    error: str | None = None
    index: int | None = None

    @property
    def place(self) -> str:
        """Where it is, for a person."""
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


def read(stream: IO[str]) -> Iterator[Found]:
    """The values of JSON lines, of a JSON array, or of one JSON document; a broken one is found, not raised.

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


def _read_whole_or_lines(first: Found, text: str) -> Iterator[Found]:
    """The values of a text as a whole; where that fails, and a later line is an object by itself, of its lines."""
    whole = list(_read_whole(first.line, text))
    lines = [_decoded(number, line) for number, line in enumerate(text.split("\n"), first.line) if line.strip()]
    is_lines = whole[-1:] and whole[-1].error and any(isinstance(found.value, dict) for found in lines[1:])
    yield from lines if is_lines else whole


def _read_whole(number: int, text: str) -> Iterator[Found]:
    """The items of the array, or the values one after another, that a text from line `number` on holds."""
    if undecoded := _undecoded.search(text):
        yield Found(number + text.count("\n", 0, undecoded.start()), error=_no_text(text))
        return
    start = _after_blanks(text, 0)
    is_array = text[start] == "["
    try:
        values = _items(text, start) if is_array else _values(text, start)
        for index, (at, value, error) in enumerate(values):
            yield Found(number + text.count("\n", 0, at), value, error, index if is_array else None)
    except (ValueError, RecursionError) as error:
        place = getattr(error, "pos", 0)
        yield Found(number + text.count("\n", 0, place), error=_why(error))


def _values(text: str, at: int) -> Iterator[tuple[int, Json, str | None]]:
    """Each value of a text, or why it is refused, with its place."""
    while at < len(text):
        value, error, end = _value(text, at)
        yield at, value, error
        at = _after_blanks(text, end)


def _items(text: str, at: int) -> Iterator[tuple[int, Json, str | None]]:
    """Each item of the array that opens at a place of a text, or why it is refused, with its place."""
    at = _after_blanks(text, at + 1)
    closed = text[at : at + 1] == "]"
    while not closed:
        value, error, end = _value(text, at)
        yield at, value, error
        end = _after_blanks(text, end)
        if text[end : end + 1] not in (",", "]"):
            raise JSONDecodeError("Expecting ',' or ']'", text, end)
        closed = text[end] == "]"
        at = end if closed else _after_blanks(text, end + 1)
    rest = _after_blanks(text, at + 1)
    if rest < len(text):
        raise JSONDecodeError("Extra data", text, rest)


def _value(text: str, at: int) -> tuple[Json, str | None, int]:
    """The value at a place of a text, or why it is refused though others can be read after it, and where it ends."""
    try:
        value, end = _decoder.raw_decode(text, at)
    except JSONDecodeError:
        raise
    except ValueError as error:
        return None, _why(error), _lenient.raw_decode(text, at)[1]
    return value, None, end


def _decoded(number: int, text: str) -> Found:
    if _undecoded.search(text):
        return Found(number, error=_no_text(text))
    try:
        return Found(number, _decoder.decode(text))
    except (ValueError, RecursionError) as error:
        return Found(number, error=_why(error))


class _Refused(ValueError):
    """What Python's reader would let pass."""


def _no_text(text: str) -> str:
    packed = (f"not JSON: {advice}" for beginning, advice in PACKED.items() if text.startswith(beginning))
    return next(packed, "not JSON: no UTF-8 text; convert it, as iconv does")


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, JSONDecodeError):
        return f"not JSON: {error.msg}, column {error.colno}"
    if isinstance(error, _Refused):
        return str(error)
    return f"not JSON: {'nested too deeply' if isinstance(error, RecursionError) else 'a number of too many digits'}"


def _refuse_constant(name: str) -> Json:
    raise _Refused(f"not JSON: {name} is not allowed")


def _object(pairs: list[tuple[str, Json]]) -> Json:
    made = dict(pairs)
    if len(made) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise _Refused(f"an object has the key {key!r} twice; leave one of them out")
    return made


def _after_blanks(text: str, at: int) -> int:
    found = _blank.match(text, at)
    return found.end() if found else at


_decoder = JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_object)
_lenient = JSONDecoder(parse_int=str)
