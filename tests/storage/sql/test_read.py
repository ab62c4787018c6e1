"""What is read from a database is exactly the JSON that was written."""

from __future__ import annotations

import json
import re
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from clerk_fakes import Population
from clerk_fakes.cases import cases
from clerk_fakes.errors import SeedingRefused
from clerk_fakes.pytest_plugin.databases.stores import Server
from clerk_fakes.schema.reader import read
from clerk_fakes.storage.sql.read import read_users
from clerk_fakes.storage.sql.seed import seed
from tests.storage.listed_users import ListedUsers

pytestmark = pytest.mark.slow

User = dict[str, Any]
ID = re.compile(r"\b([a-z0-9]+_[0-9A-Za-z]{22})[0-9A-Za-z]{5}")


def catalogue() -> list[User]:
    """The user of every case, with ids of its own."""
    texts = (json.dumps(case.user) for case in cases())
    return [json.loads(ID.sub(rf"\g<1>{number:05}", text)) for number, text in zip(count(), texts, strict=False)]


def test_every_case_and_a_whole_population_are_read_back_unchanged(engine: sa.Engine) -> None:
    users = [*catalogue(), *Population(7, organizations=True).take(5_000)]
    seed(ListedUsers(users), engine, len(users))
    found = {user["id"]: user for user in read_users(engine)}

    assert len(found) == len(users) > 6_600
    assert [user["id"] for user in users if found[user["id"]] != user] == []


def test_no_user_is_read_from_empty_tables(engine: sa.Engine) -> None:
    seed(Population(), engine, 0)

    assert list(read_users(engine)) == []


def test_a_database_without_the_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SeedingRefused, match="no such table"):
        list(read_users(f"sqlite:///{tmp_path / 'none.db'}"))
    assert [*tmp_path.iterdir()] == []


def test_absent_null_and_empty_are_told_apart(engine: sa.Engine) -> None:
    text: Any = {"type": "string"}
    either: Any = {"type": ["string", "null"]}
    item: Any = {"type": "object", "properties": {"note": either}, "additionalProperties": True}
    lists: Any = {"some": {"type": "array", "items": item}, "perhaps": {"type": ["array", "null"], "items": item}}
    document: Any = {"type": "object", "properties": {"id": text, "name": either, **lists}, "required": ["id"]}
    values: dict[str, list[User]] = {
        "name": [{}, {"name": None}, {"name": ""}],
        "some": [{}, {"some": []}, {"some": [{}, {"note": None}, {"note": "x", "more": None}]}],
        "perhaps": [{}, {"perhaps": None}, {"perhaps": []}, {"perhaps": [{"note": None, "more": {}}]}],
    }
    users = [
        {"id": f"user_{number}", **name, **some, **perhaps}
        for number, (name, some, perhaps) in enumerate(product(*values.values()))
    ]
    seed(ListedUsers(users, read(document)), engine, len(users))

    assert sorted(read_users(engine, schema=document), key=str) == sorted(users, key=str)


@pytest.mark.parametrize("text", ["\ud800", "a\x00b"], ids=["a lone surrogate", "NUL"])
def test_a_text_that_databases_cannot_store_is_refused_in_one_line(server: Server, text: str) -> None:
    engine = sa.create_engine(server.create("unsafe"), poolclass=sa.NullPool)
    try:
        with pytest.raises(
            SeedingRefused, match="databases cannot store such a text: leave that user out, or correct it"
        ):
            seed(ListedUsers([{**Population()[0], "first_name": text}]), engine, 1)
    finally:
        server.drop("unsafe")


def test_databases_can_store_every_text_of_a_user() -> None:
    """No text contains U+0000 or a lone surrogate, in any script."""
    locales = ["en_US", "de_DE", "ja_JP", "zh_CN", "ar_AA", "hi_IN", "ru_RU"]
    users = [*Population(7, locale=locales, organizations=True).take(2_000), *(case.user for case in cases())]
    text = json.dumps(users, ensure_ascii=False)

    assert "\\u0000" not in text
    assert text.encode()


def test_users_of_another_document_are_read_with_it(engine: sa.Engine) -> None:
    document: Any = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    population = Population(schema=document)
    seed(population, engine, 5)

    with pytest.raises(SeedingRefused, match="holds users of another document; give that one as schema"):
        list(read_users(engine))
    assert sorted(read_users(engine, schema=document), key=str) == sorted(population.take(5), key=str)


def test_a_missing_row_that_others_point_to_is_named(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'demo.db'}", poolclass=sa.NullPool)
    seed(Population(7, organizations=True), engine, 50)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM organizations"))

    with pytest.raises(SeedingRefused, match=r"organizations\[org_\w+\]: the row is missing, though others"):
        list(read_users(engine))
