"""What can differ at a place of each kind of shape: a table per kind, a row per edge.

A row tells whether a value is on its edge, and makes a value that is from the plain one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from typing_extensions import assert_never

from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import (
    ABSENT,
    Anything,
    Choice,
    Flag,
    Integer,
    Json,
    Listing,
    Nullable,
    Number,
    Record,
    Shape,
    Text,
    Union,
)

Kind: TypeAlias = Literal["presence", "null", "enum", "variant", "list", "flag", "object", "text", "number"]
Value: TypeAlias = Json  # or ABSENT

LONG = 1_000  # characters: beyond what columns and screens are made for
INT64 = 2**63
EXTRA_KEY = "not_in_the_document"
OPTIONAL_PREFIX = re.compile(r"\^(\w*)\(\?:((?:\(\?:\w+\)\|?)+)\)\?")  # ^oauth_(?:(?:token_)|(?:custom_))?…


@dataclass(frozen=True, slots=True)
class Variation:
    """One edge of a kind of shape: its name, when a value is on it, and how to get there from a plain one.

    `holds` is only asked of values of one of the `types`; of any value, and of `ABSENT`, where there are none.
    """

    name: str
    kind: Kind
    holds: Callable[[Value], Any]
    make: Callable[[Value], Value]
    types: tuple[type, ...] = ()

    def is_met(self, value: Value) -> bool:
        """Whether a value, of whatever type, is on the edge."""
        return (not self.types or type(value) in self.types) and bool(self.holds(value))


def _long(text: str) -> str:
    return text.ljust(LONG, (text or "x")[-1])


def _has_non_ascii_keys(object: dict[str, Json]) -> bool:
    return not "".join(object).isascii()


PRESENCE = (
    Variation("absent", "presence", lambda value: value is ABSENT, lambda plain: ABSENT),
    Variation("present", "presence", lambda value: value is not ABSENT, lambda plain: plain),
)
NULLS = (
    Variation("null", "null", lambda value: value is None, lambda plain: None),
    Variation("not-null", "null", lambda value: value is not None and value is not ABSENT, lambda plain: plain),
)
FLAGS = (
    Variation("false", "flag", lambda flag: flag is False, lambda plain: False, (bool,)),
    Variation("true", "flag", lambda flag: flag is True, lambda plain: True, (bool,)),
)
TEXTS = (
    Variation("empty", "text", lambda text: text == "", lambda plain: "", (str,)),
    Variation(
        "long", "text", lambda text: len(text) >= LONG, lambda plain: plain.ljust(LONG, (plain or "x")[-1]), (str,)
    ),
    Variation("non-ascii", "text", lambda text: not text.isascii(), lambda plain: f"{plain} Łódź 東京 🦉", (str,)),
    Variation("spaced", "text", lambda text: text != text.strip(), lambda plain: f" {plain} ", (str,)),
)
NUMBERS = (
    Variation("zero", "number", lambda number: number == 0, lambda plain: 0, (int, float)),
    Variation("negative", "number", lambda number: number < 0, lambda plain: -1, (int, float)),
)
INTEGERS = (
    *NUMBERS,
    Variation("beyond-int32", "number", lambda number: number >= 2**31, lambda plain: 2**31, (int,)),
    Variation("beyond-double", "number", lambda number: number > 2**53, lambda plain: 2**53 + 1, (int,)),
    Variation("int64-min", "number", lambda number: number == -INT64, lambda plain: -INT64, (int,)),
    Variation("int64-max", "number", lambda number: number == INT64 - 1, lambda plain: INT64 - 1, (int,)),
)
LISTS = (
    Variation("empty", "list", lambda items: len(items) == 0, lambda plain: [], (list,)),
    Variation("one", "list", lambda items: len(items) == 1, lambda plain: plain[:1], (list,)),
    Variation("several", "list", lambda items: len(items) > 1, lambda plain: (plain * 2)[:2], (list,)),
)
FLAT = {"plan": "pro", "seats": 3}
UMLAUTS = {"schlüssel": 1, "plan": "pro"}
NESTED = {"plan": "pro", "tour": {"steps": [1, None, {"done": True}]}}
OPEN_OBJECTS = (
    Variation("empty", "object", lambda keys: not keys, lambda plain: {}, (dict,)),
    Variation("flat", "object", lambda keys: keys and not _is_nested(keys), lambda plain: dict(FLAT), (dict,)),
    Variation("nested", "object", lambda keys: _is_nested(keys), lambda plain: deepcopy(NESTED), (dict,)),
    Variation(
        "non-ascii-keys", "object", lambda keys: not "".join(keys).isascii(), lambda plain: dict(UMLAUTS), (dict,)
    ),
)
ANYTHING = (
    Variation("null", "object", lambda value: value is None, lambda plain: None),
    Variation("flag", "object", lambda value: isinstance(value, bool), lambda plain: True),
    Variation("number", "object", lambda value: type(value) in (int, float), lambda plain: 1.5),
    Variation("text", "object", lambda value: isinstance(value, str), lambda plain: "text"),
    Variation("list", "object", lambda value: isinstance(value, list), lambda plain: []),
    Variation("object", "object", lambda value: isinstance(value, dict), lambda plain: {}),
)


def _is_nested(object: Json) -> bool:
    return any(isinstance(value, dict | list) for value in object.values())


IS_VARIANT = Variation("", "variant", lambda value: True, lambda plain: plain)


def rows(place: SchemaPath) -> list[Variation]:
    """The rows to try at a place, whether or not the document allows what they make."""
    everywhere = (*(PRESENCE if place.is_optional else ()), *(NULLS if place.is_nullable else ()))
    return [*everywhere, *_rows(place.shape)]


def _rows(shape: Shape) -> Sequence[Variation]:
    match shape:
        case Choice():
            return [_option(option) for option in shape.options]
        case Text():
            return (*_alternatives(shape.pattern or ""), *TEXTS)
        case Integer():
            return INTEGERS
        case Number():
            return NUMBERS
        case Flag():
            return FLAGS
        case Listing():
            return LISTS
        case Record():
            known = {field.name for field in shape.fields}
            return (*_arms(shape), _extra_key(known)) if known else OPEN_OBJECTS
        case Anything():
            return ANYTHING
        case Union() | Nullable():
            return ()
        case _:
            assert_never(shape)


def _option(option: Json) -> Variation:
    return Variation(str(option), "enum", lambda value: value == option, lambda plain: option, (type(option),))


def _alternatives(pattern: str) -> Iterator[Variation]:
    """A row for each text that a pattern lets stand after its beginning, and one for none of them."""
    found = OPTIONAL_PREFIX.match(pattern)
    if not found:
        return
    start, several = found[1], tuple(re.findall(r"\(\?:(\w+)\)", found[2]))
    for middle in several:
        yield _alternative(middle, start, several)
    starts = tuple(start + middle for middle in several)
    yield Variation("plain", "text", lambda text: not text.startswith(starts), lambda plain: plain, (str,))


def _alternative(middle: str, start: str, several: tuple[str, ...]) -> Variation:
    def make(plain: Value) -> Value:
        rest = plain.removeprefix(start)
        for other in several:
            rest = rest.removeprefix(other)
        return start + middle + rest

    return Variation(middle, "text", lambda text: text.startswith(start + middle), make, (str,))


def _arms(record: Record) -> Iterator[Variation]:
    """A row for each group of keys of which one is needed, and one for all of them together."""
    for group in record.one_of_required:
        yield _arm("+".join(group), set(group), record)
    if record.one_of_required:
        every = {name for group in record.one_of_required for name in group}
        yield _arm("+".join(sorted(every)), every, record)


def _arm(name: str, keys: set[str], record: Record) -> Variation:
    others = {name for group in record.one_of_required for name in group} - keys

    def make(plain: Value) -> Value:
        return {key: value for key, value in plain.items() if key not in others}

    return Variation(name, "presence", lambda value: keys <= value.keys() and not others & value.keys(), make, (dict,))


def _extra_key(known: set[str]) -> Variation:
    def make(plain: Value) -> Value:
        return {**plain, EXTRA_KEY: "kept"}

    return Variation("extra-key", "object", lambda value: not value.keys() <= known, make, (dict,))
