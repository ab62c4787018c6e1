"""Everything occurs as often as in the population whose figures are stored, within chance."""

from __future__ import annotations

import json
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.shares.counts import Sample, count, distance

STORED = Path(__file__).with_name("stored.json")
STORED_SAMPLES = {
    "alone": Sample(range(20), of_each=5_000),
    "in companies": Sample(range(20), of_each=2_000, organizations=True),
}
SMALL = {"alone": range(100, 102), "in companies": range(100, 105)}  # seeds of 10,000 users each
LIMIT = 5  # standard deviations, which chance exceeds once in millions

# Facts (patterns) whose shares are meant to differ from the stored ones, and why.
INTENDED: dict[str, str] = {}


@lru_cache
def stored() -> dict[str, Any]:
    shares: dict[str, Any] = json.loads(STORED.read_text())
    return shares


def is_intended(fact: str) -> bool:
    return any(fnmatchcase(fact, pattern) for pattern in INTENDED)


def differing(name: str, sample: Sample) -> dict[str, str]:
    """The facts whose shares are further from the stored ones than chance brings them."""
    before, users = stored()[name]["counts"], stored()[name]["users"]
    now = count(sample)
    return {
        fact: f"{before.get(fact, 0) / users:.2%} → {now[fact] / len(sample):.2%}"
        for fact in sorted(before.keys() | now.keys())
        if distance(before.get(fact, 0), users, now[fact], len(sample)) > LIMIT and not is_intended(fact)
    }


@pytest.mark.parametrize("name", STORED_SAMPLES)
def test_shares_are_as_stored_in_a_small_sample(name: str) -> None:
    assert differing(name, replace(STORED_SAMPLES[name], seeds=SMALL[name])) == {}


@pytest.mark.full
@pytest.mark.parametrize("name", STORED_SAMPLES)
def test_shares_are_as_stored(name: str) -> None:
    assert differing(name, replace(STORED_SAMPLES[name], seeds=range(100, 120))) == {}


@pytest.mark.parametrize("name", STORED_SAMPLES)
def test_every_user_signed_up_in_exactly_one_way(name: str) -> None:
    before = stored()[name]

    assert before["counts"]["1 sign-ups recognised"] == before["users"]


def test_a_share_that_moved_by_a_quarter_is_found() -> None:
    assert distance(1700, 50_000, 2125, 50_000) > LIMIT
    assert distance(17_000, 50_000, 17_400, 50_000) < LIMIT


def test_few_against_none_is_chance() -> None:
    assert distance(3, 50_000, 0, 50_000) < LIMIT
    assert distance(1, 50_000, 1, 10_000) < LIMIT
    assert distance(100, 50_000, 0, 50_000) > LIMIT
    assert distance(50_000, 50_000, 10_000, 10_000) == 0
