"""Whatever stops a run, the database is consistent, the message names the cause, and the same command resumes it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import which

import pytest
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.pytest_plugin.databases.stores import Server, Store, server_url, started
from clerk_fakes.storage.sql.seed import seed

pytestmark = pytest.mark.slow

SECRET = "hunter2"  # noqa: S105  for a temporary server


@contextmanager
def asking(url: str) -> Iterator[sa.Connection]:
    """A connection that commits each statement and is closed afterwards."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def count(url: str, what: str = "*") -> int:
    with asking(url) as connection:
        return int(connection.scalar(sa.text(f"SELECT count({what}) FROM users")) or 0)  # noqa: S608  our own names


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "clerk_fakes", *arguments]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of error output of a failed command."""
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    return line


def shown(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    yield shown(store.create("it"))
    store.drop("it")


def assert_resumable(url: str, users: int) -> None:
    """Check that the same command finishes the run, that verify finds every row, and that no user is stored twice."""
    assert run("seed", "--database", url, "-n", str(users)).returncode == 0
    verified = run("verify", "--database", url, "--workers", "2")
    assert (verified.returncode, verified.stdout) == (0, "")
    assert count(url) == count(url, "DISTINCT id") == users


def written(url: str) -> int:
    """How many users of the run are stored."""
    with asking(url) as connection:
        if not sa.inspect(connection).has_table("clerk_fakes_runs"):
            return 0
        return int(connection.scalar(sa.text("SELECT max(next_user) FROM clerk_fakes_runs")) or 0)


def await_more(running: subprocess.Popen[str], url: str, than: int = 0) -> None:
    """Wait until more users are stored, or the run has ended."""
    while written(url) == than and running.poll() is None:
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("users", "kills"), [(40_000, 5), pytest.param(200_000, 30, marks=pytest.mark.full)], ids=["small", "full"]
)
def test_a_run_that_is_killed_repeatedly_can_be_finished(url: str, users: int, kills: int) -> None:
    chance = random.Random(users)  # noqa: S311  no cryptography
    seen = [0]
    for kill in range(kills):
        if seen[-1] > users - 20_000:  # the next run might end before it is killed
            break
        workers = str(1 + kill % 2)
        running = subprocess.Popen(
            command("seed", "--database", url, "-n", str(users), "--workers", workers),
            stderr=subprocess.PIPE,
            text=True,
        )
        if kill % 3 == 0:  # between two commits, otherwise at any time
            await_more(running, url, than=seen[-1])
        time.sleep(chance.uniform(0.0, 1.5 if kill % 3 else 0.3))
        running.send_signal(signal.SIGKILL)
        _, errors = running.communicate()
        assert running.returncode == -signal.SIGKILL, errors
        seen.append(written(url))

    assert seen == sorted(seen)
    assert 0 < seen[-1] < users
    assert_resumable(url, users)


def test_an_interrupted_run_names_the_next_step(url: str) -> None:
    running = subprocess.Popen(
        command("seed", "--database", url, "-n", "40000", "--workers", "2"), stderr=subprocess.PIPE, text=True
    )
    await_more(running, url)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate()

    assert running.returncode == 130, errors
    assert errors in [
        f"Interrupted: {users}0,000 users are stored, and the same command resumes there.\n" for users in (1, 2, 3)
    ]
    assert_resumable(url, 40_000)


def test_an_interrupt_right_after_a_commit_counts_the_committed_users(tmp_path: Path) -> None:
    class Interrupted(sqlite3.Connection):
        def commit(self) -> None:
            super().commit()
            raise KeyboardInterrupt

    url = f"sqlite:///{tmp_path / 'demo.db'}"
    engine = sa.create_engine(url, connect_args={"factory": Interrupted}, poolclass=sa.NullPool)
    with pytest.raises(KeyboardInterrupt, match=r"^10,000 users are stored, and the same command resumes there$"):
        seed(Population(), engine, 20_000)
    assert_resumable(url, 20_000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_full_disk_is_named_and_the_run_resumes_on_a_larger_one(small_disk: Path) -> None:
    file = small_disk / "demo.db"
    line = refused(run("seed", "--database", f"sqlite:///{file}", "-n", "20000"))

    assert "disk is full; free some space, or name a database on another disk" in line
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        written = connection.execute("SELECT count(*) FROM users").fetchone()[0]
    assert f"{written:,} users are stored, and the same command resumes there" in line
    subprocess.run(["mount", "-o", "remount,size=400m", small_disk], check=True)
    assert_resumable(f"sqlite:///{file}", 20_000)


@pytest.mark.parametrize("name", ["users.ndjson", "users.ndjson.gz", "users.ndjson.zst", "users.csv", "users.parquet"])
def test_a_full_disk_leaves_no_file(small_disk: Path, name: str) -> None:
    subprocess.run(["mount", "-o", "remount,size=3m", small_disk], check=True)
    line = refused(run("seed", "--to", str(small_disk / name), "-n", "60000"))

    assert line.startswith(f"Error: cannot write {small_disk}")
    assert line.endswith("No space left on device; choose another file")
    assert [*small_disk.iterdir()] == []


def test_a_server_that_stops_midway_is_named() -> None:
    with started() as written:
        url = shown(server_url(written))
        running = begun(url)
        with asking(url) as connection:
            directory = connection.scalar(sa.text("SHOW data_directory"))
        postgres = int((Path(directory) / "postmaster.pid").read_text().split()[0])
        os.kill(postgres, signal.SIGQUIT)
        _, errors = running.communicate()

    assert running.returncode == 1
    (line,) = errors.splitlines()
    assert "check that the server runs and can be reached" in line
    assert "users are stored, and the same command resumes there" in line


def begun(url: str) -> subprocess.Popen[str]:
    """A long run that has stored some users."""
    running = subprocess.Popen(command("seed", "--database", url, "-n", "1000000"), stderr=subprocess.PIPE, text=True)
    there = False
    while not there and running.poll() is None:
        time.sleep(0.1)
        with asking(url) as connection:
            there = sa.inspect(connection).has_table("users")  # which is committed with its first rows
    return running


def test_a_connection_that_is_dropped_is_named(server: Server) -> None:
    url = shown(server.create("dropped"))
    running = begun(url)
    with asking(url) as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(sa.text(f"{others} AND pid <> pg_backend_pid()"))
    _, errors = running.communicate()

    assert running.returncode == 1
    (line,) = errors.splitlines()
    assert "check that the server runs and can be reached" in line
    assert f"{count(url):,} users are stored, and the same command resumes there" in line


def test_missing_permissions_are_named(server: Server) -> None:
    url = sa.make_url(shown(server.create("guarded")))
    with asking(shown(url)) as connection:
        connection.execute(sa.text("DROP ROLE IF EXISTS reader"))
        connection.execute(sa.text(f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'"))
        connection.execute(sa.text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    line = refused(run("seed", "--database", shown(url.set(username="reader", password=SECRET))))

    assert "permission denied for schema public" in line
    assert "let the user of that URL write there, or name another; nothing was written" in line
    assert SECRET not in line
    assert "does not exist" in refused(run("seed", "--database", shown(url.set(database="nowhere"))))
    closed_port = url.set(host="127.0.0.1", port=1, query={})
    assert "check that the server runs and can be reached; nothing was written" in refused(
        run("seed", "--database", shown(closed_port))
    )


def test_a_table_with_other_columns_is_named(url: str) -> None:
    with asking(url) as connection:
        connection.execute(sa.text("CREATE TABLE users (id TEXT, name TEXT)"))

    line = refused(run("seed", "--database", url))
    assert "a table of that name has other columns: drop it with --if-exists replace, or name another database" in line
    with asking(url) as connection:
        assert sa.inspect(connection).get_table_names() == ["users"]


@pytest.mark.skipif(not which("setpriv"), reason="needs setpriv, to keep root from writing read-only files")
def test_a_read_only_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "demo.db"
    assert run("seed", "--database", f"sqlite:///{file}", "-n", "10").returncode == 0
    file.chmod(0o444)
    tmp_path.chmod(0o555)
    bound = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
    more = command("seed", "--database", f"sqlite:///{file}", "-n", "10", "--start", "10", "--if-exists", "append")
    to_file = command("seed", "--to", str(tmp_path / "users.ndjson"))
    done, elsewhere = (
        subprocess.run([*bound, *each], capture_output=True, text=True, check=False) for each in (more, to_file)
    )
    tmp_path.chmod(0o755)

    assert "make the file and its directory writable, or name another; nothing was written" in refused(done)
    assert refused(elsewhere).endswith("Permission denied; choose another file")
