"""Fuzzing: `users()` finds the user that breaks a function, and shrinks it until only the reason is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hasty_code import display_name, handle_webhook
from hypothesis import find, given, settings
from webhook_handler import user_row

from clerk_fakes.strategies import users

User = dict[str, Any]

PLAINEST = find(users(), lambda user: True)


def proofs(user: User) -> list[str]:
    return handle_webhook({"data": {**PLAINEST, "email_addresses": user["email_addresses"]}})["proved_by"]


def activity(user: User) -> int:
    times = {name: user[name] for name in ("last_sign_in_at", "last_active_at")}
    return handle_webhook({"data": {**PLAINEST, **times}})["last_seen"]


@pytest.mark.parametrize(
    ("function", "is_the_reason"),
    [
        (display_name, lambda user: not user["last_name"]),
        (proofs, lambda user: None in [email["verification"] for email in user["email_addresses"]]),
        (activity, lambda user: None in (user["last_sign_in_at"], user["last_active_at"])),
    ],
    ids=["display name", "proofs", "activity"],
)
def test_a_hundred_users_are_enough_to_find_the_mistake(
    function: Callable[[User], object], is_the_reason: Callable[[User], bool]
) -> None:
    met: list[User] = []

    @settings(database=None, derandomize=True, report_multiple_bugs=False)  # and 100 examples, as by default
    @given(users())
    def fuzz(user: User) -> None:
        met.append(user)
        function(user)

    with pytest.raises((TypeError, KeyError, IndexError)):
        fuzz()

    assert is_the_reason(met[-1])  # the last user that Hypothesis tries is the shrunk one
    assert len(differences(met[-1])) < len(PLAINEST) / 5


def differences(user: User) -> User:
    """What is other than in the plainest user, whatever follows from it left aside."""
    primaries = {name for name in PLAINEST if name.startswith("primary_")}
    names = [name for name in {**PLAINEST, **user} if user.get(name, "(absent)") != PLAINEST.get(name, "(absent)")]
    return {name: user.get(name, "(absent)") for name in names if name not in primaries}


# --- a handler that was written with more care


@settings(max_examples=300)
@given(users())
def test_every_user_fits_into_the_tables(user: User) -> None:
    assert user_row(user)["id"] == user["id"]
