"""A database that cannot be used is named with the next step, and left unchanged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from clerk_fakes import Population
from clerk_fakes.errors import MissingExtra, SeedingRefused
from clerk_fakes.storage.sql.seed import seed
from tests.storage.sql.sqlite_files import ask, engine, url

Json: TypeAlias = Any

POPULATION = Population(7, organizations=True)


def test_a_database_in_use_is_named_and_unchanged(file: Path) -> None:
    """Even a new one, as it belongs to the other program."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE mine (x)")
        with pytest.raises(SeedingRefused, match=r"is locked; another program"):
            seed(POPULATION, f"{url(file)}?timeout=0.01", 10)
        other.execute("COMMIT")

    assert ask(file, "SELECT name FROM sqlite_master") == [("mine",)]


def test_a_file_that_is_not_a_database_is_named_and_unchanged(file: Path) -> None:
    file.write_text("Dear diary, " * 100)
    with pytest.raises(
        SeedingRefused, match=r"demo\.db: file is not a database; .* name another; nothing was written$"
    ):
        seed(POPULATION, url(file), 10)

    assert file.read_text() == "Dear diary, " * 100


@pytest.mark.parametrize("place", ["nowhere/demo.db", ""], ids=["no directory", "a directory"])
def test_a_file_that_cannot_be_created_is_named(tmp_path: Path, place: str) -> None:
    with pytest.raises(SeedingRefused, match=r"unable to open database file; check that its directory exists"):
        seed(POPULATION, url(tmp_path / place), 10)

    assert [*tmp_path.iterdir()] == []


def test_another_table_with_one_of_our_names_is_named_and_unchanged(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE users (id TEXT, name TEXT)")
    before = file.read_bytes()

    with pytest.raises(SeedingRefused, match=r"table users has no column named object; .*--if-exists replace"):
        seed(POPULATION, url(file), 10)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("database", "message"),
    [
        ("postgres://ada:hunter2@localhost/db", "did you mean 'postgresql'"),
        ("postgresql://ada:hunter2@localhost:port/db", "cannot be read; write one like sqlite:///"),
        ("ada hunter2", "cannot be read; write one like sqlite:///"),
        ("sqlite://demo.db", "cannot be read; write one like sqlite:///"),
        ("sqlite:///demo.db?timeout=long", "cannot be read; write one like sqlite:///"),
        ("sqlite://", "is in memory"),
        ("sqlite:///:memory:", "is in memory"),
    ],
)
def test_an_unusable_url_is_refused_without_its_password(database: str, message: str) -> None:
    with pytest.raises(SeedingRefused) as refusal:
        seed(POPULATION, database, 10)

    assert message in str(refusal.value)
    assert "hunter2" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("secret", ["ada:hunter2@localhost/db", "localhost/db?user=ada&password=hunter2"])
def test_a_missing_driver_is_an_error_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    with pytest.raises(MissingExtra, match=r"pip install psycopg2-binary$") as refusal:
        seed(POPULATION, f"postgresql+psycopg2://{secret}", 10)

    assert "hunter2" not in str(refusal.value)


def test_the_message_of_a_driver_is_shown_without_the_password() -> None:
    def connect() -> None:
        raise sqlite3.OperationalError("no way in\nfor ada with hunter2")

    elsewhere = "mysql+pymysql://ada:hunter2@localhost/db"
    with engine(elsewhere, module=sqlite3, creator=connect) as made, pytest.raises(SeedingRefused) as refusal:
        seed(POPULATION, made, 10)

    message = "mysql+pymysql://ada:***@localhost/db: no way in for ada with ***; check that the database exists, and "
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("command", ["seed", "verify"])
def test_without_sqlalchemy_a_command_names_the_extra_to_install(command: str) -> None:
    code = "import sys; sys.modules['sqlalchemy'] = None; from clerk_fakes.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == 'Error: databases are written with SQLAlchemy: pip install "clerk-fakes[seed]"\n'
