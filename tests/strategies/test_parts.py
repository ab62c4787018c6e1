"""Parts and populations: single items of users, and several users at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerk_fakes import Population, is_valid, strategies
from clerk_fakes.errors import UnknownName
from clerk_fakes.strategies import populations, verifications
from tests.strategies.test_users import drawn

User = dict[str, Any]

AROUND = Population()[0]
PARTS = (
    *("email_addresses", "phone_numbers", "web3_wallets", "passkeys", "external_accounts"),
    *("saml_accounts", "enterprise_accounts", "organization_memberships"),
)


def part_named(name: str) -> Callable[..., st.SearchStrategy[User]]:
    strategy: Callable[..., st.SearchStrategy[User]] = getattr(strategies, name)
    return strategy


@pytest.mark.parametrize("believable", [True, False])
@pytest.mark.parametrize("name", PARTS)
def test_a_part_makes_a_user_that_is_valid(name: str, believable: bool) -> None:
    for thing in drawn(part_named(name)(believable=believable), 40):
        assert is_valid({**AROUND, name: [thing]})


@pytest.mark.full
@pytest.mark.parametrize("believable", [True, False])
@pytest.mark.parametrize("name", PARTS)
def test_three_hundred_of_a_part_make_users_that_are_valid(name: str, believable: bool) -> None:
    for thing in drawn(part_named(name)(believable=believable), 300):
        assert is_valid({**AROUND, name: [thing]})


@pytest.mark.parametrize("believable", [True, False])
@given(data=st.data())
def test_a_verification_is_of_its_carrier_kind_and_status(data: st.DataObject, believable: bool) -> None:
    verification = data.draw(verifications("saml_accounts", "saml", "transferable", believable=believable))
    thing = Population(stories={"saml": 1})[0]["saml_accounts"][0]

    assert (verification["status"], verification.get("strategy")) == ("transferable", "saml")
    assert is_valid({**AROUND, "saml_accounts": [{**thing, "verification": verification}]})


def test_verifications_are_of_every_kind() -> None:
    kinds = {verification.get("strategy", "").partition("_")[0] for verification in drawn(verifications(), 300)}

    assert {"email", "admin", "ticket", "saml", "oauth", "web3", "passkey"} <= kinds


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (("emails",), "no carrier 'emails'; "),
        ((None, "samll"), "no kind 'samll'; did you mean 'saml'"),
        (("passkeys", "saml"), "passkeys have no 'saml'; known: passkey"),
        ((None, "saml", "gone"), "no status 'gone'; known: expired, failed, transferable, unverified, verified"),
    ],
)
@given(data=st.data())
def test_an_unknown_verification_is_refused(data: st.DataObject, wanted: tuple[str | None, ...], message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        data.draw(verifications(*wanted))


@settings(max_examples=50)
@given(populations(min_size=2, max_size=4))
def test_users_of_one_instance_have_ids_of_their_own(users: list[User]) -> None:
    assert 2 <= len(users) <= 4
    assert len({user["id"] for user in users}) == len(users)
    assert all(map(is_valid, users))


def addresses(users: list[User]) -> list[str]:
    return [user["email_addresses"][0]["email_address"] for user in users if user["email_addresses"]]


def are_alike(one: str, other: str) -> bool:
    return one != other and unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


COLLISIONS: dict[str, Callable[[list[User]], bool]] = {
    "the same address": lambda users: len({*addresses(users)}) < len(addresses(users)),
    "another case": lambda users: any(address.isupper() for address in addresses(users)),
    "another script": lambda users: any(not address.isascii() for address in addresses(users)),
    "another form": lambda users: any(are_alike(one, other) for one in addresses(users) for other in addresses(users)),
    "no primary": lambda users: [user["primary_email_address_id"] for user in users][:2] == [None, None],
}


@pytest.fixture(scope="module")
def colliding() -> list[list[User]]:
    return drawn(populations(collisions=True, max_size=3), 150)


@pytest.mark.parametrize("collides", COLLISIONS.values(), ids=COLLISIONS)
def test_collisions_that_real_systems_meet_are_drawn(
    collides: Callable[[list[User]], bool], colliding: list[list[User]]
) -> None:
    assert any(map(collides, colliding))


def test_users_that_collide_are_valid_and_at_least_two(colliding: list[list[User]]) -> None:
    assert all(len(users) >= 2 and all(map(is_valid, users)) for users in colliding)
