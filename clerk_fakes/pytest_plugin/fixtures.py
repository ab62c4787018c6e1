"""The fixtures that give a test users."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.errors import ClerkFakesError, InvalidArgument
from clerk_fakes.pytest_plugin.settings import ROSTER, SETTINGS

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.population import Population
    from clerk_fakes.pytest_plugin.roster import Roster, User


@pytest.fixture
def _clerk_roster(request: pytest.FixtureRequest) -> Roster:
    from clerk_fakes.pytest_plugin.roster import Roster

    roster = request.node.stash[ROSTER] = Roster.of(request.node)
    return roster


@pytest.fixture
def clerk_user(request: pytest.FixtureRequest, _clerk_roster: Roster) -> User:
    """A believable user, whom the test's id decides: the same on every run, in any order, in any worker.

    @pytest.mark.clerk_user(google=True, first_name="Ada") says who, in whatever words UserFactory takes; the words of
    several markers add up, the closest having the last one. Unmarked, it may be anybody, as in life: somebody without a
    name, locked out, or signed up through SAML.
    """
    said = [*reversed(list(request.node.iter_markers("clerk_user")))]
    given = getattr(request, "param", None)
    if not said and given is None:
        return _clerk_roster.take("clerk_user", 0)
    with failing("clerk_user"):
        named = [_named(mark.args, mark.kwargs) for mark in said] + ([] if given is None else [_named((given,), {})])
        return _clerk_roster.like("clerk_user", 0, {name: value for each in named for name, value in each.items()})


def _named(args: tuple[Any, ...], named: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a marker, or a parameter, says by name."""
    for value in args:
        if not isinstance(value, dict):
            raise InvalidArgument(f"{value!r} has no name; say what it is, as in first_name='Ada'")
        named = {**named, **value}
    return named


@pytest.fixture
def clerk_users(_clerk_roster: Roster) -> Callable[..., list[User]]:
    """Makes several users, no two of them alike.

    clerk_users(3) are whoever comes next, clerk_users(3, mfa=True) are as UserFactory would make them.
    """

    def users(n: int = 1, **like: Any) -> list[User]:
        __tracebackhide__ = True
        if type(n) is not int or n < 0:
            raise InvalidArgument(f"clerk_users({n!r}) counts nobody; give a whole number from 0 on")
        for name in like.keys() & {"_seed", "_index"}:
            raise InvalidArgument(f"clerk_users decides itself on {name}; clerk_user_factory takes it")
        if not like:
            return [_clerk_roster.take("clerk_users", _clerk_roster.next()) for _ in range(n)]
        return [_clerk_roster.like("clerk_users", _clerk_roster.next(), like) for _ in range(n)]

    return users


@pytest.fixture
def clerk_user_factory(_clerk_roster: Roster) -> Iterator[type[RecordFactory]]:
    """UserFactory, its randomness and that of all other factories tied to the test."""
    from clerk_fakes.pytest_plugin.randomness import tied

    with tied(_clerk_roster.randomness):
        yield _clerk_roster.factory


@pytest.fixture(scope="session")
def clerk_seed(pytestconfig: pytest.Config) -> int:
    """The seed of this run: that of --clerk-seed, CLERK_FAKES_SEED or clerk_seed, else 0."""
    return pytestconfig.stash[SETTINGS].seed


@pytest.fixture(scope="session")
def clerk_population(pytestconfig: pytest.Config) -> Population:
    """The population of this run: clerk_population[12345], clerk_population[10:20]; it may stand beside @given."""
    from clerk_fakes.pytest_plugin.watched import watched

    return watched(pytestconfig)


def words(marker: pytest.Mark) -> str:
    """A marker's arguments, as they are written."""
    return f"({', '.join([*map(repr, marker.args), *(f'{name}={value!r}' for name, value in marker.kwargs.items())])})"


@contextmanager
def failing(what: str) -> Iterator[None]:
    """Have a test fail with what is wrong with a fixture or a marker, and without a traceback into the plugin."""
    try:
        yield
    except ClerkFakesError as error:
        raise pytest.fail.Exception(f"{what}: {error}", pytrace=False) from None
