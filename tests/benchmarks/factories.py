"""How fast `UserFactory` is: beside plain factories of the same fields, and beside `Population`."""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet annotates none of its declarations.

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from factory.declarations import Sequence

from clerk_fakes import Population
from clerk_fakes.factories import UserFactory
from tests.benchmarks.measure import Chunk, Measurement, Target, faster, taking_turns
from tests.benchmarks.peer import UserFactory as Peer

ROUNDS = 40
USERS = 200  # in one turn of ours: some 15 ms
PEERS = 15  # in one turn of the peer, which takes about as long

PINNED: dict[str, Any] = {"first_name": "Ada", "email_addresses__0__verification__status": "expired"}
RESOLVED: dict[str, Any] = {"external_id": Sequence("crm-{}".format)}


def measurements(full: bool) -> Iterator[Measurement]:
    yield beside_factory_boy("factory users, beside factory_boy", {})
    yield beside_factory_boy("the same with pins and a path", PINNED, least=None)
    yield beside_factory_boy("the same with a declaration", RESOLVED, least=None)
    yield beside_population()


def beside_factory_boy(
    name: str,
    pins: dict[str, Any],
    rounds: int = ROUNDS,
    users: int = USERS,
    peers: int = PEERS,
    least: float | None = 8,
) -> Measurement:
    """The same fields, made by hand-written factories."""
    seconds = taking_turns(_made(users, lambda: UserFactory(**pins)), _made(peers, Peer), rounds)
    return faster(name, "users", seconds, Target(least=least))


def beside_population(rounds: int = ROUNDS, users: int = USERS) -> Measurement:
    """One user of a factory, beside one of a population."""
    stream = Population().starting(0)
    seconds = taking_turns(_made(users, UserFactory), lambda: sum(1 for _ in islice(stream, users)), rounds)
    ours, peer = seconds.ours * 1e6, seconds.peer * 1e6
    return Measurement("one, beside one of a population", "µs", ours, peer, seconds.ratio, Target(most=6))


def _made(several: int, make: Callable[[], object]) -> Chunk:
    def run() -> int:
        for _ in range(several):
            make()
        return several

    return run
