"""What a second worker brings, and what memory seeding takes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from clerk_fakes import Population
from clerk_fakes.storage.files.write import write
from tests.benchmarks.measure import Chunk, Measurement, Target, taking_turns

STREAMING = Path(__file__).with_name("streaming.py")
SEEDING = "tests.benchmarks.peak"


def measurements(full: bool) -> Iterator[Measurement]:
    users = 200_000 if full else 50_000
    yield from (two_workers(name, users) for name in ("users.ndjson", "users.parquet"))
    yield alone_and_together(users // 2)
    yield from (memory(to, *((100_000, 1_000_000) if full else (20_000, 100_000))) for to in ("database", "parquet"))


def two_workers(name: str, users: int, rounds: int = 2) -> Measurement:
    """The same file, by one process and by two workers."""
    population = Population()
    with TemporaryDirectory() as folder:

        def writing(workers: int) -> Chunk:
            def chunk() -> int:
                return write(population, Path(folder) / name, users, replace=True, workers=workers).users

            return chunk

        seconds = taking_turns(writing(2), writing(1), rounds, perf_counter)
    figures = 1 / seconds.ours, 1 / seconds.peer, 1 / seconds.ratio
    return Measurement(f"two workers for {name}", "users/s", *figures, Target(least=1.6))


def alone_and_together(users: int, rounds: int = 2) -> Measurement:
    """What two processes that share nothing do beside one of them: more than that this machine cannot."""

    def running(processes: int) -> Chunk:
        def chunk() -> int:
            command = [sys.executable, str(STREAMING), str(users)]
            running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(processes)]
            for process in running:
                process.wait()
            return users * processes

        return chunk

    seconds = taking_turns(running(2), running(1), rounds, perf_counter)
    figures = 1 / seconds.ours, 1 / seconds.peer, 1 / seconds.ratio
    return Measurement("two processes, sharing nothing", "users/s", *figures, Target())


def memory(to: str, few: int, many: int) -> Measurement:
    """Peak memory of seeding many users, beside that of few."""
    ours, peer = _peak(to, many), _peak(to, few)
    return Measurement(f"{many:,} users to {to}, beside {few:,}", "MB", ours, peer, ours / peer, Target(most=1.05))


def _peak(to: str, users: int) -> float:
    with TemporaryDirectory() as folder:
        where = {
            "database": ["--database", f"sqlite:///{folder}/seeded.db"],
            "parquet": ["--to", f"{folder}/users.parquet"],
        }
        done = subprocess.run(
            [sys.executable, "-m", SEEDING, "seed", "-n", str(users), *where[to]],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout) / 1000
