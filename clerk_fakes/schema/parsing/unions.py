"""What the branches of a union have in common, and what distinguishes them."""

from __future__ import annotations

from typing_extensions import assert_never

from clerk_fakes.schema.parsing.keywords import TYPES, is_of
from clerk_fakes.schema.shapes import (
    Anything,
    Choice,
    Flag,
    Integer,
    Listing,
    Nullable,
    Number,
    Record,
    Shape,
    Text,
    Union,
)
from clerk_fakes.schema.walks import options


def tag(variants: tuple[Shape, ...]) -> str | None:
    """The key that distinguishes records: in each of them a list of constants that no other one shares."""
    if not all(isinstance(variant, Record) for variant in variants):
        return None
    first, *_ = [variant for variant in variants if isinstance(variant, Record)]
    for field in first.fields:
        lists = [options(variant, field.name) for variant in variants if isinstance(variant, Record)]
        every = [option for each in lists for option in each]
        if all(lists) and len(every) == len(set(every)):
            return field.name
    return None


def overlap(one: Shape, other: Shape) -> bool:
    """Whether two schemas of a `oneOf` allow the same; objects are trusted to be distinguished by what they hold."""
    if isinstance(one, Choice) and isinstance(other, Choice):
        return not {*one.options}.isdisjoint(other.options)
    distinct = set() if isinstance(one, Anything) or isinstance(other, Anything) else {"object"}
    return not kinds(one).isdisjoint(kinds(other) - distinct)


def kinds(shape: Shape) -> set[str]:
    """The JSON types that a shape allows."""
    match shape:
        case Choice():
            return {kind for kind in TYPES for option in shape.options if is_of(option, kind)}
        case Text():
            return {"string"}
        case Integer():
            return {"integer"}
        case Number():
            return {"integer", "number"}
        case Flag():
            return {"boolean"}
        case Listing():
            return {"array"}
        case Record():
            return {"object"}
        case Nullable():
            return {"null", *kinds(shape.of)}
        case Union():
            return {kind for variant in shape.variants for kind in kinds(variant)}
        case Anything():
            return {*TYPES}
        case _:
            assert_never(shape)
