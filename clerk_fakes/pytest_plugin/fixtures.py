"""The fixtures that give a test users."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from clerk_fakes.errors import ClerkFakesError, InvalidArgument
from clerk_fakes.pytest_plugin.settings import REACH, ROSTER, SETTINGS

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.makers.population import Population
    from clerk_fakes.pytest_plugin.roster import Roster, User

T = TypeVar("T")


@pytest.fixture
def _clerk_roster(request: pytest.FixtureRequest) -> Roster:
    from clerk_fakes.pytest_plugin.roster import Roster

    roster = request.node.stash[ROSTER] = Roster.of(request)
    return roster


@pytest.fixture
def clerk_user(request: pytest.FixtureRequest, _clerk_roster: Roster) -> User:
    """A believable user, for each test another one, and the same on every run.

    @pytest.mark.clerk_user(google=True, first_name="Ada") says who, in whatever words UserFactory takes. Unmarked, it
    may be anybody, as in life: somebody without a name, locked out, or signed up through SAML.
    """
    marker = request.node.get_closest_marker("clerk_user")
    if marker is None:
        return shown(request, _clerk_roster.take("clerk_user", _clerk_roster.first))
    with failing("clerk_user"):
        if marker.args:
            raise InvalidArgument(f"{marker.args[0]!r} has no name; say what it is, as in first_name='Ada'")
        return shown(request, _clerk_roster.like("clerk_user", _clerk_roster.first, marker.kwargs))


@pytest.fixture
def clerk_users(request: pytest.FixtureRequest, _clerk_roster: Roster) -> Callable[..., list[User]]:
    """Makes several users, no two of them alike.

    clerk_users(3) are whoever comes next, clerk_users(3, mfa=True) are as UserFactory would make them.
    """

    def users(n: int = 1, /, **like: Any) -> list[User]:
        __tracebackhide__ = True
        if not isinstance(n, int) or n < 0:
            raise InvalidArgument(f"clerk_users({n!r}) counts nobody; give a whole number from 0 on")
        indices = [_clerk_roster.next() for _ in range(n)]
        if not like:
            return [_clerk_roster.take("clerk_users", index) for index in indices]
        return [_clerk_roster.like("clerk_users", index, like) for index in indices]

    return shown(request, users)


@pytest.fixture
def clerk_user_factory(request: pytest.FixtureRequest, _clerk_roster: Roster) -> Iterator[type[RecordFactory]]:
    """UserFactory, its randomness and that of all other factories tied to the test."""
    from clerk_fakes.pytest_plugin.randomness import tied

    roster, settings = _clerk_roster, _clerk_roster.settings
    base: Any = settings.factory

    class UserFactory(base):  # type: ignore[misc]  # which factory it is, is known only now
        _part = base.part()

        @classmethod
        def build(cls, **pins: Any) -> User:
            return roster.make("clerk_user_factory", super().build, _placed(pins))

        @classmethod
        def create(cls, **pins: Any) -> User:
            return roster.make("clerk_user_factory", super().create, _placed(pins))

    def _placed(pins: dict[str, Any]) -> dict[str, Any]:
        return pins if pins.keys() & {"_seed", "_index"} else {"_seed": settings.seed, "_index": roster.next(), **pins}

    with tied(roster.randomness):
        yield shown(request, UserFactory)


@pytest.fixture(scope="session")
def clerk_seed(pytestconfig: pytest.Config) -> int:
    """The seed of this run: that of --clerk-seed, CLERK_FAKES_SEED or clerk_seed, else 0."""
    return pytestconfig.stash[SETTINGS].seed


@pytest.fixture(scope="session")
def clerk_population(pytestconfig: pytest.Config) -> Population:
    """The population of this run: clerk_population[12345], clerk_population[10:20]; it may stand beside @given."""
    reach = pytestconfig.stash.get(REACH, None)
    return reach.population() if reach else pytestconfig.stash[SETTINGS].population


def shown(request: pytest.FixtureRequest, value: T) -> T:
    """The value, which a unittest.TestCase finds as an attribute of its own."""
    unittest = sys.modules.get("unittest")  # nobody has a TestCase without it
    if request.fixturename and unittest and isinstance(request.instance, unittest.TestCase):
        setattr(request.instance, request.fixturename, value)
    return value


@contextmanager
def failing(what: str) -> Iterator[None]:
    """Have a test fail with what is wrong with a fixture or a marker, and without a traceback into the plugin."""
    try:
        yield
    except ClerkFakesError as error:
        raise pytest.fail.Exception(f"{what}: {error}", pytrace=False) from None
