"""The tables have a column for each field of the document, and the rows everything that a user has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from typing import Any, TypeAlias

import pytest

from clerk_fakes import Population
from clerk_fakes.errors import UnreadableDocument
from clerk_fakes.schema.reader import read
from clerk_fakes.storage.tables.normalised import tables_of
from clerk_fakes.storage.tables.rows import Flattener
from clerk_fakes.storage.tables.table import Column, ColumnKind, Table
from tests.storage.documents import TEXT, document, listing, record

Json: TypeAlias = Any

DOCUMENT: Json = json.loads((files("clerk_fakes.schema") / "clerk-user.schema.json").read_text("utf-8"))


def tables(document: Json = None) -> dict[str, Table]:
    return {table.name: table for table in tables_of(read(document).root)}


def columns(table: Table) -> dict[str, Column]:
    return {column.name: column for column in table.columns}


def rows(user: Json, document: Json = None) -> dict[str, list[dict[str, Json]]]:
    """The rows of a user, each by the names of its columns."""
    made = tables(document)
    flat = Flattener(made.values()).rows([user])
    return {name: [dict(zip(columns(made[name]), row, strict=True)) for row in flat[name]] for name in made}


def resolved(schema: Json) -> Json:
    """What a reference points to, or the branch beside null, found without our reader."""
    if "$ref" in schema:
        return resolved(DOCUMENT["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    branches = [branch for branch in schema.get("oneOf", []) if branch != {"type": "null"}]
    return resolved(branches[0]) if len(branches) == 1 else schema


def described(schema: Json, table: str) -> Iterator[tuple[str, str, Json, bool]]:
    """Table, key, schema and whether it is required, of each property that the document describes."""
    for key, value in schema["properties"].items():
        target = resolved(value)
        item = resolved(target.get("items", {}))
        if "properties" in item:
            yield from described(item, key)
        elif {"id", "object"} <= {*target.get("required", [])} and "$ref" in value:
            yield table, f"{key}_id", TEXT, key in schema["required"]
            yield from described(target, f"{key}s")
        else:
            yield table, key, value, key in schema["required"]


def types(schema: Json) -> set[str]:
    """The JSON types that a property allows."""
    schema = {**resolved(schema), "oneOf": schema.get("oneOf", [])} if "$ref" not in schema else resolved(schema)
    constants = [schema["const"]] if "const" in schema else schema.get("enum", [])
    named = schema.get("type", ["string"] * bool(constants))
    branches = {name for branch in schema.get("oneOf", []) for name in types(branch)}
    return branches | {*([named] if isinstance(named, str) else named)}


FIELDS = list(described(DOCUMENT, "users"))
KINDS: dict[str, ColumnKind] = {
    "string": "text",
    "integer": "integer",
    "boolean": "boolean",
    "array": "json",
    "object": "json",
}


@pytest.mark.parametrize(
    ("table", "key", "schema", "required"), FIELDS, ids=[f"{field[0]}.{field[1]}" for field in FIELDS]
)
def test_each_field_of_the_document_is_a_column_of_its_type(table: str, key: str, schema: Json, required: bool) -> None:
    """NOT NULL where the field is required and its schema allows no null."""
    column = columns(tables()[table])[key]

    assert {column.kind} == {KINDS[name] for name in types(schema) - {"null"}}
    assert column.nullable == (not required or "null" in types(schema))


def test_the_other_columns_are_positions_and_derived_values() -> None:
    found = {(table.name, name) for table in tables().values() for name in columns(table)}
    more = {name for _, name in found - {(table, key) for table, key, *_ in FIELDS}}

    assert more == {
        *("user_id", "position", "email_address_position", "phone_number_position"),
        *("verification_status", "verification_strategy", "extra", "absent"),
    }


def test_each_list_of_records_and_each_shared_record_has_a_table() -> None:
    assert tables().keys() == {
        *("users", "email_addresses", "phone_numbers", "web3_wallets", "passkeys", "external_accounts"),
        *("saml_accounts", "enterprise_accounts", "organization_memberships", "organizations", "linked_to"),
    }


def test_tables_come_after_those_that_their_rows_point_to() -> None:
    order = list(tables())

    for table in tables().values():
        for key in table.foreign_keys:
            assert order.index(key.table) < order.index(table.name)


def test_rows_are_identified_by_user_and_position_and_by_their_own_id() -> None:
    made = tables()

    assert (made["users"].key, made["organizations"].key) == (("id",), ("id",))
    assert {table.key for table in made.values() if not table.shared and table.name != "users"} == {
        ("user_id", "position")
    }
    # The id in linked_to is that of an external account, which several rows may have.
    assert [table.name for table in made.values() if not table.unique] == ["users", "organizations", "linked_to"]


@pytest.mark.parametrize(
    "schema", [TEXT, {"type": "number"}, {"type": "boolean"}, listing(TEXT), {"type": "object"}, {}]
)
def test_a_new_field_becomes_a_column(schema: Json) -> None:
    newer = deepcopy(DOCUMENT)
    newer["properties"]["shoe_size"] = newer["$defs"]["Passkey"]["properties"]["shoe_size"] = schema
    made, before = tables(newer), tables()

    for name in ("users", "passkeys"):
        assert columns(made[name]).keys() - columns(before[name]).keys() - {"absent"} == {"shoe_size"}
        assert columns(made[name])["shoe_size"].nullable


def test_a_new_list_of_records_becomes_a_table() -> None:
    newer = deepcopy(DOCUMENT)
    newer["properties"]["shoes"] = listing(record("id", "object", id=TEXT, object={"const": "shoe"}, size=TEXT))
    made = tables(newer)

    assert [*columns(made["shoes"])] == ["user_id", "position", "id", "object", "size"]
    assert made["shoes"].unique == ("id",)


def test_each_verification_has_its_status_and_strategy_as_columns_of_their_own() -> None:
    user = next(user for user in Population(7) if user["passkeys"])
    user["email_addresses"][0]["verification"] = None
    passkey, email = rows(user)["passkeys"][0], rows(user)["email_addresses"][0]

    assert (passkey["verification_status"], passkey["verification_strategy"]) == ("verified", "passkey")
    assert email["verification"] is email["verification_status"] is email["verification_strategy"] is None
    for table in tables().values():
        assert ("verification" in columns(table)) == (
            {"verification_status", "verification_strategy"} <= {*columns(table)}
        )


def test_a_row_of_an_item_in_one_of_several_lists_has_the_position_of_its_owner() -> None:
    one, two, three = ({"type": f"oauth_{name}", "id": name} for name in ("google", "github", "apple"))
    emails, phones = [{"linked_to": []}, {"linked_to": [one, two]}], [{"linked_to": [three]}]
    user = {"id": "user_1", "email_addresses": emails, "phone_numbers": phones}

    assert [tuple(row.values()) for row in rows(user)["linked_to"]] == [
        ("user_1", 0, 1, None, "oauth_google", "google"),
        ("user_1", 1, 1, None, "oauth_github", "github"),
        ("user_1", 2, None, 0, "oauth_apple", "apple"),
    ]


def test_keys_beyond_the_fields_are_kept_where_the_document_allows_them() -> None:
    accounts = [(account, user) for user in Population(7)[:500] for account in user["external_accounts"]]
    known = DOCUMENT["$defs"]["ExternalAccount"]["properties"]
    account, user = next(pair for pair in accounts if "google_id" in pair[0])
    plain, its_user = next(pair for pair in accounts if pair[0].keys() <= known.keys())

    (row,) = [row for row in rows(user)["external_accounts"] if row["id"] == account["id"]]
    assert json.loads(row["extra"]) == {key: value for key, value in account.items() if key not in known}
    (row,) = [row for row in rows(its_user)["external_accounts"] if row["id"] == plain["id"]]
    assert row["extra"] is None


@pytest.mark.parametrize("value", [{}, [], {"a": None}, "é", "", 0, 0.5, False, [{}]])
def test_json_columns_hold_the_value_as_text(value: Json) -> None:
    (row,) = rows({"id": "user_1", "notes": value}, document(notes={}))["users"]

    assert json.loads(row["notes"]) == value


def test_columns_of_ours_yield_to_fields_of_the_same_name() -> None:
    item = {**record(user_id=TEXT, position=TEXT, extra=TEXT, check_status=TEXT), "additionalProperties": True}
    check = record("object", "status", object={"const": "check"}, status=TEXT)
    item["properties"]["check"] = check
    made = {
        "user_id": "u",
        "position": "p",
        "extra": "e",
        "check_status": "s",
        "check": {"object": "check", "status": "t"},
    }
    schema = document(things=listing(item))

    (row,) = rows({"id": "user_1", "things": [{**made, "more": 1}]}, schema)["things"]
    assert (row["user_id"], row["position"], row["extra"], row["check_status"]) == ("u", "p", "e", "s")
    assert (row["user_id_"], row["position_"], row["extra_"], row["check_status_"]) == ("user_1", 0, '{"more":1}', "t")
    assert tables(schema)["things"].key == ("user_id_", "position_")


def test_lists_of_one_name_share_a_table_if_their_records_are_alike() -> None:
    tag, note, other = record("text", text=TEXT), listing(record(text=TEXT)), listing(record(size=TEXT))
    shared = document(cats=listing(record(notes=note)), dogs=listing(record(notes=note)), tags=listing(tag))
    apart = document(cats=listing(record(notes=note)), dogs=listing(record(notes=other)))

    assert [*columns(tables(shared)["notes"])][2:4] == ["cats_position", "dogs_position"]
    assert tables(apart).keys() == {"users", "cats", "dogs", "notes", "dogs_notes"}
    user = {"id": "u", "cats": [{"notes": [{"text": "a"}]}], "dogs": [{"notes": [{"size": "b"}]}]}
    assert [*rows(user, apart)["dogs_notes"][0].values()] == ["u", 0, 0, "b"]


def test_a_shared_record_keeps_its_lists_as_json() -> None:
    """Its row is written once for all of its owners, so that nothing in it may belong to one user."""
    club = record("id", "object", id=TEXT, object={"const": "club"}, rooms=listing(record(name=TEXT)))
    made = rows({"id": "u", "club": {"id": "c", "object": "club", "rooms": [{"name": "x"}]}}, document(club=club))

    assert made["clubs"] == [{"id": "c", "object": "club", "rooms": '[{"name":"x"}]'}]
    assert made["users"] == [{"id": "u", "club_id": "c", "extra": None}]


def test_a_user_without_an_id_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="'id'"):
        tables(record(id=TEXT))
