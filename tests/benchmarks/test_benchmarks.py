"""The benchmarks run, whatever the figures are: everything here is far too small to tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from statistics import mode

import pytest

from clerk_fakes import Population, validate
from clerk_fakes.strategies import users
from tests.benchmarks import __main__ as command
from tests.benchmarks import catalogue, factories, plugin, population, seeding, strategies, workers
from tests.benchmarks.measure import Measurement, Seconds, Target, faster, taking_turns
from tests.benchmarks.peer import UserFactory

pytestmark = pytest.mark.slow

TINY: dict[str, Callable[[], Measurement]] = {
    "beside_factory_boy": lambda: population.beside_factory_boy(rounds=1, users=2, peers=1),
    "beside_mimesis": lambda: population.beside_mimesis(rounds=1, users=3, peers=1),
    "beside_loads": lambda: population.beside_loads(kept=True, rounds=1, users=3),
    "beside_loads, streamed": lambda: population.beside_loads(kept=False, organizations=True, rounds=1, users=3),
    "deep": lambda: population.deep(1_000_000, rounds=1, users=2),
    "streaming": lambda: population.streaming(1, 2),
    "importing": lambda: population.importing(processes=1),
    "factories": lambda: factories.beside_factory_boy("users", {}, rounds=1, users=2, peers=1),
    "a factory and a population": lambda: factories.beside_population(rounds=1, users=2),
    "strategies": lambda: strategies.beside_integers("s", users(), least=1, rounds=1, examples=2),
    "seeding": lambda: seeding.beside_executemany(3, rounds=1),
    "seeding PostgreSQL": lambda: seeding.beside_copy(3, rounds=1),
    "workers": lambda: workers.two_workers("users.ndjson", 3, rounds=1),
    "processes": lambda: workers.alone_and_together(3, rounds=1),
    "memory of seeding": lambda: workers.memory("database", 3, 6),
    "all cases": lambda: catalogue.all_cases(processes=1),
    "the plugin, unused": lambda: plugin.unused(processes=1),
    "the plugin and all cases": lambda: plugin.catalogue("all", 1, "--collect-only", rounds=1),
    "covering": lambda: catalogue.covering(3, rounds=1),
}
SLOWER, FASTER = (faster("users", "users", Seconds(1, ratio, 1 / ratio), Target(least=25)) for ratio in (2, 50))


@pytest.mark.parametrize("measure", TINY.values(), ids=TINY)
def test_a_measurement_compares_two_figures(measure: Callable[[], Measurement]) -> None:
    """Whatever the size, both sides have done something and their ratio is told."""
    measured = measure()

    assert min(measured.ours, measured.peer, measured.ratio) > 0


def test_peer_makes_users_with_the_same_fields() -> None:
    """The peer's users are valid, and have the keys that most of ours have, in the same order."""
    users = UserFactory.create_batch(50)

    assert {tuple(user) for user in users} == {mode(tuple(user) for user in Population()[:50])}
    for user in users:
        validate(user)


def test_peer_makes_now_and_then_what_ours_do() -> None:
    """Phones and external accounts: some have them, some have not."""
    users = UserFactory.create_batch(50)

    for name in ("phone_numbers", "external_accounts", "username"):
        assert {bool(user[name]) for user in users} == {False, True}


def test_turns_alternate_and_the_first_round_does_not_count() -> None:
    """Both sides run equally often, ours first."""
    turns: list[str] = []

    def turn(side: str) -> int:
        turns.append(side)
        return 1

    taking_turns(partial(turn, "ours"), partial(turn, "peer"), rounds=2)

    assert turns == ["ours", "peer"] * 3


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(least=2), True),
        (Target(least=2.5), False),
        (Target(most=2), True),
        (Target(most=1.5), False),
        (Target(most=30, more=True), True),
        (Target(most=5, more=True), False),
    ],
    ids=str,
)
def test_a_target_is_about_the_ratio_or_the_difference(target: Target, met: bool) -> None:
    """Ours is 20, the peer's 10."""
    assert Measurement("it", "ms", 20, 10, 2, target).met is met


@pytest.fixture
def two_measurements(monkeypatch: pytest.MonkeyPatch) -> None:
    """One target missed and one met, instead of what takes minutes."""
    monkeypatch.setattr(command, "BENCHMARKS", {"two": lambda full: iter([SLOWER, FASTER])})


@pytest.mark.usefixtures("two_measurements")
@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["two"], 0), (["--strict"], 1)])
def test_command_writes_aligned_lines(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A heading and one line each; only `--strict` minds a missed target."""
    assert command.main(arguments) == code

    heading, slower, faster = capsys.readouterr().out.splitlines()
    assert slower.index("MISSED") == faster.index("met")
    assert heading.index("target") == slower.index("at least 25")


@pytest.mark.usefixtures("two_measurements")
def test_command_writes_json_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """Every figure, and whether its target was met."""
    command.main(["--json"])

    assert [(one["ratio"], one["met"]) for one in json.loads(capsys.readouterr().out)] == [(2, False), (50, True)]


@pytest.mark.parametrize("name", command.BENCHMARKS)
def test_every_benchmark_can_be_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help text lists what can be run alone."""
    with pytest.raises(SystemExit):
        command.main(["--help"])

    assert name in capsys.readouterr().out
