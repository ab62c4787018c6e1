"""A database is verified row by row, and every difference is named."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.errors import InvalidArgument, SeedingRefused
from clerk_fakes.storage.sql import run_writer
from clerk_fakes.storage.sql.read import read_users
from clerk_fakes.storage.sql.seed import seed
from clerk_fakes.storage.sql.verify import verify

POPULATION = Population(7, organizations=True, locale=["de_DE", "ja_JP"], stories={"google": 2, "saml": 1})
N = 300


def change(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def differences(engine: sa.Engine) -> list[str]:
    return [str(difference) for difference in verify(engine, Population.remade).differences]


def test_nothing_differs_from_what_was_written(engine: sa.Engine) -> None:
    seed(POPULATION, engine, N)
    seed(Population(8), engine, N, start=50, if_exists="append")
    change(engine, "CREATE TABLE accounts (email TEXT, it TEXT PRIMARY KEY, born TIMESTAMP)")
    seed(POPULATION, engine, N, table="accounts", columns={"it": "id", "born": "created_at"})
    calls: list[tuple[int, int]] = []
    verified = verify(engine, Population.remade, progress=lambda done, total: calls.append((done, total)))

    assert verified.differences == ()
    assert verified.users == 3 * N
    assert calls == [(N, 3 * N), (2 * N, 3 * N), (3 * N, 3 * N)]


TAMPERING = [
    ("UPDATE users SET first_name = 'Eve' WHERE id = '{id}'", "users[{id}].first_name: 'Eve' and not {first_name}"),
    ("UPDATE users SET banned = NOT banned WHERE id = '{id}'", "users[{id}].banned: True and not False"),
    ("UPDATE users SET public_metadata = '[1]' WHERE id = '{id}'", "users[{id}].public_metadata: '[1]' and not "),
    ("DELETE FROM email_addresses WHERE user_id = '{id}'", "email_addresses[{id}, 0]: the row is missing"),
    (
        "UPDATE external_accounts SET position = 7 WHERE user_id = '{id}' AND position = 0",
        "external_accounts[{id}, 0]: the row is missing",
    ),
    ("UPDATE organizations SET name = 'Evil'", "].name: 'Evil' and not"),
    (
        "UPDATE email_addresses SET verification = NULL WHERE user_id = '{id}'",
        "email_addresses[{id}, 0].verification: null and not '{{",
    ),
]


@pytest.mark.parametrize(("statement", "named"), TAMPERING)
def test_a_changed_row_is_named(engine: sa.Engine, statement: str, named: str) -> None:
    """Differences are found in any table, up to the number asked for."""
    user = next(it for it in POPULATION if it["external_accounts"] and it["first_name"] and not it["banned"])
    seed(POPULATION, engine, N)
    change(engine, "DELETE FROM linked_to", statement.format(id=user["id"]).replace("%", "%%"))

    found = [str(one) for one in verify(engine, Population.remade, most=10_000).differences]
    wanted = named.format(id=user["id"], first_name=repr(user["first_name"]))
    assert [one for one in found if wanted in one and not one.startswith("linked_to")]
    assert len(differences(engine)) == 10


def test_a_surplus_row_is_named(engine: sa.Engine) -> None:
    seed(POPULATION, engine, N)
    change(
        engine,
        "CREATE TABLE copy AS SELECT * FROM email_addresses LIMIT 1",
        "UPDATE copy SET position = 99, id = 'idn_evil'",
        "INSERT INTO email_addresses SELECT * FROM copy",
    )

    assert [one.endswith(", 99]: the row belongs to none of these users") for one in differences(engine)] == [True]


def test_an_unfinished_run_is_a_difference(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_writer, "BATCHES_PER_TRANSACTION", 1)

    def interrupt(done: int) -> None:
        if done == 2_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(POPULATION, engine, 5_000, progress=interrupt)

    assert differences(engine) == [
        "clerk_fakes_runs: 1,000 of 5,000 users are stored; repeat the command that began with them to resume it"
    ]


def test_a_database_without_a_recorded_run_is_refused_and_no_file_is_created(tmp_path: Path) -> None:
    with pytest.raises(SeedingRefused, match="has no record of a run; fill it with clerk-fakes seed"):
        verify(f"sqlite:///{tmp_path / 'none.db'}", Population.remade)

    assert [*tmp_path.iterdir()] == []


def test_a_table_without_ids_cannot_be_verified(engine: sa.Engine) -> None:
    change(engine, "CREATE TABLE accounts (email TEXT)")
    seed(POPULATION, engine, 10, table="accounts", columns={"email": "primary_email_address"})

    with pytest.raises(SeedingRefused, match="accounts: no column holds the id"):
        verify(engine, Population.remade)


def test_users_of_another_document_need_it(tmp_path: Path) -> None:
    document = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    path, url = tmp_path / "other.json", f"sqlite:///{tmp_path / 'demo.db'}"
    path.write_text(json.dumps(document), "utf-8")
    seed(Population(schema=path), url, 10)

    with pytest.raises(InvalidArgument, match="another document; give that one as schema"):
        verify(url, Population.remade)
    assert verify(url, lambda options: Population.remade(options, path)).differences == ()


def test_a_run_without_the_options_of_a_population_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    seed(POPULATION, url, 10)
    with closing(sqlite3.connect(tmp_path / "demo.db")) as connection:
        connection.execute('UPDATE clerk_fakes_runs SET options = \'{"users": "mine"}\'')
        connection.commit()

    with pytest.raises(InvalidArgument, match="are not the options of a population"):
        verify(url, Population.remade)


def test_a_duplicate_row_is_named(engine: sa.Engine) -> None:
    change(engine, "CREATE TABLE accounts (clerk_id TEXT, name TEXT)")
    seed(POPULATION, engine, 10, table="accounts", columns={"clerk_id": "id"})
    first, last = POPULATION[0]["id"], POPULATION[9]["id"]
    change(
        engine,
        f"INSERT INTO accounts SELECT * FROM accounts WHERE clerk_id = '{first}'",  # noqa: S608  our own id
        f"DELETE FROM accounts WHERE clerk_id = '{last}'",  # noqa: S608  likewise
    )

    assert differences(engine) == [
        f"accounts[{first}]: the row exists 2 times",
        f"accounts[{last}]: the row is missing",
    ]


def test_two_runs_that_fill_one_custom_table_are_told_apart(engine: sa.Engine) -> None:
    change(engine, "CREATE TABLE accounts (clerk_id TEXT, name TEXT)")
    seed(POPULATION, engine, 10, table="accounts", columns={"clerk_id": "id"})
    both: dict[str, str] = {"name": "first_name", "clerk_id": "id"}
    with pytest.raises(SeedingRefused, match="users 0 to 9 of that seed are stored already"):
        seed(POPULATION, engine, 10, table="accounts", columns=both, if_exists="append")
    with pytest.raises(SeedingRefused, match="users 0 to 9 of that seed are stored already"):
        seed(Population(7), engine, 5, start=5, table="accounts", columns={"clerk_id": "id"}, if_exists="append")
    seed(POPULATION, engine, 10, start=10, table="accounts", columns=both, if_exists="append")
    change(engine, "INSERT INTO accounts VALUES ('user_evil', NULL)")

    assert differences(engine) == ["accounts[user_evil]: the row belongs to none of these users"]


def test_a_table_is_the_same_with_and_without_its_schema(engine: sa.Engine) -> None:
    schema = "main" if engine.dialect.name == "sqlite" else "public"
    change(engine, "CREATE TABLE accounts (clerk_id TEXT)")
    seed(POPULATION, engine, 10, table=f"{schema}.accounts", columns={"clerk_id": "id"})

    assert differences(engine) == []
    assert seed(POPULATION, engine, 10, table="accounts", columns={"clerk_id": "id"}).users == 0


def test_spaces_and_order_of_json_do_not_differ_and_damaged_json_is_named(engine: sa.Engine) -> None:
    seed(POPULATION, engine, 1)
    user = POPULATION[0]
    spaced = json.dumps(user["email_addresses"][0]["verification"], sort_keys=True, indent=1)
    change(engine, f"UPDATE email_addresses SET verification = '{spaced}' WHERE position = 0")  # noqa: S608  our own text
    assert differences(engine) == []
    if engine.dialect.name == "sqlite":  # PostgreSQL accepts no such text
        change(engine, "UPDATE users SET public_metadata = '{oops'")
        (damaged,) = differences(engine)
        assert damaged.startswith(f"users[{user['id']}].public_metadata: '{{oops' and not '")
        with pytest.raises(SeedingRefused, match="the JSON of a row is damaged: clerk-fakes verify names the row"):
            list(read_users(engine))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    seed(POPULATION, url, 10)
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.execute(sa.text("DROP TABLE passkeys"))

    with pytest.raises(SeedingRefused, match="no such table: passkeys; the tables do not exist"):
        verify(url, Population.remade)
