"""A run that was stopped is resumed, a finished one adds nothing, and another one is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.errors import SeedingRefused
from clerk_fakes.storage.sql import run_writer
from clerk_fakes.storage.sql.seed import seed
from clerk_fakes.storage.sql.verify import verify
from clerk_fakes.storage.workers import BATCH

pytestmark = pytest.mark.slow

POPULATION = Population(7, organizations=True)
TRANSACTION = 2 * BATCH
N = 5_500


@pytest.fixture(autouse=True)
def _small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_writer, "BATCHES_PER_TRANSACTION", TRANSACTION // BATCH)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'demo.db'}"


def interrupted_at(users: int) -> Any:
    def progress(done: int) -> None:
        if done >= users:
            raise KeyboardInterrupt

    return progress


def dump(url: str) -> list[str]:
    """The content of a database, as SQL."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return [*connection.iterdump()]


def count(url: str) -> int:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return int(connection.execute("SELECT count(*) FROM users").fetchone()[0])


def test_a_resumed_run_ends_as_if_it_had_not_been_stopped(url: str, tmp_path: Path) -> None:
    for at in (3_000, 5_000):
        with pytest.raises(KeyboardInterrupt, match="users are stored, and the same command resumes there"):
            seed(POPULATION, url, N, progress=interrupted_at(at))
    assert count(url) == 4_000

    last = seed(POPULATION, url, N)
    whole = f"sqlite:///{tmp_path / 'whole.db'}"
    seed(POPULATION, whole, N)
    assert (last.before, last.users) == (4_000, 1_500)
    assert sum(last.rows.values()) > 1_500
    assert dump(url) == dump(whole)


@pytest.mark.parametrize("if_exists", ["fail", "append"])
def test_a_second_run_adds_nothing(url: str, if_exists: Any) -> None:
    seed(POPULATION, url, 100)
    before = dump(url)
    again = seed(POPULATION, url, 100, if_exists=if_exists)

    assert (again.before, again.users) == (100, 0)
    assert dump(url) == before


def test_replace_resumes_a_stopped_run_and_repeats_a_finished_one(url: str) -> None:
    seed(POPULATION, url, 100)
    with pytest.raises(KeyboardInterrupt):
        seed(POPULATION, url, N, if_exists="replace", progress=interrupted_at(3_000))
    assert seed(POPULATION, url, N, if_exists="replace").before == TRANSACTION
    assert seed(POPULATION, url, N, if_exists="replace").before == 0
    assert count(url) == N


def test_append_resumes_too(url: str) -> None:
    seed(POPULATION, url, 100)
    with pytest.raises(KeyboardInterrupt):
        seed(POPULATION, url, N, start=100, if_exists="append", progress=interrupted_at(3_000))

    assert seed(POPULATION, url, N, start=100, if_exists="append").before == TRANSACTION
    assert count(url) == N + 100


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 200}, "n=100 and not 200"),
        ({"start": 5}, "start=0 and not 5"),
        ({"population": Population(8, organizations=True)}, "seed=7 and not 8"),
        ({"population": Population(7)}, "organizations=true and not false"),
        ({"population": Population(7, locale=["de_DE", "ja_JP"])}, 'locale="en_US" and not ["de_DE", "ja_JP"]'),
        ({"population": Population(7, organizations=True, stories={"saml": 2})}, 'stories=null and not {"saml": 2}'),
        ({"population": Population(7, organizations=True, now="2026-02-01")}, "now=1767225600000 and not 17699040"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_options_are_refused_with_the_difference(url: str, options: dict[str, Any], message: str) -> None:
    seed(POPULATION, url, 100)
    before = dump(url)
    other: dict[str, Any] = {"population": POPULATION, "database": url, "n": 100} | options
    with pytest.raises(SeedingRefused) as refusal:
        seed(**other)

    assert message in str(refusal.value)
    assert "--if-exists append" in str(refusal.value)
    assert dump(url) == before


def test_the_same_options_written_differently_are_the_same_run(url: str) -> None:
    seed(Population(7, locale=["en_US"], now="2026-01-01T01:00:00+01:00"), url, 10)

    assert seed(Population(7), url, 10).before == 10


def test_emptied_tables_are_filled_again(url: str) -> None:
    seed(POPULATION, url, 100)
    before = dump(url)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name != "clerk_fakes_runs":
                connection.execute(f"DELETE FROM {name}")  # noqa: S608  our own names
        connection.commit()

    assert seed(POPULATION, url, 100).users == 100
    assert dump(url) == before


@pytest.mark.parametrize("name", ["users", "email_addresses", "organizations", "passkeys"])
def test_a_missing_table_is_named_and_replace_creates_it_again(url: str, name: str) -> None:
    seed(POPULATION, url, 100)
    before = dump(url)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute(f"DROP TABLE {name}")
    with pytest.raises(SeedingRefused, match=f"table {name}, which this run filled, is gone; use --if-exists replace"):
        seed(POPULATION, url, 100)

    assert seed(POPULATION, url, 100, if_exists="replace").users == 100
    assert dump(url) == before


@pytest.mark.parametrize("column", ["options", "tables"])
@pytest.mark.parametrize("value", ["[1]", "null", "1", "garbage", '"text"'])
def test_a_damaged_row_of_a_run_is_named(url: str, column: str, value: str) -> None:
    seed(POPULATION, url, 10)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute(f"UPDATE clerk_fakes_runs SET {column} = ?", [value])  # noqa: S608  our own names
        connection.commit()
    for call in (lambda: seed(POPULATION, url, 10), lambda: verify(url, Population.remade)):
        with pytest.raises(SeedingRefused, match=r"row 1 of clerk_fakes_runs is damaged .*: drop that table"):
            call()


class Raced:
    """Users that take so long to make that another process advances the run meanwhile."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __repr__(self) -> str:
        return "Raced()"

    def starting(self, index: int) -> Iterator[Any]:
        if index >= TRANSACTION:
            with closing(sqlite3.connect(self.file)) as other:
                other.execute("UPDATE clerk_fakes_runs SET next_user = next_user + 1")
                other.commit()
        return POPULATION.starting(index)


def test_another_process_that_fills_the_same_tables_is_noticed(url: str) -> None:
    file = url.removeprefix("sqlite:///")
    seed(POPULATION, url, 0)
    with pytest.raises(SeedingRefused, match=r"another process is filling these tables|is locked"):
        seed(Raced(file), f"{url}?timeout=0.01", N, if_exists="append")
