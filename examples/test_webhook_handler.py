"""A webhook handler meets every user that Clerk's schema allows, one difference at a time.

`pytest examples -k "phone_numbers or locale"` runs the cases of two fields.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from webhook_handler import INTEGER, VARCHAR, user_row

from clerk_fakes.cases import Case, VerificationCase, cases, verification_cases


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_every_user_fits_into_the_tables(case: Case) -> None:
    row = user_row(case.user)

    assert row["id"] == case.user["id"]
    assert row["name"]
    assert all(fits(name) for name in (row["name"], row["locale"], *(it["name"] for it in row["organizations"])))
    assert all(is_a_time(row[name]) for name in ("created_at", "last_seen_at", "locked_until", "password_set_at"))
    assert all(is_a_count(number) for number in (row["attempts_left"], *(it["members"] for it in row["organizations"])))
    assert len(row["emails"]) == len(case.user["email_addresses"])


def fits(name: str | None) -> bool:
    return name is None or (len(name) <= VARCHAR and name == name.strip())


def is_a_time(at: datetime | None) -> bool:
    return at is None or at.tzinfo is not None


def is_a_count(number: int | None) -> bool:
    return number is None or 0 <= number <= INTEGER


# A glob picks the cases that a test has more to say about.


@pytest.mark.parametrize("case", cases(["banned=true", "locked=true", "deprovisioned=true"]), ids=lambda case: case.id)
def test_whoever_is_barred_cannot_sign_in(case: Case) -> None:
    assert not user_row(case.user)["can_sign_in"]


EMAILS = verification_cases("email_addresses*")


@pytest.mark.parametrize("case", EMAILS, ids=lambda case: case.id)
def test_a_verification_without_its_object_proves_what_it_does_with_it(case: VerificationCase) -> None:
    row = user_row(case.user)
    del case.verification["object"]  # as Clerk sent it before mid-2025

    assert user_row(case.user) == row


@pytest.mark.parametrize("case", EMAILS, ids=lambda case: case.id)
def test_only_what_is_verified_proves_anything(case: VerificationCase) -> None:
    (email,) = (it for it in user_row(case.user)["emails"] if it["address"] == case.item["email_address"])

    assert (email["proof"] is not None) == (case.status == "verified")
