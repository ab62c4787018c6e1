"""What real bodies do outside the document is all there, and each violation is one that a validator reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from clerk_backend_api import models
from jsonschema import Draft202012Validator

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

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def at(user: Json, pointer: str) -> Json:
    for step in pointer.split("/")[1:]:
        user = user[int(step) if isinstance(user, list) else step]
    return user


@pytest.mark.parametrize(
    ("id", "pointer", "value", "keywords"),
    [
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
    """Each observation has its value at its place, and breaks the rules expected."""
    assert at(CASES[id].user, pointer) == value
    assert {violation.keyword for violation in CASES[id].violations} == keywords


def test_an_account_of_2024_lacks_the_common_keys() -> None:
    """It has the same values under Google's keys."""
    account = CASES["external_accounts[]~google_account-of-2024"].user["external_accounts"][0]

    assert account["object"] == "google_account"
    assert account["id"].startswith("idn_")
    assert {"google_id", "given_name", "family_name", "picture"} <= account.keys()
    assert not {"provider", "identification_id", "provider_user_id", "first_name", "last_name"} & account.keys()


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

    assert untagged == {id for id, case in CASES.items() if not case.violations}
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
    """Both in words, and an id that contains the place."""
    place, _, what = case.id.partition("~")

    assert place
    assert what
    assert min(len(case.reason), len(case.source)) > 10


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
    cases = {case.id: case for case in wild(schema=grown)}

    assert not any(id.startswith(("passkeys", "external_accounts")) for id in cases)
    assert cases["requires_password_reset~present"].violations == ()
    assert [violation.keyword for violation in cases["color~unknown"].violations] == ["pattern"]
