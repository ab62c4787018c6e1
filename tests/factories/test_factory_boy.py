"""The factories are ordinary factory_boy factories: all that its documentation shows works with them."""

# mypy: allow-untyped-calls, allow-subclassing-any, allow-untyped-decorators
# mypy: disable-error-code="attr-defined,name-defined"
# factory_boy is marked as typed, yet exports none of its names and annotates none of its declarations.

from __future__ import annotations

from typing import Any

import factory
import factory.random
import pytest
from clerk_backend_api.models import User as SDKUser

import clerk_fakes.factories as made_here
from clerk_fakes import violations
from clerk_fakes.errors import InvalidUser, UnknownField
from clerk_fakes.factories import (
    EmailAddressFactory,
    EmailLinkVerificationFactory,
    OTPVerificationFactory,
    RecordFactory,
    UserFactory,
)
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.walks import options, records
from tests.coherence import incoherences

SKIP = factory.declarations.SKIP
FACTORIES = sorted(
    (it for it in vars(made_here).values() if isinstance(it, type) and issubclass(it, RecordFactory)),
    key=lambda it: it.__name__,
)
PARTS = [it for it in FACTORIES if it not in (RecordFactory, UserFactory)]


def is_whole(user: dict[str, Any]) -> bool:
    return not violations(user) and not incoherences(user)


# --- what there is


def test_there_is_a_factory_for_every_object_and_every_variant() -> None:
    names = {record.name for record in records(read().root) if options(record, "object")}

    assert len(PARTS) == 19
    assert {it.__name__.removesuffix("Factory") for it in (*PARTS, UserFactory)} >= names - {"LinkedTo"}


@pytest.mark.parametrize("maker", PARTS, ids=lambda maker: maker.__name__)
def test_a_part_is_a_part_of_a_valid_user(maker: type[RecordFactory]) -> None:
    part = maker()
    (listing, _, *inside) = maker.part().path
    around = {**maker_of(listing)(), str(inside[0]): part} if inside else part

    assert type(part) is dict
    assert violations({**UserFactory(), listing: [around]}) == []


def maker_of(listing: str | int) -> type[RecordFactory]:
    return next(it for it in PARTS if it.part().path == (listing, 0))


# --- calls


def test_users_are_plain_dicts_whichever_way_they_are_made() -> None:
    for user in (UserFactory(), UserFactory.build(), UserFactory.create(), *UserFactory.build_batch(3)):
        assert type(user) is dict
        assert is_whole(user)


def test_a_batch_has_different_users() -> None:
    users = UserFactory.create_batch(200)

    assert len({user["id"] for user in users}) == 200
    assert len({email["email_address"] for user in users for email in user["email_addresses"]}) >= 200


def test_a_stub_has_attributes() -> None:
    stub = UserFactory.stub(first_name="Ada", google=True)

    assert (stub.first_name, stub.external_accounts[0]["first_name"]) == ("Ada", "Ada")


@pytest.mark.parametrize("pins", [{}, {"google": True}, {"username": factory.LazyAttribute(lambda it: it.id)}])
def test_the_same_randomness_makes_the_same_users(pins: dict[str, Any]) -> None:
    factory.random.reseed_random("ada")
    state = factory.random.get_random_state()
    once = UserFactory.build_batch(3, **pins)
    factory.random.set_random_state(state)

    assert UserFactory.build_batch(3, **pins) == once
    factory.random.reseed_random("grace")
    assert UserFactory.build_batch(3, **pins) != once


def test_resolving_makes_the_same_user_as_going_straight() -> None:
    factory.random.reseed_random("ada")
    straight = UserFactory(first_name="Ada", mfa=True)
    factory.random.reseed_random("ada")

    assert UserFactory(first_name=factory.LazyFunction(lambda: "Ada"), mfa=True) == straight


# --- declarations


def test_a_lazy_attribute_reads_what_is_pinned_and_what_is_not() -> None:
    user = UserFactory(
        first_name="Ada",
        username=factory.LazyAttribute(lambda it: f"{it.first_name}_{it.last_name}".lower()),
        external_id=factory.LazyAttribute(lambda it: it.email_addresses[0]["email_address"]),
    )

    assert user["username"] == f"ada_{user['last_name']}".lower()
    assert user["external_id"] == user["email_addresses"][0]["email_address"]
    assert user["external_id"].startswith("ada")


def test_a_computed_pin_is_agreed_with_like_any_other() -> None:
    user = UserFactory(first_name=factory.LazyFunction(lambda: "Ada"), locked=factory.LazyFunction(lambda: True))

    assert user["email_addresses"][0]["email_address"].startswith("ada")
    assert user["lockout_expires_in_seconds"]
    assert is_whole(user)


def test_a_self_attribute_copies_a_field() -> None:
    user = UserFactory(external_id=factory.SelfAttribute("id"))

    assert user["external_id"] == user["id"]


def test_a_sequence_counts() -> None:
    UserFactory.reset_sequence(7)
    users = UserFactory.build_batch(2, external_id=factory.Sequence("crm-{}".format))

    assert [user["external_id"] for user in users] == ["crm-7", "crm-8"]


def test_a_sequence_can_be_set_for_one_call() -> None:
    assert UserFactory(__sequence=42, external_id=factory.Sequence("crm-{}".format))["external_id"] == "crm-42"


def test_a_path_takes_a_declaration() -> None:
    UserFactory.reset_sequence(0)
    address = factory.Sequence("u{}@example.com".format)
    first, second = UserFactory.build_batch(2, email_addresses__0__email_address=address)

    assert first["email_addresses"][0]["email_address"] == "u0@example.com"
    assert second["email_addresses"][0]["email_address"] == "u1@example.com"


def test_sub_factories_fill_lists() -> None:
    emails = factory.List([factory.SubFactory(EmailAddressFactory, email_address="ada@example.com")])
    user = UserFactory(email_addresses=emails)

    assert user["primary_email_address_id"] == user["email_addresses"][0]["id"]


def test_a_verification_goes_into_its_carrier() -> None:
    email = EmailAddressFactory(verification=OTPVerificationFactory(status="failed"))
    other = EmailAddressFactory(verification=factory.SubFactory(EmailLinkVerificationFactory))

    assert (email["verification"]["status"], email["verification"]["attempts"]) == ("failed", 3)
    assert other["verification"]["strategy"] == "email_link"


def test_a_skipped_field_is_left_out() -> None:
    assert "locale" not in UserFactory(locale=SKIP)
    assert "locale" not in UserFactory(locale=factory.Maybe("google", yes_declaration="de", no_declaration=SKIP))
    with pytest.raises(InvalidUser, match="'banned' is missing"):
        UserFactory(banned=SKIP)


# --- subclasses


class Customer(UserFactory):
    """A user of a shop."""

    class Params:
        vip = factory.Trait(public_metadata={"plan": "vip"}, mfa=True)

    google = True
    last_name = "Lovelace"
    external_id = factory.Sequence("customer-{}".format)
    email_addresses__0__verification__status = "unverified"


def test_a_subclass_pins_for_all_its_users() -> None:
    user = Customer()

    assert user["external_accounts"][0]["last_name"] == user["last_name"] == "Lovelace"
    assert user["external_id"].startswith("customer-")
    assert user["email_addresses"][0]["verification"]["status"] == "unverified"
    assert is_whole(user)


def test_a_call_overrides_a_subclass() -> None:
    user = Customer(last_name="Byron", google=False, apple=True, email_addresses__0__verification__status="verified")

    assert user["last_name"] == "Byron"
    assert "oauth_apple" in [account["provider"] for account in user["external_accounts"]]
    assert user["email_addresses"][0]["verification"]["status"] == "verified"


def test_traits_of_a_subclass_turn_on_ours() -> None:
    ordinary, vip, almost = Customer(), Customer(vip=True), Customer(vip=True, mfa=False)

    assert not ordinary["two_factor_enabled"]
    assert (vip["public_metadata"], vip["two_factor_enabled"]) == ({"plan": "vip"}, True)
    assert (almost["public_metadata"], almost["two_factor_enabled"]) == ({"plan": "vip"}, False)


class Employee(UserFactory):
    """A user whose traits are parameters of its own."""

    class Params:
        saml = True


def test_a_subclass_turns_traits_on_among_its_parameters_too() -> None:
    assert Employee()["saml_accounts"]
    assert not Employee(saml=False, google=True)["saml_accounts"]


def test_a_subclass_knows_its_own_names() -> None:
    with pytest.raises(UnknownField, match="Customer has no field or trait 'vipp'; did you mean 'vip'"):
        Customer(vipp=True)


class Account(factory.DictFactory):
    """Somebody else's factory."""

    clerk = factory.SubFactory(UserFactory, github=True)
    name = factory.LazyAttribute(lambda it: it.clerk["first_name"])


def test_users_work_inside_the_factories_of_others() -> None:
    account = Account(clerk__first_name="Ada")

    assert account["name"] == "Ada"
    assert account["clerk"]["email_addresses"][0]["email_address"].startswith("ada")


def test_an_unknown_name_is_refused_inside_the_factories_of_others() -> None:
    with pytest.raises(UnknownField, match="did you mean 'first_name'"):
        Account(clerk__frist_name="Ada")


class WithProfile(UserFactory):
    """A user with more to it once it is there."""

    profile = factory.RelatedFactory(factory.DictFactory, factory_related_name="user", size="L")

    @factory.post_generation
    def tagged(self: dict[str, Any], create: bool, extracted: str | None, **inside: Any) -> None:
        self["public_metadata"]["tag"] = extracted


def test_what_happens_after_generation_happens() -> None:
    assert WithProfile(tagged="new", first_name="Ada")["public_metadata"]["tag"] == "new"


class Row:
    """A model that is no dict."""

    def __init__(self, clerk_id: str, **rest: Any) -> None:
        self.clerk_id = clerk_id
        self.rest = rest


class RowFactory(UserFactory):
    """A user as a row, under other names and with a column more."""

    class Meta:
        model = Row
        rename = {"id": "clerk_id"}  # noqa: RUF012  as factory_boy has it
        exclude = ("private_metadata",)

    shard = factory.Sequence(lambda n: n % 4)


def test_meta_renames_and_leaves_out() -> None:
    row: Any = RowFactory(first_name="Ada")

    assert row.clerk_id.startswith("user_")
    assert (row.rest["first_name"], row.rest["shard"] in range(4)) == ("Ada", True)
    assert "private_metadata" not in row.rest


class SDKUserFactory(UserFactory):
    """Users as Clerk's own client has them."""

    class Meta:
        model = SDKUser


def test_users_become_those_of_the_client() -> None:
    user: Any = SDKUserFactory(first_name="Ada", github=True)

    assert isinstance(user, SDKUser)
    assert user.first_name == user.external_accounts[0].first_name == "Ada"
