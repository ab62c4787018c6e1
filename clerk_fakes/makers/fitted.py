"""A value made to fit a shape: kept where it does, mended where it does not, whatever a newer document says."""

from __future__ import annotations

import re

from typing_extensions import assert_never

from clerk_fakes.makers.plausible import plausible
from clerk_fakes.realism.chance import Grain
from clerk_fakes.realism.facts import Facts
from clerk_fakes.schema.shapes import (
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


def fitted(value: Json, shape: Shape, name: str, grain: Grain, now: int) -> Json:
    """The value where the shape allows it, as much of it as can be kept where not."""
    match shape:
        case Nullable():
            return None if value is None else fitted(value, shape.of, name, grain, now)
        case Record() if isinstance(value, dict):
            return _record(value, shape, grain, now)
        case Listing() if isinstance(value, list):
            items = [fitted(item, shape.item, name, grain, now) for item in value][: shape.max_items]
            return items if len(items) >= shape.min_items else plausible(shape, name, grain, now)
        case Union():
            return _union(value, shape, name, grain, now)
        case Choice() | Text() | Integer() | Number() | Flag() | Anything() | Record() | Listing():
            return value if _allows(shape, value) else plausible(shape, name, grain, now)
        case _:
            assert_never(shape)


def _record(value: dict[str, Json], record: Record, grain: Grain, now: int) -> Json:
    made = {}
    needed = {name for group in record.one_of_required[:1] for name in group}
    if any(value.keys() >= set(group) for group in record.one_of_required):
        needed = set()
    for field in record.fields:
        if field.name in value:
            made[field.name] = fitted(value[field.name], field.shape, field.name, grain, now)
        elif field.required or field.name in needed:
            made[field.name] = plausible(field.shape, field.name, grain, now)
    if record.extras is not None:
        extra = {name: item for name, item in value.items() if name not in made}
        made |= {name: fitted(item, record.extras, name, grain, now) for name, item in extra.items()}
    return made


def _union(value: Json, union: Union, name: str, grain: Grain, now: int) -> Json:
    """The variant that changes the value least: none of it, else nothing but the inside of the same tag."""
    for variant in union.variants:
        if fitted(value, variant, name, grain, now) == value:
            return value
    for variant in union.variants:
        made = fitted(value, variant, name, grain, now)
        if isinstance(made, dict) and isinstance(value, dict) and made.get(union.tag) == value.get(union.tag):
            return made
    return plausible(union, name, grain, now)


def _allows(shape: Shape, value: Json) -> bool:
    match shape:
        case Choice():
            return any(value == option and type(value) is type(option) for option in shape.options)
        case Text():
            return isinstance(value, str) and _is_long_enough(shape, value) and _matches(shape.pattern, value)
        case Flag():
            return isinstance(value, bool)
        case Integer():
            return type(value) is int and _is_within(shape, value)
        case Number():
            return type(value) in (int, float) and _is_within(shape, value)
        case Anything():
            return not isinstance(value, Facts)
    return False


def _is_long_enough(text: Text, value: str) -> bool:
    return text.min_length <= len(value) and (text.max_length is None or len(value) <= text.max_length)


def _matches(pattern: str | None, value: str) -> bool:
    # ECMAScript's $ is the very end, Python's also stands before a last line feed.
    return pattern is None or (re.search(pattern, value) is not None and not value.endswith("\n"))


def _is_within(shape: Integer | Number, value: float) -> bool:
    return (shape.minimum is None or value >= shape.minimum) and (shape.maximum is None or value <= shape.maximum)
