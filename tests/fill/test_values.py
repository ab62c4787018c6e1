"""Whatever shape a newer document brings, there is a value for it, and it looks like what it is called."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clerk_fakes.errors import UnsupportedKeyword
from clerk_fakes.fill.values import value_for
from clerk_fakes.primitives.randomness import Details, Source
from clerk_fakes.schema import shapes as s
from tests.oracles.shapes import names, shapes
from tests.oracles.validator import Outside, as_schema

NOW = 1_767_225_600_000
YEAR = 366 * 86_400_000

lives = st.integers(0, 10**6)


def made(shape: s.Shape, name: str = "field", life: int = 0) -> s.Json:
    return value_for(shape, name, Details(Source(5), life, "test"), NOW)


def many(shape: s.Shape, name: str = "field") -> list[s.Json]:
    return [made(shape, name, life) for life in range(200)]


@example(shape=s.Integer(minimum=0.5, maximum=1.5), name="field", life=0)  # type: ignore[arg-type]  # JSON Schema's bounds are numbers
@example(shape=s.Listing(s.Number(minimum=5), 3, 3, unique=True), name="field", life=0)
@example(shape=s.Text(min_length=64, max_length=64, pattern="^[0-9a-f]+$"), name="field", life=0)
@example(shape=s.Text(min_length=20, max_length=25, pattern="^[a-z]+(?:_[a-z]+)*$"), name="field", life=0)
@example(shape=s.Listing(s.Flag(), 2, 2, unique=True), name="field", life=0)
@given(shape=shapes, name=names, life=lives)
def test_a_value_is_made_for_any_shape(shape: s.Shape, name: str, life: int) -> None:
    value = made(shape, name, life)

    assert Outside(as_schema(shape)).faults(value) == []
    assert json.loads(json.dumps(value)) == value


@given(shape=shapes, name=names, life=lives)
def test_the_same_life_has_the_same_value(shape: s.Shape, name: str, life: int) -> None:
    assert made(shape, name, life) == made(shape, name, life)


@pytest.mark.parametrize(
    "shape",
    [
        s.Choice(("a", "b", "c")),
        s.Flag(),
        s.Integer(),
        s.Number(),
        s.Text(),
        s.Nullable(s.Flag()),
        s.Listing(s.Flag()),
        s.Record("record", (s.Field("a", s.Flag(), False),)),
    ],
    ids=repr,
)
def test_lives_differ(shape: s.Shape) -> None:
    assert len({json.dumps(value) for value in many(shape)}) > 1


def test_half_of_what_is_optional_is_there() -> None:
    record = s.Record("record", (s.Field("a", s.Flag(), False), s.Field("b", s.Flag(), True)))
    values = many(record)

    assert all("b" in value for value in values)
    assert 50 < sum("a" in value for value in values) < 150


def test_a_third_of_what_may_be_null_is() -> None:
    assert 40 < many(s.Nullable(s.Text())).count(None) < 100


@pytest.mark.parametrize("name", ["created_at", "last_seen_at", "expire_at"])
def test_times_lie_in_the_year_before_now(name: str) -> None:
    assert all(NOW - YEAR <= moment <= NOW for moment in many(s.Integer(), name))


def test_durations_are_short() -> None:
    assert all(0 <= seconds <= 3600 for seconds in many(s.Integer(), "timeout_seconds"))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("id", r"id_[0-9A-Za-z]{27}"),
        ("device_id", r"device_[0-9A-Za-z]{27}"),
        ("banner_url", r"https://example\.com/\w+"),
        ("favorite_color", r"favorite color \d+"),
    ],
)
def test_a_text_is_in_keeping_with_its_name(name: str, form: str) -> None:
    assert all(re.fullmatch(form, text) for text in many(s.Text(), name))


def is_uri(text: str) -> Any:
    return re.fullmatch(r"https://example\.com/\S+", text)


def is_email(text: str) -> Any:
    return re.fullmatch(r"[a-z0-9]+@example\.com", text)


@pytest.mark.parametrize(
    ("format", "read"),
    [
        ("date-time", lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo),
        ("date", date.fromisoformat),
        ("uuid", UUID),
        ("email", is_email),
        ("uri", is_uri),
        ("url", is_uri),
    ],
)
def test_a_format_is_kept(format: str, read: Any) -> None:
    assert all(read(text) for text in many(s.Text(format=format)))


def test_numbers_stay_within_their_bounds() -> None:
    assert set(many(s.Integer(minimum=-5, maximum=-3))) <= {-5, -4, -3}
    assert all(0.25 <= number <= 0.5 for number in many(s.Number(minimum=0.25, maximum=0.5)))


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        (s.Listing(s.Flag(), min_items=3, unique=True), "lower 'minItems'"),
        (s.Listing(s.Choice(("a",)), min_items=2, unique=True), "lower 'minItems'"),
        (s.Text(pattern="^a{3}$", max_length=2), "pattern"),
        (s.Text(pattern="^a{3}$", min_length=4), "pattern"),
        (s.Text(pattern=r"^\p{L}+$"), "means nothing to Python: bad escape"),
        (s.Integer(minimum=3, maximum=2), "at least 3 and at most 2; correct the bounds"),
        (s.Integer(minimum=0.2, maximum=0.8), "at least 1 and at most 0"),  # type: ignore[arg-type]  # bounds are numbers
        (s.Number(minimum=3.5, maximum=2), "at least 3.5 and at most 2"),
        (s.Text(min_length=3, max_length=2), "at least 3 and at most 2"),
        (s.Listing(s.Flag(), min_items=3, max_items=2), "at least 3 and at most 2"),
    ],
    ids=repr,
)
def test_a_shape_that_nothing_fits_is_refused(shape: s.Shape, hint: str) -> None:
    with pytest.raises(UnsupportedKeyword) as refused:
        made(shape, "favorite")

    assert hint in str(refused.value)
