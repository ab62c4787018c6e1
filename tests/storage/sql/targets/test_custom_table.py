"""A custom table is filled by expressions, or refused before its first row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.errors import ClerkFakesError, InvalidArgument, SeedingRefused, UnknownName
from clerk_fakes.pytest_plugin.databases.stores import Server
from clerk_fakes.storage.sql.seed import seed

POPULATION = Population(7)
ACCOUNTS = """CREATE TABLE accounts (
    clerk_id VARCHAR(64) PRIMARY KEY, email TEXT, name TEXT, phone TEXT, is_banned BOOLEAN NOT NULL,
    logins INTEGER DEFAULT 0 NOT NULL, created_at TIMESTAMP NOT NULL, created_ms BIGINT, profile JSON)"""
COLUMNS = {
    "clerk_id": "id",
    "email": "primary_email_address",
    "name": "join(' ', [first_name || '', last_name || ''])",
    "phone": "primary_phone_number",
    "is_banned": "banned",
    "created_at": "created_at",
    "created_ms": "created_at",
    "profile": "{locked: locked, emails: email_addresses[].email_address}",
}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'own.db'}"


def make(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def create(url: str, *statements: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def rows(engine: sa.Engine) -> list[dict[str, Any]]:
    table = sa.Table("accounts", sa.MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def address(user: dict[str, Any], kind: str, items: str) -> Any:
    """The primary address or number of a user, looked up without the code under test."""
    return {item["id"]: item[kind] for item in user[items]}.get(user[f"primary_{kind}_id"])


def test_columns_hold_the_results_of_their_expressions(engine: sa.Engine) -> None:
    make(engine, ACCOUNTS)
    seeded = seed(POPULATION, engine, 1_500, table="accounts", columns=COLUMNS)

    found = {row["clerk_id"]: row for row in rows(engine)}
    assert seeded.rows == {"accounts": 1_500}
    assert len(found) == 1_500
    for user in POPULATION.take(1_500):
        assert found[user["id"]] == {
            "clerk_id": user["id"],
            "email": address(user, "email_address", "email_addresses"),
            "name": f"{user['first_name'] or ''} {user['last_name'] or ''}",
            "phone": address(user, "phone_number", "phone_numbers"),
            "is_banned": user["banned"],
            "logins": 0,
            "created_at": datetime.fromtimestamp(user["created_at"] / 1000, timezone.utc).replace(tzinfo=None),
            "created_ms": user["created_at"],
            "profile": {
                "locked": user["locked"],
                "emails": [item["email_address"] for item in user["email_addresses"]],
            },
        }


def test_a_repeated_run_adds_nothing_and_replace_empties_the_table_without_dropping_it(engine: sa.Engine) -> None:
    make(engine, "CREATE TABLE accounts (clerk_id TEXT UNIQUE, note TEXT DEFAULT 'kept')")
    own: Any = {"table": "accounts", "columns": {"clerk_id": "id"}}
    seed(POPULATION, engine, 100, **own)
    assert seed(POPULATION, engine, 100, **own).users == 0

    with pytest.raises(SeedingRefused, match="n=100 and not 50"):
        seed(POPULATION, engine, 50, **own)
    with pytest.raises(SeedingRefused, match="columns="):
        seed(POPULATION, engine, 100, table="accounts", columns={"clerk_id": "primary_email_address"})
    seed(POPULATION, engine, 50, **own, if_exists="replace")
    assert [row["note"] for row in rows(engine)] == ["kept"] * 50
    seed(POPULATION, engine, 100)  # the tables of clerk_fakes are independent of it
    assert len(rows(engine)) == 50


def test_a_table_may_be_in_a_schema_and_have_names_that_need_quotes(server: Server) -> None:
    engine = sa.create_engine(server.create("quoted"))
    make(engine, "CREATE SCHEMA shop", 'CREATE TABLE shop."my accounts" ("the ""id""" TEXT)')
    seed(POPULATION, engine, 10, table="shop.my accounts", columns={'the "id"': "id"})

    with engine.connect() as connection:
        assert connection.exec_driver_sql('SELECT count("the ""id""") FROM shop."my accounts"').scalar() == 10
    engine.dispose()


def test_a_generated_column_needs_no_expression(engine: sa.Engine) -> None:
    make(engine, "CREATE TABLE accounts (number INTEGER GENERATED ALWAYS AS (1) STORED, clerk_id TEXT NOT NULL)")
    seed(POPULATION, engine, 5, table="accounts", columns={"clerk_id": "id"})

    assert len(rows(engine)) == 5


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, r"no columns of accounts are mapped; map some, for example --column clerk_id=id"),
        ({"clerk_id": "id", "mail": "id"}, r"accounts has no column 'mail'; did you mean 'email'\?"),
        ({"clerk_id": "id", "email": "primary_email"}, r"no 'primary_email'; did you mean 'primary_email_address"),
        ({"clerk_id": "frist_name"}, r"a user has no 'frist_name'; did you mean 'first_name'"),
        ({"clerk_id": "join(' ', [id, nick.name])"}, r"a user has no 'nick'"),
        ({"clerk_id": "email_addresses[?"}, r"clerk_id=email_addresses\[\?: .*jmespath\.org"),
        (
            COLUMNS | {"clerk_id": "nope(id)"},
            r"clerk_id=nope\(id\): Unknown function: nope\(\), for user_.*jmespath\.org",
        ),
        (
            {"clerk_id": "id"},
            r"accounts: is_banned, created_at must not be null, but no expression is mapped to it; give",
        ),
        (COLUMNS | {"is_banned": "id"}, r"accounts\.is_banned holds true or false, but id is 'user_"),
        (COLUMNS | {"logins": "created_at"}, None),
        (
            COLUMNS | {"logins": "phone_numbers[0].created_at"},
            r"accounts\.logins is NOT NULL, but phone_numbers\[0\]\.created_at is null",
        ),
        (COLUMNS | {"created_at": "id"}, r"accounts\.created_at holds a time, which Clerk gives in Unix milliseconds"),
        (COLUMNS | {"clerk_id": "image_url"}, r"accounts\.clerk_id holds 64 characters, but image_url is 'https"),
        (
            COLUMNS | {"email": "email_addresses"},
            r"accounts\.email holds text \(to_string\(…\) turns anything into JSON",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_the_first_row(
    url: str, columns: dict[str, str], message: str | None
) -> None:
    create(url, ACCOUNTS)
    before = Path(url.removeprefix("sqlite:///")).read_bytes()
    if message is None:
        seed(POPULATION, url, 10, table="accounts", columns=columns)
        return

    with pytest.raises(ClerkFakesError, match=message) as refusal:
        seed(POPULATION, url, 2_000, table="accounts", columns=columns)
    assert "\n" not in str(refusal.value)
    assert Path(url.removeprefix("sqlite:///")).read_bytes() == before


def test_milliseconds_do_not_fit_into_32_bits(server: Server) -> None:
    engine = sa.create_engine(server.create("narrow"))
    make(engine, "CREATE TABLE accounts (created INTEGER)")

    with pytest.raises(SeedingRefused, match=r"accounts\.created holds 32 bits \(times are milliseconds\)"):
        seed(POPULATION, engine, 10, table="accounts", columns={"created": "created_at"})
    engine.dispose()


@pytest.mark.parametrize(
    ("type_", "expression", "message"),
    [
        ("SMALLINT", "email_addresses[0].object", "holds integers"),
        ("NUMERIC", "banned", "holds numbers"),
        ("NUMERIC(12, 2)", "created_at", r"holds numbers up to 9,999,999,999 \(times are milliseconds\)"),
        ("REAL", "created_at", "holds numbers up to 16,777,216"),
        ("UUID", "id", "holds UUIDs"),
        ("BYTEA", "id", "holds values that no user has"),
        ("mood", "id", "holds one of happy, sad"),
        ("DATE", "id", "holds a time"),
    ],
)
def test_every_type_has_a_message_for_what_it_holds(server: Server, type_: str, expression: str, message: str) -> None:
    engine = sa.create_engine(server.create("typed"))
    try:
        make(engine, "CREATE TYPE mood AS ENUM ('happy', 'sad')", f"CREATE TABLE accounts (it {type_})")
        with pytest.raises(SeedingRefused, match=message):
            seed(POPULATION, engine, 100, table="accounts", columns={"it": expression})
    finally:
        engine.dispose()
        server.drop("typed")


def test_types_that_only_postgresql_has_are_filled(server: Server) -> None:
    engine = sa.create_engine(server.create("rich"))
    make(engine, "CREATE TABLE accounts (a TEXT[], b DATE, c TIMESTAMPTZ, d NUMERIC, e JSONB, f VARCHAR(20), g UUID)")
    expressions = {
        "a": "email_addresses[].email_address",
        "b": "created_at",
        "c": "created_at",
        "d": "created_at",
        "e": "username",
        "f": "object || 'x'",
        "g": "'00000000-0000-4000-8000-000000000000'",
    }
    seed(POPULATION, engine, 300, table="accounts", columns=expressions | {"f": "locale"})

    made = datetime.fromtimestamp(POPULATION[0]["created_at"] / 1000, timezone.utc)
    first = rows(engine)[0]
    assert first["a"] == [item["email_address"] for item in POPULATION[0]["email_addresses"]]
    assert (first["b"], first["c"], first["d"]) == (made.date(), made, POPULATION[0]["created_at"])
    with engine.connect() as connection:  # a missing username is NULL, not the JSON null
        nulls = connection.exec_driver_sql("SELECT count(*) FROM accounts WHERE e IS NULL").scalar()
    assert nulls == sum(user["username"] is None for user in POPULATION.take(300))
    engine.dispose()


def test_an_unknown_table_is_refused(url: str) -> None:
    create(url, ACCOUNTS)
    with pytest.raises(UnknownName, match="there is no table 'acounts' in the database; did you mean 'accounts'"):
        seed(POPULATION, url, 10, table="acounts", columns=COLUMNS)


def test_columns_without_a_table_are_refused(url: str) -> None:
    with pytest.raises(InvalidArgument, match="name it, as in table='accounts'"):
        seed(POPULATION, url, 10, columns=COLUMNS)


def test_a_value_of_a_later_user_that_does_not_fit_is_refused_too(url: str) -> None:
    users = POPULATION.take(1_500)
    longest = max(len(user["image_url"]) for user in users[:1_000])

    class Later:
        def starting(self, index: int) -> Iterator[Any]:
            longer = [{**user, "image_url": "x" * (longest + 1)} for user in users[1_200:]]
            return iter([*users[:1_200], *longer][index:])

    create(url, f"CREATE TABLE accounts (picture VARCHAR({longest}))")
    with pytest.raises(SeedingRefused, match=f"accounts.picture holds {longest} characters"):
        seed(Later(), url, 1_500, table="accounts", columns={"picture": "image_url"})


def test_a_table_may_have_a_dot_in_its_name(url: str) -> None:
    engine = sa.create_engine(url)
    make(engine, 'CREATE TABLE "my.accounts" (id TEXT PRIMARY KEY)')
    for before in (0, 10):
        assert seed(POPULATION, engine, 10, table="my.accounts", columns={"id": "id"}).before == before
    engine.dispose()
