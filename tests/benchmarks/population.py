"""How fast `Population` makes users, and that neither their number nor the place of one makes it slower or bigger."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from time import perf_counter

import orjson

from clerk_fakes import Population
from tests.benchmarks.measure import Chunk, Measurement, Target, faster, taking_turns
from tests.benchmarks.mimesis_peer import user as mimesis_user
from tests.benchmarks.peer import UserFactory

STREAMING = Path(__file__).with_name("streaming.py")
ROUNDS = 60
USERS = 500  # in one turn of ours: some 25 ms
KEPT = 1_000  # in one list
PEERS = 25  # in one turn of the peer, which takes about as long
PROCESSES = 30


def measurements(full: bool) -> Iterator[Measurement]:
    yield beside_factory_boy()
    yield beside_mimesis()
    for organizations in (False, True):
        yield beside_loads(kept=True, organizations=organizations, least=1 / 2.3)
        yield beside_loads(kept=False, organizations=organizations, least=1 / 3.9)
    yield deep(1_000)
    yield deep(1_000_000)
    yield streaming(200_000, 1_000_000) if full else streaming(20_000, 200_000)
    yield importing()


def beside_factory_boy(rounds: int = ROUNDS, users: int = USERS, peers: int = PEERS) -> Measurement:
    """The same fields, made by hand-written factories."""

    def peer() -> int:
        for _ in range(peers):
            UserFactory()
        return peers

    seconds = taking_turns(_streamed(0, users), peer, rounds)
    return faster("users, beside factory_boy + Faker", "users", seconds, Target(least=25))


def beside_mimesis(rounds: int = ROUNDS, users: int = USERS, peers: int = USERS // 3) -> Measurement:
    """The same keys, by mimesis."""
    seconds = taking_turns(_streamed(0, users), lambda: len([mimesis_user() for _ in range(peers)]), rounds)
    return faster("users, beside mimesis", "users", seconds, Target(least=3))


def beside_loads(
    *, kept: bool, organizations: bool = False, rounds: int = ROUNDS, users: int = KEPT, least: float | None = None
) -> Measurement:
    """The same users, read from JSON by the fastest there is: in lists that are kept, or each dropped at once.

    The garbage collector adds as much to each kept user of either, so the length of the list is part of the figure.
    """
    population, starts = Population(organizations=organizations), count(0, users)
    written = [orjson.dumps(user) for user in population.take(users)]

    def ours() -> int:
        start = next(starts)
        if kept:
            return len(population[start : start + users])
        return sum(1 for _ in islice(population.starting(start), users))

    def peer() -> int:
        read = map(orjson.loads, written)
        return len(list(read)) if kept else sum(1 for _ in read)

    name = f"users {'kept' if kept else 'streamed'}{', organizations' if organizations else ''}, beside orjson.loads"
    return faster(name, "users", taking_turns(ours, peer, rounds), Target(least=least))


def deep(index: int, rounds: int = ROUNDS, users: int = USERS) -> Measurement:
    """Users from one index on, beside those from the tenth on."""
    seconds = taking_turns(_streamed(index, users), _streamed(10, users), rounds)
    ours, peer = seconds.ours * 1e6, seconds.peer * 1e6
    return Measurement(f"user {index:,}, beside user 10", "µs", ours, peer, seconds.ratio, Target(most=1.1))


def streaming(few: int, many: int) -> Measurement:
    """Peak memory of many users, beside that of few."""
    ours, peer = _peak(many), _peak(few)
    return Measurement(f"{many:,} users, beside {few:,}", "MiB", ours, peer, ours / peer, Target(most=1.05))


def importing(processes: int = PROCESSES) -> Measurement:
    """A process that only imports the package, beside one that does nothing."""
    seconds = taking_turns(_process("import clerk_fakes"), _process("pass"), processes, clock=perf_counter)
    ours, peer = seconds.ours * 1e3, seconds.peer * 1e3
    return Measurement("import, beside an empty process", "ms", ours, peer, seconds.ratio, Target(most=30, more=True))


def _streamed(start: int, users: int) -> Chunk:
    """Turns that go on where the last one ended, so that none finds a cache that another has filled."""
    stream = Population().starting(start)
    return lambda: sum(1 for _ in islice(stream, users))


def _process(statement: str) -> Chunk:
    def run() -> int:
        subprocess.run([sys.executable, "-c", statement], check=True)
        return 1

    return run


def _peak(users: int) -> float:
    told = subprocess.run([sys.executable, STREAMING, str(users)], check=True, capture_output=True, text=True).stdout
    return int(told) / 1024
