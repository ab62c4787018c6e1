"""How fast the strategies are: beside sixty plain integers, and beside hypothesis-jsonschema on the same document."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from clerk_fakes.schema.bundled import PATH
from clerk_fakes.strategies import any_users, users
from tests.benchmarks.measure import Chunk, Measurement, Target, faster, taking_turns

SIXTY: st.SearchStrategy[Any] = st.tuples(*[st.integers(0, 1000)] * 60)
EXAMPLES = 100
LAST_THAT_WORKS = "hypothesis==6.170.9"  # from 6.170.10 on, hypothesis-jsonschema's objects crash
# Its health checks are off because it fails them: a user takes it seconds.
PEER = """
import json, sys, time
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis_jsonschema import from_schema

@settings(max_examples=20, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=HealthCheck)
@given(from_schema(json.loads(open(sys.argv[1]).read())))
def draw(user):
    pass

start = time.process_time()
draw()
print((time.process_time() - start) / 20)
"""


def measurements(full: bool) -> Iterator[Measurement]:
    yield beside_integers("users(), beside 60 integers", users(), least=1)
    yield beside_integers("any_users(), beside 60 integers", any_users(), least=1 / 4)
    if full:
        yield from beside_hypothesis_jsonschema()


def beside_integers(
    name: str, strategy: st.SearchStrategy[Any], *, least: float, rounds: int = 10, examples: int = EXAMPLES
) -> Measurement:
    """Examples of a strategy, beside tuples of sixty integers, each in a test of its own."""
    seconds = taking_turns(_drawn(strategy, examples), _drawn(SIXTY, examples), rounds)
    return faster(name, "examples", seconds, Target(least=least))


def beside_hypothesis_jsonschema() -> Iterator[Measurement]:
    """Both strategies, beside `from_schema` in an environment of its own; that takes minutes."""
    with TemporaryDirectory() as folder:
        peer = _peer(Path(folder))
    for name, strategy in (("users()", users()), ("any_users()", any_users())):
        seconds = taking_turns(_drawn(strategy, EXAMPLES), _drawn(strategy, EXAMPLES), 5)
        ratio = peer / seconds.ours
        yield Measurement(
            f"{name}, beside from_schema", "examples/s", 1 / seconds.ours, 1 / peer, ratio, Target(least=50)
        )


def _peer(folder: Path) -> float:
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", LAST_THAT_WORKS, "hypothesis-jsonschema"], check=True)
    document = PATH
    told = subprocess.run([python, "-c", PEER, document], check=True, capture_output=True, text=True)
    return float(told.stdout)


def _drawn(strategy: st.SearchStrategy[Any], examples: int) -> Chunk:
    @settings(max_examples=examples, phases=[Phase.generate], database=None)
    @given(strategy)
    def draw(example: Any) -> None:
        pass

    def run() -> int:
        draw()
        return examples

    return run
