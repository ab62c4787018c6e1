"""A seeded database holds the users of the population, or it is unchanged."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.errors import InvalidArgument, MissingExtra, SeedingRefused
from clerk_fakes.population import LIVES
from clerk_fakes.schema.reader import read
from clerk_fakes.storage.sql.metadata import metadata_of
from clerk_fakes.storage.sql.seed import Seeded, seed
from clerk_fakes.storage.tables.normalised import tables_of
from tests.storage.documents import document, listing, record
from tests.storage.listed_users import ListedUsers

Json: TypeAlias = Any

POPULATION = Population(7, organizations=True)
CHILDREN = (
    *("email_addresses", "phone_numbers", "web3_wallets", "passkeys", "external_accounts", "saml_accounts"),
    *("enterprise_accounts", "organization_memberships"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "demo.db"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


@contextmanager
def engine(database: str, *statements: str, **options: Json) -> Iterator[sa.Engine]:
    """An engine that runs the statements on each new connection."""
    made = sa.create_engine(database, **options)

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for statement in statements:
            connection.execute(statement)

    sa.event.listen(made, "connect", prepare)
    try:
        yield made
    finally:
        made.dispose()


def ask(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def count(file: Path, table: str = "users") -> int:
    return int(ask(file, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  our own names


def interrupt(_: int) -> None:
    raise KeyboardInterrupt


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


@pytest.mark.parametrize(
    "wrong",
    [{"n": -1}, {"n": 1.5}, {"n": True}, {"start": -1}, {"workers": 0}, {"if_exists": "apend"}, {"start": LIVES - 5}],
)
def test_arguments_are_checked_before_anything_is_written(tmp_path: Path, wrong: Json) -> None:
    with pytest.raises(InvalidArgument, match=next(iter(wrong))):
        seed(POPULATION, url(tmp_path / "demo.db"), **wrong)

    assert [*tmp_path.iterdir()] == []
