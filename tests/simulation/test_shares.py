"""Everything occurs as often as it did in the population that was measured, within what chance allows."""

from __future__ import annotations

import json
from math import sqrt

import pytest

from tests.oracles.shares import LEAST, STORED, USERS, population, shares

MOST = 5.0  # standard deviations between two samples of the same share
FEW = 5  # one in so many, in the fast test
INTENDED: dict[str, str] = {}  # what occurs more or less often on purpose, and why


def deviations(name: str, every: int) -> dict[str, float]:
    """How far apart the shares are, in standard deviations of their difference."""
    before = json.loads(STORED.read_text("utf-8"))[name]
    sample = population(name, seed=1)[: USERS[name] : every]
    now, users = shares(sample), len(sample)
    far = {}
    for fact in before.keys() | now.keys():
        one, other = before.get(fact, LEAST - 1), now.get(fact, 0)  # what is rarer is not stored
        pooled = (one + other) / (USERS[name] + users)
        spread = sqrt(pooled * (1 - pooled) * (1 / USERS[name] + 1 / users))
        far[fact] = abs(one / USERS[name] - other / users) / spread if spread else 0.0
    return far


def too_far(name: str, every: int) -> dict[str, float]:
    return {fact: z for fact, z in deviations(name, every).items() if z > MOST and fact not in INTENDED}


@pytest.mark.parametrize("name", USERS)
def test_shares_are_as_they_were(name: str) -> None:
    assert too_far(name, FEW) == {}


@pytest.mark.full
@pytest.mark.parametrize("name", USERS)
def test_shares_of_as_many_users_are_as_they_were(name: str) -> None:
    assert too_far(name, 1) == {}
