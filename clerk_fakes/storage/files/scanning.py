"""A JSON text, value by value: where each begins, and why one of them is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import NamedTuple

from clerk_fakes.schema.shapes import Json

_blank = re.compile(r"[ \t\n\r]*")


class Spot(NamedTuple):
    """A value, or the reason to refuse it, with the place in the text where it begins, and its path, if in an array."""

    at: int
    value: Json
    error: str | None = None
    path: str = ""


def decoded(text: str) -> Json:
    """The only value of a text; one that is refused, or is no JSON, raises what `reason` explains."""
    return _decoder.decode(text)


def lenient(text: str, at: int) -> Json:
    """The value that begins in a text at `at`, also if it is refused; what is no JSON raises."""
    return _lenient.raw_decode(text, skip_blanks(text, at))[0]


def reason(error: ValueError | RecursionError) -> str:
    """What is wrong with a text, in words."""
    if isinstance(error, JSONDecodeError):
        return f"not JSON: {error.msg}, column {error.colno}"
    if isinstance(error, _Refused):
        return str(error)
    return f"not JSON: {'nested too deeply' if isinstance(error, RecursionError) else 'a number with too many digits'}"


def values(text: str) -> Iterator[Spot]:
    """Each of the consecutive values of a text, or each item where one is an array; what is no JSON raises."""
    at = skip_blanks(text, 0)
    while at < len(text):
        if text[at] == "[":
            end = yield from items(text, at)
        else:
            spot, end = _value(text, at)
            yield spot
        at = skip_blanks(text, end)


def items(text: str, at: int) -> Generator[Spot, None, int]:
    """Each item of the array that begins at `at`; returns where the array ends."""
    at, index = skip_blanks(text, at + 1), 0
    closed = text[at : at + 1] == "]"
    while not closed:
        spot, end = _value(text, at, f"[{index}]")
        yield spot
        end = skip_blanks(text, end)
        if text[end : end + 1] not in (",", "]"):
            raise JSONDecodeError("Expecting ',' or ']'", text, end)
        closed = text[end] == "]"
        at, index = end if closed else skip_blanks(text, end + 1), index + 1
    return at + 1


def member(text: str, at: int, name: str) -> int:
    """Where the value of the first key `name` begins, in the object that begins at `at` and has that key."""
    at, key = skip_blanks(text, at), None
    while key != name:
        key, end = _lenient.raw_decode(text, skip_blanks(text, at + 1))  # after the brace, or a comma
        start = skip_blanks(text, skip_blanks(text, end) + 1)
        at = start if key == name else skip_blanks(text, _lenient.raw_decode(text, start)[1])
    return at


def skip_blanks(text: str, at: int) -> int:
    """The first place from `at` on that is not blank."""
    found = _blank.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, path: str = "") -> tuple[Spot, int]:
    """The value at a place and where it ends, or the reason to refuse it, if others can be read after it."""
    try:
        value, end = _decoder.raw_decode(text, at)
    except JSONDecodeError:
        raise
    except ValueError as error:
        return Spot(at, None, reason(error), path), _lenient.raw_decode(text, at)[1]
    return Spot(at, value, None, path), end


class _Refused(ValueError):
    """JSON that Python would accept, but not we."""


def _refuse_constant(name: str) -> Json:
    raise _Refused(f"not JSON: {name} is not allowed")


def _object(pairs: list[tuple[str, Json]]) -> Json:
    made = dict(pairs)
    if len(made) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise _Refused(f"an object has the key {key!r} twice; remove one of them")
    return made


_decoder = JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_object)
_lenient = JSONDecoder(parse_int=str)
