"""Values that a shape refuses, as close to an allowed one as possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf, nextafter

from typing_extensions import assert_never

from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.parsing.unions import kinds
from clerk_fakes.schema.shapes import Json

OF_EACH_TYPE: dict[str, Json] = {
    "null": None,
    "boolean": True,
    "number": 1.5,  # not an integer either
    "string": "text",
    "array": [],
    "object": {},
}


def of_wrong_types(shape: s.Shape) -> dict[str, Json]:
    """A value of each JSON type that the shape does not allow, by the name of the type."""
    allowed = kinds(shape)
    return {type: value for type, value in OF_EACH_TYPE.items() if type not in allowed}


def unlisted(choice: s.Choice) -> list[Json]:
    """A constant of a listed type that is not in the list; none if the list has both true and false."""
    numbers = [option for option in choice.options if isinstance(option, int | float)]
    longer_than_all = f"un{'-'.join(map(str, choice.options))}"
    candidates = ("unknown", longer_than_all, max(numbers, default=0) + 1, True, False)
    of_listed_type = (value for value in candidates if kinds(s.Choice((value,))) & kinds(choice))
    return [value for value in of_listed_type if not accepts(choice, value)][:1]


def off_pattern(text: s.Text, plain: str) -> list[str]:
    """A string that breaks the pattern and keeps the lengths, as close to the plain one as possible."""
    candidates = (f"{plain}_2", plain.upper(), plain[::-1], f"{plain}!", *(sign * len(plain) for sign in "!0aé"), "")
    by_length = replace(text, pattern=None)
    return [value for value in candidates if accepts(by_length, value) and not accepts(text, value)][:1]


def out_of_bounds(shape: s.Shape, plain: Json) -> Iterator[tuple[str, str, Json]]:
    """For each bound of a shape: how it is broken, its keyword, and a value that breaks it by as little as possible."""
    match shape:
        case s.Text():
            if shape.min_length:
                yield "too-short", "minLength", plain[: shape.min_length - 1]
            if shape.max_length is not None:
                yield "too-long", "maxLength", plain.ljust(shape.max_length + 1, "x")
        case s.Integer():
            if shape.minimum is not None:
                yield "too-small", "minimum", shape.minimum - 1
            if shape.maximum is not None:
                yield "too-large", "maximum", shape.maximum + 1
        case s.Number():
            if shape.minimum is not None:
                yield "too-small", "minimum", min(shape.minimum - 1, nextafter(shape.minimum, -inf))
            if shape.maximum is not None:
                yield "too-large", "maximum", max(shape.maximum + 1, nextafter(shape.maximum, inf))
        case s.Listing():
            yield from _out_of_list_bounds(shape, plain)
        case s.Flag() | s.Choice() | s.Record() | s.Anything() | s.Nullable() | s.Union():
            return
        case _:
            assert_never(shape)


def _out_of_list_bounds(listing: s.Listing, plain: list[Json]) -> Iterator[tuple[str, str, Json]]:
    if listing.min_items:
        yield "too-few", "minItems", plain[: listing.min_items - 1]
    if listing.max_items is not None:
        yield "too-many", "maxItems", (plain * (listing.max_items + 1))[: listing.max_items + 1]
    if listing.unique:
        yield "repeated", "uniqueItems", [*plain[:1], *plain[:1], *plain[2:]]
