"""The fixtures that give a test users."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.errors import ClerkFakesError, InvalidArgument
from clerk_fakes.pytest_plugin.settings import SETTINGS

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.population import Population
    from clerk_fakes.pytest_plugin.recording.recorder import Recorder, User


@pytest.fixture
def _clerk_recorder(request: pytest.FixtureRequest) -> Recorder:
    from clerk_fakes.pytest_plugin.recording.recorder import RECORDER, Recorder

    recorder = request.node.stash[RECORDER] = Recorder.of(request.node)
    return recorder


@pytest.fixture
def clerk_user(request: pytest.FixtureRequest, _clerk_recorder: Recorder) -> User:
    """A plain user that the test's id decides: the same on every run, in any order, in any worker.

    It has a name and one verified address, as UserFactory() makes it. @pytest.mark.clerk_user(google=True,
    first_name="Ada") takes the arguments of UserFactory; those of several markers add up, and the closest wins.
    Everybody else is in clerk_population and clerk_user_case.
    """
    marks = list(request.node.iter_markers("clerk_user"))
    given = getattr(request, "param", None)
    with failing("clerk_user"):
        return _clerk_recorder.make("clerk_user", 0, arguments(marks, given))


def arguments(marks: Sequence[pytest.Mark], given: object = None) -> dict[str, Any]:
    """The arguments of markers, the closest first, and of a parameter, which is closer still."""
    named = [_named(mark.args, mark.kwargs) for mark in reversed(marks)] + (
        [] if given is None else [_named((given,), {})]
    )
    return {name: value for each in named for name, value in each.items()}


def _named(args: tuple[Any, ...], named: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments of a marker, or of a parameter, by name."""
    for value in args:
        if not isinstance(value, dict):
            raise InvalidArgument(f"{value!r} has no name; give it one, as in first_name='Ada'")
        named = {**named, **value}
    return named


@pytest.fixture
def clerk_users(_clerk_recorder: Recorder) -> Callable[..., list[User]]:
    """Makes several users, no two of them alike.

    clerk_users(3) are the next ones of the population, clerk_users(3, mfa=True) are as UserFactory would make them.
    """

    def users(n: int = 1, **like: Any) -> list[User]:
        __tracebackhide__ = True
        if type(n) is not int or n < 0:
            raise InvalidArgument(f"clerk_users({n!r}) must be given a whole number from 0")
        for name in like.keys() & {"_seed", "_index"}:
            raise InvalidArgument(f"clerk_users chooses {name} itself; clerk_user_factory takes it")
        if not like:
            return [_clerk_recorder.take("clerk_users", _clerk_recorder.next_place()) for _ in range(n)]
        return [_clerk_recorder.make("clerk_users", _clerk_recorder.next_place(), like) for _ in range(n)]

    return users


@pytest.fixture
def clerk_user_factory(_clerk_recorder: Recorder) -> Iterator[type[RecordFactory]]:
    """UserFactory, its randomness and that of all other factories tied to the test."""
    from clerk_fakes.pytest_plugin.randomness import tied

    with tied(_clerk_recorder.randomness):
        yield _clerk_recorder.factory


@pytest.fixture(scope="session")
def clerk_seed(pytestconfig: pytest.Config) -> int:
    """The seed of this run: that of --clerk-seed, CLERK_FAKES_SEED or clerk_seed, else 0."""
    return pytestconfig.stash[SETTINGS].seed


@pytest.fixture(scope="session")
def clerk_population(pytestconfig: pytest.Config) -> Population:
    """The population of this run: clerk_population[12345], clerk_population[10:20]; it may stand beside @given."""
    from clerk_fakes.pytest_plugin.recording.population import recorded_population

    return recorded_population(pytestconfig)


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
