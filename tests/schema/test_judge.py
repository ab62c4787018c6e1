"""The judge says yes and no as another one does, and says of every no where it is, and what would do."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import Mock
from weakref import ref

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from jsonschema import Draft202012Validator

from clerk_fakes import Population
from clerk_fakes.errors import InvalidUser, SchemaError, Violation
from clerk_fakes.schema.bundled import bundled
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.validator import is_valid, validate, validator_of, violations

Json = Any
ANOTHER = Draft202012Validator(bundled())
TEXT = {"type": "string"}
REMOVED = object()

VERIFICATION = "/email_addresses/0/verification"
USER: Json = {
    **Population(1).take(1)[0],
    "username": "ada",
    "email_addresses": [
        {
            "id": "idn_1",
            "object": "email_address",
            "email_address": "ada@example.com",
            "reserved": False,
            "verification": {
                "object": "verification_otp",
                "status": "verified",
                "strategy": "email_code",
                "attempts": 1,
                "expire_at": 1_700_000_000_000,
            },
            "linked_to": [],
            "created_at": 1_700_000_000_000,
            "updated_at": 1_700_000_000_000,
        }
    ],
    "saml_accounts": [],
}


def changed(pointer: str, value: Json) -> Json:
    """The user with another value at a pointer, or without it."""
    user = deepcopy(USER)
    holder: Json = user
    *way, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    for part in way:
        holder = holder[part]
    if value is REMOVED:
        del holder[last]
    else:
        holder[last] = value
    return user


def test_the_user_that_all_the_others_are_made_of_is_valid() -> None:
    assert violations(USER) == []
    assert is_valid(USER)
    validate(USER)


def one_of(*tags: str) -> str:
    """Some of the variants' tags, as a message lists them."""
    *most, last = [f'"verification_{tag}"' for tag in tags]
    return f"{', '.join(most)} or {last}"


EMAIL_TAGS = one_of("otp", "admin", "from_oauth", "ticket", "saml", "email_link")


@pytest.mark.parametrize(
    ("pointer", "value", "expected"),
    [
        ("/banned", "no", Violation("/banned", "type", '"no" is not boolean')),
        ("/banned", None, Violation("/banned", "type", "null is not boolean")),
        ("/created_at", 1.5, Violation("/created_at", "type", "1.5 is not integer")),
        ("/banned", REMOVED, Violation("", "required", "'banned' is missing")),
        ("/usernme", "ada", Violation("", "additionalProperties", "'usernme' not allowed here")),
        ("/object", "usr", Violation("/object", "const", '"usr" is not "user"')),
        ("/object", 5, Violation("/object", "const", '5 is not "user"')),
        ("/email_addresses/0/linked_to", {}, Violation("/email_addresses/0/linked_to", "type", "{} is not array")),
        (
            f"{VERIFICATION}/status",
            "maybe",
            Violation(
                f"{VERIFICATION}/status",
                "enum",
                '"maybe" is not "unverified", "verified", "failed" or "expired"',
                VERIFICATION,
            ),
        ),
        (
            f"{VERIFICATION}/attempts",
            "one",
            Violation(f"{VERIFICATION}/attempts", "type", '"one" is not integer or null', VERIFICATION),
        ),
        (f"{VERIFICATION}/status", REMOVED, Violation(VERIFICATION, "required", "'status' is missing", VERIFICATION)),
        (
            f"{VERIFICATION}/nonce",
            "x",
            Violation(VERIFICATION, "additionalProperties", "'nonce' not allowed here", VERIFICATION),
        ),
        (
            f"{VERIFICATION}/object",
            "verification_fax",
            Violation(f"{VERIFICATION}/object", "oneOf", f'"verification_fax" is not {EMAIL_TAGS}', VERIFICATION),
        ),
        (
            f"{VERIFICATION}/object",
            5,
            Violation(f"{VERIFICATION}/object", "oneOf", f"5 is not {EMAIL_TAGS}", VERIFICATION),
        ),
        (VERIFICATION, 5, Violation(VERIFICATION, "type", "5 is not object or null")),
        (VERIFICATION, [], Violation(VERIFICATION, "type", "[] is not object or null")),
    ],
)
def test_a_violation_has_its_place_its_rule_what_was_found_and_what_is_allowed(
    pointer: str, value: Json, expected: Violation
) -> None:
    (found,) = violations(changed(pointer, value))
    assert told(found) == told(expected)


def told(violation: Violation) -> tuple[str, str, frozenset[str], str | None]:
    """A violation without the order of the types in its message, which is up to jsonschema-rs."""
    words = frozenset(violation.message.replace(",", "").split())
    return violation.pointer, violation.keyword, words, violation.union


def test_a_variant_without_its_tag_is_told_by_what_else_it_holds() -> None:
    """Clerk does not require the tag of a verification."""
    assert violations(changed(f"{VERIFICATION}/object", REMOVED)) == []

    user = changed(f"{VERIFICATION}/object", REMOVED)
    user["email_addresses"][0]["verification"]["strategy"] = "email_cod"
    (found,) = violations(user)
    assert found.pointer == f"{VERIFICATION}/strategy"
    assert found.union == VERIFICATION


def test_a_pattern_is_shown_with_what_does_not_match_it() -> None:
    oauth = {"object": "verification_from_oauth", "status": "verified", "strategy": "oauth_x", "attempts": None}
    (found,) = violations(changed(VERIFICATION, {**oauth, "expire_at": None}))
    assert (found.pointer, found.keyword) == (f"{VERIFICATION}/strategy", "pattern")
    assert found.message == '"oauth_x" does not match ^from_oauth_(?:(?:token_)|(?:custom_))?[a-z]+$'


def test_a_union_of_required_keys_names_them() -> None:
    account: Json = {"saml_connection": {"id": "samlc_1"}}
    here = "/saml_accounts/0/saml_connection"
    needed = Violation(here, "anyOf", "'domain' or 'domains' is needed", here)

    assert needed in violations(changed("/saml_accounts", [account]))
    for key, value in (("domain", "example.com"), ("domains", ["example.com"])):
        account["saml_connection"] = {"id": "samlc_1", key: value}
        assert needed not in violations(changed("/saml_accounts", [account]))


def test_a_value_that_fits_two_variants_is_a_violation() -> None:
    schema = field({"oneOf": [{"type": "object", "properties": {}}, {"type": "object", "properties": {"a": TEXT}}]})
    assert not is_valid({"it": {}}, schema=schema)
    (found,) = violations({"it": {}}, schema=schema)
    assert (found.pointer, found.keyword, found.message) == ("/it", "oneOf", "{} fits more than one of the schemas")


def test_every_violation_is_reported() -> None:
    broken = deepcopy(USER)
    del broken["id"]
    broken |= {"banned": "no", "usernme": "ada"}
    broken["email_addresses"][0]["verification"] |= {"status": "maybe", "attempts": "one"}

    with pytest.raises(InvalidUser) as refusal:
        validate(broken)
    assert {(found.pointer, found.keyword) for found in refusal.value.violations} == {
        ("", "required"),
        ("", "additionalProperties"),
        ("/banned", "type"),
        (f"{VERIFICATION}/status", "enum"),
        (f"{VERIFICATION}/attempts", "type"),
    }
    assert str(refusal.value).splitlines() == [str(found) for found in refusal.value.violations]
    assert "(the user): required: 'id' is missing" in str(refusal.value)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/banned", "x" * 10_000),
        ("/banned", ["x"] * 10_000),
        ("/" + "x" * 10_000, 1),
        (VERIFICATION, "x" * 10_000),
        (f"{VERIFICATION}/status", "x" * 10_000),
        (f"{VERIFICATION}/object", {"x": "x" * 10_000}),
        ("/banned", {"x"} | {str(number) for number in range(10_000)}),
    ],
)
def test_long_values_are_cut(pointer: str, value: Json) -> None:
    (found,) = violations(changed(pointer, value))
    assert len(found.message) < 400


def test_a_list_of_what_is_allowed_is_not_cut() -> None:
    tags = [f"{number:050}" for number in range(50)]
    (found,) = violations({"it": "x"}, schema=field({"enum": tags}))
    assert all(tag in found.message for tag in tags)


@pytest.mark.parametrize(
    ("key", "pointer"), [("a/b", "/a~1b"), ("a~b", "/a~0b"), ("~1", "/~01"), ("0", "/0"), ("ü", "/ü")]
)
def test_keys_are_escaped_in_pointers(key: str, pointer: str) -> None:
    schema = {"type": "object", "properties": {key: {"type": "array", "items": TEXT}}}
    (found,) = violations({key: ["x", 1]}, schema=schema)
    assert found.pointer == f"{pointer}/1"


@pytest.mark.parametrize("user", ["text", None, [], ["user"], 3, 2.5, True])
def test_what_is_no_object_is_of_the_wrong_type(user: Json) -> None:
    assert violations(user) == [Violation("", "type", f"{json.dumps(user)} is not object")]
    assert not is_valid(user)


def cyclic() -> Json:
    """What JSON has no end for."""
    there: dict[str, Json] = {}
    there |= {"and": {"back": there}, "again": there}
    return there


FOREIGN = {
    "a set": ({1}, "{1} (set) is not a plain JSON value"),
    "bytes": (b"x", "b'x' (bytes) is not a plain JSON value"),
    "a date": (datetime(2026, 1, 1, tzinfo=timezone.utc), "(datetime) is not a plain JSON value"),
    "not a number": (float("nan"), "nan (float) is not a plain JSON value"),
    "infinite": (float("-inf"), "-inf (float) is not a plain JSON value"),
    "no decimal": (Decimal("sNaN"), "(Decimal) is not a plain JSON value"),
    "half a character": ("\ud800", "(str) is not a plain JSON value"),
    "half a key": ({"\ud800": 1}, "(str) is not a plain JSON key"),
    "a number as key": ({1: 2}, "1 (int) is not a plain JSON key"),
    "a view": (MappingProxyType({}), "(mappingproxy) is not a plain JSON value"),
    "an object": (REMOVED.__class__, "(type) is not a plain JSON value"),
}


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("pointer", ["/first_name", "/private_metadata", "/private_metadata/in", VERIFICATION])
def test_what_json_cannot_hold_is_a_violation_wherever_it_is(pointer: str, name: str) -> None:
    """Even where the document allows anything at all."""
    value, message = FOREIGN[name]
    user = changed(pointer, value) if pointer != "/private_metadata/in" else {**USER, "private_metadata": {"in": value}}
    (found,) = violations(user)
    assert (found.pointer, found.keyword) == (pointer, "type")
    assert message in found.message
    assert not is_valid(user)


@pytest.mark.parametrize("name", FOREIGN)
def test_a_user_that_is_no_json_is_a_violation(name: str) -> None:
    value, message = FOREIGN[name]
    (found,) = violations(value)
    assert found.pointer == ""
    assert message in found.message


def test_each_thing_that_json_cannot_hold_is_reported() -> None:
    user = {**USER, "first_name": b"", "private_metadata": {"a": [1, {2}], "b": {3: 4}}}
    assert [found.pointer for found in violations(user)] == [
        "/first_name",
        "/private_metadata/a/1",
        "/private_metadata/b",
    ]


@pytest.mark.parametrize("user", [cyclic(), changed("/private_metadata", cyclic()), [[cyclic()]]])
def test_what_never_ends_is_refused(user: Json) -> None:
    assert not is_valid(user)
    assert "nested more than 250 deep" in violations(user)[0].message


def test_what_json_would_write_alike_is_judged_alike() -> None:
    """Tuples are arrays."""
    assert violations(changed("/email_addresses", tuple(USER["email_addresses"]))) == []
    assert violations(changed("/private_metadata", {"a": (1, 2.5, "ü", None)})) == []


def field(schema: Json) -> Json:
    """A document with one field."""
    return {"type": "object", "properties": {"it": schema}}


def test_two_required_fields_are_required_beside_fields_of_any_name() -> None:
    """Versions of jsonschema-rs before 0.46.2 let an empty object pass."""
    text = {"type": "string"}
    document = {"type": "object", "properties": {"id": text, "name": text}, "additionalProperties": text}
    judge = validator_of(read({**document, "required": ["id", "name"]}))

    assert not judge.accepts({})
    assert len(judge.violations({})) == 2


def test_another_document_is_taken_from_a_mapping_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(field(TEXT)))
    sources: Iterable[str | Path | Mapping[str, Json]] = (field(TEXT), MappingProxyType(field(TEXT)), path, str(path))

    for source in sources:
        assert is_valid({"it": "x"}, schema=source)
        assert violations({"it": 1}, schema=source) == [Violation("/it", "type", "1 is not string")]
        with pytest.raises(InvalidUser, match="/it: type: 1 is not string"):
            validate({"it": 1}, schema=source)


def test_a_part_that_no_user_reaches_is_judged_as_well() -> None:
    document = read({**field(TEXT), "$defs": {"Lost": {"type": "strin"}}})
    with pytest.raises(SchemaError, match=r"^#/\$defs/Lost/type: .*; correct it$"):
        validator_of(document).accepts({})


def test_a_document_has_one_judge_and_he_compiles_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiling = Mock(wraps=jsonschema_rs.validator_for)
    monkeypatch.setattr(jsonschema_rs, "validator_for", compiling)
    document = read(field(TEXT))

    for _ in range(3):
        assert validator_of(document).accepts({"it": "x"})
        assert validator_of(document).violations({"it": 1})
    assert compiling.call_count == 1
    assert validator_of(document) is validator_of(document)
    assert validator_of(document) is not validator_of(read(field(TEXT)))


def test_a_judge_goes_with_his_document() -> None:
    document = read(field(TEXT))
    gone = ref(validator_of(document))
    assert validator_of(document).accepts({})

    del document
    gc.collect()
    assert gone() is None


def places(value: Json) -> list[tuple[Json, Json]]:
    """Every key and every index, with what holds it."""
    found: list[tuple[Json, Json]] = []
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        found += [(value, key), *(places(child) if isinstance(child, dict | list) else [])]
    return found


STRAY: tuple[Json, ...] = (
    None,
    True,
    0,
    -1,
    1.0,
    2.5,
    10**20,
    "",
    "x",
    "verified",
    "verification_admin",
    "oauth_x",
    [],
    [None],
    {},
)


@st.composite
def mutated(draw: DrawFn) -> Json:
    """A user with some values replaced, removed, added or swapped."""
    user = deepcopy(USERS[draw(st.integers(0, len(USERS) - 1))])
    for _ in range(draw(st.integers(0, 3))):
        holder, key = draw(st.sampled_from(places(user)))
        match draw(st.sampled_from(["replaced", "removed", "added", "swapped"])):
            case "removed":
                del holder[key]
            case "added" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["stray", "object", "a/b"]))] = deepcopy(draw(st.sampled_from(STRAY)))
            case "swapped":
                other, there = draw(st.sampled_from(places(user)))
                holder[key] = deepcopy(other[there])
            case _:
                holder[key] = deepcopy(draw(st.sampled_from(STRAY)))
    return user


USERS = [*Population(1, organizations=True)[:60]]


@settings(max_examples=300)
@given(mutated())
def test_the_verdict_is_that_of_another_judge(user: Json) -> None:
    assert is_valid(user) == ANOTHER.is_valid(user)
    assert (violations(user) == []) == is_valid(user)


@given(mutated())
def test_every_violation_points_to_something_in_the_user(user: Json) -> None:
    for found in violations(user):
        value = user
        for part in found.pointer.split("/")[1:]:
            part = part.replace("~1", "/").replace("~0", "~")
            value = value[int(part)] if isinstance(value, list) else value[part]
        assert found.union is None or found.pointer.startswith(found.union)
