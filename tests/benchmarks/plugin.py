"""What the pytest plugin costs: those who do not use it, and those who run the whole catalogue."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from tests.benchmarks.measure import Chunk, Measurement, Target, taking_turns

# Without all others, whose start would hide ours.
PYTEST = (sys.executable, "-m", "pytest", "-pno:cacheprovider")
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
OURS = "-pclerk_fakes.pytest_plugin"
HANDLER = """
def handler(user):
    return user["id"], user["first_name"]

def test_handler(clerk_user_case):
    assert handler(clerk_user_case.user)
"""
EMPTY_TESTS = """
import pytest

@pytest.mark.parametrize("n", range(1642))
def test_nothing(n):
    pass
"""


def measurements(full: bool) -> Iterator[Measurement]:
    yield unused(processes=60 if full else 25)
    yield catalogue("collecting the whole catalogue", 1, "--collect-only")
    yield catalogue("testing a handler with all of it", 5)


def unused(processes: int) -> Measurement:
    """`pytest --collect-only` in an empty directory, with the plugin and without it."""
    with TemporaryDirectory() as empty:
        collect = partial(_run, Path(empty), "--collect-only")
        seconds = taking_turns(collect(OURS), collect(), processes, clock=_cpu)
    ours, peer = seconds.ours * 1e3, seconds.peer * 1e3
    return Measurement("pytest with the plugin unused", "ms", ours, peer, seconds.ratio, Target(most=10, more=True))


def catalogue(name: str, most: float, *args: str, rounds: int = 3) -> Measurement:
    """A test for each case, beside as many tests that do nothing: so many seconds more than pytest needs to start."""
    with TemporaryDirectory() as ours, TemporaryDirectory() as peer:
        for directory, tests in ((ours, HANDLER), (peer, EMPTY_TESTS)):
            Path(directory, "test_it.py").write_text(tests, "utf-8")
        cases = _run(Path(ours), *args, OURS, "--clerk-cases=all")
        seconds = taking_turns(cases, _run(Path(peer), *args), rounds, clock=_cpu)
    return Measurement(name, "s", seconds.ours, seconds.peer, seconds.ratio, Target(most=most, more=True))


def _run(directory: Path, *args: str) -> Chunk:
    def run() -> int:
        done = subprocess.run([*PYTEST, *args], cwd=directory, env=ALONE, capture_output=True, text=True)
        if done.returncode not in (0, 5):  # 5: there was nothing to collect
            raise RuntimeError(done.stdout + done.stderr)
        return 1

    return run


def _cpu() -> float:
    """Seconds that subprocesses have computed: a clock that stands still while other processes run."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
