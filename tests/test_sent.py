"""What Clerk sends: who writes a value decides, whatever the document; and the sample of lives reaches nearly all."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.cases import Case, cases, coverage, packed_cases, verification_cases
from clerk_fakes.strategies import users
from tests.coherence import incoherences
from tests.oracles.documents import Json, bundled, record, with_keywords, with_variant
from tests.oracles.validator import Outside
from tests.strategies.test_users import drawn

NOW = 1_767_225_600_000  # ms; 2026-01-01
MEMBERSHIP = "organization_memberships[]"


def tiers(*ids: str) -> dict[str, str]:
    return {case.id: case.tier for case in cases(ids)}


# --- tiers


@pytest.mark.parametrize("name", ["organization_memberships[].organization.name", "passkeys[].name"])
def test_what_people_name_can_be_odd_but_not_empty(name: str) -> None:
    odd = {f"{name}={how}": "sent" for how in ("long", "non-ascii", "spaced")}
    assert tiers(f"{name}=*", "!*present", "!*absent", "!*null") == {**odd, f"{name}=empty": "allowed"}


def test_nothing_is_sent_inside_what_clerk_does_not_send() -> None:
    found = tiers(f"{MEMBERSHIP}.private_metadata=*")

    assert found.pop(f"{MEMBERSHIP}.private_metadata=absent") == "sent"
    assert set(found.values()) == {"allowed"}


@pytest.mark.parametrize("name", ["first_name", "last_name"])
@pytest.mark.parametrize("how", ["empty", "long", "non-ascii", "spaced"])
def test_a_copy_is_sent_where_its_original_is_and_the_original_has_it_too(name: str, how: str) -> None:
    (case,) = cases(f"{MEMBERSHIP}.public_user_data.{name}={how}")
    shown = case.user["organization_memberships"][0]["public_user_data"]

    assert case.tier == "sent"
    assert shown[name] == case.user[name]
    assert incoherences(case.user, now_ms=NOW) == []


@pytest.mark.parametrize("name", ["identifier", "image_url", "user_id"])
def test_a_copy_of_what_clerk_writes_keeps_its_form(name: str) -> None:
    assert set(tiers(f"{MEMBERSHIP}.public_user_data.{name}=long").values()) == {"allowed"}


@pytest.mark.slow
def test_nearly_all_that_users_and_populations_reach_is_sent() -> None:
    found = drawn(users(), 1_000)
    for seed, locale in enumerate(("en_US", "ja_JP", "ar_SA")):
        found += Population(seed, locale=locale, organizations=True).take(2_000)

    assert len(coverage(found, tier="allowed").reached) <= 3, coverage(found, tier="allowed").reached


# --- documents that refuse what we would send


def narrow() -> Json:
    """A document that knows two roles, and only texts in the metadata that users write."""
    document = with_keywords("OrganizationMembership", "role", enum=["org:admin", "org:member"])
    record(document, "User")["properties"]["unsafe_metadata"] = {
        "type": "object",
        "additionalProperties": {"type": "string"},
    }
    return document


def test_a_document_accepts_all_that_is_sent_and_packed() -> None:
    judge = Outside(narrow())
    found: list[Case] = [*cases(tier="sent", schema=narrow()), *packed_cases(schema=narrow())]

    assert [case.id for case in found if not judge.accepts(case.user)] == []


def test_a_situation_that_a_document_does_not_accept_is_left_out() -> None:
    known, left = ({case.id for case in cases("situation=*", schema=schema)} for schema in (bundled(), narrow()))

    assert {"situation=organization-role", "situation=metadata-list"} <= known - left
    assert "situation=metadata-claims" not in left
    assert len(left) > 40


SCIM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["status", "strategy"],
    "properties": {
        "object": {"const": "verification_scim"},
        "status": {"enum": ["verified", "unverified"]},
        "strategy": {"const": "scim"},
    },
}


def test_a_variant_may_leave_out_its_tag() -> None:
    document: Any = with_variant("EmailAddress", "SCIMVerification", SCIM)
    found = verification_cases("*(scim)*", schema=document)

    assert [(case.kind, case.status) for case in found] == [
        ("verification_scim", "unverified"),
        ("verification_scim", "verified"),
    ]
    assert all(Outside(document).accepts(case.user) for case in found)
    assert [case.verification["status"] for case in found] == [case.status for case in found]
