"""`users(field=…)`: whoever has what is pinned, and makes sense as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from clerk_fakes import is_valid
from clerk_fakes.strategies import users
from tests.coherence import incoherences
from tests.oracles.sign_ups import sign_ups
from tests.strategies.test_users import NOW, User, drawn

BOOLEANS = st.booleans()
PINS: list[dict[str, Any]] = [
    {"banned": BOOLEANS},
    {"locked": True},
    {"first_name": None},
    {"first_name": "Zoë"},
    {"username": "ada_lovelace"},
    {"email_addresses": []},
    {"phone_numbers": []},
    {"external_accounts": []},
    {"primary_email_address_id": None},
    {"totp_enabled": True},
    {"backup_code_enabled": True},
    {"two_factor_enabled": False},
    {"two_factor_enabled": True, "totp_enabled": False},
    {"public_metadata": {"plan": "pro"}},
    {"created_at": 1_700_000_000_000},
    {"has_image": False},
    {"banned": True, "story": "saml"},
]


@pytest.mark.slow
@pytest.mark.parametrize("pins", PINS, ids=str)
def test_whatever_is_pinned_users_are_what_clerk_sends(pins: dict[str, Any]) -> None:
    found = drawn(users(**pins), 300)
    fixed = {
        name: value for name, value in pins.items() if name != "story" and not isinstance(value, st.SearchStrategy)
    }

    assert all(map(is_valid, found))
    assert [broken for user in found for broken in incoherences(user, now_ms=NOW)] == []
    assert [user["id"] for user in found if any(user[name] != value for name, value in fixed.items())] == []


def ways(found: list[User]) -> set[str]:
    return {way for user in found for way in sign_ups(user)}


def providers(found: list[User]) -> set[str]:
    return {account["provider"] for user in found for account in user["external_accounts"]}


@pytest.mark.parametrize("pins", [{"banned": BOOLEANS}, {"first_name": None}, {"locked": True}], ids=str)
def test_pins_that_leave_room_are_those_of_many_different_users(pins: dict[str, Any]) -> None:
    found = drawn(users(**pins), 300)

    assert len(ways(found)) > 10
    assert len(providers(found)) > 5
    assert sum(len(user["email_addresses"]) > 1 for user in found) > 10
    assert sum(user["primary_email_address_id"] is None for user in found) > 10


def test_without_an_address_people_sign_up_in_the_ways_that_are_left() -> None:
    assert len(ways(drawn(users(email_addresses=[]), 300))) > 2


def test_what_people_type_is_odd_beside_pins_too() -> None:
    found = drawn(users(banned=True), 300)

    assert [user for user in found if user["first_name"] and not user["first_name"].isascii()]
    assert [user for user in found if user["last_name"] == ""]
