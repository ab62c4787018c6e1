"""Fuzzing: `users()` finds the user that breaks a function, and shrinks it until only the reason is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from display_name import display_name, how_proved, last_seen, main_organization
from hypothesis import given, settings
from webhook_handler import user_row

from clerk_fakes.strategies import users

User = dict[str, Any]


REASONS: dict[Callable[[User], object], Callable[[User], bool]] = {
    display_name: lambda user: not user["last_name"],
    how_proved: lambda user: [email["verification"] for email in user["email_addresses"]] == [None],
    last_seen: lambda user: None in (user["last_sign_in_at"], user["last_active_at"]),
    main_organization: lambda user: "organization_memberships" not in user,
}


@pytest.mark.parametrize(("function", "is_reason"), REASONS.items(), ids=lambda it: it.__name__)
def test_a_hundred_users_are_enough_to_find_the_mistake(
    function: Callable[[User], object], is_reason: Callable[[User], bool]
) -> None:
    met: list[User] = []

    @settings(
        database=None, derandomize=True, report_multiple_bugs=False
    )  # for the sake of this page; otherwise 100 examples, as by default
    @given(users())
    def fuzz(user: User) -> None:
        met.append(user)
        function(user)

    with pytest.raises((TypeError, KeyError, IndexError)):
        fuzz()

    culprit = met[-1]  # the last one that Hypothesis tries is the shrunk one
    assert is_reason(culprit)
    assert [culprit[name] for name in ("phone_numbers", "web3_wallets", "saml_accounts")] == [[], [], []]


# --- and the webhook handler of the next page, which is free of such mistakes


@settings(max_examples=300)
@given(users())
def test_every_user_fits_into_the_tables(user: User) -> None:
    assert user_row(user)["id"] == user["id"]
