"""The command line as people and pipes meet it."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click import ClickException
from click.testing import CliRunner, Result

from clerk_fakes import Population
from clerk_fakes.breaks import breaks
from clerk_fakes.cli import main
from clerk_fakes.cli.databases import QUERY
from clerk_fakes.population import SIZE
from clerk_fakes.storage.sql.databases import EXAMPLE

COMMAND = [sys.executable, "-W", "error", "-m", "clerk_fakes"]


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def shell(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, **options)


def users_in(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(name: str) -> None:
    done = run(name, "-h")
    assert done.exit_code == 0
    assert f"clerk-fakes {name}" in done.output.partition("Usage:")[2].partition("\n")[2]
    assert f"clerk-fakes {name}" in (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_without_a_command_it_shows_its_help() -> None:
    assert "clerk-fakes seed" in run().output


def test_generate_writes_the_users_of_a_population_as_json_lines() -> None:
    assert users_in(run("generate", "-n", "3", "--seed", "7").stdout) == Population(7).take(3)


def test_generate_takes_every_option_of_a_population() -> None:
    options = ["--locale", "ja_JP", "--locale", "pt_BR", "--story", "google", "--story", "saml=3", "--organizations"]
    made = run("generate", "--start", "12", "--now", "2025-06-01T00:00:00Z", "--clerk-test", *options)
    population = Population(
        locale=["ja_JP", "pt_BR"],
        stories={"google": 1, "saml": 3},
        organizations=True,
        clerk_test=True,
        now="2025-06-01T00:00:00Z",
    )
    assert users_in(made.stdout) == [population[12]]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_generate_writes_one_json_array(number: int) -> None:
    assert json.loads(run("generate", "-n", str(number), "--format", "json").stdout) == Population().take(number)


def test_generate_writes_a_file_and_speaks_on_stderr_alone(tmp_path: Path) -> None:
    made = run("generate", "-n", "1500", "-o", str(tmp_path / "users.ndjson"))
    assert (made.stdout, made.stderr) == ("", f"1,500 users in {tmp_path / 'users.ndjson'}\n")
    assert users_in((tmp_path / "users.ndjson").read_text("utf-8")) == Population().take(1500)


def test_an_interrupted_generate_leaves_no_file(tmp_path: Path) -> None:
    arguments = [*COMMAND, "generate", "-n", "100000000", "-o", str(tmp_path / "users.ndjson")]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    while not list(tmp_path.iterdir()):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, done = process.communicate(timeout=30)
    assert (process.returncode, done) == (130, "Interrupted: nothing half-written is left.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("arguments", [("generate", "-o"), ("seed", "--to"), ("seed", "--workers", "2", "--to")])
def test_a_signal_that_ends_it_leaves_nothing(tmp_path: Path, arguments: Sequence[str], number: signal.Signals) -> None:
    command = [*COMMAND, *arguments, str(tmp_path / "users.ndjson"), "-n", "10000000"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while not any(file.stat().st_size for file in tmp_path.iterdir()):  # not before the workers are there
            assert process.poll() is None
        process.send_signal(number)
        done = process.communicate()[1]
    assert (process.returncode, done) == (128 + number, "Interrupted: nothing half-written is left.\n")
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_to_a_pipe_is_not_called_whole() -> None:
    command = [*COMMAND, "generate", "-n", "10000000", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        done = process.communicate()[1]
    assert (process.returncode, done) == (130, "Interrupted.\n")


def test_a_closed_pipe_ends_it_quietly() -> None:
    command = f"{' '.join(COMMAND)} generate -n 100000 | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert users_in(done.stdout) == Population().take(1)
    assert done.stderr == ""


def test_output_is_utf_8_whatever_the_locale() -> None:
    done = shell(
        "generate", "--locale", "ja_JP", env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}, encoding="utf-8"
    )
    assert users_in(done.stdout) == Population(locale="ja_JP").take(1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--locale", "xx_XX"], "Faker has no locale 'xx_XX'"),
        (["--story", "gogle"], "no story 'gogle'; did you mean 'google'"),
        (["--story", "google=many"], "'many' is not a weight"),
        (["--story", "google="], "'' is not a weight"),
        (["--locale", "nonsense"], "are known, such as a"),
        (["--start", str(SIZE - 2), "-n", "3"], "there is no user"),
        (["--story", "google=0"], "add up to 0"),
        (["--story", "google", "--story", "google=2"], "--story names one twice"),
        (["-o", "."], "cannot write .: Is a directory"),
        (["--now", "yesterday"], "now='yesterday' is not a time"),
        (["--now", "1999-01-01T00:00:00Z"], "outside what Clerk's ids can hold"),
        (["--schema", "/nowhere.json"], "/nowhere.json: cannot be read"),
        (["-o", "/nowhere/users.json"], "cannot write /nowhere/users.json"),
        (["--start", "9" * 20], "users are numbered from 0"),
    ],
)
def test_bad_arguments_are_one_line_on_stderr(arguments: Sequence[str], message: str) -> None:
    made = run("generate", *arguments)
    assert (made.exit_code, made.stdout) == (1, "")
    assert message in made.stderr
    assert made.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["-n", "-1"], ["-n", "x"], ["--seed", "x"], ["--format", "xml"], ["--lcale", "x"]]
)
def test_what_is_not_understood_exits_with_2(arguments: Sequence[str]) -> None:
    assert run("generate", *arguments).exit_code == 2


@pytest.mark.parametrize("layout", ["ndjson", "json"])
def test_what_generate_writes_validate_accepts(layout: str) -> None:
    validated = run("validate", "-", stdin=run("generate", "-n", "30", "--format", layout).stdout)
    assert (validated.exit_code, validated.stdout, validated.stderr) == (0, "", "30 users, all valid\n")


def test_validate_gives_each_violation_a_line_with_its_place() -> None:
    good, bad = Population().take(2)
    lines = [json.dumps(good), "", json.dumps({**bad, "banned": "yes", "id": None}), "{broken", "17"]
    validated = run("validate", "-", stdin="\n".join(lines))
    assert validated.exit_code == 1
    assert sorted(validated.stdout.splitlines(), key=lambda line: (line[:7], len(line))) == [
        "line 3: /id: type: null is not string",
        'line 3: /banned: type: "yes" is not boolean',
        "line 4: not JSON: Expecting property name enclosed in double quotes, column 2",
        "line 5: (the user): type: 17 is not object",
    ]
    assert validated.stderr == "2 users, 1 of them broken; 2 values could not be read as users\n"


def test_validate_numbers_the_lines_of_a_pretty_array() -> None:
    one, two = Population().take(2)
    text = json.dumps([one, {**two, "id": 5}], indent=2)
    validated = run("validate", "-", stdin=text)
    start = json.dumps([one], indent=2).count("\n") + 1
    assert validated.stdout == f"line {start}, [1]: /id: type: 5 is not string\n"


@pytest.mark.parametrize("text", ["", "\n\n", "[]", "\ufeff"])
def test_validate_refuses_a_file_without_users(text: str) -> None:
    validated = run("validate", "-", stdin=text)
    assert validated.exit_code == 1
    assert validated.stderr.startswith("Error: no users to be found")


@pytest.mark.parametrize(
    "text", ["[1,,2]", "[{}", '[{"a": NaN}]', "[" * 100_000, '{"a":\n\n"', "\x00\xff", "[{}] x", "[{} {}]"]
)
def test_broken_json_is_reported_by_line_and_never_a_traceback(text: str) -> None:
    validated = run("validate", "-", stdin=text)
    assert validated.exit_code == 1
    assert isinstance(validated.exception, SystemExit)
    assert re.search(r"^line \d(, \[\d\])?: not JSON", validated.stdout, re.MULTILINE)


def test_a_broken_first_line_does_not_hide_the_others() -> None:
    good = json.dumps(Population()[0])
    validated = run("validate", "-", stdin=f'{{"id": \n{good}\n{good}\n')
    assert validated.stdout == "line 1: not JSON: Expecting value, column 8\n"
    assert validated.stderr == "2 users, all valid; 1 value could not be read as a user\n"


@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize(
    "arguments",
    [
        ("generate",),
        ("generate", "-n", "100"),
        ("generate", "-n", "100", "--format", "json"),
        ("seed", "--to", "-", "-n", "1"),
        ("cases", "first_name=null"),
        ("generate", "-h"),
        ("--version",),
    ],
    ids=" ".join,
)
def test_a_full_disk_is_one_line_on_stderr(arguments: Sequence[str], buffered: bool) -> None:
    """Also where nothing fails but Python's last flush, which otherwise reports nothing and exits with 120."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, env=environment(buffered)
        )
    assert done.returncode == 1
    assert done.stderr == "Error: cannot go on: No space left on device\n"


def environment(buffered: bool) -> dict[str, str]:
    """That of a child process, whose stdout has a buffer or not."""
    others = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return others if buffered else {**others, "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize("number", [1, 1_000])
@pytest.mark.parametrize("buffered", [True, False])
def test_a_reader_that_closes_the_pipe_causes_no_message(number: int, buffered: bool) -> None:
    command = [*COMMAND, "generate", "-n", str(number)]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, env=environment(buffered))
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("closed", "arguments", "code", "message"),
    [
        (">&-", ("generate",), 1, "Error: cannot go on: Bad file descriptor"),
        (">&-", ("seed", "--to", "-", "-n", "1"), 1, "Error: cannot go on: Bad file descriptor"),
        (">&-", ("seed", "--to", "users.ndjson"), 0, "1,000 users in users.ndjson"),
        ("<&-", ("validate", "-"), 1, "Error: no users to be found"),
        ("2>&-", ("generate", "-o", "users.ndjson"), 0, ""),
        ("2>&-", ("seed", "--to", "more.ndjson"), 0, ""),
        ("2>&-", ("generate", "--seed", "x"), 2, ""),
        (">&- 2>&- <&-", ("validate", "-"), 1, ""),
    ],
    ids=str,
)
def test_a_closed_stream_is_no_traceback(
    tmp_path: Path, closed: str, arguments: Sequence[str], code: int, message: str
) -> None:
    command = ["bash", "-c", f'"$@" {closed}', "bash", *COMMAND, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr[: len(message)]) == (code, message)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", bool(message))


TALKATIVE = """
import logging, warnings
from clerk_fakes import Population
from clerk_fakes.cli import main

def starting(*arguments):
    logging.getLogger("driver").warning("the driver logs")
    warnings.warn("the driver warns")
    return iter([{}])

Population.starting = starting
main(["generate"])
"""


@pytest.mark.parametrize(("options", "lines"), [([], 0), (["-W", "default"], 1)], ids=["unasked", "asked for"])
def test_warnings_of_libraries_are_hidden_unless_asked_for(options: list[str], lines: int) -> None:
    done = subprocess.run([sys.executable, *options, "-c", TALKATIVE], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "{}\n")
    assert len(done.stderr.splitlines()) == lines


def test_a_caller_keeps_the_output_of_a_command_that_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: Any) -> Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO), "tape")

    monkeypatch.setattr(Population, "starting", fail)
    with pytest.raises(ClickException, match=r"^cannot go on with tape: Input/output error$"):
        main(["generate"], standalone_mode=False)
    print("still here")  # noqa: T201
    assert capfd.readouterr().out == "still here\n"


def test_a_pipe_or_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    """Nothing may take the place of /dev/null, as a file that appears as a whole would."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [*COMMAND, "generate", "-n", "3", "-o", str(pipe)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as done:
        assert users_in(pipe.read_text("utf-8")) == Population().take(3)
        assert done.communicate()[1] == f"3 users in {pipe}\n"
    assert pipe.is_fifo()
    assert [*tmp_path.iterdir()] == [pipe]


def test_seed_writes_into_a_pipe_too(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.ndjson"
    os.mkfifo(pipe)
    with subprocess.Popen([*COMMAND, "seed", "--to", str(pipe), "-n", "3"], stderr=subprocess.PIPE, text=True) as done:
        assert users_in(pipe.read_text("utf-8")) == Population().take(3)
        assert done.communicate()[1].startswith("3 users in ")
    assert [*tmp_path.iterdir()] == [pipe]


def test_a_link_leads_to_what_is_replaced(tmp_path: Path) -> None:
    link, file = tmp_path / "link.ndjson", tmp_path / "there" / "users.ndjson"
    file.parent.mkdir()
    link.symlink_to(file)
    for number in (1, 2):
        assert run("generate", "-n", str(number), "-o", str(link)).exit_code == 0
        assert users_in(file.read_text("utf-8")) == Population().take(number)
    assert link.is_symlink()
    assert [*file.parent.iterdir()] == [file]


def test_a_link_to_itself_is_replaced(tmp_path: Path) -> None:
    loop = tmp_path / "users.ndjson"
    loop.symlink_to(loop)
    assert run("generate", "-o", str(loop)).exit_code == 0
    assert users_in(loop.read_text("utf-8")) == Population().take(1)


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "users.ndjson"
    file.touch(0o600)
    assert run("generate", "-o", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": 1, "id": 2}', "line 1: an object has the key 'id' twice; remove one of them"),
        (b"[" + b"1" * 5_000 + b"]", "line 1, [0]: not JSON: a number with too many digits"),
        (gzip.compress(b"{}"), "line 1: not JSON: compressed by gzip; decompress it with gunzip"),
        (b"(\xb5/\xfd\x04", "line 1: not JSON: compressed by zstd; decompress it with unzstd"),
        ("{}".encode("utf-16"), "line 1: not JSON: the text is not UTF-8; convert it, for example with iconv"),
        ("{}".encode("utf-16-le"), "line 1: not JSON: the text is not UTF-8; convert it, for example with iconv"),
        ('{}\n{"first_name": "Jörg"}'.encode("latin-1"), "line 2: not JSON: the text is not UTF-8"),
        ('[{},\n{"first_name": "Jörg"}]'.encode("latin-1"), "line 2: not JSON: the text is not UTF-8"),
    ],
    ids=["twice", "digits", "gzip", "zstd", "utf-16", "utf-16-le", "latin-1", "array"],
)
def test_what_is_no_json_of_users_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "users.json"
    file.write_bytes(content)
    validated = run("validate", str(file))
    assert validated.exit_code == 1
    assert message in validated.stdout


@pytest.mark.parametrize("indent", [None, 2])
def test_a_key_that_is_there_twice_hides_no_user_after_it(indent: int | None) -> None:
    one, two, three = Population().take(3)
    texts = [json.dumps(user, indent=indent) for user in (one, two, {**three, "id": 5})]
    texts[1] = texts[1].replace("{", '{"banned": true,', 1)
    validated = run("validate", "-", stdin=f"[{', '.join(texts)}]")
    lines = [1 + sum(text.count("\n") for text in texts[:place]) for place in (1, 2)]
    assert validated.stdout.splitlines() == [
        f"line {lines[0]}, [1]: an object has the key 'banned' twice; remove one of them",
        f"line {lines[1]}, [2]: /id: type: 5 is not string",
    ]
    assert validated.stderr == "2 users, 1 of them broken; 1 value could not be read as a user\n"


def test_a_broken_user_of_an_array_on_one_line_is_named() -> None:
    one, two = Population().take(2)
    validated = run("validate", "-", stdin=json.dumps([one, {**two, "id": 5}]))
    assert validated.stdout == "line 1, [1]: /id: type: 5 is not string\n"


@pytest.mark.parametrize("bound", ["nan", "-1", "101", "x"])
def test_a_bound_that_is_no_percentage_is_refused(bound: str) -> None:
    made = run("coverage", "-", "--fail-under", bound, stdin=json.dumps(Population()[0]))
    assert (made.exit_code, made.stdout) == (2, "")


def test_listed_ids_are_whole_wherever_they_go() -> None:
    ids = [line.split("  ")[0] for line in run("cases", "--breaks").stdout.splitlines()[1:]]
    assert ids == [break_.id for break_ in breaks()]


def test_an_empty_url_is_no_default(tmp_path: Path) -> None:
    done = shell("seed", "--database", "", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: the database URL cannot be read; write one like " + f"{EXAMPLE}\n",
    )
    assert [*tmp_path.iterdir()] == []


def test_validate_takes_a_newer_document(tmp_path: Path, newer_document: Path) -> None:
    user = {**Population()[0], "nickname": "ada"}
    assert run("validate", "-", stdin=json.dumps(user)).exit_code == 1
    assert run("validate", "-", "--schema", str(newer_document), stdin=json.dumps(user)).exit_code == 0


@pytest.fixture
def newer_document(tmp_path: Path) -> Path:
    """The bundled document with one more optional field."""
    from tests.oracles.documents import bundled

    document = bundled()
    document["properties"]["nickname"] = {"type": "string"}
    (tmp_path / "newer.json").write_text(json.dumps(document), "utf-8")
    return tmp_path / "newer.json"


def test_seed_leaves_a_database_and_a_query_that_runs(tmp_path: Path) -> None:
    made = run("seed", "--database", f"sqlite:///{tmp_path / 'demo.db'}", "-n", "50")
    assert made.exit_code == 0, made.output
    assert "50 users in" in made.stderr
    assert QUERY in made.stderr
    with sqlite3.connect(tmp_path / "demo.db") as database:
        assert len(database.execute(QUERY).fetchall()) == 5
        assert database.execute("SELECT count(*) FROM users").fetchone() == (50,)
    database.close()


def test_seed_refuses_a_database_that_has_users_and_names_the_next_step(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    assert run("seed", "--database", url, "-n", "5").exit_code == 0
    again = run("seed", "--database", url, "-n", "7")
    assert again.exit_code == 1
    assert "--if-exists" in again.stderr
    assert run("seed", "--database", url, "-n", "7", "--if-exists", "replace").exit_code == 0


def test_cases_lists_ids_and_the_users_behind_them() -> None:
    done = run("cases", "first_name=*")
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == [
        f"first_name={what}" for what in ("empty", "long", "non-ascii", "not-null", "null", "spaced")
    ]
    (null,) = users_in(run("cases", "first_name=null", "--format", "ndjson").stdout)
    assert null["user"]["first_name"] is None


def test_cases_describes_situations_in_a_sentence() -> None:
    prose = "has a phone number and no other way to sign in"
    rows = [line.split(maxsplit=2) for line in run("cases", "situation=*").stdout.splitlines()]
    assert ["situation=phone-only", "sent", prose] in rows
    for flags in ([], ["--packed"]):
        (row,) = users_in(run("cases", "situation=phone-only", *flags, "--format", "ndjson").stdout)
        assert row["about"] == prose


@pytest.mark.parametrize(
    "arguments",
    [
        ("cases", "id=empty", "--tier", "sent"),
        ("cases", "id=empty", "--packed", "--tier", "sent"),
        ("coverage", "-", "--select", "id=empty"),
    ],
)
def test_edges_that_are_merely_allowed_take_another_tier(arguments: Sequence[str]) -> None:
    refused = run(*arguments, stdin=json.dumps(Population()[0]))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "all that is selected is merely allowed, which Clerk does not send; use --tier all" in refused.stderr


def test_cases_and_coverage_leave_out_what_is_excluded() -> None:
    done = run("cases", "first_name=*,!*null")
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == [
        f"first_name={what}" for what in ("empty", "long", "non-ascii", "spaced")
    ]
    missing = run("coverage", "-", "--select", "banned=* !*=false", "--missing", stdin=json.dumps({"banned": False}))
    assert missing.stdout.splitlines()[-1] == "banned=true"
    assert "'!frist' excludes nothing" in run("cases", "!frist").stderr


@pytest.mark.parametrize(("which", "count"), [("--packed", 50), ("--breaks", 1_000), ("--wild", 10)])
def test_cases_lists_packed_broken_and_wild_users(which: str, count: int) -> None:
    assert len(users_in(run("cases", which, "--format", "ndjson").stdout)) >= count
    assert run("cases", "--packed", "--breaks", "--wild").exit_code == 1


def test_what_is_listed_has_the_messages_of_the_validator() -> None:
    (broken,) = users_in(run("cases", "banned!null", "--breaks", "--format", "ndjson").stdout)
    assert (broken["pointer"], broken["keyword"]) == ("/banned", "type")
    wild = users_in(run("cases", "--wild", "--format", "ndjson").stdout)
    assert any(row["violations"] for row in wild)
    (sample,) = [row for row in wild if row["id"] == "email_addresses~sample"]
    assert (sample["channels"], sample["seen"]) == (["dashboard"], "2024 to 2026")
    table = run("cases", "--wild", "email_addresses~sample").stdout
    assert table.splitlines()[1].endswith("no address at all, yet the id of a primary one (dashboard; 2024 to 2026)")


def test_coverage_reports_fixtures_and_fails_under_a_bound(tmp_path: Path) -> None:
    fixtures = tmp_path / "fixtures.ndjson"
    fixtures.write_text(run("generate", "-n", "20").stdout + '{"id": 3}\n', "utf-8")
    done = run("coverage", str(fixtures), "--missing", "--fail-under", "99", "--html", str(tmp_path / "map.html"))
    assert done.exit_code == 1
    assert "line 21: (the user): required" in done.stderr
    assert "fewer than 99 %" in done.stderr
    assert "first_name=long" in done.stdout.splitlines()
    assert "21 users" in done.stdout
    assert "first_name=long" in (tmp_path / "map.html").read_text("utf-8")


def test_coverage_of_the_packed_users_is_whole() -> None:
    packed = "\n".join(
        json.dumps(row["user"]) for row in users_in(run("cases", "--packed", "--format", "ndjson").stdout)
    )
    done = run("coverage", "-", "--format", "json", "--fail-under", "100", stdin=packed)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["missed"] == []


def test_drift_names_what_a_newer_document_changes(newer_document: Path) -> None:
    done = run("drift", str(newer_document))
    assert (done.exit_code, done.stderr) == (1, "1 change\n")
    assert done.stdout == "nickname: new field [cases: 6 new]\n"
    assert run("drift", str(newer_document), "--against", str(newer_document)).exit_code == 0
    as_json = json.loads(run("drift", str(newer_document), "--format", "json").stdout)
    assert as_json["changes"][0]["new_cases"][0] == "nickname=absent"


def test_drift_names_the_fixtures_that_it_breaks(tmp_path: Path) -> None:
    from tests.oracles.documents import bundled

    document = bundled()
    document["required"].append("locale")
    (tmp_path / "new.json").write_text(json.dumps(document), "utf-8")
    user = Population()[0]
    del user["locale"]
    (tmp_path / "users.json").write_text(json.dumps(user), "utf-8")
    done = run("drift", str(tmp_path / "new.json"), "--fixtures", str(tmp_path / "users.json"))
    assert "fixtures: line 1: (the user): required: 'locale' is missing" in done.stdout
    (tmp_path / "broken.json").write_text("garbage", "utf-8")
    done = run("drift", str(tmp_path / "new.json"), "--fixtures", str(tmp_path / "broken.json"))
    assert (done.exit_code, done.stdout.splitlines()[-1][:26]) == (1, "fixtures: line 1: not JSON")
    (tmp_path / "old.json").write_text(json.dumps(bundled()), "utf-8")
    done = run("drift", str(tmp_path / "old.json"), "--fixtures", str(tmp_path / "broken.json"))
    assert (done.exit_code, done.stdout[:26]) == (1, "fixtures: line 1: not JSON")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the client's own
def test_check_sdk_names_what_the_client_refuses() -> None:
    done = run("check-sdk", "email_addresses[].verification(saml).object*")
    assert done.exit_code == 1
    assert done.stdout.startswith("email_addresses[].verification(saml).object=absent: refused: ")
    assert run("check-sdk", "first_name*").exit_code == 0
