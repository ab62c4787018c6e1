"""Every user is valid and coherent."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.population import SIZE
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.validator import Validator
from tests.coherence import incoherences

User = dict[str, Any]
LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "pt_BR", "ja_JP", "zh_CN", "ar_AA", "hi_IN", "ru_RU")
NOW = 1_767_225_600_000


WAYS: dict[str, dict[str, Any]] = {
    "by default": {},
    "of all locales": {"locale": LOCALES},
    "with organizations": {"organizations": True},
    "in test mode": {"clerk_test": True},
}
CLOCKS = {
    "2015-05-14T00:00:00Z": 1_431_561_600_000,
    "2024-02-29T23:59:59.999Z": 1_709_251_199_999,
    "2150-06-19T00:00:00Z": 5_694_883_200_000,
}


def assert_valid_and_coherent(users: Iterable[User], now_ms: int = NOW) -> None:
    validator = Validator(read())
    for number, user in enumerate(users):
        assert validator.accepts(user), (number, validator.violations(user))
        assert incoherences(user, now_ms=now_ms) == [], number


@pytest.mark.parametrize("way", WAYS)
def test_every_user_is_valid_and_coherent(way: str) -> None:
    assert_valid_and_coherent(Population(11, **WAYS[way]).take(5_000))


@pytest.mark.full
@pytest.mark.parametrize("way", WAYS)
def test_every_user_of_a_hundred_thousand_is_valid_and_coherent(way: str) -> None:
    assert_valid_and_coherent(islice(Population(12, **WAYS[way]), 100_000))


@pytest.mark.parametrize("start", [10**6, 10**9, SIZE - 500])
def test_every_user_is_valid_and_coherent_however_far_out(start: int) -> None:
    """Phones are used up there, and names are numbered."""
    assert_valid_and_coherent(Population(11, locale=LOCALES, organizations=True)[start : start + 500])


@pytest.mark.parametrize("now", CLOCKS)
def test_every_user_is_valid_and_coherent_at_any_time(now: str) -> None:
    """From the first year of Clerk's ids to their last day."""
    assert_valid_and_coherent(Population(11, now=now, organizations=True).take(1_000), CLOCKS[now])
