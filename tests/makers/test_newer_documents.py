"""Whatever a newer document says, users follow it: what is new occurs, what is old stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clerk_fakes import Population
from clerk_fakes.errors import UnsupportedKeyword
from clerk_fakes.schema.shapes import Shape
from tests.makers import documents
from tests.makers.documents import CARRIERS, Json, bundled, places, record, record_names, stripped, with_field
from tests.makers.outside import Outside, as_schema
from tests.makers.shapes import shapes

NEW = "brand_new"
MANY = 300


@cache
def known(organizations: bool = False) -> list[Json]:
    """The users of the bundled document."""
    return Population(3, organizations=organizations).take(MANY)


def users_of(document: Json, n: int = MANY, **options: Any) -> list[Json]:
    """Users of a document, each of them accepted by a judge that has nothing to do with us."""
    users = Population(3, schema=document, **options).take(n)
    judge = Outside(document)
    for number, user in enumerate(users):
        assert judge.accepts(user), (number, judge.faults(user))
        assert json.loads(json.dumps(user)) == user
    return users


# --- fields that are new

KINDS: dict[str, Json] = {
    "text": {"type": "string"},
    "short text": {"type": "string", "minLength": 2, "maxLength": 3},
    "patterned text": {"type": "string", "pattern": "^acct_[0-9A-Za-z]{10}$"},
    "integer": {"type": "integer", "format": "int64"},
    "bounded integer": {"type": "integer", "minimum": 1000, "maximum": 1003},
    "number": {"type": "number", "minimum": 0.5},
    "boolean": {"type": "boolean", "default": False},
    "enum": {"type": "string", "enum": ["red", "green"]},
    "const": {"const": "yes"},
    "list of texts": {"type": "array", "items": {"type": "string"}, "maxItems": 4},
    "object": {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": ["integer", "null"]}},
        "required": ["b"],
        "additionalProperties": False,
    },
    "open object": {"type": "object", "additionalProperties": True},
    "anything": {},
    "nullable text": {"type": ["string", "null"]},
    "nullable object": {"oneOf": [{"$ref": "#/$defs/SCIM"}, {"type": "null"}]},
    "tagged union": {"oneOf": [{"$ref": "#/$defs/OTPVerification"}, {"$ref": "#/$defs/TicketVerification"}]},
    "list of tagged objects": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "object": {"const": "badge"},
                "id": {"type": "string"},
                "won_at": {"type": "integer", "format": "int64"},
            },
            "required": ["object", "id", "won_at"],
            "additionalProperties": False,
        },
    },
}


@pytest.mark.parametrize("required", [False, True], ids=["optional", "required"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_field_occurs_and_changes_no_other(kind: str, required: bool) -> None:
    users = users_of(with_field("User", NEW, KINDS[kind], required=required))
    values = [user[NEW] for user in users if NEW in user]

    assert [stripped(NEW, user) for user in users] == known()
    assert len(values) == MANY if required else 0 < len(values) < MANY
    assert (None in values) == kind.startswith("nullable")
    assert any(value is not None for value in values)


@pytest.mark.parametrize("name", record_names())
def test_a_new_field_of_any_record_changes_no_other(name: str) -> None:
    document = with_field(name, NEW, {"type": ["string", "null"], "maxLength": 40}, required=True)
    users = users_of(document, organizations=True)
    values = {value for user in users for value in places(NEW, user)}

    assert [stripped(NEW, user) for user in users] == known(organizations=True)
    assert len(values) > 1
    assert None in values


# What lives and what is in them call things of their own.
RESERVED = [
    *("names", "identifier", "initials", "picture", "origin", "grain", "last_active", "happened", "forget", "link"),
    *("prefix", "is_verified", "add_email", "__class__", "__dict__", "world", "number", "fill", "reshape"),
]


@pytest.mark.parametrize("schema", [{}, {"type": "string"}, {"type": "object", "additionalProperties": True}], ids=str)
@pytest.mark.parametrize("field", RESERVED)
def test_a_new_field_may_have_any_name(field: str, schema: Json) -> None:
    document = with_field("User", field, schema, required=True)
    for name in CARRIERS:
        record(document, name)["properties"][field] = schema

    for user, before in zip(users_of(document, 40), known(), strict=False):
        del user[field]
        assert {key: stripped(field, value) for key, value in user.items()} == before


@pytest.mark.parametrize("required", [False, True], ids=["optional", "required"])
def test_what_only_some_accounts_have_may_become_a_field(required: bool) -> None:
    """Whoever is asked for first must not decide what is known of the others."""
    document = with_field("ExternalAccount", "google_id", {"type": "string"}, required=required)
    users = users_of(document)
    accounts = [account for user in users for account in user["external_accounts"]]
    before = [account for user in known() for account in user["external_accounts"]]

    assert Population(3, schema=document)[MANY - 1 : MANY] == users[-1:]
    for start in range(20):
        assert Population(3, schema=document)[start] == users[start]
    for account, old in zip(accounts, before, strict=True):
        assert "google_id" in account or not required
        assert account.get("google_id") == old.get("google_id", account.get("google_id"))


def test_a_new_field_is_the_same_for_all_who_share_its_object() -> None:
    """A company is that of all its members, a connection that of all who came through it."""
    document = with_field("Organization", NEW, {"type": "integer"}, required=True)
    record(document, "SAMLConnection")["properties"][NEW] = {"type": "string"}
    record(document, "EnterpriseConnection")["properties"][NEW] = {"type": "string"}
    users = users_of(document, organizations=True, stories={"saml": 1, "oidc": 1})
    told: dict[str, set[str]] = {}
    for key in ("organization", "saml_connection", "enterprise_connection"):
        for shared in filter(None, (found for user in users for found in places(key, user))):
            told.setdefault(shared["id"], set()).add(json.dumps(shared))

    assert len(told) > 10
    assert {len(versions) for versions in told.values()} == {1}


FORMATS: dict[str, Callable[[str], Any]] = {
    "date-time": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
    "date": date.fromisoformat,
    "uuid": UUID,
    "email": re.compile(r"\S+@example\.(com|net|org)").fullmatch,
    "uri": re.compile(r"https://\S+").fullmatch,
}


@pytest.mark.parametrize("format", FORMATS)
def test_a_new_field_is_in_its_format(format: str) -> None:
    users = users_of(with_field("User", NEW, {"type": "string", "format": format}, required=True))

    assert all(FORMATS[format](user[NEW]) for user in users)
    assert len({user[NEW] for user in users}) > MANY // 2


@settings(max_examples=50)
@given(name=st.sampled_from(record_names()), shape=shapes, required=st.booleans())
def test_any_new_field_of_any_record_is_filled(name: str, shape: Shape, required: bool) -> None:
    document = with_field(name, NEW, as_schema(shape), required=required)

    users = users_of(document, 24, organizations=True)

    assert [stripped(NEW, user) for user in users] == known(organizations=True)[:24]


# --- variants and constants that are new

DNA: Json = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "object": {"const": "verification_dna"},
        "status": {"type": "string", "enum": ["unverified", "verified"]},
        "strategy": {"const": "dna"},
        "attempts": {"type": ["integer", "null"]},
        "expire_at": {"type": ["integer", "null"]},
        "sample": {"type": ["string", "null"], "pattern": "^[ACGT]{8}$"},
    },
    "required": ["object", "status", "strategy", "attempts", "expire_at", "sample"],
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_new_way_to_verify_occurs(carrier: str) -> None:
    stories = {"saml": 1, "google": 1, "phone": 1, "wallet": 1, "email_code": 1}
    users = users_of(documents.with_variant(carrier, "DNAVerification", DNA), stories=stories)
    found = [item["verification"] for user in users for item in user[CARRIERS[carrier]] if item["verification"]]
    new = [verification for verification in found if verification["object"] == "verification_dna"]

    assert 0 < len(new) < len(found) / 2
    assert {verification["status"] for verification in new} <= {"unverified", "verified"}


OPTIONS = [
    (name, field)
    for name, schema in bundled()["$defs"].items()
    for field in ("status", "strategy", "protocol", "object")
    if {"enum", "const"} & schema["properties"].get(field, {}).keys()
    and (field != "object" or "enum" in schema["properties"][field])
]


@pytest.mark.parametrize(("name", "field"), OPTIONS)
def test_a_new_constant_occurs(name: str, field: str) -> None:
    """A status, a strategy, a protocol, or another shape of external accounts."""
    users = users_of(documents.with_option(name, field, NEW))

    assert NEW in [value for user in users for value in places(field, user)]


# --- what is no more

GONE = [
    *(("User", field) for field in ("legal_accepted_at", "scim", "saml_accounts", "created_at", "email_addresses")),
    *(("EmailAddress", field) for field in ("matches_sso_connection", "reserved", "verification")),
    *(("OTPVerification", field) for field in ("status", "expire_at", "verified_at_client")),
    *(("ExternalAccount", "label"), ("SAMLConnection", "domain"), ("Organization", "slug"), ("Web3Wallet", "id")),
]
FIELDS = [(name, field) for name in record_names() for field in record(bundled(), name)["properties"]]


@pytest.mark.parametrize(("name", "field"), GONE)
def test_a_field_that_is_gone_is_gone_and_changes_no_other(name: str, field: str) -> None:
    users = users_of(documents.without_fields((name, field)), organizations=True)

    assert [stripped(field, user) for user in users] == [stripped(field, user) for user in known(organizations=True)]
    assert not any(field in account for user in users for account in user["external_accounts"] if field == "label")


@settings(max_examples=50)
@given(gone=st.lists(st.sampled_from(FIELDS), min_size=1, max_size=12, unique=True))
def test_any_fields_may_be_gone(gone: list[tuple[str, str]]) -> None:
    users_of(documents.without_fields(*gone), 24, organizations=True)


VARIANTS = [
    (carrier, branch["$ref"].removeprefix("#/$defs/"))
    for carrier in CARRIERS
    for branch in record(bundled(), carrier)["properties"]["verification"]["oneOf"]
    if "$ref" in branch
]


@pytest.mark.parametrize(("carrier", "variant"), VARIANTS)
def test_a_way_to_verify_that_is_gone_is_not_met(carrier: str, variant: str) -> None:
    """An address that was verified that way has no verification that could be told."""
    users = users_of(documents.without_variant(carrier, variant), 100)
    tag = bundled()["$defs"][variant]["properties"]["object"]["const"]
    found = [item["verification"] for user in users for item in user[CARRIERS[carrier]]]

    assert tag not in [verification["object"] for verification in found if verification]


# --- what is said more strictly, or otherwise

TIGHTER: list[tuple[str, str, Json]] = [
    ("User", "id", {"pattern": "^user_[0-9A-Za-z]{27}$"}),
    ("User", "username", {"pattern": "^[a-z]{4,12}$"}),
    ("User", "username", {"pattern": "^[a-z0-9]+$", "minLength": 30, "maxLength": 32}),
    ("User", "first_name", {"maxLength": 5}),
    ("User", "last_name", {"minLength": 10}),
    ("User", "created_at", {"minimum": 1_750_000_000_000}),
    ("User", "verification_attempts_remaining", {"maximum": 10}),
    ("User", "verification_attempts_remaining", {"minimum": 0.5}),
    ("User", "email_addresses", {"maxItems": 1}),
    ("User", "phone_numbers", {"minItems": 1}),
    ("User", "passkeys", {"minItems": 2, "maxItems": 2}),
    ("User", "email_addresses", {"uniqueItems": True}),
    ("User", "public_metadata", {"additionalProperties": {"type": "string"}}),
    ("User", "locale", {"type": "string"}),
    ("User", "banned", {"type": "string"}),
    ("User", "passkeys", {"type": "object"}),
    ("User", "scim", {"oneOf": [{"$ref": "#/$defs/SCIM"}]}),
    ("EmailAddress", "email_address", {"format": "email", "maxLength": 20}),
    ("EmailAddress", "linked_to", {"maxItems": 0}),
    ("OTPVerification", "attempts", {"maximum": 1}),
    ("OTPVerification", "expire_at", {"type": "integer", "minimum": 1_767_000_000_000}),
    ("AdminVerification", "attempts", {"type": "integer"}),
    ("ExternalAccount", "provider", {"enum": ["oauth_google", "oauth_github"]}),
    ("ExternalAccount", "approved_scopes", {"minLength": 1}),
    ("SAMLConnection", "domains", {"minItems": 2}),
    ("OrganizationMembership", "permissions", {"items": {"type": "string", "maxLength": 20}, "uniqueItems": True}),
    ("Organization", "members_count", {"maximum": 3}),
]


@pytest.mark.parametrize(("name", "field", "keywords"), TIGHTER, ids=str)
def test_what_is_said_more_strictly_is_followed_and_changes_no_other(name: str, field: str, keywords: Json) -> None:
    users = users_of(documents.with_keywords(name, field, **keywords), organizations=True)

    assert [stripped(field, user) for user in users] == [stripped(field, user) for user in known(organizations=True)]


def test_what_fits_is_kept_where_it_is_said_more_strictly() -> None:
    """Only who breaks the new rule is changed."""
    users = users_of(documents.with_keywords("User", "first_name", maxLength=5))

    for user, before in zip(users, known(), strict=True):
        if len(before["first_name"] or "") <= 5:
            assert user == before


def test_a_new_field_changes_nothing_that_had_to_be_mended() -> None:
    document = documents.with_keywords("User", "last_name", minLength=10)
    before = users_of(document)
    record(document, "User")["properties"] = {
        NEW: {"oneOf": [{"$ref": "#/$defs/SCIM"}, {"type": "string"}]},
        **document["properties"],
    }

    assert [stripped(NEW, user) for user in users_of(document)] == before


def test_anything_may_become_anything() -> None:
    """A document that says next to nothing of a field that used to be a list of objects."""
    for field in ("passkeys", "email_addresses", "scim", "image_url", "two_factor_enabled"):
        document = bundled()
        document["properties"][field] = {}
        users_of(document, 40)


def test_a_field_that_may_be_nothing_is_refused() -> None:
    document = with_field("User", NEW, {"type": "integer", "minimum": 3, "maximum": 2}, required=True)

    with pytest.raises(UnsupportedKeyword, match="'brand_new': nothing is at least 3 and at most 2"):
        Population(schema=document).take(1)


# --- as Clerk publishes it


class Published(NamedTuple):
    """The same document in our dialect and in Clerk's."""

    document: Json
    path: Path


@pytest.fixture(params=["yaml", "json"])
def published(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[Json], Published]:
    """Writes a document as Clerk's OpenAPI."""

    def publish(document: Json) -> Published:
        written = documents.as_openapi(document)
        path = tmp_path / f"bapi.{request.param}"
        path.write_text(json.dumps(written) if request.param == "json" else yaml.safe_dump(written, sort_keys=False))
        return Published(document, path)

    return publish


def test_openapi_makes_the_same_users(published: Callable[[Json], Published]) -> None:
    _, path = published(bundled())

    assert Population(3, schema=path, organizations=True).take(MANY) == known(organizations=True)
    assert Population(3, schema=str(path)).take(10) == known()[:10]


def test_openapi_with_news_makes_users_with_news(published: Callable[[Json], Published]) -> None:
    document = documents.with_variant("EmailAddress", "DNAVerification", DNA)
    document["properties"][NEW] = {"type": ["string", "null"]}
    document["required"].append(NEW)
    _, path = published(document)

    users = Population(3, schema=path).take(MANY)

    assert users == users_of(document)
    assert "dna" in [value for user in users for value in places("strategy", user)]
    assert {type(user[NEW]) for user in users} == {str, type(None)}
