"""What the catalogue costs: all cases, and the coverage of many users."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from time import perf_counter

from clerk_fakes import Population
from clerk_fakes.cases import coverage
from tests.benchmarks.measure import Chunk, Measurement, Target, taking_turns

ALL_CASES = "from clerk_fakes.cases import cases; assert len(cases()) > 1_000"
IMPORTS = "import clerk_fakes.cases"


def measurements(full: bool) -> Iterator[Measurement]:
    yield all_cases()
    yield covering(100_000 if full else 5_000)


def all_cases(processes: int = 10) -> Measurement:
    """A process that makes every case, beside one that only imports the module."""
    seconds = taking_turns(_process(ALL_CASES), _process(IMPORTS), processes, clock=perf_counter)
    ours, peer = seconds.ours * 1e3, seconds.peer * 1e3
    return Measurement("all cases, beside the import", "ms", ours, peer, seconds.ratio, Target(most=500, more=True))


def covering(users: int, rounds: int = 3) -> Measurement:
    """Finding which edges users are on, beside making those users; 600 µs a user are 60 s for 100,000."""
    population = Population()

    def covered() -> int:
        return coverage(islice(population, users)).users

    def made() -> int:
        return len(population.take(users))

    seconds = taking_turns(covered, made, rounds)
    ours, peer = seconds.ours * 1e6, seconds.peer * 1e6
    return Measurement("coverage, beside making users", "µs", ours, peer, seconds.ratio, Target(most=600, more=True))


def _process(statement: str) -> Chunk:
    def run() -> int:
        subprocess.run([sys.executable, "-c", statement], check=True)
        return 1

    return run
