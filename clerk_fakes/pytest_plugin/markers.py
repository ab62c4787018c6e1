"""Markers: one that nothing uses, or that holds what cannot be, is an error before any test runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from clerk_fakes.errors import ClerkFakesError
from clerk_fakes.pytest_plugin.case_fixtures import CASES
from clerk_fakes.pytest_plugin.checks import check
from clerk_fakes.pytest_plugin.databases.fixtures import number_of_users
from clerk_fakes.pytest_plugin.fixtures import arguments
from clerk_fakes.pytest_plugin.settings import SETTINGS, is_worker

if TYPE_CHECKING:
    from clerk_fakes.pytest_plugin.catalogues import Catalogue

USER = "clerk_user"
NEEDS = {USER: {USER}, "clerk_cases": CASES, "clerk_database": {"clerk_database", "clerk_postgres"}}

Node: TypeAlias = Any  # a test or what is around it; pytest does not export their type
Error: TypeAlias = "tuple[str, str]"  # where a marker stands, and what is wrong with it


# No dataclass, which takes longer to make: every run of pytest would wait for it.
class Placed:
    """A marker where it stands, and the tests that it is for."""

    def __init__(self, node: Node, mark: pytest.Mark) -> None:
        self.node, self.mark = node, mark
        self.tests: list[pytest.Item] = []

    @property
    def place(self) -> str:
        """The id of what it stands on."""
        return _place(self.node)

    @property
    def used(self) -> set[str]:
        """The fixtures that the tests use, of those that the marker is for."""
        return {name for name in NEEDS[self.mark.name] if any(name in _fixtures(test) for test in self.tests)}


def refuse(session: pytest.Session, collected: Iterable[pytest.Item], left: list[pytest.Item]) -> None:
    """Report each wrong marker of the collected tests, of which some may be left to run, as an error of collection."""
    marked = _marked(collected)
    if not marked:
        return
    check(session.config)
    errors = dict.fromkeys([*_wrong_markers(marked, session), *_wrong_users(marked)])
    for place, message in errors:
        report = pytest.CollectReport(place, "failed", f"{place}: {message}", [])
        session.config.hook.pytest_collectreport(report=report)
    if errors and is_worker(session.config) and not session.config.getoption("continue_on_collection_errors"):
        left.clear()  # pytest-xdist would run whatever can be collected


def _marked(tests: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests that have a marker of ours, or a parameter."""
    known: dict[Node, bool] = {}
    return [test for test in tests if _is_marked(test, known) or USER in _parameters(test)]


def _is_marked(node: Any, known: dict[Node, bool]) -> bool:
    """Whether a node, or one around it, has a marker of ours; asked of every test of every run."""
    if any(mark.name in NEEDS for mark in node.own_markers):
        return True
    around = node.parent
    if around is not None and around not in known:
        known[around] = _is_marked(around, known)
    return around is not None and known[around]


def _placed(tests: Iterable[pytest.Item]) -> Iterable[Placed]:
    """The markers where they stand; one that classes inherit stands on the first of them."""
    found: dict[tuple[object, int], Placed] = {}
    for test in tests:
        for name in NEEDS:
            for node, mark in test.iter_markers_with_node(name):
                key = (None if isinstance(node, pytest.Class) else node, id(mark))
                found.setdefault(key, Placed(node, mark)).tests.append(test)
    return found.values()


def _wrong_markers(tests: Iterable[pytest.Item], session: pytest.Session) -> Iterator[Error]:
    """Markers that no test uses, and those that are wrong by themselves."""
    whole = _whole(session)
    for each in _placed(tests):
        if isinstance(each.node, whole) and not each.used:
            yield each.place, _in_vain(each)
            continue
        try:
            _check(each.mark, each.used if isinstance(each.node, whole) else CASES, session.config)
        except ClerkFakesError as error:
            yield each.place, f"{each.mark.name}: {error}"


def _whole(session: pytest.Session) -> tuple[type, ...]:
    """What has all its tests among those that are collected: of a module or a class some may have been asked for."""
    config = session.config
    some = session.testsfailed or config.getoption("lf", False) or any("::" in argument for argument in config.args)
    return (pytest.Item,) if some else (pytest.Item, pytest.Class, pytest.Module)


def _in_vain(placed: Placed) -> str:
    name, fixtures = placed.mark.name, " or ".join(sorted(NEEDS[placed.mark.name]))
    who = "the test does not use" if isinstance(placed.node, pytest.Item) else "none of its tests uses"
    hint = "what is got by request.getfixturevalue has to be declared, by @pytest.mark.usefixtures"
    return f"the marker {name} does nothing: {who} {fixtures}; {hint}"


def _check(mark: pytest.Mark, used: set[str], config: pytest.Config) -> None:
    if mark.name == "clerk_database":
        number_of_users(mark)
    elif mark.name == "clerk_cases":
        from clerk_fakes.pytest_plugin.catalogues import CATALOGUES, globs_of, refuse_unknown

        asked: list[Catalogue] = [catalogue for name, catalogue in CATALOGUES.items() if name in used]
        refuse_unknown(globs_of(mark), asked, config.stash[SETTINGS].schema)


def _wrong_users(tests: Iterable[pytest.Item]) -> Iterator[Error]:
    """Users that cannot be what the markers and the parameter of a test ask for together."""
    known: set[tuple[int, ...]] = set()
    for test in tests:
        marks, given = list(test.iter_markers(USER)), _given(test)
        together = tuple(map(id, marks))
        if USER in _fixtures(test) and not (given is None and (not marks or together in known)):
            message = _refusal(test, marks, given)
            if message:
                yield _blamed(test, message), f"{USER}: {message}"
            known.add(together)


def _refusal(test: pytest.Item, marks: Sequence[pytest.Mark], given: object = None) -> str | None:
    """The error that the factory raises for the arguments of some markers in this test; None where it takes them."""
    from factory.declarations import BaseDeclaration, PostGenerationDeclaration

    from clerk_fakes.pytest_plugin.recording.recorder import Recorder

    recorder = Recorder.of(test)
    factory = recorder.settings.factory
    try:
        like = arguments(marks, given)
        factory.check(like)
        # A declaration may do anything, and so is computed only when its test runs.
        if not any(isinstance(value, BaseDeclaration | PostGenerationDeclaration) for value in like.values()):
            factory(**{**recorder.own_seeding, **like})
    except ClerkFakesError as error:
        return str(error)
    return None


def _blamed(test: pytest.Item, message: str) -> str:
    """The place of the marker that is refused alone, else the test."""
    for node, mark in test.iter_markers_with_node(USER):
        if _refusal(test, [mark]) == message:
            return _place(node)
    return _place(test)


def _given(test: pytest.Item) -> object:
    """The parameter of clerk_user, where the fixture is ours and takes it."""
    from clerk_fakes.pytest_plugin.catalogues import names_in

    if USER not in _parameters(test) or _is_overridden(test):
        return None
    for mark in test.iter_markers("parametrize"):
        indirect = mark.kwargs.get("indirect", False)
        if USER in names_in(mark) and (indirect is True or (indirect and USER in indirect)):
            return _parameters(test)[USER]
    return None


def _is_overridden(test: pytest.Item) -> bool:
    plugins = test.config.pluginmanager.get_plugins()
    conftests = [plugin for plugin in plugins if str(getattr(plugin, "__file__", "")).endswith("conftest.py")]
    holders = (*conftests, getattr(test, "module", None), getattr(test, "cls", None))
    return any(hasattr(holder, USER) for holder in holders)


def _parameters(test: pytest.Item) -> dict[str, object]:
    callspec = getattr(test, "callspec", None)
    return callspec.params if callspec else {}


def _fixtures(test: pytest.Item) -> Sequence[str]:
    return getattr(test, "fixturenames", ())


def _place(node: Node) -> str:
    """The id of a node, for a test without its parameters: they share their markers."""
    if isinstance(node, pytest.Function) and node.parent:
        return f"{node.parent.nodeid}::{node.originalname}"
    return str(node.nodeid)
