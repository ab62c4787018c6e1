"""Whoever Clerk tells of becomes a member."""

from __future__ import annotations

import pytest
from club.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(client):
    """Posts an event as Clerk does."""

    def post(type, user):
        return client.post("/webhooks/clerk", {"type": type, "data": user}, content_type="application/json")

    return post


def test_whoever_signs_up_is_a_member_once(post, clerk_user):
    for _ in range(2):
        assert post("user.created", clerk_user).status_code == 204

    assert Member.objects.get().clerk_id == clerk_user["id"]


@pytest.mark.clerk_user(phone=True, first_name="Grace")
def test_members_have_names_and_phones(post, clerk_user):
    post("user.created", clerk_user)

    member = Member.objects.get()
    assert (member.name, member.phone) == ("Grace", clerk_user["phone_numbers"][0]["phone_number"])


def test_whoever_goes_is_gone(post, clerk_users):
    for user in clerk_users(3):
        post("user.created", user)
    post("user.deleted", {"id": user["id"], "object": "user", "deleted": True})

    assert Member.objects.count() == 2


def test_every_user_that_clerk_may_send_is_taken(post, clerk_user_case):
    assert post("user.updated", clerk_user_case.user).status_code == 204
    assert Member.objects.get().name


@pytest.mark.clerk_cases("phone_numbers*")
def test_only_a_verified_phone_is_known(post, clerk_verification):
    post("user.updated", clerk_verification.user)

    assert (Member.objects.get().phone is not None) == (clerk_verification.status == "verified")
