"""Whoever Clerk tells of becomes a customer."""

from __future__ import annotations

import pytest
from hypothesis import given

from clerk_fakes.strategies import users


def test_whoever_signs_up_is_a_customer(post, find, clerk_user):
    assert post("user.created", clerk_user).status_code == 204
    assert find(clerk_user["id"]).since == clerk_user["created_at"]


@pytest.mark.clerk_user(first_name="Ada", last_name="Lovelace", google=True)
def test_customers_have_their_names(post, find, clerk_user):
    post("user.created", clerk_user)

    assert find(clerk_user["id"]).name == "Ada Lovelace"
    assert find(clerk_user["id"]).email == clerk_user["email_addresses"][0]["email_address"]


@pytest.mark.clerk_user(locked_out=True)
def test_whoever_is_locked_out_cannot_buy(post, find, clerk_user):
    post("user.updated", clerk_user)

    assert not find(clerk_user["id"]).can_buy


def test_whoever_goes_is_gone(post, find, clerk_users):
    stays, goes = clerk_users(2)
    for user in (stays, goes):
        post("user.created", user)
    post("user.deleted", {"id": goes["id"], "object": "user", "deleted": True})

    assert find(stays["id"])
    assert not find(goes["id"])


def test_nobody_else_may_tell_of_users(post, find, clerk_user):
    assert post("user.created", clerk_user, secret="whsec_b3RoZXI=").status_code == 401
    assert not find(clerk_user["id"])


# Every null, every verification, every odd text: `pytest --clerk-cases=all` tries each of them alone.


def test_every_user_that_clerk_may_send_is_taken(post, find, clerk_user_case):
    user = clerk_user_case.user

    assert post("user.updated", user).status_code == 204
    row = find(user["id"])
    assert row.name
    assert row.since == user["created_at"]
    assert row.can_buy == (not user["banned"] and not user["locked"])
    addresses = {it.get("id"): it["email_address"] for it in user["email_addresses"]}
    assert row.email == addresses.get(user["primary_email_address_id"] or "nobody's")


def test_what_clerk_would_never_send_is_refused_unless_it_makes_no_difference(post, find, clerk_broken_case):
    user, id = clerk_broken_case.user, clerk_broken_case.user.get("id")

    refused = post("user.updated", user).status_code == 422
    assert refused == (find(id) is None if isinstance(id, str) else True)


def test_what_clerk_sends_all_the_same_is_taken(post, find, clerk_wild_case):
    assert post("user.updated", clerk_wild_case.user).status_code == 204
    assert find(clerk_wild_case.user["id"])


@given(user=users())
def test_every_user_has_a_name(post, find, user):
    post("user.updated", user)

    assert find(user["id"]).name
