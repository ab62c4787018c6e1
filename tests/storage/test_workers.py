"""The number of workers affects nothing but the time."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.errors import InvalidArgument, OutOfRange, WorkerLost
from clerk_fakes.storage.sql.seed import seed
from clerk_fakes.storage.workers import Batch, batches, indices_of

pytestmark = pytest.mark.slow

POPULATION = Population(7, locale=["de_DE", "ja_JP"], organizations=True)


def ids(users: Iterable[dict[str, Any]]) -> list[str]:
    return [user["id"] for user in users]


def killed(users: Iterable[dict[str, Any]]) -> list[str]:
    os.kill(os.getpid(), signal.SIGKILL)
    return ids(users)


def failing(users: Iterable[dict[str, Any]]) -> list[str]:
    raise InvalidArgument(f"no {len(ids(users))} users")


@pytest.mark.parametrize("indices", [range(0), range(5, 6), range(17, 4_520)], ids=str)
def test_batches_are_the_same_for_any_number_of_workers(indices: range) -> None:
    one = [*batches(POPULATION, indices, ids)]

    assert one == [*batches(POPULATION, indices, ids, workers=3)]
    assert [id for batch in one for id in batch.result] == ids(POPULATION[indices.start : indices.stop])
    assert sum(batch.users for batch in one) == len(indices)


def test_batches_end_where_the_users_end() -> None:
    class Few:
        def starting(self, index: int) -> Iterator[dict[str, Any]]:
            return iter(POPULATION[:1_500][index:])

    assert [batch.users for batch in batches(Few(), range(5_000), ids)] == [1_000, 500]


def test_a_database_is_the_same_byte_by_byte_for_any_number_of_workers(tmp_path: Path) -> None:
    for workers in (1, 2, 3):
        seed(POPULATION, f"sqlite:///{tmp_path / str(workers)}.db", 12_500, workers=workers)

    assert len({(tmp_path / f"{workers}.db").read_bytes() for workers in (1, 2, 3)}) == 1
    with closing(sqlite3.connect(tmp_path / "3.db")) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (12_500,)


def test_a_killed_worker_is_an_error() -> None:
    with pytest.raises(WorkerLost, match=r"a worker was killed, or could not start: .*workers=1"):
        list(batches(POPULATION, range(3_000), killed, workers=2))


def test_an_error_in_a_worker_is_raised_here() -> None:
    with pytest.raises(InvalidArgument, match="no 1000 users"):
        list(batches(POPULATION, range(3_000), failing, workers=2))


def test_users_that_cannot_be_pickled_are_refused() -> None:
    class Here:
        def starting(self, index: int) -> Iterator[dict[str, Any]]:
            return POPULATION.starting(index)

    with pytest.raises(InvalidArgument, match=r"cannot be sent to other processes .* use workers=1"):
        list(batches(Here(), range(3_000), ids, workers=2))


def test_closing_the_iterator_stops_the_workers() -> None:
    with closing(batches(POPULATION, range(10**9), ids, workers=2)) as endless:
        assert next(endless) == Batch(1_000, ids(POPULATION[:1_000]))
    assert children(os.getpid()) == []


def children(process: int) -> list[int]:
    """The worker processes, without the tracker of shared resources, which lives as long as its parent."""
    listed = subprocess.run(["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process)], capture_output=True, text=True)
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]


def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = ["seed", "-n", "10000000", "--workers", "2", "--database", f"sqlite:///{tmp_path / 'demo.db'}"]
    parent = subprocess.Popen([sys.executable, "-m", "clerk_fakes", *command])
    workers: list[int] = []
    for _ in range(200):
        workers = children(parent.pid)
        if len(workers) == 2:
            break
        time.sleep(0.05)
    parent.kill()
    parent.wait()

    assert len(workers) == 2
    for _ in range(200):
        if not any(map(is_running, workers)):
            break
        time.sleep(0.05)
    assert not any(map(is_running, workers))


def is_running(process: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


class Few:
    """Three users, of which only reading shows that there are no more."""

    def __init__(self, is_lazy: bool) -> None:
        self._is_lazy = is_lazy

    def starting(self, index: int) -> Iterator[dict[str, Any]]:
        users = POPULATION.take(3)[index:]
        return (user for user in users) if self._is_lazy else iter(users)


@pytest.mark.parametrize("is_lazy", [True, False])
def test_users_that_run_out_are_refused_before_any_is_written(is_lazy: bool) -> None:
    assert indices_of(Few(is_lazy), 0, 3) == range(3)
    with pytest.raises(OutOfRange, match="there is no user 3"):
        indices_of(Few(is_lazy), 0, 4)


def test_checking_that_users_of_a_population_exist_makes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    population = Population(7)
    monkeypatch.setattr(Population, "_user", lambda self, index: pytest.fail(f"user {index} is made"))

    assert indices_of(population, 5, 10) == range(5, 15)
    with pytest.raises(OutOfRange, match="there is no user"):
        indices_of(population, 62**7 - 1, 2)
