"""A failure shrinks to the plainest user and the one guilty edge, whatever was found first."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import find, settings

from clerk_fakes.cases import cases
from clerk_fakes.strategies import users

User = dict[str, Any]

AMPLE = settings(max_examples=20_000, database=None)
MOST = 1.4  # times the plainest user that has the guilty edge


def verifications(user: User, name: str) -> list[User]:
    return [thing["verification"] for thing in user[name] if thing.get("verification")]


def has_status(name: str, status: str) -> Callable[[User], bool]:
    return lambda user: any(it["status"] == status for it in verifications(user, name))


def is_nested(value: User) -> bool:
    return any(isinstance(inner, list) or (isinstance(inner, dict) and is_nested(inner)) for inner in value.values())


def has_only_a_domain(user: User) -> bool:
    connections = [account.get("enterprise_connection") or {} for account in user["enterprise_accounts"]]
    return any("domain" in connection and "domains" not in connection for connection in connections)


GUILTY: dict[str, Callable[[User], object]] = {
    "email_addresses[].verification=null": lambda user: any(
        it["verification"] is None for it in user["email_addresses"]
    ),
    "email_addresses=several": lambda user: len(user["email_addresses"]) > 1,
    "email_addresses[].reserved=true": lambda user: any(it["reserved"] for it in user["email_addresses"]),
    "external_accounts[].verification(oauth).status=failed": has_status("external_accounts", "failed"),
    "web3_wallets[].verification(web3).status=expired": has_status("web3_wallets", "expired"),
    "first_name=null": lambda user: user["first_name"] is None and user["username"] is not None,
    "last_name=null": lambda user: user["last_name"] is None and user["first_name"] is not None,
    "phone_numbers=several": lambda user: (
        len(user["phone_numbers"]) > 1 and len({it["default_second_factor"] for it in user["phone_numbers"]}) == 1
    ),
    "phone_numbers[].reserved_for_second_factor=true": lambda user: (
        True in [phone.get("reserved_for_second_factor") for phone in user["phone_numbers"]]
    ),
    "web3_wallets=several": lambda user: len(user["web3_wallets"]) > 1,
    "passkeys=one": lambda user: user["passkeys"],
    "saml_accounts=one": lambda user: user["saml_accounts"],
    "organization_memberships=one": lambda user: user.get("organization_memberships"),
    "public_metadata=nested": lambda user: is_nested(user["public_metadata"]),
    "private_metadata=null": lambda user: user.get("private_metadata", {}) is None,
    "enterprise_accounts[].enterprise_connection=domain": has_only_a_domain,
    "locale=absent": lambda user: "locale" not in user,
    "username=long": lambda user: len(user["username"] or "") > 100,
    "last_name=non-ascii": lambda user: not (user["last_name"] or "").isascii(),
    "banned=true": lambda user: user["banned"],
    "locked=true": lambda user: user["locked"] and not user["banned"],
    "scim=not-null": lambda user: user.get("scim"),
    "created_at=beyond-double": lambda user: 2**53 < user["created_at"] < 2**60,
    "last_sign_in_at=null": lambda user: user["last_sign_in_at"] is None,
}


# What Clerk does not send, and so is drawn only from edges that are named.
ALLOWED = {case.id for case in cases(tier="allowed")}


def found(edge: str, is_guilty: Callable[[User], object], number: int) -> User:
    strategy = users(edges="*") if edge in ALLOWED else users()
    random = Random(number)  # noqa: S311  no secret
    return find(strategy, lambda user: bool(is_guilty(user)), settings=AMPLE, random=random)


@pytest.mark.parametrize(("edge", "is_guilty"), GUILTY.items(), ids=GUILTY)
def test_a_failure_shrinks_to_the_plainest_user_and_the_guilty_edge(
    edge: str, is_guilty: Callable[[User], object]
) -> None:
    (plainest,) = cases(edge)
    most = MOST * len(json.dumps(plainest.user))

    # A search is stuck now and then; how often is seen by the test of ten runs.
    assert any(len(json.dumps(found(edge, is_guilty, number))) <= most for number in range(3))


@pytest.mark.full
@pytest.mark.parametrize(("edge", "is_guilty"), GUILTY.items(), ids=GUILTY)
def test_most_of_ten_runs_come_to_such_a_user(edge: str, is_guilty: Callable[[User], object]) -> None:
    (plainest,) = cases(edge)
    sizes = sorted(len(json.dumps(found(edge, is_guilty, number))) for number in range(10))

    assert sizes[6] <= MOST * len(json.dumps(plainest.user))


def test_a_null_verification_is_the_only_thing_that_is_wrong() -> None:
    edge = "email_addresses[].verification=null"
    user = found(edge, GUILTY[edge], 1)

    assert None in [email["verification"] for email in user["email_addresses"]]
    assert [user[name] for name in ("web3_wallets", "passkeys", "saml_accounts")] == [[]] * 3
    assert (user["username"], user["banned"], user["locked"]) == (None, False, False)
