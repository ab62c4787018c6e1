"""Whatever is pinned, at whatever depth and however it is computed, the rest of the user agrees with it."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,name-defined"
# factory_boy is marked as typed, yet exports none of its names and annotates none of its declarations.

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import factory
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerk_fakes import violations
from clerk_fakes.errors import Contradiction, InvalidArgument, UnknownField
from clerk_fakes.factories import (
    EmailAddressFactory,
    ExternalAccountFactory,
    OrganizationFactory,
    OrganizationMembershipFactory,
    UserFactory,
)
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.walks import records
from tests.coherence import incoherences

User = dict[str, Any]

M = 1_700_000_000_000  # ms; in 2023
SKIP = factory.declarations.SKIP
SEVERAL = 12  # users of each kind, for chance is part of them


COHERENT: list[User] = [
    *({name: M} for name in ("created_at", "updated_at", "last_sign_in_at", "last_active_at", "legal_accepted_at")),
    *({name: M} for name in ("password_last_updated_at", "mfa_enabled_at", "mfa_disabled_at")),
    *({f"{name}__0__created_at": M} for name in ("email_addresses", "external_accounts", "phone_numbers")),
    {"web3_wallets__0__created_at": M},
    {"passkeys__0__last_used_at": M},
    {"last_active_at": None},
    {"phone_numbers__0__reserved_for_second_factor": True},
    {"phone_numbers__0__default_second_factor": True},
    {"phone_numbers__1__reserved_for_second_factor": True},
    {"enterprise_accounts__0__provider": "oauth_google"},
    {"enterprise_accounts__1__provider": "saml_okta"},
    {"enterprise_accounts__0__verification__strategy": "oauth_microsoft"},
    {"enterprise_accounts__0__verification__object": "verification_oauth"},
    {"email_addresses__0__verification__strategy": "from_oauth_github"},
    {"email_addresses__0__verification__object": "verification_from_oauth"},
    {"saml": True, "email_addresses__0__email_address": "x@example.com"},
    {"mfa": True, "two_factor_enabled": False},
    {"locked_out": True, "locked": False},
    {"google": True, "external_accounts": 0},
    {"google": True, "github": True, "external_accounts": 1},
    {"oidc": True, "enterprise_accounts": 0},
    {"saml": True, "saml_accounts": 0},
    {"organization_memberships__0__organization__name": "ACME Inc"},
    {"organization_memberships__0__role": "org:member"},
]


@pytest.mark.parametrize("pins", COHERENT, ids=lambda pins: "+".join(f"{name}={value}" for name, value in pins.items()))
def test_the_rest_agrees_with_a_pin(pins: User) -> None:
    for user in UserFactory.build_batch(SEVERAL, **pins):
        assert violations(user) == []
        assert incoherences(user) == []


PARTS: list[Callable[[], User]] = [
    lambda: {"email_addresses": [EmailAddressFactory(email_address="ada@example.com")]},
    lambda: {"email_addresses": EmailAddressFactory.build_batch(2)},
    lambda: {"email_addresses": (EmailAddressFactory(),)},
    lambda: {"email_addresses": factory.List([factory.SubFactory(EmailAddressFactory)])},
    lambda: {"external_accounts": [ExternalAccountFactory(), ExternalAccountFactory(provider="oauth_github")]},
]


@pytest.mark.parametrize("pins", PARTS)
def test_the_rest_agrees_with_parts_that_factories_make(pins: Callable[[], User]) -> None:
    for _ in range(SEVERAL):
        broken = incoherences(UserFactory(**pins()))

        # The times of parts are as random as the rest of them, and the order is that of the caller.
        assert [line for line in broken if not line.startswith("newest-first")] == []


def test_an_organization_agrees_with_its_name_and_a_membership_with_its_role() -> None:
    assert OrganizationFactory(name="ACME Inc")["slug"] == "acme-inc"
    assert "org:sys_profile:manage" not in OrganizationMembershipFactory(role="org:member")["permissions"]


def test_a_provider_that_no_link_can_name_is_not_linked() -> None:
    user = UserFactory(external_accounts__0__provider="google")

    assert (user["external_accounts"][0]["provider"], user["email_addresses"][0]["linked_to"]) == ("google", [])


# --- any path at all


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, item in items:
            yield from leaves(item, (*path, str(step)))
    else:
        yield "__".join(path), value


DECLARED = {field.name for record in records(read().root) for field in record.fields}


def is_declared(path: str) -> bool:
    """Whether the document names every step: what it only allows is pinned with the object around it."""
    return all(step.isdigit() or step in DECLARED for step in path.split("__"))


def at(user: Any, path: str) -> Any:
    for step in path.split("__"):
        user = user[int(step) if step.isdigit() else step]
    return user


@settings(max_examples=200)
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_a_path_carries_what_another_user_has_there(data: st.DataObject, seed: int) -> None:
    factory.random.reseed_random(seed)
    traits = data.draw(st.sets(st.sampled_from(["google", "phone", "wallet", "saml", "mfa", "passkey"]), max_size=3))
    other = UserFactory(with_organization=True, **dict.fromkeys(traits, True))
    path, value = data.draw(st.sampled_from([leaf for leaf in leaves(other) if is_declared(leaf[0])]))

    user = UserFactory(_validate=False, **{path: value})

    assert at(user, path) == value
    if "object" not in path and "strategy" not in path:
        assert violations(user) == []


# --- computed pins


class Computed(UserFactory):
    """A user of whom most is computed."""

    first_name = factory.Faker("first_name")
    external_id = factory.LazyAttribute(lambda user: user.email_addresses[0]["email_address"])
    username = factory.SelfAttribute("id")


def test_what_is_computed_from_others_is_computed_from_their_last_word() -> None:
    for user in Computed.build_batch(SEVERAL, created_at=factory.LazyFunction(lambda: M)):
        assert user["external_id"] == user["email_addresses"][0]["email_address"]
        assert user["username"] == user["id"]


class Befriended(UserFactory):
    """A user with a trait that pins paths."""

    class Params:
        friend = factory.Trait(phone_numbers__0__phone_number="+15555550100")

    email_addresses__0__verification__status = factory.Maybe("google", "expired", SKIP)
    public_metadata__uid = factory.SelfAttribute("..id")


def test_traits_and_maybes_pin_paths() -> None:
    plain, friend, googled = Befriended(), Befriended(friend=True), Befriended(google=True)

    assert friend["phone_numbers"][0]["phone_number"] == "+15555550100"
    assert "+15555550100" not in [phone["phone_number"] for phone in plain["phone_numbers"]]
    assert plain["email_addresses"][0]["verification"]["status"] == "verified"
    assert googled["email_addresses"][0]["verification"]["status"] == "expired"
    assert plain["public_metadata"]["uid"] == plain["id"]


# --- what cannot be


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ({"phone_numbers": 1, "phone_numbers__3__id": "x"}, "phone_numbers is pinned to 1, so there is no place 3"),
        ({"email_addresses": [], "email_addresses__0__id": "x"}, "email_addresses is pinned to 0"),
        ({"google__x": 5}, "no field or trait 'google__x'"),
        ({"draft": 5}, "no field or trait 'draft'"),
        ({"_validate__x": 5}, "no field or trait '_validate__x'"),
        ({"_validate": "no"}, "_validate='no' must be True or False"),
        ({"email_addresses__٠__id": "x"}, "'٠' is not a position in email_addresses"),
    ],
)
def test_what_cannot_be_is_refused(pins: User, message: str) -> None:
    with pytest.raises((InvalidArgument, UnknownField), match=message):
        UserFactory(**pins)


class Misspelled(UserFactory):
    """A user with a field that there is not."""

    frist_name = "Ada"


def test_a_subclass_declares_no_field_that_no_user_has() -> None:
    with pytest.raises(UnknownField, match=r"Misspelled declares \['frist_name'\]; declare what no user has in Params"):
        Misspelled()


@pytest.mark.parametrize(
    "pins",
    [
        {"email_addresses": 2, "external_accounts__0__email_address": "ada@example.com"},
        {"email_addresses": 2, "email_addresses__0__verification__strategy": "from_oauth_google"},
        {"email_addresses": 2, "email_addresses__1__verification__strategy": "from_oauth_google"},
        {"email_addresses": 2, "saml_accounts": 1, "saml_accounts__0__email_address": "ada@example.org"},
        {
            "external_accounts__0__email_address": "a@example.com",
            "external_accounts__1__email_address": "b@example.com",
        },
        {"phone_numbers": 2, "phone_numbers__0__created_at": M},
        {"email_addresses": 3, "email_addresses__0__created_at": M},
        {"external_accounts": 3, "external_accounts__0__created_at": M},
        {"never_signed_in": True, "phone_numbers": 2},
        {"fresh_by_google": True, "external_accounts": 2},
        {"just_signed_up": True, "email_addresses": 2, "phone_numbers": 2, "web3_wallets": 1},
        {"google": True, "just_signed_up": True, "phone_numbers": 2},
        {"unverified_sign_up": True, "email_addresses__0__verification__status": "verified"},
        {"google": True, "external_accounts__0__first_name": "Ada"},
        {"facebook": True, "phone": True, "external_accounts__0__verification__status": "failed"},
    ],
    ids=str,
)
def test_the_rest_agrees_with_pins_at_any_position(pins: User) -> None:
    for user in UserFactory.build_batch(SEVERAL, **pins):
        assert violations(user) == []
        assert incoherences(user) == []


@pytest.mark.parametrize(
    "pins",
    [
        {"just_signed_up": True, "totp_enabled": True},
        {"just_signed_up": True, "backup_code_enabled": True},
        {"factors_turned_off": True, "totp_enabled": True},
        {"google": True, "last_active_at": None},
    ],
    ids=str,
)
def test_a_pin_that_a_trait_excludes_is_refused(pins: User) -> None:
    with pytest.raises(Contradiction, match=r"what is pinned takes '.+', and '.+' excludes that"):
        UserFactory(**pins)


@pytest.mark.parametrize(
    "pins",
    [
        {"primary_email_address_id": "idn_x", "primary_phone_number_id": "idn_x"},
        {"primary_email_address_id": "idn_x", "phone_numbers__0__id": "idn_x"},
        {"email_addresses__0__id": "idn_x", "external_accounts__0__identification_id": "idn_x"},
        {"external_accounts__0__identification_id": "idn_x", "external_accounts__1__identification_id": "idn_x"},
        {"id": "user_x", "email_addresses__0__id": "user_x"},
    ],
    ids=str,
)
def test_an_id_is_that_of_one_object(pins: User) -> None:
    with pytest.raises(InvalidArgument, match=r"is pinned as the id of .+ and of .+; give each its own"):
        UserFactory(**pins)


def test_a_primary_id_beside_the_id_of_another_address_takes_one_more_address() -> None:
    user = UserFactory(email_addresses__0__id="idn_a", primary_email_address_id="idn_b")

    assert [email["id"] for email in user["email_addresses"]] == ["idn_a", "idn_b"]
