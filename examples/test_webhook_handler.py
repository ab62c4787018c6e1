"""A webhook handler meets every user that Clerk's schema allows, one difference at a time.

`pytest examples -k "phone_numbers or locale"` runs the cases of two fields.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from webhook_handler import INTEGER, VARCHAR, user_row

from clerk_fakes.cases import Case, cases


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


@pytest.mark.parametrize("case", cases("email_addresses[].verification(*).object=absent"), ids=lambda case: case.id)
def test_a_verification_without_its_object_proves_what_it_does_with_it(case: Case) -> None:
    (same,) = cases(case.id.replace("=absent", "=present"))

    assert user_row(case.user) == user_row(same.user)


@pytest.mark.parametrize("case", cases("email_addresses[].verification(*).status=*"), ids=lambda case: case.id)
def test_only_what_is_verified_proves_anything(case: Case) -> None:
    (email,) = user_row(case.user)["emails"]

    assert (email["proof"] is not None) == case.id.endswith("=verified")
