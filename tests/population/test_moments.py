"""Users as they really arrive: what recorded bodies of 2024 to 2026 show, in about the shares in which they show it."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS

User = dict[str, Any]
SEVERAL = 4_000
DAY = 86_400_000
CHANGES = ("email_addresses", "phone_numbers", "web3_wallets", "external_accounts")


@pytest.fixture(scope="module")
def users() -> list[User]:
    return Population(3)[:SEVERAL]


def share(users: list[User]) -> float:
    return len(users) / SEVERAL


def is_fresh(user: User) -> bool:
    return user["last_sign_in_at"] is None and user["last_active_at"] is not None


def test_user_created_carries_somebody_without_a_session() -> None:
    """10 of 10 recorded self sign-ups: no sign-in, active 1 to 3 ms before the user, updated 4 to 40 ms after."""
    population = Population(3)
    for index in range(300):
        event, at, user = population.history(index)[0]
        assert event in SIGN_UPS
        assert user["last_sign_in_at"] is None
        assert (user["last_active_at"] is None) == (event == "admin_created")
        if event != "admin_created":
            assert 1 <= at - user["last_active_at"] <= 3
            assert 4 <= user["updated_at"] - at <= 40


def test_somebody_who_has_just_signed_up_is_untouched(users: list[User]) -> None:
    fresh = [user for user in users if is_fresh(user)]

    assert 0.05 < share(fresh) < 0.12
    for user in fresh:
        assert not any(user[name] for name in ("banned", "locked", "passkeys", "mfa_enabled_at"))
        assert all(item["created_at"] <= user["created_at"] for name in CHANGES for item in user[name])
        assert all(account["updated_at"] == account["created_at"] for account in user["external_accounts"])


def test_what_somebody_signs_up_with_is_older_than_the_user(users: list[User]) -> None:
    """Typing a code takes seconds; an account at a provider is 6 to 18 ms older than its address."""
    for user in users:
        oldest = [min((it["created_at"] for it in user[name]), default=user["created_at"]) for name in CHANGES]
        if user["external_accounts"] and user["email_addresses"]:
            account, email = user["external_accounts"][-1], user["email_addresses"][-1]
            if account["created_at"] < user["created_at"]:
                assert 6 <= email["created_at"] - account["created_at"] <= 18
        if "admin" not in str(user["email_addresses"]):
            assert min(oldest) <= user["created_at"]


def test_terms_are_accepted_before_the_user_exists(users: list[User]) -> None:
    accepted = [user for user in users if user["legal_accepted_at"] is not None and user["email_addresses"]]

    assert len(accepted) > 100
    at_sign_up = [
        user for user in accepted if user["legal_accepted_at"] == user["email_addresses"][-1]["created_at"] + 1
    ]
    assert len(at_sign_up) > 0.9 * len(accepted)
    assert all(user["legal_accepted_at"] < user["created_at"] for user in at_sign_up)


def test_activity_goes_on_after_the_last_sign_in_and_has_milliseconds(users: list[User]) -> None:
    """Only bodies of 2023 and 2024 round it to midnight."""
    active = [user["last_active_at"] for user in users if user["last_active_at"]]

    assert sum(at % DAY == 0 for at in active) == 0
    assert share([user for user in users if (user["last_active_at"] or 0) > (user["last_sign_in_at"] or 2**62)]) > 0.4


def test_lists_are_newest_first_and_the_primary_may_be_anywhere(users: list[User]) -> None:
    for user in users:
        for name in ("email_addresses", "phone_numbers", "external_accounts"):
            times = [item["created_at"] for item in user[name]]
            assert times == sorted(times, reverse=True)
    several = [user for user in users if len(user["email_addresses"]) > 1]
    first = [user for user in several if user["primary_email_address_id"] == user["email_addresses"][0]["id"]]
    unproved = [
        user for user in several if (user["email_addresses"][0]["verification"] or {}).get("status") != "verified"
    ]

    assert 0.05 * len(several) < len(first) < 0.5 * len(several)
    assert len(unproved) > 0.1 * len(several)


def test_there_are_users_without_an_address(users: list[User]) -> None:
    without = [user for user in users if not user["email_addresses"]]

    assert all(user["primary_email_address_id"] is None for user in without)
    for only in ("phone_numbers", "web3_wallets", "username"):
        assert any(user[only] and not any(user[name] for name in CHANGES if name != only) for user in without), only


def test_google_and_facebook_have_their_webhook_form(users: list[User]) -> None:
    accounts = [account for user in users for account in user["external_accounts"]]
    for account in accounts:
        own = {"oauth_google": "google_account", "oauth_facebook": "facebook_account"}.get(account["provider"])
        assert account["object"] == (own or "external_account")
        assert ("external_account_id" in account) == (own is not None)
        if own:
            assert account["id"] == account["identification_id"]
            assert account["external_account_id"].startswith("eac_")
    assert {"", None} == {account["username"] for account in accounts if account["provider"] == "oauth_google"}


def test_an_unverified_account_has_no_id_at_its_provider(users: list[User]) -> None:
    accounts = [account for user in users for account in user["external_accounts"]]
    pending = [it for it in accounts if (it["verification"] or {}).get("status") != "verified"]

    assert len(pending) > 20
    assert {account["provider_user_id"] for account in pending} == {""}


@pytest.mark.parametrize("field", ["delete_self_enabled", "verification_attempts_remaining"])
def test_what_an_instance_decides_is_the_same_for_all_its_users(field: str) -> None:
    values: list[Any] = []
    for seed in range(60):
        known = {user[field] for user in Population(seed)[:60] if not user["locked"]}
        assert len(known) == 1
        values += known
    assert len(set(values)) == (2 if field == "delete_self_enabled" else 4)


def test_where_nobody_has_to_verify_the_primary_is_reserved_and_unproved() -> None:
    users = Population(3, unverified_sign_ups=True)[:1_000]
    unproved = [
        user for user in users for it in user["email_addresses"] if it["reserved"] and it["verification"] is None
    ]

    assert len(unproved) > 200
    assert all(user["primary_email_address_id"] for user in unproved)
