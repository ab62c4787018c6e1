"""The pytest plugin: install clerk_fakes, and write `def test_it(clerk_user)`.

pytest imports it in every run of every project that has it installed, so that nothing heavy is imported before a
fixture is used: neither Hypothesis nor Faker, factory_boy or jsonschema-rs.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.pytest_plugin.case_fixtures import (
    CASES,
    clerk_broken_case,
    clerk_user_case,
    clerk_verification,
    clerk_wild_case,
)
from clerk_fakes.pytest_plugin.checks import check, check_early
from clerk_fakes.pytest_plugin.config_values import OPTIONS
from clerk_fakes.pytest_plugin.databases.fixtures import _clerk_files, _clerk_server, clerk_database, clerk_postgres
from clerk_fakes.pytest_plugin.fixtures import (
    _clerk_recorder,
    clerk_population,
    clerk_seed,
    clerk_user,
    clerk_user_factory,
    clerk_users,
)
from clerk_fakes.pytest_plugin.markers import refuse
from clerk_fakes.pytest_plugin.recording.running import RUNNING
from clerk_fakes.pytest_plugin.settings import SETTINGS, WORKER_SEED, configure, is_worker, remember

if TYPE_CHECKING:
    from clerk_fakes.pytest_plugin.recording.recorder import Recorder

FIXTURES = {name for name in globals() if name.startswith("clerk_")}
MARKERS = (
    "clerk_user(**like): what clerk_user is like, in the arguments of UserFactory: traits, fields, paths.",
    "clerk_cases(*globs): which cases clerk_user_case and its like go through, or 'packed', 'all' or 'allowed'; '!…' "
    "excludes.",
    "clerk_database(users): how many users clerk_database and clerk_postgres hold.",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line and the ini file."""
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


def _percent(given: str) -> float:
    try:
        percent = float(given)
    except ValueError:
        percent = -1
    if not 0 <= percent <= 100:
        hint = "write --clerk-coverage=80, or a bare --clerk-coverage after everything else"
        raise pytest.UsageError(f"--clerk-coverage={given}: {given!r} is not a percentage; {hint}")
    return percent


def pytest_configure(config: pytest.Config) -> None:
    """Work out the settings of the run, and refuse what cannot be used."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    configure(config)
    check_early(config)
    fail_under = config.getoption("clerk_coverage")
    if fail_under is not None:
        from clerk_fakes.pytest_plugin.coverage import COVERAGE, RunCoverage

        config.stash[COVERAGE] = RunCoverage(config, fail_under)
        config.pluginmanager.register(config.stash[COVERAGE])


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse what cannot be used of the ini file, now that a test needs it."""
    if any(not FIXTURES.isdisjoint(getattr(item, "fixturenames", ())) for item in session.items):
        check(session.config)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> Generator[None, Any, Any]:
    """Refuse wrong markers once all are added, also those of tests that the run then leaves out."""
    collected = list(items)
    result = yield
    refuse(session, dict.fromkeys([*collected, *items]), items)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Keep the seed of a run that runs tests."""
    if not session.config.option.collectonly:
        remember(session.config)


def pytest_report_header(config: pytest.Config) -> str:
    """The settings of the run."""
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
    """Before pytest-randomly resets all randomness, keep that of the test; and show a TestCase its users."""
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
    if _recorder(item):
        from clerk_fakes.pytest_plugin.randomness import keep

        keep()


def _show_to_testcase(item: pytest.Item) -> None:
    """Set what `usefixtures` asks for as attributes of a unittest.TestCase, which takes no arguments."""
    test = getattr(getattr(item, "obj", None), "__self__", None)
    unittest = sys.modules.get("unittest")  # no TestCase exists without it
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
    """Show with a failure how to make the test's users again."""
    report = yield
    recorder = _recorder(item)
    if report.failed and recorder and recorder.users:
        from clerk_fakes.pytest_plugin.recording.failures import MOST_LISTED, section

        report.sections.append(("clerk_fakes", section(recorder)))
        listed = [(user.fixture, user.again) for user in recorder.users[-MOST_LISTED:]]
        for properties in (report.user_properties, item.user_properties):  # the latter for JUnit's report of all phases
            properties += [each for each in listed if each not in properties]
    if call.when == "teardown" and recorder:
        _forget(item)
    return report


def _recorder(item: pytest.Item) -> Recorder | None:
    """The recorder of a test that was given something; importing it is left to those tests."""
    module = sys.modules.get("clerk_fakes.pytest_plugin.recording.recorder")
    return item.stash.get(module.RECORDER, None) if module else None


def _forget(item: pytest.Item) -> None:
    from clerk_fakes.pytest_plugin.recording.recorder import RECORDER

    del item.stash[RECORDER]
