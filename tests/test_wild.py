"""What real bodies do outside the document is all there, and each violation is one that a validator reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from clerk_backend_api import models
from jsonschema import Draft202012Validator

from clerk_fakes.cases import cases
from clerk_fakes.catalogue.edges import edges_of
from clerk_fakes.errors import UnknownName
from clerk_fakes.schema.reader import read
from clerk_fakes.wild import WildCase, wild

Json = Any

DOCUMENT = json.loads((files("clerk_fakes.schema") / "clerk-user.schema.json").read_text("utf-8"))
CASES = {case.id: case for case in wild()}
EMAIL, PHONE, OAUTH = (
    "email_addresses[]",
    "phone_numbers[].verification(otp)",
    "external_accounts[].verification(oauth)",
)

MEMBERSHIP, MEMBER = "organization_memberships[]", "organization_memberships/0"
LATER_KEYS = ("enterprise_accounts", "legal_accepted_at", "mfa_disabled_at", "mfa_enabled_at")
ABSENT = object()
NONE: set[str] = set()  # the document allows what it does not show

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def at(user: Json, pointer: str) -> Json:
    for step in pointer.split("/")[1:]:
        user = user[int(step)] if isinstance(user, list) else user.get(step, ABSENT)
    return user


@pytest.mark.parametrize(
    ("id", "pointer", "value", "keywords"),
    [
        *((f"{key}~absent", f"/{key}", ABSENT, {"required"}) for key in LATER_KEYS),
        ("timezone~present", "/timezone", None, {"additionalProperties"}),
        ("email_addresses~sample", "/email_addresses", [], NONE),
        ("external_accounts[]~google-as-external_account", "/external_accounts/0/object", "external_account", NONE),
        (f"{MEMBERSHIP}.permissions~null", f"/{MEMBER}/permissions", None, {"type"}),
        (f"{MEMBERSHIP}.permissions[]~custom", f"/{MEMBER}/permissions/0", "org:reports:read", NONE),
        (f"{MEMBERSHIP}.role~admin", f"/{MEMBER}/role", "admin", NONE),
        (f"{MEMBERSHIP}.role~basic_member", f"/{MEMBER}/role", "basic_member", NONE),
        (f"{MEMBERSHIP}.role~custom", f"/{MEMBER}/role", "org:manager", NONE),
        (f"{MEMBERSHIP}.organization.logo_url~null", f"/{MEMBER}/organization/logo_url", None, NONE),
        ("requires_password_reset~present", "/requires_password_reset", False, {"additionalProperties"}),
        (f"{EMAIL}.linked_to[].type~saml", "/email_addresses/0/linked_to/0/type", "saml", {"pattern"}),
        (
            f"{EMAIL}.linked_to[].type~oauth_linkedin_oidc",
            "/email_addresses/0/linked_to/0/type",
            "oauth_linkedin_oidc",
            {"pattern"},
        ),
        (
            f"{EMAIL}.linked_to[].type~oauth_custom_acme",
            "/email_addresses/0/linked_to/0/type",
            "oauth_custom_acme",
            {"pattern"},
        ),
        (
            f"{OAUTH}.strategy~oauth_linkedin_oidc",
            "/external_accounts/0/verification/strategy",
            "oauth_linkedin_oidc",
            {"pattern"},
        ),
        (f"{EMAIL}.verification~scim", "/email_addresses/0/verification/object", "verification_scim", {"oneOf"}),
        (f"{PHONE}.channel~present", "/phone_numbers/0/verification/channel", "sms", {"additionalProperties"}),
        (
            f"{PHONE}.strategy~reset_password_phone_code",
            "/phone_numbers/0/verification/strategy",
            "reset_password_phone_code",
            {"enum"},
        ),
        ("passkeys[].created_at~present", "/passkeys/0/created_at", 1758176095060, {"additionalProperties"}),
        ("passkeys[].updated_at~present", "/passkeys/0/updated_at", 1758176095060, {"additionalProperties"}),
        ("passkeys[].last_used_at~null", "/passkeys/0/last_used_at", None, {"type"}),
        ("passkeys[].name~null", "/passkeys/0/name", None, {"type"}),
        ("external_accounts[]~google_account-of-2024", "/external_accounts/0/given_name", "Ada", {"required"}),
        (
            "saml_accounts[].enterprise_connection_id~present",
            "/saml_accounts/0/enterprise_connection_id",
            "entconn_2JiF3qteiYZMrZQ8Uz1vwqhmXWq",
            {"additionalProperties"},
        ),
        (
            "saml_accounts[].saml_connection.enterprise_connection_id~present",
            "/saml_accounts/0/saml_connection/enterprise_connection_id",
            "entconn_2JiF3qteiYZMrZQ8Uz1vwqhmXWq",
            {"additionalProperties"},
        ),
        (
            f"{OAUTH}.external_verification_redirect_url~null",
            "/external_accounts/0/verification/external_verification_redirect_url",
            None,
            {"type"},
        ),
    ],
)
def test_what_was_seen_is_there(id: str, pointer: str, value: Json, keywords: set[str]) -> None:
    """Each observation has its value at its place, or nothing there, and breaks the rules expected."""
    assert at(CASES[id].user, pointer) == value
    assert {violation.keyword for violation in CASES[id].violations} == keywords


def test_an_account_of_2024_lacks_the_common_keys() -> None:
    """It has the same values under Google's keys."""
    account = CASES["external_accounts[]~google_account-of-2024"].user["external_accounts"][0]

    assert account["object"] == "google_account"
    assert account["id"].startswith("idn_")
    assert {"google_id", "given_name", "family_name", "picture"} <= account.keys()
    assert not {"provider", "identification_id", "provider_user_id", "first_name", "last_name"} & account.keys()


def test_a_google_account_outside_webhooks_is_like_any_other() -> None:
    """It has the keys that all providers share, an id of its own kind, and none of Google's names."""
    account = CASES["external_accounts[]~google-as-external_account"].user["external_accounts"][0]

    assert account["provider"] == "oauth_google"
    assert account["id"].startswith("eac_")
    assert account["identification_id"].startswith("idn_")
    assert not {"google_id", "given_name", "family_name", "picture", "external_account_id"} & account.keys()


def test_activity_at_midnight_is_that_of_its_day() -> None:
    user = CASES["last_active_at~midnight"].user
    plain = edges_of(read()).plain.user["last_active_at"]

    assert user["last_active_at"] % 86_400_000 == 0
    assert 0 <= plain - user["last_active_at"] < 86_400_000


def test_the_sample_event_has_a_primary_address_that_is_not_there() -> None:
    assert CASES["email_addresses~sample"].user["primary_email_address_id"].startswith("idn_")


@pytest.mark.parametrize("edge", ["locale=absent", "bypass_client_trust=absent", "deprovisioned=false"])
def test_what_the_document_allows_anyway_is_an_edge(edge: str) -> None:
    """Of which the last is seen on users without a directory."""
    (case,) = cases(edge)

    assert "scim" not in case.user
    assert not [id for id in CASES if id.startswith(edge.partition("=")[0])]


def subschemas(node: Json, place: str, key: str) -> Iterator[tuple[str, Json]]:
    """Every place of the document with its schema, by a walk that knows JSON alone."""
    if "$ref" in node:
        yield from subschemas(DOCUMENT["$defs"][node["$ref"].split("/")[-1]], place, key)
        return
    yield place, node
    variants = [branch for branch in node.get("oneOf", []) if "$ref" in branch]
    for branch in variants:
        variant = DOCUMENT["$defs"][branch["$ref"].split("/")[-1]]
        tag = variant["properties"].get("object", {}).get("const", "").removeprefix(f"{key}_")
        yield from subschemas(variant, f"{place}({tag})" if len(variants) > 1 else place, key)
    for name, child in node.get("properties", {}).items():
        yield from subschemas(child, f"{place}.{name}".lstrip("."), name)
    if "items" in node:
        yield from subschemas(node["items"], f"{place}[]", key)


def test_every_open_list_and_pattern_has_an_unknown_value() -> None:
    """Wherever the document has `x-open-enum`, and nowhere else."""
    marked = {f"{place}~unknown" for place, node in subschemas(DOCUMENT, "", "") if node.get("x-open-enum")}

    assert marked == {id for id in CASES if id.endswith("~unknown")}
    assert len(marked) == 13
    assert all(len(CASES[id].violations) == 1 for id in marked)


def test_every_variant_that_may_lack_its_tag_does() -> None:
    """Which the document allows, and Clerk's own client does not."""
    untagged = {
        f"{place}.object~absent"
        for place, node in subschemas(DOCUMENT, "", "")
        if "object" in node.get("properties", {}) and "object" not in node["required"] and place.endswith(")")
    }

    assert untagged == {id for id in CASES if id.endswith(".object~absent")}
    assert not any(CASES[id].violations for id in untagged)
    models.User.model_validate(edges_of(read()).plain.user)
    for id in untagged:
        with pytest.raises(ValueError, match="discriminator field object"):
            models.User.model_validate(CASES[id].user)


@each_case
def test_an_independent_validator_finds_the_same_violations(case: WildCase) -> None:
    """python-jsonschema reports violations at the same places, or at the union around them."""
    errors = Draft202012Validator(DOCUMENT).iter_errors(case.user)

    assert {"".join(f"/{step}" for step in error.absolute_path) for error in errors} == {
        violation.pointer if violation.union is None else violation.union for violation in case.violations
    }


@each_case
def test_every_case_has_a_reason_and_a_source(case: WildCase) -> None:
    """Both in words, and an id that contains the place; and says when and in which channel, unless not yet."""
    place, _, what = case.id.partition("~")

    assert place
    assert what
    assert min(len(case.reason), len(case.source)) > 10
    assert {*case.channels} <= {"webhook", "GET", "dashboard", "frontend API"}
    assert bool(case.channels) == (case.seen != "not yet")
    assert case.seen == "not yet" or re.search(r"20\d\d|older", case.seen)


def test_webhooks_and_other_channels_can_be_told_apart() -> None:
    """Who only handles webhooks can leave out what the dashboard alone shows."""
    elsewhere = {id for id, case in CASES.items() if case.channels and "webhook" not in case.channels}

    assert elsewhere == {
        *("email_addresses~sample", "external_accounts[]~google-as-external_account"),
        "organization_memberships[].permissions~null",
    }


def test_cases_are_sorted_and_selected_by_glob() -> None:
    """Brackets stand for themselves, and a glob that selects nothing is refused."""
    assert [*CASES] == sorted(CASES)
    assert [case.id for case in wild(["passkeys[]*~null", "requires_*"])] == [
        "passkeys[].last_used_at~null",
        "passkeys[].name~null",
        "requires_password_reset~present",
    ]
    with pytest.raises(UnknownName, match="did you mean 'passkeys"):
        wild("passkeys[].nam~null")


def test_a_users_changes_stay_with_the_case() -> None:
    """Each call makes users of its own."""
    (case,) = wild("*~scim")
    case.user["email_addresses"][0]["verification"]["status"] = "changed"

    assert wild("*~scim")[0].user == CASES["email_addresses[].verification~scim"].user


def test_another_document_has_cases_for_what_it_has() -> None:
    """What it has no place for is left out, what it allows is no violation any more, what it opens is new."""
    grown = deepcopy(DOCUMENT)
    grown["properties"]["requires_password_reset"] = {"type": "boolean"}
    grown["properties"]["color"] = {"type": "string", "pattern": "^(red|blue)$", "x-open-enum": True}
    for gone in ("passkeys", "external_accounts"):
        grown["properties"].pop(gone)
        grown["required"].remove(gone)
    of_grown = {case.id: case for case in wild(schema=grown)}

    assert not any(id.startswith(("passkeys", "external_accounts")) for id in of_grown)
    assert of_grown["requires_password_reset~present"].violations == ()
    assert [violation.keyword for violation in of_grown["color~unknown"].violations] == ["pattern"]
