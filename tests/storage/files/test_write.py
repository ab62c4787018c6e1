"""A file holds the users of the population, the same for any number of workers, or it does not exist."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.cases import cases
from clerk_fakes.errors import InvalidArgument, SeedingRefused, UnknownName
from clerk_fakes.population import SIZE
from clerk_fakes.storage.files.write import write
from clerk_fakes.storage.sql.seed import seed
from tests.storage.listed_users import ListedUsers

pytestmark = pytest.mark.slow

POPULATION = Population(7, organizations=True, locale=["de_DE", "ja_JP"])
N = 2_300
Json = Any
ZSTD = b"\x28\xb5\x2f\xfd"  # the first bytes of each frame: RFC 8878, 3.1.1


def lines(data: bytes) -> list[Json]:
    return [json.loads(line) for line in data.decode().splitlines()]


READERS: dict[str, Callable[[Path], list[Json]]] = {
    "users.ndjson": lambda path: lines(path.read_bytes()),
    "users.ndjson.gz": lambda path: lines(gzip.decompress(path.read_bytes())),
    "users.ndjson.zst": lambda path: lines(pa.CompressedInputStream(path.open("rb"), "zstd").read()),
    "users.json": lambda path: json.loads(path.read_text("utf-8")),
    "users.json.gz": lambda path: json.loads(gzip.decompress(path.read_bytes())),
    "users.json.zst": lambda path: json.loads(pa.CompressedInputStream(path.open("rb"), "zstd").read()),
}


@pytest.mark.parametrize("number", [0, 1, N])
@pytest.mark.parametrize("name", READERS)
def test_a_file_holds_the_users(tmp_path: Path, name: str, number: int) -> None:
    calls: list[int] = []
    written = write(POPULATION, tmp_path / name, number, start=5, progress=calls.append)

    assert READERS[name](tmp_path / name) == POPULATION[5 : 5 + number]
    assert (written.users, written.paths) == (number, (tmp_path / name,))
    assert calls == [users for users in (1, 1_000, 2_000, N) if users in (number, 1_000, 2_000) and users <= number]
    assert [*tmp_path.iterdir()] == [tmp_path / name]


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("users.ndjson.gz", "gzip"),
        pytest.param(
            "users.ndjson.zst",
            "zstd",
            marks=pytest.mark.skipif(not shutil.which("zstd"), reason="not every machine has the zstd command"),
        ),
    ],
)
def test_compressed_files_can_be_read_by_the_usual_commands(tmp_path: Path, name: str, command: str) -> None:
    write(POPULATION, tmp_path / name, N)
    decompressed = subprocess.run([command, "-dc", tmp_path / name], capture_output=True, check=True).stdout

    assert lines(decompressed) == POPULATION.take(N)


def test_zst_is_one_frame(tmp_path: Path) -> None:
    """Readers of the first frame alone, such as pandas, read all users."""
    write(POPULATION, tmp_path / "users.ndjson.zst", N)
    compressed = (tmp_path / "users.ndjson.zst").read_bytes()

    assert compressed.startswith(ZSTD)
    assert compressed.count(ZSTD) == 1


@pytest.mark.parametrize("name", ["users.ndjson", "users.ndjson.gz", "users.json.zst", "users.csv", "users.parquet"])
def test_the_bytes_are_the_same_for_any_number_of_workers(tmp_path: Path, name: str) -> None:
    for workers in (1, 3):
        (tmp_path / str(workers)).mkdir()
        write(POPULATION, tmp_path / str(workers) / name, N, workers=workers)

    one, three = ({path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()} for folder in ("1", "3"))
    assert one == three
    assert name in one


def test_csv_has_the_rows_of_the_tables(tmp_path: Path) -> None:
    """Read with the csv module, which does not tell NULL from an empty text; the next test does."""
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    rows = seed(POPULATION, url, N).rows
    paths = write(POPULATION, tmp_path / "out.csv", N).paths

    assert paths[0] == tmp_path / "out.csv"
    assert {path.name for path in paths[1:]} == {f"out.{table}.csv" for table in rows if table != "users"}
    with sa.create_engine(url).connect() as connection:
        for table in rows:
            path = tmp_path / ("out.csv" if table == "users" else f"out.{table}.csv")
            with path.open(encoding="utf-8", newline="") as stream:
                head, *found = csv.reader(stream)
            stored = connection.execute(sa.text(f"SELECT {', '.join(head)} FROM {table} ORDER BY rowid")).all()  # noqa: S608  our own table names
            assert len(found) == rows[table]
            for one, other in zip(found, stored, strict=True):
                assert one == [plain(value, text) for value, text in zip(other, one, strict=True)]


def plain(value: Json, text: str) -> str:
    if value is None:
        return ""
    return {0: "false", 1: "true"}[value] if text in ("true", "false") else str(value)


def test_csv_tells_null_from_an_empty_text_and_keeps_quotes_and_lines(tmp_path: Path) -> None:
    users = [{**POPULATION[0], "first_name": None, "last_name": "", "username": 'a "b",\nc'}]
    write(ListedUsers(users), tmp_path / "users.csv", 1)

    assert ',"a ""b"",\nc",,"",' in (tmp_path / "users.csv").read_text("utf-8")
    with (tmp_path / "users.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["first_name"], row["last_name"], row["username"]) == ("", "", 'a "b",\nc')


ANYTHING = ("domains",)  # lists whose items may be anything and are therefore JSON


def without_absent(value: Json, type_: pa.DataType, is_json: bool = False) -> Json:
    """A value as columns of that type hold it: null for an absent key, and JSON text where the type is text."""
    if value is None:
        return None
    if pa.types.is_list(type_):
        return [without_absent(item, type_.value_type, is_json) for item in value]
    if pa.types.is_struct(type_):
        fields = {type_.field(at).name: type_.field(at).type for at in range(type_.num_fields)}
        made = {
            name: without_absent(value.get(name), each, name in ANYTHING)
            for name, each in fields.items()
            if name != "extra"
        }
        more = {name: value[name] for name in value if name not in fields}
        if "extra" in fields:
            made["extra"] = as_json(more) if more else None
        else:
            assert not more
        return made
    is_text = isinstance(value, str) and not is_json
    return value if is_text or not pa.types.is_string(type_) else as_json(value)


def as_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("users", [POPULATION.take(N), [case.user for case in cases()]], ids=["population", "cases"])
def test_parquet_has_every_value_in_its_column(tmp_path: Path, users: list[Json]) -> None:
    write(ListedUsers(users), tmp_path / "users.parquet", len(users))
    table = pq.read_table(tmp_path / "users.parquet")
    whole = pa.struct(list(table.schema))

    found = table.to_pylist()
    assert len(found) == len(users)
    for one, user in zip(found, users, strict=True):
        assert one == without_absent(user, whole)


def test_parquet_has_row_groups_compressed_by_zstd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clerk_fakes.storage.files.parquet_file.ROW_GROUP", 2_000)
    write(POPULATION, tmp_path / "users.parquet", 5_000)
    file = pq.ParquetFile(tmp_path / "users.parquet")

    assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [2_000, 2_000, 1_000]
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    file.close()


def test_standard_output_gets_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = BytesIO()
    monkeypatch.setattr("sys.stdout", TextIOWrapper(stream))

    assert write(POPULATION, "-", 10).paths == ()
    assert lines(stream.getvalue()) == POPULATION.take(10)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("users.xml", "'.xml' is not the ending of a known format; known: .csv, .json, .ndjson, .parquet"),
        ("users.jsn", "did you mean '.json'"),
        ("users", "'' is not the ending of a known format"),
        ("users.csv.gz", r"only \.ndjson and \.json can be compressed; name it .*users\.csv$"),
        ("users.parquet.zst", r"name it .*users\.parquet$"),
    ],
)
def test_a_name_without_a_known_ending_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises((UnknownName, InvalidArgument), match=message):
        write(POPULATION, tmp_path / name, 10)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", ["users.ndjson", "users.csv", "users.parquet"])
def test_an_existing_file_is_kept_unless_it_is_to_be_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(SeedingRefused, match="is there already; name another file, or use --if-exists replace"):
        write(POPULATION, tmp_path / name, 10)
    assert (tmp_path / name).read_text() == "mine"

    write(POPULATION, tmp_path / name, 10, replace=True)
    assert (tmp_path / name).read_bytes() != b"mine"


@pytest.mark.parametrize("name", ["users.ndjson", "users.ndjson.zst", "users.csv", "users.parquet"])
def test_an_interrupted_run_leaves_no_file(tmp_path: Path, name: str) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(POPULATION, tmp_path / name, N, progress=interrupt)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", ["users.ndjson", "users.ndjson.gz", "users.ndjson.zst", "users.csv", "users.parquet"])
@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_a_path_that_cannot_be_written_is_named(tmp_path: Path, name: str, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SeedingRefused, match=r"cannot write .*; choose another file$") as refusal:
        write(POPULATION, tmp_path / place / name, 10)

    assert "\n" not in str(refusal.value)
    assert [*tmp_path.iterdir()] == [tmp_path / "file"]


def test_a_compressed_file_without_users_is_valid(tmp_path: Path) -> None:
    write(POPULATION, tmp_path / "users.ndjson.gz", 0)

    assert gzip.decompress((tmp_path / "users.ndjson.gz").read_bytes()) == b""
    assert (tmp_path / "users.ndjson.gz").stat().st_size


@pytest.mark.parametrize("wrong", [{"n": -5}, {"n": "5"}, {"start": -1}, {"workers": 0}, {"start": SIZE}])
def test_arguments_are_checked_before_anything_is_written(tmp_path: Path, wrong: Json) -> None:
    with pytest.raises(InvalidArgument, match=next(iter(wrong))):
        write(POPULATION, tmp_path / "users.ndjson", **wrong)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", ["users.ndjson", "users.json.gz", "users.csv", "users.parquet"])
def test_a_text_that_cannot_be_encoded_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SeedingRefused, match="surrogates not allowed; leave that user out, or correct its text"):
        write(ListedUsers([{**POPULATION[0], "first_name": "\ud800"}]), tmp_path / name, 1)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("replace", [False, True])
def test_the_file_that_cannot_be_replaced_is_the_one_that_is_named(tmp_path: Path, replace: bool) -> None:
    (tmp_path / "users.email_addresses.csv").mkdir()
    with pytest.raises(SeedingRefused, match=r"cannot write .*users\.email_addresses\.csv: Is a directory"):
        write(Population(), tmp_path / "users.csv", 10, replace=replace)
