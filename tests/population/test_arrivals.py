"""When users sign up: more of them every year, on weekdays, and while most people are awake."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone

import pytest

from clerk_fakes import Population

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
SEVERAL = 6_000
YEAR = 365.25 * 86_400


@pytest.fixture(scope="module")
def sign_ups() -> list[datetime]:
    return [datetime.fromtimestamp(user["created_at"] / 1000, timezone.utc) for user in Population(4)[:SEVERAL]]


def test_there_are_more_every_year(sign_ups: list[datetime]) -> None:
    years = Counter(int((NOW - at).total_seconds() // YEAR) for at in sign_ups)  # 0 for the last year

    assert years.keys() == {0, 1, 2}
    assert years[0] > 1.4 * years[1] > 1.4 * 2 * years[2]


def test_a_weekday_has_twice_the_sign_ups_of_a_day_of_the_weekend(sign_ups: list[datetime]) -> None:
    days = Counter(at.weekday() for at in sign_ups)

    assert min(days[day] for day in range(5)) > 1.5 * max(days[5], days[6])


def test_the_afternoon_has_many_times_the_sign_ups_of_the_night(sign_ups: list[datetime]) -> None:
    hours = Counter(at.hour for at in sign_ups)

    assert hours.keys() == set(range(24))
    assert sum(hours[hour] for hour in range(13, 17)) > 5 * sum(hours[hour] for hour in range(1, 5))


@pytest.mark.parametrize("now", ["2015-06-01T00:00:00Z", "2015-05-20T12:00:00Z", "2149-01-01T00:00:00Z"])
def test_nobody_signs_up_outside_what_an_id_can_hold_or_after_now(now: str) -> None:
    ms = datetime.fromisoformat(now.replace("Z", "+00:00")).timestamp() * 1000
    for user in Population(4, now=now)[:500]:
        assert 1_400_000_000_000 <= user["created_at"] < ms
