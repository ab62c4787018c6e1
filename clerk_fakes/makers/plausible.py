"""A plausible value for a shape that nobody has made believable: what a newer document added."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from functools import cache
from random import Random
from uuid import UUID

from typing_extensions import assert_never

from clerk_fakes.errors import UnsupportedKeyword
from clerk_fakes.makers.allows import allows
from clerk_fakes.realism.chance import Grain
from clerk_fakes.realism.clerk import HOUR, YEAR, ksuid_head
from clerk_fakes.realism.verifications import FAMILIAR_STRATEGIES
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

ENOUGH_TRIES = 1_000


def plausible(shape: Shape, name: str, grain: Grain, now: int) -> Json:
    """A value that the shape allows, in keeping with what its field is called; times lie before `now` (ms)."""
    match shape:
        case Choice():
            return shape.options[grain.below(len(shape.options))]
        case Flag():
            return grain.below(2) == 1
        case Integer():
            return _within(shape.minimum, shape.maximum, _whole(name, grain, now))
        case Number():
            return _within(shape.minimum, shape.maximum, grain.below(1000) / 8)
        case Text():
            return _text(shape, name, grain, now)
        case Anything():
            return f"{name} {grain.digits(3)}"
        case Listing():
            return _listing(shape, name, grain, now)
        case Nullable():
            return None if grain.below(3) == 0 else plausible(shape.of, name, grain, now)
        case Union():
            return plausible(shape.variants[grain.below(len(shape.variants))], name, grain, now)
        case Record():
            return _record(shape, grain, now)
        case _:
            assert_never(shape)


def _record(record: Record, grain: Grain, now: int) -> Json:
    """An object with every required key, half of the optional ones, and one group of those it needs."""
    needed = {name for group in record.one_of_required[:1] for name in group}
    return {
        field.name: plausible(field.shape, field.name, grain, now)
        for field in record.fields
        if field.required or field.name in needed or grain.below(2)
    }


def _listing(listing: Listing, name: str, grain: Grain, now: int) -> Json:
    wanted = _within(listing.min_items, listing.max_items, grain.below(3))
    made: dict[Json, Json] = {}
    for place in range(ENOUGH_TRIES):
        if len(made) == wanted:
            break
        item = plausible(listing.item, name, grain, now)
        made[json.dumps(item, sort_keys=True) if listing.unique else place] = item
    if len(made) < listing.min_items:
        raise UnsupportedKeyword(f"{name!r}: no {listing.min_items} different items to be found; lower 'minItems'")
    return list(made.values())


def _whole(name: str, grain: Grain, now: int) -> int:
    if name.endswith("_at"):
        return grain.between(now - YEAR, now)
    return grain.below(HOUR // 1000) if name.endswith("_seconds") else grain.below(100)


def _text(text: Text, name: str, grain: Grain, now: int) -> str:
    if text.pattern is not None:
        return _simplest_match(text)
    made = _formatted(text.format, grain, now) or _named(name, grain, now)
    return made[: text.max_length].ljust(text.min_length, "x")


def _formatted(format: str | None, grain: Grain, now: int) -> str | None:
    moment = datetime.fromtimestamp(grain.between(now - YEAR, now) // 1000, timezone.utc)
    match format:
        case "date-time":
            return moment.isoformat().replace("+00:00", "Z")
        case "date":
            return moment.date().isoformat()
        case "email":
            return f"{grain.letters(8).lower()}@example.com"
        case "uuid":
            return str(UUID(hex=grain.hex(32), version=4))
        case "uri" | "url":
            return f"https://example.com/{grain.letters(8)}"
    return None


def _named(name: str, grain: Grain, now: int) -> str:
    if name == "id" or name.endswith("_id"):
        prefix = name.removesuffix("_id")
        return f"{prefix}_{ksuid_head(now // 1000)}{grain.letters(21)}"
    if name.endswith("url"):
        return f"https://example.com/{grain.letters(8)}"
    return f"{name.replace('_', ' ')} {grain.digits(3)}"


@cache
def _simplest_match(text: Text) -> str:
    """A string of Clerk's that the shape allows, else the plainest of all: Hypothesis knows patterns, and shrinks."""
    for familiar in FAMILIAR_STRATEGIES.values():
        if allows(text, familiar):
            return familiar
    from hypothesis import HealthCheck, Phase, find, settings  # slow to import, and hardly ever needed
    from hypothesis_jsonschema import from_schema

    schema: dict[str, Json] = {"type": "string", "pattern": text.pattern, "minLength": text.min_length}
    if text.max_length is not None:
        schema["maxLength"] = text.max_length
    quiet = settings(
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    plain = Random(0)  # noqa: S311 - no secret, but the same on every run
    return str(find(from_schema(schema), lambda _: True, settings=quiet, random=plain))


def _within(low: float | None, high: float | None, value: float) -> Json:
    raised = value if low is None or value >= low else low
    return raised if high is None or raised <= high else high
