"""A signup service tested with factories: each test says what matters about its user, and nothing else."""

from __future__ import annotations

import pytest
from signup_service import sign_up

from clerk_fakes.factories import UserFactory


def test_people_are_greeted_by_name() -> None:
    assert sign_up(UserFactory(first_name="Ada", last_name="Lovelace"))["greeting"] == "Hello Ada Lovelace!"


def test_people_without_a_name_are_greeted_all_the_same() -> None:
    assert sign_up(UserFactory(no_name=True, username=None))["greeting"] == "Hello there!"


@pytest.mark.parametrize("way", ["email_link", "google", "one_tap", "invited"])
def test_whoever_proved_an_address_is_in(way: str) -> None:
    assert not sign_up(UserFactory(**{way: True}))["is_waiting"]


@pytest.mark.parametrize("state", ["unverified", "no_email", "suspended", "locked_out"])
def test_others_wait(state: str) -> None:
    assert sign_up(UserFactory(**{state: True}))["is_waiting"]


def test_an_expired_link_proves_nothing() -> None:
    user = UserFactory(email_link=True, email_addresses=1, email_addresses__0__verification__status="expired")
    assert sign_up(user)["email"] is None


def test_companies_get_the_team_plan() -> None:
    assert {sign_up(user)["plan"] for user in UserFactory.build_batch(9, saml=True)} == {"team"}


def test_paying_takes_a_second_factor() -> None:
    assert sign_up(UserFactory(google=True, mfa=True))["may_pay"]
