"""Counting facts over populations, and whether two counts differ by more than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Any

from clerk_fakes import Population
from tests.shares.facts import facts

STRIDE = 9  # users who share a company are eight neighbours; these share none, so that each is a draw of its own


@dataclass(frozen=True)
class Sample:
    """So many users of the population of each seed, with companies or without.

    Samples to be compared take as many of each seed: fictitious phone numbers become rare with the index.
    """

    seeds: range
    of_each: int
    organizations: bool = False

    def __len__(self) -> int:
        return len(self.seeds) * self.of_each

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for seed in self.seeds:
            population = Population(seed, organizations=self.organizations)
            yield from (population[number * STRIDE] for number in range(self.of_each))


def count(sample: Sample) -> Counter[str]:
    """Of how many users each fact is true."""
    return Counter(fact for user in sample for fact in facts(user))


def distance(count: int, users: int, other: int, others: int) -> float:
    """How many standard deviations two shares are apart, as those of two samples of one population."""
    share = (count + other) / (users + others)
    if share == 1:
        return 0
    # Half a user each way: counts are whole, which matters where they are few.
    slack = 0.5 / users + 0.5 / others
    apart = max(abs(count / users - other / others) - slack, 0)
    return apart / sqrt(share * (1 - share) * (1 / users + 1 / others))
