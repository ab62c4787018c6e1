"""Everything occurs as often as in the population whose counts are stored, within chance."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from tests.oracles.shares import STORED, STORED_SAMPLES, Sample, count, distance

SMALL = {"alone": range(100, 102), "in companies": range(100, 105)}  # seeds of 10,000 users each
LARGE = range(100, 120)
LIMIT = 5  # standard deviations, which chance exceeds once in millions

# Fields that are settings of an instance, so that each seed has its own.
SETTINGS = ("verification_attempts_remaining", "delete_self_enabled")


@lru_cache
def stored() -> dict[str, Any]:
    shares: dict[str, Any] = json.loads(STORED.read_text("utf-8"))
    return shares


@lru_cache
def differing(name: str, seeds: range) -> dict[str, str]:
    """The facts whose shares are further from the stored ones than chance brings them."""
    sample: Sample = replace(STORED_SAMPLES[name], seeds=seeds)
    before, users = stored()[name]["counts"], stored()[name]["users"]
    now = count(sample)
    return {
        fact: f"{before.get(fact, 0) / users:.2%} → {now[fact] / len(sample):.2%}"
        for fact in sorted(before.keys() | now.keys())
        if distance(before.get(fact, 0), users, now[fact], len(sample)) > LIMIT
    }


def unexplained(name: str, seeds: range) -> dict[str, str]:
    return {fact: shares for fact, shares in differing(name, seeds).items() if not fact.startswith(SETTINGS)}


@pytest.mark.parametrize("name", STORED_SAMPLES)
def test_shares_are_as_stored_in_a_small_sample(name: str) -> None:
    assert unexplained(name, SMALL[name]) == {}


@pytest.mark.full
@pytest.mark.parametrize("name", STORED_SAMPLES)
def test_shares_are_as_stored(name: str) -> None:
    assert unexplained(name, LARGE) == {}


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
