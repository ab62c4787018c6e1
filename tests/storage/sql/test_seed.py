"""A seeded database holds the users of the population, or it is unchanged."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.errors import InvalidArgument, SeedingRefused
from clerk_fakes.population import SIZE
from clerk_fakes.schema.reader import read
from clerk_fakes.storage.sql.metadata import metadata_of
from clerk_fakes.storage.sql.seed import Seeded, seed
from clerk_fakes.storage.tables.normalised import tables_of
from tests.storage.documents import document, listing, record
from tests.storage.listed_users import ListedUsers
from tests.storage.sql.sqlite_files import ask, count, engine, url

Json: TypeAlias = Any

POPULATION = Population(7, organizations=True)
CHILDREN = (
    *("email_addresses", "phone_numbers", "web3_wallets", "passkeys", "external_accounts", "saml_accounts"),
    *("enterprise_accounts", "organization_memberships"),
)


def users_in(file: Path) -> list[Json]:
    """The users of a database, assembled without the code under test, with null for absent keys."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        rows = {
            name: [plain(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY rowid")]  # noqa: S608  our own names
            for name in ("users", "organizations", "linked_to", *CHILDREN)
        }
    shared = {row["id"]: row for row in rows["organizations"]}
    linked = defaultdict(list)
    for row in rows["linked_to"]:
        linked[row["user_id"], row["email_address_position"], row["phone_number_position"]].append(row)
    owned = defaultdict(list)
    for name in CHILDREN:
        for row in rows[name]:
            user, position = row.pop("user_id"), row["position"]
            if name == "email_addresses":
                row["linked_to"] = linked[user, position, None]
            if name == "phone_numbers":
                row["linked_to"] = linked[user, None, position]
            if name == "organization_memberships":
                row["organization"] = shared[row["organization_id"]]
            owned[user, name].append(row)
    return [{**user, **{name: owned[user["id"], name] for name in CHILDREN}} for user in rows["users"]]


def plain(row: sqlite3.Row) -> Json:
    """The values of a row, with JSON decoded and extra keys among the others."""
    made = {key: json.loads(value) if str(value)[:1] in ("{", "[") else value for key, value in dict(row).items()}
    return {**made, **(made.pop("extra", None) or {})}


def assert_holds(stored: Json, expected: Json) -> None:
    """Check that everything expected is stored, and that absent keys are null."""
    if isinstance(expected, dict):
        for key in expected:
            assert_holds(stored.get(key), expected[key])
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        assert len(stored) == len(expected)
        for each, other in zip(stored, expected, strict=True):
            assert_holds(each, other)
    else:
        assert stored == expected


def test_the_database_holds_the_users_of_the_population(file: Path) -> None:
    seeded = seed(POPULATION, url(file), 2_000, start=5)

    for stored, expected in zip(users_in(file), POPULATION[5:2_005], strict=True):
        assert_holds(stored, expected)
    assert seeded == Seeded(url(file), 2_000, {name: count(file, name) for name in seeded.rows}, seeded.seconds)
    assert min(seeded.rows.values()) > 0
    assert seeded.seconds > 0


def test_all_foreign_keys_hold(file: Path) -> None:
    """Also in a database that checks each key."""
    with engine(url(file), "PRAGMA foreign_keys = ON") as checking:
        for _ in range(2):
            seed(POPULATION, checking, 2_000, if_exists="replace")

    assert ask(file, "PRAGMA foreign_key_check") == []


def test_an_organization_is_written_once_for_all_of_its_members(file: Path) -> None:
    """Its members may be in one batch, in two, or in two runs."""
    members = [user for user in POPULATION[:200] if user["organization_memberships"]]
    shared = members[0]["organization_memberships"][0]
    users = POPULATION[:1_002]
    for index in (999, 1_000, 1_001):
        users[index]["organization_memberships"] = [{**shared, "id": f"orgmem_{index}"}]

    seed(ListedUsers(users), url(file), 1_001)
    seed(ListedUsers(users), url(file), 1, start=1_001, if_exists="append")

    belonging = "SELECT count(*), count(DISTINCT organizations.rowid) FROM organization_memberships JOIN organizations "
    on = f"ON organizations.id = organization_id WHERE organization_id = '{shared['organization']['id']}'"
    (members_of_it, rows_of_it), *_ = ask(file, belonging + on)
    assert members_of_it >= 4
    assert rows_of_it == 1


def test_json_can_be_queried_and_read_through_the_metadata(file: Path) -> None:
    seed(POPULATION, url(file), 300)
    queried = "SELECT DISTINCT json_extract(verification, '$.strategy') = verification_strategy FROM email_addresses"
    users = metadata_of(tables_of(read().root)).tables["users"]

    assert set(ask(file, queried)) <= {(1,), (None,)}
    with engine(url(file)) as made, made.connect() as connection:
        stored = connection.execute(sa.select(users.c.id, users.c.public_metadata)).all()
    assert dict(map(tuple, stored)) == {user["id"]: user["public_metadata"] for user in POPULATION[:300]}


def test_json_is_kept_as_it_is_written(file: Path) -> None:
    """A column with numeric affinity would change the number."""
    seed(ListedUsers([{"id": "user_1", "notes": 10**30}], read(document(notes={}))), url(file), 1)

    assert ask(file, "SELECT notes, typeof(notes) FROM users") == [(str(10**30), "text")]


def test_the_tables_are_those_of_the_population_s_own_document(file: Path) -> None:
    schema = document(pets=listing(record(name={"type": "string"})))
    seeded = seed(ListedUsers([{"id": "user_1", "pets": [{"name": "Rex"}]}], read(schema)), url(file), 1)

    assert seeded.rows == {"users": 1, "pets": 1}
    assert ask(file, "SELECT * FROM pets") == [("user_1", 0, "Rex")]


def test_a_driver_with_named_parameters_writes_the_same_rows(file: Path, tmp_path: Path) -> None:
    seed(POPULATION, url(file), 100)
    with engine(url(tmp_path / "named.db"), paramstyle="named") as named:
        seed(POPULATION, named, 100)

    with closing(sqlite3.connect(file)) as one, closing(sqlite3.connect(tmp_path / "named.db")) as other:
        assert [*one.iterdump()] == [*other.iterdump()]


def test_progress_is_reported_after_each_batch(file: Path) -> None:
    calls: list[int] = []
    seed(POPULATION, url(file), 2_500, progress=calls.append)

    assert calls == [1_000, 2_000, 2_500]


def test_a_table_with_rows_is_unchanged_by_default(file: Path) -> None:
    seed(POPULATION, url(file), 20)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE clerk_fakes_runs")
    before = file.read_bytes()

    with pytest.raises(SeedingRefused) as refusal:
        seed(POPULATION, url(file), 10)
    for named in (url(file), "table users holds 20 rows", "append", "replace", "fail"):
        assert named in str(refusal.value)
    assert file.read_bytes() == before


def test_empty_tables_are_filled(file: Path) -> None:
    seed(POPULATION, url(file), 0)
    seed(POPULATION, url(file), 10)

    assert count(file) == 10


def test_append_adds_other_users_and_refuses_the_same(file: Path) -> None:
    seed(POPULATION, url(file), 20)
    seed(POPULATION, url(file), 1_500, start=20, if_exists="append")
    before = file.read_bytes()

    with pytest.raises(SeedingRefused, match=r"users 20 to 1,519 .* use --start 1520, or another --seed$"):
        seed(POPULATION, url(file), 1_500, start=1_519, if_exists="append")
    assert file.read_bytes() == before
    assert count(file) == 1_520


def test_replace_drops_the_tables_that_users_of_another_document_had(file: Path) -> None:
    schema = document(pets=listing(record(name={"type": "string"})))
    seed(ListedUsers([{"id": "user_1", "pets": [{"name": "Rex"}]}], read(schema)), url(file), 1)
    seed(POPULATION, url(file), 10, if_exists="replace")

    assert count(file) == 10
    assert ask(file, "SELECT name FROM sqlite_master WHERE name = 'pets'") == []


def test_another_table_with_a_column_that_must_not_be_null_is_named(file: Path) -> None:
    seed(POPULATION, url(file), 0)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE linked_to")
        connection.execute("CREATE TABLE linked_to (mine TEXT NOT NULL)")

    with pytest.raises(SeedingRefused, match="has other columns: drop it with --if-exists replace"):
        seed(POPULATION, url(file), 100)


def test_replace_drops_our_tables_and_no_others(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("CREATE TABLE mine (x); INSERT INTO mine VALUES (1);")
    seed(POPULATION, url(file), 20)
    seed(POPULATION, url(file), 10, if_exists="replace")

    assert (count(file), count(file, "mine")) == (10, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"n": -1}, {"n": 1.5}, {"n": True}, {"start": -1}, {"workers": 0}, {"if_exists": "apend"}, {"start": SIZE - 5}],
)
def test_arguments_are_checked_before_anything_is_written(tmp_path: Path, wrong: Json) -> None:
    with pytest.raises(InvalidArgument, match=next(iter(wrong))):
        seed(POPULATION, url(tmp_path / "demo.db"), **wrong)

    assert [*tmp_path.iterdir()] == []
