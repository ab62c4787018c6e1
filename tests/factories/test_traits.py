"""Traits: whoever is asked for is of that kind, however traits are combined, and makes sense as a whole."""

from __future__ import annotations

from itertools import combinations

import pytest

from clerk_fakes import violations
from clerk_fakes.errors import Contradiction, InvalidArgument
from clerk_fakes.factories import UserFactory
from clerk_fakes.simulation.requests.situations import SITUATIONS
from clerk_fakes.simulation.requests.traits import TRAIT_NAMES
from tests.coherence import incoherences
from tests.oracles.traits import COMPANIONS, CONTRADICTIONS, KINDS, REMARKABLE

NOW = 1_767_225_600_000  # ms; 2026-01-01
SINGLE = sorted(KINDS.keys() - COMPANIONS)
PAIRS = [*((trait,) for trait in SINGLE), *combinations(SINGLE, 2)]
POSSIBLE = [pair for pair in PAIRS if frozenset(pair) not in CONTRADICTIONS]


def name_of(traits: tuple[str, ...]) -> str:
    return "+".join(traits)


def are_of_their_kind(traits: tuple[str, ...], several: int) -> None:
    for user in UserFactory.build_batch(several, **dict.fromkeys(traits, True)):
        assert violations(user) == []
        assert incoherences(user, now_ms=NOW) == []
        assert [trait for trait in traits if not KINDS[trait](user)] == []


@pytest.mark.parametrize("traits", POSSIBLE, ids=name_of)
def test_users_have_the_traits_that_are_asked_for(traits: tuple[str, ...]) -> None:
    are_of_their_kind(traits, several=8)


@pytest.mark.full
@pytest.mark.parametrize("traits", POSSIBLE, ids=name_of)
def test_two_hundred_users_have_the_traits_that_are_asked_for(traits: tuple[str, ...]) -> None:
    are_of_their_kind(traits, several=200)


@pytest.mark.parametrize("traits", sorted(map(sorted, CONTRADICTIONS)), ids=name_of)
def test_a_contradiction_names_both_traits(traits: tuple[str, ...]) -> None:
    with pytest.raises(Contradiction, match=r"'.+' and '.+' exclude each other") as caught:
        UserFactory(**dict.fromkeys(traits, True))

    assert all(repr(trait) in str(caught.value) for trait in traits)


def test_every_trait_is_looked_at_from_outside() -> None:
    assert KINDS.keys() == set(TRAIT_NAMES) - SITUATIONS.keys()


OTHER_LISTS = ("phone_numbers", "web3_wallets", "passkeys", "external_accounts", "saml_accounts", "enterprise_accounts")


def test_nobody_is_remarkable_who_was_not_asked_to_be() -> None:
    for user in UserFactory.build_batch(500):
        assert [trait for trait in REMARKABLE if KINDS[trait](user)] == []
        assert violations(user) == []
        assert incoherences(user, now_ms=NOW) == []


def test_a_plain_user_has_one_proved_address_and_nothing_that_nobody_asked_for() -> None:
    for user in UserFactory.build_batch(500):
        (email,) = user["email_addresses"]
        assert KINDS["email_code"](user)
        assert user["primary_email_address_id"] == email["id"]
        assert [name for name in OTHER_LISTS if user[name]] == []
        assert user["public_metadata"] == user["private_metadata"] == user["unsafe_metadata"] == {}
        assert not any((user["password_enabled"], user["has_image"], user["locale"], user["external_id"]))


@pytest.mark.parametrize("provider", ["google", "apple", "discord"])
def test_a_user_of_a_provider_has_that_and_nothing_else(provider: str) -> None:
    for user in UserFactory.build_batch(100, **{provider: True}):
        assert [account["provider"] for account in user["external_accounts"]] == [f"oauth_{provider}"]
        assert [name for name in OTHER_LISTS if user[name]] == ["external_accounts"]
        assert len(user["email_addresses"]) == 1


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_a_trait_is_turned_on_or_off(value: object) -> None:
    with pytest.raises(InvalidArgument, match=r"google=.* must be True or False, to turn the trait on or off"):
        UserFactory(google=value)


def test_a_trait_that_is_off_is_not_asked_for() -> None:
    assert not UserFactory(mfa=False, google=True)["two_factor_enabled"]
