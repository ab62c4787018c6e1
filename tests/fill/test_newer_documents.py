"""Whatever a newer document says, users follow it: what is new occurs, what is old stays as it was."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clerk_fakes import Population
from clerk_fakes.factories import user_factory
from clerk_fakes.schema.shapes import Field, Listing, Record, Shape, Text
from tests.oracles import documents
from tests.oracles.documents import LISTS, Json, bundled, places, record, record_names, stripped, with_field
from tests.oracles.shapes import shapes
from tests.oracles.validator import Outside, as_schema

pytestmark = pytest.mark.slow

NEW = "brand_new"
MANY = 300
SINGLE_SIGN_ON = {"saml": 4, "oidc": 2}
SELF = {"google": 2, "one_tap": 1, "wallet": 2, "email_code": 2, "phone": 1, "invited": 1, "email_link": 1}
EVERYTHING = {**SINGLE_SIGN_ON, **SELF, "admin_created": 2}  # together, they use every record of the document


@cache
def made(n: int = MANY, **options: Any) -> list[Json]:
    """The users of the bundled document."""
    return Population(3, **OPTIONS, **options).take(n)


OPTIONS: dict[str, Any] = {"organizations": True, "stories": EVERYTHING}


def users_of(document: Json, n: int = MANY) -> list[Json]:
    """Users of a document, each of them accepted by a judge that has nothing to do with us."""
    users = Population(3, schema=document, **OPTIONS).take(n)
    judge = Outside(document)
    for number, user in enumerate(users):
        assert judge.accepts(user), (number, judge.faults(user))
    assert json.loads(json.dumps(users)) == users
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


def news_of_every_kind() -> Json:
    """The document with a field of each kind that may be absent, and one that may not."""
    document = bundled()
    for kind, schema in KINDS.items():
        document["properties"] |= {f"optional {kind}": schema, f"required {kind}": schema}
        document["required"].append(f"required {kind}")
    return document


@cache
def with_news_of_every_kind() -> list[Json]:
    return users_of(news_of_every_kind())


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_field_occurs(kind: str) -> None:
    required = [user[f"required {kind}"] for user in with_news_of_every_kind()]
    optional = [user.get(f"optional {kind}", "absent") for user in with_news_of_every_kind()]

    for values in (required, optional):
        assert (None in values) == kind.startswith("nullable")
        assert any(value not in (None, "absent") for value in values)
    # A constant is told always, as the tags are by which Clerk's clients read an object.
    assert ("absent" in optional) == (kind != "const")


def test_new_fields_change_no_other() -> None:
    news = {f"{presence} {kind}" for presence in ("optional", "required") for kind in KINDS}
    old = [{name: value for name, value in user.items() if name not in news} for user in with_news_of_every_kind()]

    assert old == made()


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_field_is_the_same_whatever_else_is_new(kind: str) -> None:
    alone = Population(3, schema=with_field("User", f"optional {kind}", KINDS[kind]), **OPTIONS).take(40)
    together = [user.get(f"optional {kind}", "absent") for user in with_news_of_every_kind()]

    assert [user.get(f"optional {kind}", "absent") for user in alone] == together[:40]


def news_in_every_record() -> Json:
    document = bundled()
    for name in record_names():
        record(document, name)["properties"][f"new in {name}"] = {"type": ["string", "null"], "maxLength": 40}
        record(document, name)["required"].append(f"new in {name}")
    return document


def test_every_record_may_have_a_new_field() -> None:
    users = users_of(news_in_every_record())
    old: Any = users
    for name in record_names():
        values = set(places(f"new in {name}", users))
        old = stripped(f"new in {name}", old)
        assert len(values) > 1, name
        assert None in values or len(values) < 10, name  # of connections, there are few to have none

    assert old == made()


# What lives and what is in them call things of their own.
RESERVED = [
    *("identifier", "picture", "origin", "grain", "last_active", "happened", "forget", "link", "keep", "wishes"),
    *("left_out", "leave_out", "stay_untold", "conclude", "prove", "come_back", "is_linked"),
    *("prefix", "is_verified", "add_email", "__class__", "__dict__", "world", "number", "fill"),
]


@pytest.mark.parametrize("schema", [{}, {"type": "string"}, {"type": "object", "additionalProperties": True}], ids=str)
def test_a_new_field_may_have_any_name(schema: Json) -> None:
    document = bundled()
    for name in ("User", *LISTS, "OTPVerification", "Organization"):
        for field in RESERVED:
            record(document, name)["properties"][field] = schema
            record(document, name)["required"].append(field)
    users, before = users_of(document, 40), made(40)
    for field in RESERVED:
        assert len(list(places(field, users))) > 100
        users, before = stripped(field, users), stripped(field, before)

    assert users == before


@pytest.mark.parametrize("field", [name for name in RESERVED if "__" not in name])  # which stands for a path
def test_a_new_field_of_any_name_may_be_pinned(field: str) -> None:
    document = bundled()
    for name in ("User", "EmailAddress", "ExternalAccount", "OTPVerification"):
        record(document, name)["properties"][field] = {}
    factory = user_factory(schema=document)
    for value in ("text", True, None):
        around: Json = {f"email_addresses__0__{field}": value, f"external_accounts__0__{field}": value}
        user = factory(google=True, **{field: value}, **around)
        proved = factory(email_code=True, **{f"email_addresses__0__verification__{field}": value})

        assert user[field] == user["email_addresses"][0][field] == user["external_accounts"][0][field] == value
        assert proved["email_addresses"][0]["verification"][field] == value


def test_what_somebody_was_asked_for_decides_nothing_for_others() -> None:
    document = with_field("OTPVerification", NEW, {"type": ["string", "null"]}, required=True)
    before = user_factory(schema=document)(_seed=1, _index=1, email_code=True)
    proof = before["email_addresses"][0]["verification"]
    another = user_factory(schema={**document, "description": "Another document, of which nobody has had a user yet."})
    for pinned in ({"verification": {**proof, NEW: "mine"}}, {f"verification__{NEW}": "mine"}):
        another(email_code=True, **{f"email_addresses__0__{name}": value for name, value in pinned.items()})

    assert another(_seed=1, _index=1, email_code=True) == before


@pytest.mark.parametrize(("name", "tag"), [("EmailAddress", "linked_to"), ("ExternalAccount", "public_metadata")])
def test_variants_may_be_told_by_what_is_no_text_with_us(name: str, tag: str) -> None:
    document = bundled()
    variants = [
        {
            "type": "object",
            "properties": {tag: {"const": word}, "id": {"type": "string"}},
            "required": [tag, "id"],
            "additionalProperties": False,
        }
        for word in ("one", "other")
    ]
    document["$defs"][name] = {"oneOf": variants}
    users_of(document, 40)


@pytest.mark.parametrize("required", [False, True], ids=["optional", "required"])
def test_what_only_some_accounts_have_may_become_a_field(required: bool) -> None:
    """Whoever is asked for first must not decide what is known of the others."""
    document = with_field("ExternalAccount", "google_id", {"type": "string"}, required=required)
    users = users_of(document, 100)

    for number, (user, before) in enumerate(zip(users, made(100), strict=True)):
        assert Population(3, schema=document, **OPTIONS)[number] == user
        for account, old in zip(user["external_accounts"], before["external_accounts"], strict=True):
            assert "google_id" in account or not required
            assert {**account, **old} == account


def test_a_new_field_is_the_same_for_all_who_share_its_object() -> None:
    """A company is that of all its members, a connection that of all who came through it."""
    users = users_of(news_in_every_record())
    told: dict[str, set[str]] = {}
    for key in ("organization", "saml_connection", "enterprise_connection"):
        for shared in filter(None, places(key, users)):
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


def test_new_fields_are_in_their_formats() -> None:
    document = bundled()
    for format in FORMATS:
        document["properties"][format] = {"type": "string", "format": format}
        document["required"].append(format)
    users = users_of(document)

    for format, read in FORMATS.items():
        assert all(read(user[format]) for user in users)
        assert len({user[format] for user in users}) > MANY // 2


@settings(max_examples=50)
@given(name=st.sampled_from(record_names()), shape=shapes, required=st.booleans())
def test_any_new_field_of_any_record_is_filled(name: str, shape: Shape, required: bool) -> None:
    users = users_of(with_field(name, NEW, as_schema(shape), required=required), 16)

    assert [stripped(NEW, user) for user in users] == made(16)


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


@pytest.mark.parametrize("carrier", LISTS)
def test_a_new_way_to_verify_occurs(carrier: str) -> None:
    users = users_of(documents.with_variant(carrier, "DNAVerification", DNA), 400)
    found = [item["verification"] for user in users for item in user[LISTS[carrier]] if item["verification"]]
    new = [verification for verification in found if verification["object"] == "verification_dna"]

    assert 0 < len(new) < len(found) / 2
    assert {verification["status"] for verification in new} <= {"unverified", "verified"}


CONSTANTS = [
    (name, field)
    for name, schema in bundled()["$defs"].items()
    for field in ("status", "strategy", "protocol", "object")
    if "enum" in schema["properties"].get(field, ())
    or ("const" in schema["properties"].get(field, ()) and field != "object")
]


def with_new_constants() -> Json:
    document = bundled()
    for name, field in CONSTANTS:
        documents.add_option(record(document, name), field, f"new {field} of {name}")
    return document


@cache
def told_of_new_constants() -> Counter[str]:
    users = users_of(with_new_constants(), 2 * MANY)
    return Counter(value for field in ("status", "strategy", "protocol", "object") for value in places(field, users))


@pytest.mark.parametrize(("name", "field"), CONSTANTS)
def test_a_new_constant_occurs(name: str, field: str) -> None:
    """A status, a strategy, a protocol, or another shape of external accounts."""
    assert told_of_new_constants()[f"new {field} of {name}"] > 0


# --- what is no more

GONE = [
    *(("User", field) for field in ("legal_accepted_at", "scim", "saml_accounts", "created_at", "phone_numbers")),
    *(("EmailAddress", field) for field in ("matches_sso_connection", "reserved", "id")),
    *(("OTPVerification", field) for field in ("attempts", "expire_at", "verified_at_client")),
    *(("ExternalAccount", "label"), ("SAMLConnection", "domain"), ("Organization", "slug"), ("Web3Wallet", "id")),
]
FIELDS = [(name, field) for name in record_names() for field in record(bundled(), name)["properties"]]
# Without its strategy, a verification may be one of several variants at once, which no `oneOf` allows.
DISPENSABLE = [(name, field) for name, field in FIELDS if field != "strategy"]


@pytest.mark.parametrize(("name", "field"), GONE)
def test_a_field_that_is_gone_is_gone_and_changes_no_other(name: str, field: str) -> None:
    """That it is gone, the outside judge has seen: most records are closed."""
    users = users_of(documents.without_fields((name, field)), 60)

    assert stripped(field, users) == stripped(field, made(60))
    assert name != "ExternalAccount" or list(places(field, users)) == []


@settings(max_examples=50)
@given(gone=st.lists(st.sampled_from(DISPENSABLE), min_size=1, max_size=12, unique=True))
def test_any_fields_may_be_gone(gone: list[tuple[str, str]]) -> None:
    users_of(documents.without_fields(*gone), 16)


VARIANTS = [
    (carrier, branch["$ref"].removeprefix("#/$defs/"))
    for carrier in LISTS
    for branch in record(bundled(), carrier)["properties"]["verification"]["oneOf"]
    if "$ref" in branch and carrier != "Passkey"  # which has no other
]


@pytest.mark.parametrize(("carrier", "variant"), VARIANTS)
def test_a_way_to_verify_that_is_gone_is_not_met(carrier: str, variant: str) -> None:
    """An address that was verified that way has no verification that could be told."""
    users = users_of(documents.without_variant(carrier, variant), 60)
    tag = bundled()["$defs"][variant]["properties"]["object"]["const"]
    found = [item["verification"] for user in users for item in user[LISTS[carrier]]]

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
    users = users_of(documents.with_keywords(name, field, **keywords), 60)

    assert stripped(field, users) == stripped(field, made(60))


def test_what_fits_is_kept_where_it_is_said_more_strictly() -> None:
    """Only who breaks the new rule is changed."""
    users = users_of(documents.with_keywords("User", "first_name", maxLength=5))

    for user, before in zip(users, made(), strict=True):
        if len(before["first_name"] or "") <= 5:
            assert user == before


def test_a_new_field_changes_nothing_that_had_to_be_mended() -> None:
    document = documents.with_keywords("User", "last_name", minLength=10)
    before = users_of(document, 60)
    record(document, "User")["properties"] = {
        NEW: {"oneOf": [{"$ref": "#/$defs/SCIM"}, {"type": "string"}]},
        **document["properties"],
    }

    assert stripped(NEW, users_of(document, 60)) == before


A_LIST = Listing(Record("thing", (Field("id", Text(), required=False),)))


@settings(max_examples=50)
@example(place=("User", "has_image"), shape=A_LIST)  # which is true or false
@example(place=("User", "legal_accepted_at"), shape=A_LIST)  # a number, or null
@example(place=("User", "external_id"), shape=A_LIST)  # a text, or null
@given(place=st.sampled_from(FIELDS), shape=shapes)
def test_anything_may_become_anything(place: tuple[str, str], shape: Shape) -> None:
    """A list of objects may become a number, and a text whatever there is."""
    name, field = place
    users_of(with_field(name, field, as_schema(shape)), 16)


# --- as others write it


def test_a_document_without_definitions_makes_the_same_users() -> None:
    assert Population(3, schema=documents.inlined(bundled()), **OPTIONS).take(MANY) == made()


def test_a_document_without_definitions_may_have_news() -> None:
    document = documents.inlined(documents.with_variant("EmailAddress", "DNAVerification", DNA))
    for variant in document["properties"]["phone_numbers"]["items"]["properties"]["verification"]["oneOf"][:1]:
        variant["properties"][NEW] = {"type": "string", "pattern": "^[A-Z]{2}$"}
        variant["required"].append(NEW)
    users = users_of(document)

    assert "dna" in places("strategy", users)
    assert [verification for verification in places("verification", users) if NEW in (verification or ())]


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

    assert Population(3, schema=path, **OPTIONS).take(MANY) == made()
    assert Population(3, schema=str(path), **OPTIONS).take(10) == made(10)


def test_openapi_with_news_makes_users_with_news(published: Callable[[Json], Published]) -> None:
    document = documents.with_variant("EmailAddress", "DNAVerification", DNA)
    document["properties"][NEW] = {"type": ["string", "null"]}
    document["required"].append(NEW)
    _, path = published(document)

    users = Population(3, schema=path, **OPTIONS).take(MANY)

    assert users == users_of(document)
    assert "dna" in [value for user in users for value in places("strategy", user)]
    assert {type(user[NEW]) for user in users} == {str, type(None)}
