"""What all tests share: pytester, a Hypothesis profile, README blocks that run, and the `--full` runs."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_plugins = ["pytester"]
collect_ignore_glob = ["examples/*_app"]  # projects of their own, each with an environment of its own

settings.register_profile("house", deadline=None)
settings.load_profile("house")

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser()], patterns=["README.md"]).pytest()


ASKED_FOR = {
    "full": "takes minutes",
    "spark": "needs Java 17",
}  # markers of tests that run only with a flag of that name


def pytest_addoption(parser: pytest.Parser) -> None:
    for marker, reason in ASKED_FOR.items():
        parser.addoption(
            f"--{marker}", action="store_true", help=f"also run the tests marked `{marker}`: each {reason}"
        )


def pytest_configure(config: pytest.Config) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's `pytest &` ignores it, as children would
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and so does nohup
    for marker, reason in ASKED_FOR.items():
        config.addinivalue_line("markers", f"{marker}: {reason}; runs only with --{marker}")
    config.addinivalue_line("markers", 'slow: takes seconds; left out by -m "not slow" while working')


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = {marker for marker in ASKED_FOR if not config.getoption(f"--{marker}")}
    kept = [item for item in items if not left_out & {mark.name for mark in item.iter_markers()}]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
