"""What can differ at a path of each kind of shape: one table per kind, one variation per edge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from typing_extensions import assert_never

from clerk_fakes.catalogue.key_groups import KeyGroup, key_groups
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import ABSENT, Json

Kind: TypeAlias = Literal[
    "presence", "null", "enum", "variant", "list", "flag", "object", "text", "number", "situation"
]
Value: TypeAlias = Json  # or ABSENT

LONG = 1_000  # characters: beyond what columns and screens are made for
INT64 = 2**63
EXTRA_KEY = "not_in_the_document"
OPTIONAL_PREFIX = re.compile(r"\^(\w*)\(\?:((?:\(\?:\w+\)\|?)+)\)\?")  # ^oauth_(?:(?:token_)|(?:custom_))?…


@dataclass(frozen=True, slots=True)
class Variation:
    """One way in which a value can differ: its name, a test for it, and how to make such a value from the plainest.

    `predicate` is called only with values of the given `types`; without types, with any value and with `ABSENT`.
    """

    name: str
    kind: Kind
    predicate: Callable[[Value], Any]
    make: Callable[[Value], Value]
    types: tuple[type, ...] = ()

    def matches(self, value: Value) -> bool:
        """Whether a value, of whatever type, differs in this way."""
        return (not self.types or type(value) in self.types) and bool(self.predicate(value))


def _long(text: str) -> str:
    return text.ljust(LONG, (text or "x")[-1])


def _has_non_ascii_keys(object: dict[str, Json]) -> bool:
    return not "".join(object).isascii()


def _is_nested(object: dict[str, Json]) -> bool:
    return any(isinstance(value, dict | list) for value in object.values())


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
    Variation("long", "text", lambda text: len(text) >= LONG, _long, (str,)),
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
    Variation("nested", "object", _is_nested, lambda plain: deepcopy(NESTED), (dict,)),
    Variation("non-ascii-keys", "object", _has_non_ascii_keys, lambda plain: dict(UMLAUTS), (dict,)),
)
ANYTHING = (
    Variation("null", "object", lambda value: value is None, lambda plain: None),
    Variation("flag", "object", lambda value: isinstance(value, bool), lambda plain: True),
    Variation("number", "object", lambda value: type(value) in (int, float), lambda plain: 1.5),
    Variation("text", "object", lambda value: isinstance(value, str), lambda plain: "text"),
    Variation("list", "object", lambda value: isinstance(value, list), lambda plain: []),
    Variation("object", "object", lambda value: isinstance(value, dict), lambda plain: {}),
)
IS_VARIANT = Variation("", "variant", lambda value: True, lambda plain: plain)


def variations_at(path: SchemaPath) -> list[Variation]:
    """The variations to try at a path, whether or not the document allows the values that they make."""
    of_any_shape = (*(PRESENCE if path.is_optional else ()), *(NULLS if path.is_nullable else ()))
    return [*of_any_shape, *_of_shape(path.shape)]


def _of_shape(shape: s.Shape) -> Sequence[Variation]:
    match shape:
        case s.Choice():
            return [_option(option) for option in shape.options]
        case s.Text():
            return (*_prefixes(shape.pattern or ""), *TEXTS)
        case s.Integer():
            return INTEGERS
        case s.Number():
            return NUMBERS
        case s.Flag():
            return FLAGS
        case s.Listing():
            return LISTS
        case s.Record():
            known = {field.name for field in shape.fields}
            return (*map(_only_keys, key_groups(shape)), _extra_key(known)) if known else OPEN_OBJECTS
        case s.Anything():
            return ANYTHING
        case s.Union() | s.Nullable():
            return ()
        case _:
            assert_never(shape)


def _option(option: Json) -> Variation:
    return Variation(str(option), "enum", lambda value: value == option, lambda plain: option, (type(option),))


def _prefixes(pattern: str) -> Iterator[Variation]:
    """A variation for each optional prefix that a pattern allows, and one for a text without any of them."""
    found = OPTIONAL_PREFIX.match(pattern)
    if not found:
        return
    start, optional = found[1], tuple(re.findall(r"\(\?:(\w+)\)", found[2]))
    for prefix in optional:
        yield _prefix(prefix, start, optional)
    starts = tuple(start + prefix for prefix in optional)
    yield Variation("plain", "text", lambda text: not text.startswith(starts), lambda plain: plain, (str,))


def _prefix(prefix: str, start: str, optional: tuple[str, ...]) -> Variation:
    def make(plain: str) -> str:
        rest = plain.removeprefix(start)
        for other in optional:
            rest = rest.removeprefix(other)
        return start + prefix + rest

    return Variation(prefix, "text", lambda text: text.startswith(start + prefix), make, (str,))


def _only_keys(group: KeyGroup) -> Variation:
    """An object with the keys of one group, and with none of the other groups' keys."""

    def make(plain: dict[str, Json]) -> dict[str, Json]:
        return {key: value for key, value in plain.items() if key not in group.omit}

    def matches(value: dict[str, Json]) -> bool:
        return group.keep <= value.keys() and not group.omit & value.keys()

    return Variation(group.name, "presence", matches, make, (dict,))


def _extra_key(known: set[str]) -> Variation:
    def make(plain: dict[str, Json]) -> dict[str, Json]:
        return {**plain, EXTRA_KEY: "kept"}

    return Variation("extra-key", "object", lambda value: not value.keys() <= known, make, (dict,))
