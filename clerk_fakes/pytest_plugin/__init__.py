"""The pytest plugin: install clerk_fakes, and write `def test_it(clerk_user)`.

pytest imports it in every run of every project that has it installed, so that nothing heavy is imported before a
fixture is used: neither Hypothesis nor Faker, factory_boy or jsonschema-rs.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest

from clerk_fakes.pytest_plugin import case_fixtures
from clerk_fakes.pytest_plugin.case_fixtures import (
    clerk_broken_case,
    clerk_user_case,
    clerk_verification,
    clerk_wild_case,
)
from clerk_fakes.pytest_plugin.databases import _clerk_files, _clerk_server, clerk_database, clerk_postgres
from clerk_fakes.pytest_plugin.fixtures import (
    _clerk_roster,
    clerk_population,
    clerk_seed,
    clerk_user,
    clerk_user_factory,
    clerk_users,
)
from clerk_fakes.pytest_plugin.options import OPTIONS
from clerk_fakes.pytest_plugin.settings import (
    REACH,
    ROSTER,
    RUNNING,
    SETTINGS,
    WORKER_SEED,
    check,
    is_worker,
    remember,
    settle,
)

FIXTURES = {name for name in globals() if name.startswith("clerk_")}
CASES = FIXTURES & vars(case_fixtures).keys()
NEEDS = {
    "clerk_user": {"clerk_user"},
    "clerk_cases": CASES,
    "clerk_database": {"clerk_database", "clerk_postgres"},
}
MARKERS = (
    "clerk_user(**like): who clerk_user is, in whatever words UserFactory takes: traits, fields, paths.",
    "clerk_cases(*globs): which cases clerk_user_case and its like go through; or 'packed', or 'all'.",
    "clerk_database(users): how many users clerk_database and clerk_postgres hold.",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what can be said on the command line and in the ini file."""
    group = parser.getgroup("clerk_fakes", "test users for what is built on Clerk")
    for option in OPTIONS:
        group.addoption(option.flag, dest=option.key, metavar=option.metavar, help=option.help)
        parser.addini(option.key, option.help, default=None)
    group.addoption(
        "--clerk-coverage",
        nargs="?",
        const=0.0,
        type=_percent,
        metavar="FAIL_UNDER",
        help="report which edges the users of this run are on; fail below so many per cent",
    )


def _percent(said: str) -> float:
    try:
        percent = float(said)
    except ValueError:
        percent = -1
    if not 0 <= percent <= 100:
        hint = "write --clerk-coverage=80, or a bare --clerk-coverage after everything else"
        raise pytest.UsageError(f"--clerk-coverage={said}: {said!r} is no percentage; {hint}")
    return percent


def pytest_configure(config: pytest.Config) -> None:
    """Settle what the run goes by, and refuse what cannot be."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    settle(config)
    fail_under = config.getoption("clerk_coverage")
    if fail_under is not None:
        from clerk_fakes.pytest_plugin.reach import Reach

        config.stash[REACH] = Reach(config, fail_under)
        config.pluginmanager.register(config.stash[REACH])


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse what cannot be of what the ini file says, now that a test needs it."""
    used = [item for item in session.items if not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))]
    if used and not is_worker(session.config):
        check(session.config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Warn of a marker that a test has by itself, and does not use."""
    for item in items:
        for marker in item.own_markers:
            needs = NEEDS.get(marker.name)
            if needs and needs.isdisjoint(getattr(item, "fixturenames", ())):
                item.warn(pytest.PytestWarning(f"the marker {marker.name} is for {' or '.join(sorted(needs))}"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Keep the seed of a run that runs tests."""
    if not session.config.option.collectonly:
        remember(session.config)


def pytest_report_header(config: pytest.Config) -> str:
    """Say what the run goes by."""
    return config.stash[SETTINGS].header()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a worker of pytest-xdist the seed of the run, which may be random."""
    node.workerinput[WORKER_SEED] = node.config.stash[SETTINGS].seed


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each case to a test that asks for cases."""
    if not CASES.isdisjoint(metafunc.fixturenames):
        from clerk_fakes.pytest_plugin.catalogues import parametrize

        parametrize(metafunc)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Before pytest-randomly resets all randomness, see where that of the test is; and show a TestCase its users."""
    __tracebackhide__ = True
    _keep_randomness(item)
    _show_to_testcase(item)
    item.config.stash[RUNNING] = item
    try:
        return (yield)
    finally:
        del item.config.stash[RUNNING]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """The same, where it resets it once more."""
    __tracebackhide__ = True
    _keep_randomness(item)
    return (yield)


def _keep_randomness(item: pytest.Item) -> None:
    if ROSTER in item.stash:
        from clerk_fakes.pytest_plugin.randomness import keep

        keep()


def _show_to_testcase(item: pytest.Item) -> None:
    """What `usefixtures` asks for becomes attributes of a unittest.TestCase, which takes no arguments."""
    test = getattr(getattr(item, "obj", None), "__self__", None)
    unittest = sys.modules.get("unittest")  # nobody has a TestCase without it
    if unittest is None or not isinstance(test, unittest.TestCase):
        return
    for name in FIXTURES & item.funcargs.keys():  # type: ignore[attr-defined]  # pytest's types do not know TestCases
        if hasattr(test, name):
            pytest.fail(f"{type(test).__name__} has an attribute {name} of its own: rename it", pytrace=False)
        setattr(test, name, item.funcargs[name])  # type: ignore[attr-defined]  # likewise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a failure how to make the test's users again."""
    report = yield
    roster = item.stash.get(ROSTER, None)
    if report.failed and roster and roster.given:
        from clerk_fakes.pytest_plugin.report import MOST_TOLD, section

        report.sections.append(("clerk_fakes", section(roster)))
        told = [(given.fixture, given.again) for given in roster.given[-MOST_TOLD:]]
        for properties in (report.user_properties, item.user_properties):  # the latter for JUnit's report of all phases
            properties += [each for each in told if each not in properties]
    if call.when == "teardown" and roster:
        del item.stash[ROSTER]
    return report
