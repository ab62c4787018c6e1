"""A plausible value for a shape that no record makes: what a newer document added."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone
from functools import cache
from itertools import combinations
from math import ceil, floor
from random import Random
from uuid import UUID

from typing_extensions import assert_never

from clerk_fakes.errors import UnsupportedKeyword
from clerk_fakes.primitives.ids import ksuid_head
from clerk_fakes.primitives.randomness import Details
from clerk_fakes.primitives.times import HOUR, YEAR
from clerk_fakes.records.verifications import FAMILIAR_STRATEGIES
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.accepts import accepts

ENOUGH_TRIES = 1_000
FEW = 4  # characters that a match of a pattern is easily found with


def value_for(shape: s.Shape, name: str, details: Details, now: int) -> s.Json:
    """A value that the shape allows, in keeping with what its field is called; times lie before `now` (ms)."""
    match shape:
        case s.Choice():
            return shape.options[details.below(len(shape.options))]
        case s.Flag():
            return details.below(2) == 1
        case s.Integer():
            low = None if shape.minimum is None else ceil(shape.minimum)
            return _within(
                low, None if shape.maximum is None else floor(shape.maximum), _whole(name, details, now), name
            )
        case s.Number():
            return _within(shape.minimum, shape.maximum, details.below(1000) / 8, name)
        case s.Text():
            return _text(shape, name, details, now)
        case s.Anything():
            return f"{name} {details.digits(3)}"
        case s.Listing():
            return _listing(shape, name, details, now)
        case s.Nullable():
            return None if details.below(3) == 0 else value_for(shape.of, name, details, now)
        case s.Union():
            return value_for(shape.variants[details.below(len(shape.variants))], name, details, now)
        case s.Record():
            return _record(shape, details, now)
        case _:
            assert_never(shape)


def _record(record: s.Record, details: Details, now: int) -> s.Json:
    """An object with every required key, half of the optional ones, and one group of those it needs."""
    needed = {name for group in record.one_of_required[:1] for name in group}
    return {
        field.name: value_for(field.shape, field.name, details, now)
        for field in record.fields
        if field.required or field.name in needed or details.below(2)
    }


def _listing(listing: s.Listing, name: str, details: Details, now: int) -> s.Json:
    wanted = _within(listing.min_items, listing.max_items, details.below(3), name)
    made: list[s.Json] = []
    for _ in range(ENOUGH_TRIES):
        if len(made) == wanted:
            break
        item = value_for(listing.item, name, details, now)
        if not listing.unique or item not in made:
            made.append(item)
    if len(made) < listing.min_items:
        raise UnsupportedKeyword(f"{name!r}: no {listing.min_items} different items to be found; lower 'minItems'")
    return made


def _whole(name: str, details: Details, now: int) -> int:
    if name.endswith("_at"):
        return details.between(now - YEAR, now)
    return details.below(HOUR // 1000) if name.endswith("_seconds") else details.below(100)


def _text(text: s.Text, name: str, details: Details, now: int) -> str:
    if text.pattern is not None:
        found = _simplest_match(text)
        if found is None:
            most = "any number of" if text.max_length is None else text.max_length
            lengths = f"{text.min_length} to {most} characters"
            raise UnsupportedKeyword(f"{name!r}: no text of {lengths} matches pattern {text.pattern!r}; loosen it")
        return found
    made = _formatted(text.format, details, now) or _named(name, details, now)
    _within(text.min_length, text.max_length, len(made), name)
    return made[: text.max_length].ljust(text.min_length, "x")


def _formatted(format: str | None, details: Details, now: int) -> str | None:
    moment = datetime.fromtimestamp(details.between(now - YEAR, now) // 1000, timezone.utc)
    match format:
        case "date-time":
            return moment.isoformat().replace("+00:00", "Z")
        case "date":
            return moment.date().isoformat()
        case "email":
            return f"{details.letters(8).lower()}@example.com"
        case "uuid":
            return str(UUID(hex=details.hex(32), version=4))
        case "uri" | "url":
            return f"https://example.com/{details.letters(8)}"
    return None


def _named(name: str, details: Details, now: int) -> str:
    if name == "id" or name.endswith("_id"):
        prefix = name.removesuffix("_id")
        return f"{prefix}_{ksuid_head(now // 1000)}{details.letters(21)}"
    if name.endswith("url"):
        return f"https://example.com/{details.letters(8)}"
    return f"{name.replace('_', ' ')} {details.digits(3)}"


@cache
def _simplest_match(text: s.Text) -> str | None:
    """A string of Clerk's that the shape allows, else the plainest of all; None where there is none to be found."""
    for familiar in FAMILIAR_STRATEGIES.values():
        if accepts(text, familiar):
            return familiar
    # In a thread of its own, for a test of Hypothesis may be what asks, and those do not nest.
    with ThreadPoolExecutor(1) as executor:
        found = executor.submit(_found, replace(text, min_length=min(text.min_length, FEW))).result()
    return None if found is None else _stretched(found, text)


def _found(text: s.Text) -> str | None:
    """The plainest match of a pattern: Hypothesis knows patterns, and shrinks."""
    from hypothesis import HealthCheck, Phase, find, settings  # slow to import, and hardly ever needed
    from hypothesis.errors import NoSuchExample, Unsatisfiable
    from hypothesis_jsonschema import from_schema

    schema: dict[str, s.Json] = {"type": "string", "pattern": text.pattern, "minLength": text.min_length}
    if text.max_length is not None:
        schema["maxLength"] = text.max_length
    quiet = settings(
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),  # this is no test, and one slow match is enough
        deadline=None,
    )
    plain = Random(0)  # noqa: S311 - no secret, but the same on every run
    try:
        return str(find(from_schema(schema), lambda _: True, settings=quiet, random=plain))
    except (NoSuchExample, Unsatisfiable):
        return None


def _stretched(plain: str, text: s.Text) -> str | None:
    """A match with a part of it repeated until it is long enough, which Hypothesis would wait for in vain."""
    missing = text.min_length - len(plain)
    if missing <= 0:
        return plain
    for start, end in combinations(range(len(plain) + 1), 2):
        longer = plain[:end] + plain[start:end] * ceil(missing / (end - start)) + plain[end:]
        if accepts(text, longer):
            return longer
    return None


def _within(low: float | None, high: float | None, value: float, name: str) -> s.Json:
    if low is not None and high is not None and low > high:
        raise UnsupportedKeyword(f"{name!r}: nothing is at least {low} and at most {high}; correct the bounds")
    raised = value if low is None or value >= low else low
    return raised if high is None or raised <= high else high
