"""What the branches of a union have in common, and what distinguishes them."""

from __future__ import annotations

from typing_extensions import assert_never

from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.parsing.keywords import TYPES, is_of
from clerk_fakes.schema.walks import options


def tag(variants: tuple[s.Shape, ...]) -> str | None:
    """The key that distinguishes records: in each of them a list of constants that no other one shares."""
    if not all(isinstance(variant, s.Record) for variant in variants):
        return None
    first, *_ = [variant for variant in variants if isinstance(variant, s.Record)]
    for field in first.fields:
        lists = [options(variant, field.name) for variant in variants if isinstance(variant, s.Record)]
        every = [option for each in lists for option in each]
        if all(lists) and len(every) == len(set(every)):
            return field.name
    return None


def overlap(one: s.Shape, other: s.Shape) -> bool:
    """Whether two schemas of a `oneOf` allow the same; objects are trusted to be distinguished by what they hold."""
    if isinstance(one, s.Choice) and isinstance(other, s.Choice):
        return not {*one.options}.isdisjoint(other.options)
    distinct = set() if isinstance(one, s.Anything) or isinstance(other, s.Anything) else {"object"}
    return not kinds(one).isdisjoint(kinds(other) - distinct)


def kinds(shape: s.Shape) -> set[str]:
    """The JSON types that a shape allows."""
    match shape:
        case s.Choice():
            return {kind for kind in TYPES for option in shape.options if is_of(option, kind)}
        case s.Text():
            return {"string"}
        case s.Integer():
            return {"integer"}
        case s.Number():
            return {"integer", "number"}
        case s.Flag():
            return {"boolean"}
        case s.Listing():
            return {"array"}
        case s.Record():
            return {"object"}
        case s.Nullable():
            return {"null", *kinds(shape.of)}
        case s.Union():
            return {kind for variant in shape.variants for kind in kinds(variant)}
        case s.Anything():
            return {*TYPES}
        case _:
            assert_never(shape)
