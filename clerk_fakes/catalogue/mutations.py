"""Wrong values: for any shape what it refuses, as near to right as may be, and how a mistake is put into a user."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from math import inf, nextafter

from typing_extensions import assert_never

from clerk_fakes.catalogue.edges import Edges
from clerk_fakes.catalogue.variations import EXTRA_KEY, Value
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.paths import SchemaPath, Step
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
    User,
)

OF_EACH_TYPE: dict[str, Json] = {
    "null": None,
    "boolean": True,
    "number": 1.5,  # no integer either
    "string": "text",
    "array": [],
    "object": {},
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One thing to get wrong: what to put where, and which place a judge then blames for which rule.

    Of several `keywords` that a document may have said it with, the most telling comes first.
    """

    place: SchemaPath
    what: str
    edits: tuple[tuple[SchemaPath, Value], ...]
    blamed: SchemaPath
    keywords: tuple[str, ...]

    @property
    def id(self) -> str:
        """`<place>!<what>`."""
        return f"{self.place.id}!{self.what}"

    def make(self, edges: Edges, user: User) -> None:
        """Put the mistake into a user, changing nothing outside its place or the container that this needs."""
        for field, tag in _tags(self.edits[0][0]):
            edges.put(field, user, tag)
        for place, value in self.edits:
            edges.put(place, user, deepcopy(value))


def _tags(place: SchemaPath) -> Iterator[tuple[SchemaPath, str]]:
    """The tags on the way to a place: only they tell a broken value of one variant from a valid one of another."""
    for outer in lineage(place):
        if outer.step is Step.VARIANT and outer.parent and isinstance(outer.parent.shape, Union):
            yield from ((field, outer.name) for field in outer.inside if field.name == outer.parent.shape.tag)


def lineage(place: SchemaPath | None) -> Iterator[SchemaPath]:
    """The place and all that it is in, outwards."""
    while place:
        yield place
        place = place.parent


def pointer(place: SchemaPath) -> str:
    """The JSON pointer of a place: into the first item of a list, and past a variant, which adds nothing to it.

    >>> pointer(extra(SchemaPath("", Anything()), "and/or"))
    '/and~1or'
    """
    if place.parent is None:
        return ""
    match place.step:
        case Step.VARIANT:
            return pointer(place.parent)
        case Step.ITEM:
            return f"{pointer(place.parent)}/0"
        case Step.FIELD:
            return f"{pointer(place.parent)}/{place.name.replace('~', '~0').replace('/', '~1')}"
        case _:
            assert_never(place.step)


def extra(place: SchemaPath, name: str, shape: Shape | None = None) -> SchemaPath:
    """The place of a key that the document does not name."""
    return SchemaPath(f"{place.id}.{name}".lstrip("."), shape or Anything(), place, Step.FIELD, name, is_optional=True)


def everywhere(place: SchemaPath) -> Iterator[SchemaPath]:
    """The place and all inside it, with an unnamed key of each object whose unnamed keys have a shape."""
    yield place
    for inner in place.inside:
        yield from everywhere(inner)
    if isinstance(place.shape, Record) and place.shape.extras not in (None, Anything()):
        yield from everywhere(extra(place, EXTRA_KEY, place.shape.extras))


def of_wrong_types(shape: Shape) -> dict[str, Json]:
    """A value of each JSON type of which the shape allows none, by the name of the type."""
    known = _types(shape)
    return {type: value for type, value in OF_EACH_TYPE.items() if type not in known}


def _types(shape: Shape) -> set[str]:
    match shape:
        case Text():
            return {"string"}
        case Integer():
            return {"integer"}
        case Number():
            return {"number"}
        case Flag():
            return {"boolean"}
        case Choice():
            return {_type(option) for option in shape.options}
        case Listing():
            return {"array"}
        case Record():
            return {"object"}
        case Anything():
            return {*OF_EACH_TYPE}
        case Nullable():
            return {"null", *_types(shape.of)}
        case Union():
            return {type for variant in shape.variants for type in _types(variant)}
        case _:
            assert_never(shape)


def _type(constant: Json) -> str:
    return "boolean" if isinstance(constant, bool) else "string" if isinstance(constant, str) else "number"


def unlisted(choice: Choice) -> list[Json]:
    """A constant that the list lacks, of a type that it has; none if it has both true and false."""
    numbers = [option for option in choice.options if isinstance(option, int | float)]
    longer_than_all = f"un{'-'.join(map(str, choice.options))}"
    candidates = ("unknown", longer_than_all, max(numbers, default=0) + 1, True, False)
    return [value for value in candidates if _type(value) in _types(choice) and not accepts(choice, value)][:1]


def off_pattern(text: Text, plain: str) -> list[str]:
    """A string that the pattern refuses and the lengths allow, as near to the plain one as may be."""
    candidates = (f"{plain}_2", plain.upper(), plain[::-1], f"{plain}!", *(sign * len(plain) for sign in "!0aé"), "")
    by_length = replace(text, pattern=None)
    return [value for value in candidates if accepts(by_length, value) and not accepts(text, value)][:1]


def out_of_bounds(shape: Shape, plain: Json) -> Iterator[tuple[str, str, Json]]:
    """What each bound is overstepped by, its keyword, and a value that oversteps it as little as can be."""
    match shape:
        case Text():
            if shape.min_length:
                yield "too-short", "minLength", plain[: shape.min_length - 1]
            if shape.max_length is not None:
                yield "too-long", "maxLength", plain.ljust(shape.max_length + 1, "x")
        case Integer():
            if shape.minimum is not None:
                yield "too-small", "minimum", shape.minimum - 1
            if shape.maximum is not None:
                yield "too-large", "maximum", shape.maximum + 1
        case Number():
            if shape.minimum is not None:
                yield "too-small", "minimum", min(shape.minimum - 1, nextafter(shape.minimum, -inf))
            if shape.maximum is not None:
                yield "too-large", "maximum", max(shape.maximum + 1, nextafter(shape.maximum, inf))
        case Listing():
            yield from _out_of_list_bounds(shape, plain)
        case Flag() | Choice() | Record() | Anything() | Nullable() | Union():
            return
        case _:
            assert_never(shape)


def _out_of_list_bounds(listing: Listing, plain: list[Json]) -> Iterator[tuple[str, str, Json]]:
    if listing.min_items:
        yield "too-few", "minItems", plain[: listing.min_items - 1]
    if listing.max_items is not None:
        yield "too-many", "maxItems", (plain * (listing.max_items + 1))[: listing.max_items + 1]
    if listing.unique:
        yield "repeated", "uniqueItems", [*plain[:1], *plain[:1], *plain[2:]]
