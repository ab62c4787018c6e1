"""Clerk's own clients take our users, and give them back as they were."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from clerk_backend_api import models as present
from clerk_backend_sdk.models.user import User as FormerUser

from clerk_fakes import Population
from clerk_fakes.errors import MissingExtra
from clerk_fakes.factories import UserFactory
from clerk_fakes.sdk import to_model

User = dict[str, Any]

MANY = 2_000

# The former client knows these of the ways to verify, and no more.
EMAIL = {"verification_otp", "verification_admin"}
WALLET = {"web3_metamask_signature", "admin"}
LINK = {"oauth_google"}

# What the former client has no field for; it loses nothing else.
UNKNOWN = {
    *("bypass_client_trust", "deprovisioned", "enterprise_accounts", "legal_accepted_at", "locale"),
    *("organization_memberships", "password_last_updated_at", "scim", "email_addresses.matches_sso_connection"),
    *(f"{carrier}.verification.object" for carrier in ("email_addresses", "passkeys", "phone_numbers", "web3_wallets")),
    "web3_wallets.verification.message",
}
# What it fills with null where it was absent.
FILLED = {"create_organizations_limit", "phone_numbers.backup_codes", "web3_wallets.verification.nonce"}


def differences(one: Any, other: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Where two values differ, and how; all items of a list are one place."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            place = f"{at}.{key}".strip(".")
            if key not in other:
                yield "lost", place
            elif key not in one:
                yield f"filled with {json.dumps(other[key])}", place
            else:
                yield from differences(one[key], other[key], place)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from differences(left, right, at)
    elif one != other or type(one) is not type(other):
        yield f"changed from {one!r} to {other!r}", at


def strategies(user: User, carrier: str, key: str) -> set[str]:
    return {item["verification"][key] for item in user[carrier] if item["verification"]}


def is_known_to_the_former_client(user: User) -> bool:
    links = {
        link["type"]
        for name in ("email_addresses", "phone_numbers")
        for item in user[name]
        for link in item["linked_to"]
    }
    emails, wallets = strategies(user, "email_addresses", "object"), strategies(user, "web3_wallets", "strategy")
    return emails <= EMAIL and wallets <= WALLET and links <= LINK


def test_the_present_client_takes_every_user_and_loses_nothing() -> None:
    found: set[tuple[str, str]] = set()
    for user in Population(5, locale=("en_US", "ja_JP", "ar_AA"), organizations=True).take(MANY):
        model = present.User.model_validate(user)
        found.update(differences(user, model.model_dump(mode="json", by_alias=True)))

    # Recorded organizations have a logo's address, null without one, which no document has.
    assert found == {
        ("filled with false", "bypass_client_trust"),
        ("lost", "organization_memberships.organization.logo_url"),
    }


def test_the_present_client_reads_a_user_as_it_is() -> None:
    for user in Population(5, organizations=True).take(200):
        model = present.User.model_validate(user)

        assert model.id == user["id"]
        assert [email.email_address for email in model.email_addresses] == [
            email["email_address"] for email in user["email_addresses"]
        ]
        assert [phone.phone_number for phone in model.phone_numbers] == [
            phone["phone_number"] for phone in user["phone_numbers"]
        ]


def test_the_former_client_takes_every_user_that_it_knows_the_verifications_of() -> None:
    users = filter(is_known_to_the_former_client, Population(5, organizations=True))
    found: set[tuple[str, str]] = set()
    for user in islice(users, MANY):
        model = FormerUser.from_json(json.dumps(user))
        assert model is not None
        found.update(differences(user, model.to_dict()))

    assert found <= {("lost", place) for place in UNKNOWN} | {("filled with null", place) for place in FILLED}


def test_the_former_client_knows_no_other_verifications() -> None:
    """Were its limits wider than they are written down here, fewer users would have been tried than could be."""
    strangers = (user for user in Population(5) if not is_known_to_the_former_client(user))

    for user in islice(strangers, 500):
        with pytest.raises(ValueError, match=r"No match found|validation error"):
            FormerUser.from_json(json.dumps(user))


def test_a_user_becomes_one_of_the_client() -> None:
    user = UserFactory(first_name="Ada", github=True)

    model = to_model(user)

    assert isinstance(model, present.User)
    assert model.external_accounts[0].first_name == model.first_name == "Ada"


def test_a_missing_client_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clerk_backend_api", None)

    with pytest.raises(MissingExtra, match=r"pip install .*clerk-fakes\[sdk\]"):
        to_model(UserFactory())
