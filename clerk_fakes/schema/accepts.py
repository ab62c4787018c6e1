"""Whether a shape allows a value: quick and our own reading, for choosing among values; the validator decides."""

from __future__ import annotations

import re
from functools import cache

from typing_extensions import assert_never

from clerk_fakes.errors import UnsupportedKeyword
from clerk_fakes.schema import shapes as s


def accepts(shape: s.Shape, value: s.Json) -> bool:
    """Whether the value, with all that is in it, is of the shape."""
    match shape:
        case s.Nullable():
            return value is None or accepts(shape.of, value)
        case s.Choice():
            return any(value == option and type(value) is type(option) for option in shape.options)
        case s.Text():
            return isinstance(value, str) and _has_length(shape, len(value)) and _matches(shape.pattern, value)
        case s.Flag():
            return isinstance(value, bool)
        case s.Integer():
            return type(value) is int and _is_within(shape, value)
        case s.Number():
            return type(value) in (int, float) and _is_within(shape, value)
        case s.Anything():
            return _is_json(value)
        case s.Listing():
            return isinstance(value, list) and _holds_items(shape, value)
        case s.Union():
            return any(accepts(variant, value) for variant in shape.variants)
        case s.Record():
            return isinstance(value, dict) and _holds_fields(shape, value)
        case _:
            assert_never(shape)


def _is_json(value: s.Json) -> bool:
    """Whether the value, with all that is in it, can be sent: no facts, and nothing that was left out."""
    if isinstance(value, dict | list):
        return all(map(_is_json, value.values() if isinstance(value, dict) else value))
    return value is None or isinstance(value, str | int | float)


def _holds_fields(record: s.Record, value: dict[str, s.Json]) -> bool:
    known = {field.name: field for field in record.fields}
    if any(field.required and name not in value for name, field in known.items()):
        return False
    if record.one_of_required and not any(value.keys() >= set(group) for group in record.one_of_required):
        return False
    shapes = ((known[name].shape if name in known else record.extras, item) for name, item in value.items())
    return all(shape is not None and accepts(shape, item) for shape, item in shapes)


def _holds_items(listing: s.Listing, value: list[s.Json]) -> bool:
    if len(value) < listing.min_items or (listing.max_items is not None and len(value) > listing.max_items):
        return False
    different = not listing.unique or all(item not in value[:place] for place, item in enumerate(value))
    return different and all(accepts(listing.item, item) for item in value)


def _has_length(text: s.Text, length: int) -> bool:
    return text.min_length <= length and (text.max_length is None or length <= text.max_length)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise UnsupportedKeyword(
            f"'pattern' {pattern!r} means nothing to Python: {error}; write it without what it lacks"
        ) from error


def _matches(pattern: str | None, value: str) -> bool:
    # ECMAScript's $ is the very end, Python's also stands before a last line feed.
    return pattern is None or (_compiled(pattern).search(value) is not None and not value.endswith("\n"))


def _is_within(shape: s.Integer | s.Number, value: float) -> bool:
    return (shape.minimum is None or value >= shape.minimum) and (shape.maximum is None or value <= shape.maximum)
