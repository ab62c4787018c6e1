"""Of how many users everything is true, and whether two such counts differ by more than chance.

`python -m tests.oracles.shares` stores the counts of the present population, to which
`tests/simulation/test_shares.py` holds later ones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from clerk_fakes import Population
from tests.oracles.facts import facts

STORED = Path(__file__).with_name("shares.json")
FEWEST = 5  # users; that a fact true of fewer is true of none is within chance
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


STORED_SAMPLES = {
    "alone": Sample(range(20), of_each=5_000),
    "in companies": Sample(range(20), of_each=2_000, organizations=True),
}


def stored(sample: Sample) -> dict[str, Any]:
    counts = {fact: users for fact, users in sorted(count(sample).items()) if users >= FEWEST}
    return {"users": len(sample), "counts": counts}


if __name__ == "__main__":
    STORED.write_text(json.dumps({name: stored(sample) for name, sample in STORED_SAMPLES.items()}, indent=0) + "\n")
