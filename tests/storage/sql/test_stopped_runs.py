"""A run that is stopped before its first commit leaves everything unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import pytest

from clerk_fakes import Population
from clerk_fakes.errors import SeedingRefused
from clerk_fakes.storage.sql.seed import seed
from tests.storage.listed_users import ListedUsers
from tests.storage.sql.sqlite_files import count, engine, interrupt, url

Json: TypeAlias = Any

POPULATION = Population(7, organizations=True)


@pytest.mark.parametrize("options", [{}, {"isolation_level": "AUTOCOMMIT"}], ids=["transactions", "autocommit"])
def test_an_interrupted_run_leaves_nothing_of_a_new_database(tmp_path: Path, options: Json) -> None:
    file = tmp_path / "demo.db"
    with engine(url(file), **options) as made:
        with pytest.raises(KeyboardInterrupt):
            seed(POPULATION, made, 1_500, progress=interrupt)
        assert [*tmp_path.iterdir()] == []

        seed(POPULATION, made, 10)
    assert count(file) == 10


class Interrupting:
    """A value that interrupts the driver within a statement."""

    def __conform__(self, _: object) -> None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("at", [300, 1_300])
def test_a_run_interrupted_in_a_statement_leaves_nothing_either(tmp_path: Path, at: int) -> None:
    users = POPULATION[:1_500]
    users[at] = {**users[at], "username": Interrupting()}

    with pytest.raises(KeyboardInterrupt):
        seed(ListedUsers(users), url(tmp_path / "demo.db"), 1_500)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("if_exists", ["append", "replace"])
def test_an_interrupted_run_leaves_a_database_unchanged(file: Path, if_exists: Json) -> None:
    seed(POPULATION, url(file), 2_000)
    before = file.read_bytes()

    with pytest.raises(KeyboardInterrupt):
        seed(POPULATION, url(file), 2_000, start=2_000, if_exists=if_exists, progress=interrupt)
    assert file.read_bytes() == before


def test_an_existing_empty_file_is_kept(file: Path) -> None:
    file.touch()
    with pytest.raises(KeyboardInterrupt):
        seed(POPULATION, url(file), 10, progress=interrupt)

    assert file.read_bytes() == b""


def test_a_user_that_cannot_be_written_leaves_the_database_unchanged(file: Path) -> None:
    seed(POPULATION, url(file), 20)
    before = file.read_bytes()
    broken = {**POPULATION[1_200], "object": None}

    with pytest.raises(SeedingRefused, match=r"users\.object"):
        seed(ListedUsers([*POPULATION[20:1_200], broken]), url(file), 1_181, if_exists="append")
    assert file.read_bytes() == before


def test_a_population_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        seed(ListedUsers([*POPULATION[:1_200], {}]), url(tmp_path / "demo.db"), 1_201)

    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("before", [0, 20], ids=["new", "old"])
def test_a_full_disk_is_named_and_nothing_is_changed(file: Path, before: int) -> None:
    if before:
        seed(POPULATION, url(file), before)
    there = {path: path.read_bytes() for path in file.parent.iterdir()}
    full = pytest.raises(SeedingRefused, match=r"is full; free some space")

    with engine(url(file), "PRAGMA max_page_count = 200") as small, full:
        seed(POPULATION, small, 2_000, start=before, if_exists="append")
    assert {path: path.read_bytes() for path in file.parent.iterdir()} == there
