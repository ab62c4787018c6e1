"""seed and verify as people meet them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from clerk_fakes import Population
from clerk_fakes.cli import main
from tests.test_cli import run, shell, users_in

pytestmark = pytest.mark.slow


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'demo.db'}"


def test_the_same_command_adds_nothing_and_another_one_names_the_difference(url: str) -> None:
    assert run("seed", "--database", url, "-n", "5").exit_code == 0

    again, other = run("seed", "--database", url, "-n", "5"), run("seed", "--database", url, "-n", "7")
    assert (again.exit_code, again.stdout) == (0, "")
    assert f"All 5 users were put into {url} before; nothing was added" in again.stderr
    assert (other.exit_code, other.stdout) == (1, "")
    assert "was filled with n=5 and not 7" in other.stderr


def test_verify_reports_that_all_is_there_or_what_is_not(url: str, tmp_path: Path) -> None:
    run("seed", "--database", url, "-n", "50", "--locale", "ja_JP", "--story", "saml", "--now", "2026-03-01")
    sound = run("verify", "--database", url)
    assert (sound.exit_code, sound.stdout) == (0, "")
    assert sound.stderr == f"{url} holds the 50 users that were put there\n"

    with closing(sqlite3.connect(tmp_path / "demo.db")) as connection:
        connection.execute("UPDATE users SET banned = NOT banned WHERE rowid = 3")
        connection.commit()
    differing = run("verify", "--database", url, "--workers", "2")
    user = Population(locale="ja_JP", stories={"saml": 1}, now="2026-03-01")[2]
    assert differing.exit_code == 1
    assert differing.stdout == f"users[{user['id']}].banned: {not user['banned']} and not {user['banned']}\n"

    with closing(sqlite3.connect(tmp_path / "demo.db")) as connection:
        connection.execute("UPDATE users SET locked = 2")
        connection.commit()
    assert "there may be more: these are the first 10" in run("verify", "--database", url).stderr


@pytest.mark.parametrize("command", [["seed", "-n", "30"], ["seed", "--to", "users.csv"], ["verify"]])
def test_a_terminal_gets_a_bar_and_a_pipe_none(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("seed", "-n", "30")
    monkeypatch.setenv("FORCE_COLOR", "1")
    seen = CliRunner().invoke(main, command)

    assert seen.exit_code == 0, seen.output
    assert "of 30 users" in seen.stderr or "of 1,000 users" in seen.stderr
    monkeypatch.delenv("FORCE_COLOR")
    assert "\x1b" not in shell(*command, "--if-exists", "replace").stderr


def test_a_file_is_written_and_named(tmp_path: Path) -> None:
    path = tmp_path / "users.ndjson"
    made = run("seed", "--to", str(path), "-n", "30", "--start", "5", "--seed", "7", "--workers", "2")

    assert made.exit_code == 0, made.output
    assert f"30 users in {path}, in " in made.stderr
    assert users_in(path.read_text("utf-8")) == Population(7)[5:35]
    assert "is there already" in run("seed", "--to", str(path)).stderr
    assert run("seed", "--to", str(path), "-n", "1", "--if-exists", "replace").exit_code == 0


def test_standard_output_gets_users_and_nothing_else() -> None:
    made = shell("seed", "--to", "-", "-n", "30")

    assert users_in(made.stdout) == Population().take(30)
    assert made.stderr == ""


def test_a_table_of_ones_own_is_filled(url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "demo.db")) as connection:
        connection.execute("CREATE TABLE accounts (clerk_id TEXT, name TEXT)")
    columns = ["--column", "clerk_id=id", "--column", "name=join(' = ', [first_name || '', last_name || ''])"]
    made = run("seed", "--database", url, "-n", "30", "--table", "accounts", *columns)

    assert made.exit_code == 0, made.output
    assert "Try:" not in made.stderr
    with closing(sqlite3.connect(tmp_path / "demo.db")) as connection:
        found = connection.execute("SELECT clerk_id, name FROM accounts ORDER BY rowid").fetchall()
    assert found == [
        (user["id"], f"{user['first_name'] or ''} = {user['last_name'] or ''}") for user in Population().take(30)
    ]
    assert run("verify", "--database", url).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--table", "accounts"], "no columns of accounts are mapped; map some, for example --column clerk_id=id"),
        (["--column", "a=id"], "columns need a table of your own; name it"),
        (["--table", "a", "--column", "id"], "--column id: give NAME=EXPRESSION, such as --column clerk_id=id"),
        (["--table", "a", "--column", "a=id", "--column", "a=id"], "--column names a twice; give it once"),
        (["--to", "users.json", "--table", "a"], "--to writes a whole file; leave out --database, --table"),
        (["--to", "users.json", "--if-exists", "append"], "--to writes a whole file"),
        (["--to", "users.xml"], "users.xml: '.xml' is not the ending of a known format"),
        (["--to", "nowhere/users.json"], "cannot write nowhere"),
        (["--workers", "0"], "0 is not in the range x>=1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run("seed", *arguments)

    assert refused.exit_code in (1, 2)
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [*tmp_path.iterdir()] == []


def test_a_newer_document_is_verified_with_it(url: str, tmp_path: Path) -> None:
    document = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    path = tmp_path / "newer.json"
    path.write_text(json.dumps(document), "utf-8")
    run("seed", "--database", url, "-n", "5", "--schema", str(path))

    assert "give that one as schema, or with --schema" in run("verify", "--database", url).stderr
    assert run("verify", "--database", url, "--schema", str(path)).exit_code == 0
