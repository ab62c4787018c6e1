"""Ids hold the second that they were made in; pictures and times can be read back."""

from __future__ import annotations

import json
import string
from base64 import b64decode
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.primitives.ids import KSUID_END, KSUID_EPOCH, ksuid_head
from clerk_fakes.primitives.images import default_avatar, proxied_image
from clerk_fakes.primitives.times import milliseconds

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
FIRST, LAST = 1_400_000_000, 1_400_000_000 + 2**32 - 1  # Unix seconds
NEW_YEAR = 1_767_225_600_000
INDIA, HAWAII = timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-10))

seconds = st.integers(FIRST, LAST)
tails = st.text(ALPHABET, min_size=21, max_size=21)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(2015, 5, 15), datetime(2150, 6, 18), timezones=offsets).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


def ksuid_bytes(ksuid: str) -> bytes:
    """The twenty bytes that 27 base62 characters stand for."""
    number = 0
    for letter in ksuid:
        number = number * 62 + ALPHABET.index(letter)
    return number.to_bytes(20, "big")


def ksuid_second(ksuid: str) -> int:
    return int.from_bytes(ksuid_bytes(ksuid)[:4], "big") + FIRST


def said(url: str) -> tuple[str, Any]:
    """What a picture's address says, as text and as JSON."""
    body = url.removeprefix("https://img.clerk.com/")
    assert "=" not in body
    text = b64decode(body + "=" * (-len(body) % 4), validate=True).decode()
    return text, json.loads(text)


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@example(second=FIRST, rest="0" * 21)
@example(second=FIRST, rest="z" * 21)
@example(second=LAST, rest="0" * 21)
@example(second=LAST, rest="z" * 21)
@given(second=seconds, rest=tails)
def test_whatever_follows_its_head_a_ksuid_is_of_that_second(second: int, rest: str) -> None:
    assert ksuid_second(ksuid_head(second) + rest) == second


def test_ksuids_are_of_their_second_from_the_first_to_the_last() -> None:
    for second in range(FIRST, LAST + 1, 2**32 // 20_011):
        head = ksuid_head(second)
        assert ksuid_second(head + "0" * 21) == ksuid_second(head + "z" * 21) == second


@pytest.mark.parametrize(("second", "nearest"), [(0, FIRST), (FIRST - 1, FIRST), (LAST + 1, LAST), (2**40, LAST)])
def test_a_second_that_no_ksuid_can_hold_is_the_nearest_that_one_can(second: int, nearest: int) -> None:
    assert ksuid_head(second) == ksuid_head(nearest)


def test_the_bounds_are_those_of_four_bytes() -> None:
    assert (KSUID_EPOCH, KSUID_END) == (FIRST, LAST + 1)


@given(earlier=seconds, later=seconds)
def test_ksuids_sort_by_their_second(earlier: int, later: int) -> None:
    assume(earlier < later)

    assert ksuid_head(earlier) + "z" * 21 < ksuid_head(later) + "0" * 21


@example(initials='"\\')
@example(initials="ÄŁ")
@example(initials="田中")
@example(initials="\n\0")
@given(initials=st.text(min_size=1))
def test_a_default_avatar_says_whose_it_is(initials: str) -> None:
    expected = {"type": "default", "iid": "ins_1", "rid": "user_1", "initials": initials}

    text, avatar = said(default_avatar("ins_1", "user_1", initials))

    assert avatar == expected
    assert text == compact(expected)


def test_nobody_without_a_name_has_initials() -> None:
    assert said(default_avatar("ins_1", "user_1", ""))[1] == {"type": "default", "iid": "ins_1", "rid": "user_1"}


@example(source='https://example.com/"\\', signature="")
@example(source="https://example.com/é/写真", signature="s")
@given(source=st.text(), signature=st.text(ALPHABET + "-_", min_size=1, max_size=43))
def test_a_stored_picture_says_where_it_comes_from(source: str, signature: str) -> None:
    expected = {"type": "proxy", "src": source, **({"s": signature} if signature else {})}

    text, picture = said(proxied_image(source, signature))

    assert picture == expected
    assert text == compact(expected)


@pytest.mark.parametrize(
    "now",
    [
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T05:30:00+05:30",
        "2025-12-31T14:00:00-10:00",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00",
        "2026-01-01",
        datetime(2026, 1, 1),
        datetime(2026, 1, 1, tzinfo=timezone.utc),
        datetime(2026, 1, 1, 5, 30, tzinfo=INDIA),
        datetime(2025, 12, 31, 14, tzinfo=HAWAII),
    ],
    ids=str,
)
def test_a_time_is_in_its_zone_or_in_utc(now: str | datetime) -> None:
    assert milliseconds(now) == NEW_YEAR


@given(moment=moments)
def test_a_moment_is_the_same_as_text(moment: datetime) -> None:
    expected = (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)

    assert milliseconds(moment) == milliseconds(moment.isoformat()) == expected


@pytest.mark.parametrize("now", ["2015-05-14T00:00:00Z", "2150-06-19T00:00:00Z"])
def test_the_days_that_the_message_names_are_within_range(now: str) -> None:
    with pytest.raises(InvalidArgument, match=now[:10]):
        milliseconds("1999-12-31")

    assert FIRST * 1000 < milliseconds(now) <= LAST * 1000


NONSENSE: list[Any] = [
    *("", "yesterday", "now", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00Z", "ZZ", "1767225600000"),
    *(None, True, 1_767_225_600_000, 1.5, b"2026-01-01", [], date(2026, 1, 1), timedelta(1), datetime),
]
BEYOND: list[Any] = [
    *("1970-01-01", "2014-05-13T16:53:20Z", "2015-05-13T00:00:00Z", "2150-06-20", "9999-12-31T23:59:59Z"),
    *(datetime.min, datetime.max, datetime.min.replace(tzinfo=INDIA), datetime.max.replace(tzinfo=HAWAII)),
]


@pytest.mark.parametrize("now", NONSENSE, ids=repr)
def test_what_is_no_time_is_refused_by_its_value(now: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        milliseconds(now)

    assert f"now={now!r} is not a time" in str(refused.value)
    assert "2026-01-01T00:00:00Z" in str(refused.value)


@pytest.mark.parametrize("now", BEYOND, ids=repr)
def test_times_that_no_id_can_hold_are_refused_by_their_value(now: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        milliseconds(now)

    assert f"now={now!r} is outside" in str(refused.value)
