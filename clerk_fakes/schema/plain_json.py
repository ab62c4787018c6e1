"""What in a value JSON cannot hold; jsonschema-rs itself looks only where the document has a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from itertools import islice
from math import isfinite
from reprlib import repr as brief
from typing import TypeAlias

from clerk_fakes.schema.shapes import Json

JsonPath: TypeAlias = "list[str | int]"

DEEPEST = 250  # jsonschema-rs gives up a little further down
ENOUGH = 100
PLAIN = {int, bool, type(None)}
HALF_A_PAIR = re.compile("[\ud800-\udfff]")  # of surrogates, which UTF-8 cannot encode


def unencodable_parts(value: Json) -> list[tuple[JsonPath, str]]:
    """The places of what is not JSON, or lies too deep to be validated, and what is wrong there."""
    return [] if _is_plain(value, 0) else [*islice(_unencodable(value, []), ENOUGH)]


def _is_plain(value: Json, depth: int) -> bool:
    """Whether it is beyond doubt JSON; every user that is validated passes here, so it is quick."""
    items: Iterable[Json]
    if type(value) is dict:
        for key in value:
            if type(key) is not str or not key.isascii():
                return False
        items = value.values()
    elif type(value) is list:
        items = value
    else:
        return type(value) in PLAIN or (type(value) is float and isfinite(value))
    if depth == DEEPEST:
        return False
    for item in items:
        if type(item) is str:
            if not item.isascii() and HALF_A_PAIR.search(item):
                return False
        elif type(item) not in PLAIN and not _is_plain(item, depth + 1):
            return False
    return True


def _unencodable(value: Json, place: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    match value:
        case dict() | list() | tuple() if len(place) == DEEPEST:
            yield place, f"nested more than {DEEPEST} deep"
        case dict():
            for key, item in value.items():
                if isinstance(key, str) and _is_scalar(key):
                    yield from _unencodable(item, [*place, key])
                else:
                    yield place, f"{brief(key)} ({type(key).__name__}) is not a plain JSON key"
        case list() | tuple() if isinstance(value, list) or type(value) is tuple:
            for number, item in enumerate(value):
                yield from _unencodable(item, [*place, number])
        case _ if not _is_scalar(value):
            yield place, f"{brief(value)} ({type(value).__name__}) is not a plain JSON value"


def _is_scalar(value: Json) -> bool:
    """Whether it is one of the scalars, or of the enum members, that jsonschema-rs takes."""
    if isinstance(value, Enum):
        return _is_scalar(value.value)
    if type(value) in (float, Decimal):
        return Decimal(value).is_finite()
    return type(value) in PLAIN or (type(value) is str and not HALF_A_PAIR.search(value))
