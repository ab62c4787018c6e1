"""The fixtures that give a test a database full of users."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.pytest_plugin.fixtures import failing, words
from clerk_fakes.pytest_plugin.settings import SETTINGS

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clerk_fakes.pytest_plugin.databases.stores import Databases
    from clerk_fakes.pytest_plugin.recording.recorder import Recorder

USERS = 10
MARKER = "clerk_database"


@pytest.fixture(scope="session")
def _clerk_files(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    from clerk_fakes.pytest_plugin.databases.stores import Databases, files

    with files(tmp_path_factory.mktemp("clerk_database")) as store:
        yield Databases(store, pytestconfig.stash[SETTINGS])


@pytest.fixture(scope="session")
def _clerk_server(pytestconfig: pytest.Config) -> Iterator[Databases]:
    from clerk_fakes.pytest_plugin.databases.stores import Databases, server

    with (
        failing("clerk_postgres"),
        server() as store,
        closing(Databases(store, pytestconfig.stash[SETTINGS])) as databases,
    ):
        yield databases


@pytest.fixture
def clerk_database(
    request: pytest.FixtureRequest, _clerk_recorder: Recorder, _clerk_files: Databases
) -> Iterator[sa.Engine]:
    """A SQLAlchemy engine on a SQLite database of the test's own: the tables of `clerk-fakes seed`, and ten users.

    @pytest.mark.clerk_database(100) sets how many. It is copied from one that is filled once.
    """
    yield from _fresh(request, _clerk_recorder, _clerk_files)


@pytest.fixture
def clerk_postgres(
    request: pytest.FixtureRequest, _clerk_recorder: Recorder, _clerk_server: Databases
) -> Iterator[sa.Engine]:
    """The same as clerk_database, on a PostgreSQL server: CLERK_FAKES_POSTGRES names one, or else one is started.

    The server that it names needs a user who may create databases. Each test's own is dropped after the test.
    """
    yield from _fresh(request, _clerk_recorder, _clerk_server)


def _fresh(request: pytest.FixtureRequest, recorder: Recorder, databases: Databases) -> Iterator[sa.Engine]:
    with failing(MARKER):
        marker = request.node.get_closest_marker(MARKER)
        users = USERS if marker is None else number_of_users(marker)
    with failing(str(request.fixturename)), databases.fresh(users) as engine:
        recorder.record_database(str(request.fixturename), users)
        yield engine


def number_of_users(marker: pytest.Mark) -> int:
    """How many users a marker asks for: `clerk_database(100)`, or `clerk_database(users=100)`."""
    given = [*marker.args, *marker.kwargs.values()]
    if len(given) != 1 or type(given[0]) is not int or given[0] < 0 or marker.kwargs.keys() - {"users"}:
        raise InvalidArgument(f"{words(marker)} must be one number of users, as in {MARKER}(100)")
    users: int = given[0]
    return users
