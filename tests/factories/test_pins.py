"""Pins: what a caller asks for is there to the letter, and the rest agrees with it."""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet annotates none of its declarations.

from __future__ import annotations

from base64 import b64decode
from copy import deepcopy
from json import loads
from typing import Any

import pytest
from factory.declarations import BaseDeclaration
from hypothesis import given
from hypothesis import strategies as st

from clerk_fakes import InvalidUser, Population, violations
from clerk_fakes.cases import cases
from clerk_fakes.errors import InvalidArgument, UnknownField
from clerk_fakes.factories import EmailAddressFactory, ExternalAccountFactory, SAMLAccountFactory, UserFactory
from clerk_fakes.schema.reader import read
from tests.coherence import incoherences
from tests.oracles.documents import bundled

User = dict[str, Any]
Json = dict[str, Any]


class Constant(BaseDeclaration):
    """Declares a value that is known beforehand, in the way of one that has to be computed."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value

    def evaluate(self, instance: Any, step: Any, extra: Any) -> Any:
        return self.value


FIELDS = [field.name for field in read().root.fields]
CASES = cases()
NOW = 1_767_225_600_000  # ms; 2026-01-01

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
EPOCH = 1_400_000_000


def optional(record: Json) -> list[str]:
    return [name for name in record["properties"] if name not in record["required"]]


def second_of(ksuid: str) -> int:
    """The Unix second that an id was made in."""
    number = 0
    for letter in ksuid.rpartition("_")[2]:
        number = number * 62 + BASE62.index(letter)
    return (number >> 128) + EPOCH


def initials_of(user: User) -> str | None:
    encoded = user["image_url"].removeprefix("https://img.clerk.com/")
    initials: str | None = loads(b64decode(encoded + "=" * (-len(encoded) % 4))).get("initials")
    return initials


def coherent(**pins: Any) -> User:
    """A user with those pins, who makes sense as a whole."""
    user = UserFactory(**pins)
    assert violations(user) == []
    assert incoherences(user, now_ms=NOW) == []
    return user


# --- any pin at all

stored_users = st.one_of(
    st.sampled_from(CASES).map(lambda case: case.user),
    st.integers(0, 10_000).map(Population(5, organizations=True).__getitem__),
)
int64s = st.integers(-(2**63), 2**63 - 1)


@given(user=stored_users, name=st.sampled_from(FIELDS), data=st.data())
def test_a_valid_value_of_a_field_is_what_the_user_has(user: User, name: str, data: st.DataObject) -> None:
    value = user.get(name)
    if type(value) is int:
        value = data.draw(int64s)
    elif isinstance(value, str) and violations({**user, name: "anything"}) == []:
        value = data.draw(st.text())
    if name not in user or violations({**CASES[0].user, name: value}):
        return
    kept = deepcopy(value)

    made = UserFactory(**{name: value})

    assert made[name] == value == kept
    assert violations(made) == []


@given(one=stored_users, another=stored_users, names=st.sets(st.sampled_from(FIELDS), min_size=2, max_size=4))
def test_several_pins_are_all_kept(one: User, another: User, names: set[str]) -> None:
    pins = {name: user[name] for name, user in zip(sorted(names), (one, another) * 2, strict=False) if name in user}

    made = UserFactory(**pins)

    assert {name: made[name] for name in pins} == pins
    assert violations(made) == []


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_the_document_is_a_declaration(name: str) -> None:
    assert name in UserFactory._meta.declarations


# --- the rest agrees


def test_names_are_in_addresses_initials_and_accounts() -> None:
    user = coherent(first_name="Ada", last_name="Lovelace", google=True, username=None)

    assert user["email_addresses"][0]["email_address"].startswith(("ada.lovelace", "ada_lovelace", "ada-lovelace"))
    assert user["external_accounts"][0]["first_name"] == "Ada"
    assert user["has_image"] or initials_of(user) == "AL"


def test_names_in_any_script_are_spelled_in_addresses() -> None:
    user = coherent(first_name="Łucja", last_name="Żółć", email_code=True)

    assert user["email_addresses"][0]["email_address"].replace("_", ".").replace("-", ".").startswith("lucja.zolc")


def test_a_null_name_is_respected_everywhere() -> None:
    user = coherent(first_name=None, google=True, with_organization=True, has_image=False)

    assert user["first_name"] is None
    assert user["external_accounts"][0]["first_name"] == ""
    assert user["organization_memberships"][0]["public_user_data"]["first_name"] is None
    assert initials_of(user) == user["last_name"][0].upper()


def test_a_primary_address_is_what_others_see() -> None:
    user = coherent(email_addresses__0__email_address="ada@example.com", with_organization=True)

    assert user["organization_memberships"][0]["public_user_data"]["identifier"] == "ada@example.com"


def test_a_locked_user_has_lockout_fields() -> None:
    user = coherent(locked=True)

    assert 0 < user["lockout_expires_in_seconds"] <= 3600
    assert user["verification_attempts_remaining"] == 0


def test_a_lockout_without_end_has_attempts_left() -> None:
    user = coherent(locked=True, lockout_expires_in_seconds=None)

    assert user["verification_attempts_remaining"] != 0


@pytest.mark.parametrize("pins", [{}, {"totp_enabled": False}, {"phone_numbers": 0}, {"backup_code_enabled": True}])
def test_two_factor_enabled_means_a_second_factor(pins: User) -> None:
    user = coherent(two_factor_enabled=True, **pins)

    assert user["totp_enabled"] or any(phone["reserved_for_second_factor"] for phone in user["phone_numbers"])


def test_created_at_moves_every_other_time_and_the_id() -> None:
    user = coherent(created_at=1_700_000_000_123)

    assert second_of(user["id"]) == 1_700_000_000
    assert second_of(user["primary_email_address_id"]) == pytest.approx(1_700_000_000, abs=300)
    assert min(user["updated_at"], user["last_sign_in_at"]) >= 1_700_000_000_123


def test_users_may_come_after_the_usual_now() -> None:
    later = NOW + 10**10
    user = UserFactory(created_at=later)

    assert incoherences(user) == []
    assert later <= user["last_sign_in_at"]


def test_a_given_address_is_the_primary_one() -> None:
    email = EmailAddressFactory(email_address="ada@example.com")
    user = UserFactory(email_addresses=[email])

    assert user["primary_email_address_id"] == email["id"]


def test_the_first_verified_address_is_the_primary_one() -> None:
    first, second = EmailAddressFactory(verification=None), EmailAddressFactory()
    user = UserFactory(email_addresses=[first, second], email_code=True)

    assert user["primary_email_address_id"] == second["id"]


def test_no_address_at_all_leaves_no_primary_one() -> None:
    assert coherent(email_addresses=[])["primary_email_address_id"] is None


def test_a_primary_id_is_the_id_of_the_oldest() -> None:
    user = UserFactory(email_addresses=3, primary_email_address_id="idn_2abtID95bd9CJDJ71VZKtOLRv9G")

    assert user["email_addresses"][-1]["id"] == "idn_2abtID95bd9CJDJ71VZKtOLRv9G"


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_primary_id_may_be_that_of_any_address(position: int) -> None:
    pins = {f"email_addresses__{position}__id": "idn_x", "primary_email_address_id": "idn_x"}
    user = UserFactory(email_addresses=3, **pins)

    assert [email["id"] == "idn_x" for email in user["email_addresses"]] == [place == position for place in range(3)]
    assert user["primary_email_address_id"] == "idn_x"


def test_two_objects_with_one_id_are_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"'idn_x' is pinned as the id of email_addresses\[0\] and of phone"):
        UserFactory(email_addresses__0__id="idn_x", phone_numbers__0__id="idn_x")


def test_without_a_primary_phone_there_is_no_phone() -> None:
    assert coherent(primary_phone_number_id=None)["phone_numbers"] == []


def test_whoever_has_not_signed_in_has_just_signed_up() -> None:
    user = coherent(last_sign_in_at=None)

    assert user["email_addresses"][0]["verification"]["strategy"] == "email_code"
    assert user["last_active_at"] < user["created_at"]


def test_whoever_was_never_active_was_made_by_an_admin() -> None:
    user = coherent(last_active_at=None)

    assert user["email_addresses"][0]["verification"]["strategy"] == "admin"
    assert user["last_sign_in_at"] is None


def test_a_password_has_a_time() -> None:
    assert isinstance(coherent(password_enabled=True)["password_last_updated_at"], int)
    assert coherent(password_enabled=False).get("password_last_updated_at") is None


def test_a_picture_is_one_of_ones_own_or_a_default() -> None:
    assert initials_of(coherent(has_image=True)) is None
    assert initials_of(coherent(has_image=False, first_name="Ada", last_name="Li")) == "AL"


def test_an_account_and_the_address_it_names_agree() -> None:
    account = ExternalAccountFactory(provider="oauth_github", email_address="ada@example.com")
    user = UserFactory(external_accounts=[account], email_addresses=1)

    assert [email["email_address"] for email in user["email_addresses"]] == ["ada@example.com"]
    assert user["email_addresses"][0]["linked_to"] == [{"type": "oauth_github", "id": account["identification_id"]}]


def test_a_saml_account_has_its_twin() -> None:
    account = SAMLAccountFactory(email_address="ada@example.org", provider="saml_google")
    user = UserFactory(saml_accounts=[account])

    (twin,) = user["enterprise_accounts"]
    assert (twin["provider"], twin["email_address"]) == ("saml_google", "ada@example.org")


def test_a_pin_wins_over_coherence() -> None:
    user = UserFactory(google=True, external_accounts=[], locked=False, lockout_expires_in_seconds=5)

    assert (user["external_accounts"], user["locked"], user["lockout_expires_in_seconds"]) == ([], False, 5)
    assert violations(user) == []


# --- paths and counts


def test_an_expired_verification_has_what_an_expired_one_has() -> None:
    user = coherent(email_addresses=1, email_addresses__0__verification__status="expired")

    assert user["email_addresses"][0]["verification"]["status"] == "expired"
    assert user["email_addresses"][0]["verification"]["attempts"] == 0
    assert user["primary_email_address_id"] is None


@pytest.mark.parametrize(
    ("strategy", "tag"),
    [
        ("email_code", "verification_otp"),
        ("email_link", "verification_email_link"),
        ("ticket", "verification_ticket"),
        ("admin", "verification_admin"),
        ("saml", "verification_saml"),
    ],
)
def test_a_strategy_brings_its_variant(strategy: str, tag: str) -> None:
    (email,) = UserFactory(email_addresses__0__verification__strategy=strategy, email_addresses=1)["email_addresses"]

    assert (email["verification"]["object"], email["verification"]["strategy"]) == (tag, strategy)


def test_a_wallet_is_on_the_chain_of_its_strategy() -> None:
    user = coherent(web3_wallets__0__verification__strategy="web3_solana_signature")

    assert not user["web3_wallets"][0]["web3_wallet"].startswith("0x")


@pytest.mark.parametrize("name", ["github", "google", "discord", "linkedin"])
def test_a_provider_brings_its_account(name: str) -> None:
    user = coherent(external_accounts__0__provider=f"oauth_{name}")

    account = user["external_accounts"][0]
    assert account["verification"]["strategy"] == f"oauth_{name}"
    assert bool(account["username"]) == (name in ("github", "discord"))
    assert account["identification_id"] in [it["id"] for it in user["email_addresses"][0]["linked_to"]]


def test_an_attempt_to_link_an_account_leaves_it_empty() -> None:
    user = coherent(external_accounts__0__verification__status="failed")

    assert user["external_accounts"][0]["email_address"] == ""
    assert user["primary_email_address_id"]


@pytest.mark.parametrize(
    "name",
    [
        *("email_addresses", "phone_numbers", "web3_wallets", "passkeys", "external_accounts"),
        *("saml_accounts", "enterprise_accounts", "organization_memberships"),
    ],
)
@pytest.mark.parametrize("length", [0, 1, 2, 5])
def test_a_list_is_as_long_as_its_count(name: str, length: int) -> None:
    user = UserFactory(**{name: length})

    assert len(user[name]) == length
    assert len({thing["id"] for thing in user[name]}) == length
    assert violations(user) == []


@pytest.mark.parametrize("pins", [{"phone_numbers": 2}, {"email_addresses": 3}, {"passkeys": 2, "web3_wallets": 2}])
def test_counts_are_coherent(pins: User) -> None:
    coherent(**pins)


def test_a_path_and_a_count_go_together() -> None:
    user = coherent(phone_numbers=2, phone_numbers__1__verification__status="unverified")

    assert [phone["verification"]["status"] for phone in user["phone_numbers"]] == ["verified", "unverified"]


def test_a_path_goes_into_open_objects_and_absent_ones() -> None:
    user = UserFactory(public_metadata__billing__plan="pro", scim__external_id="emp-1")

    assert user["public_metadata"]["billing"] == {"plan": "pro"}
    assert user["scim"]["external_id"] == "emp-1"


def test_pinned_containers_are_not_shared() -> None:
    class Subscriber(UserFactory):
        public_metadata = {"plan": "pro"}  # noqa: RUF012  what a caller would write

    Subscriber()["public_metadata"]["plan"] = "free"

    assert Subscriber()["public_metadata"] == {"plan": "pro"}


# --- bad input


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ({"frist_name": "x"}, "no field or trait 'frist_name'; did you mean 'first_name'"),
        ({"gogle": True}, "no field or trait 'gogle'; did you mean 'google'?"),
        ({"email_adresses__0__id": "x"}, "no field or trait 'email_adresses__0__id'; did you mean 'email_addresses'"),
        (
            {"email_addresses__0__verificaton__status": "expired"},
            "no field 'verificaton' in email_addresses__0; did you mean 'verification'?",
        ),
        (
            {"email_addresses__first__id": "x"},
            "'first' is not a position in email_addresses; .* such as email_addresses__0",
        ),
        ({"public_metadata__0": 5}, "0 is not a key in public_metadata, which is no list; pin a list inside it"),
        ({"banned__x": True}, "nothing is inside banned, so it has no 'x'; pin it as a whole"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(pins: User, message: str) -> None:
    with pytest.raises(UnknownField, match=message):
        UserFactory(**pins)
    with pytest.raises(UnknownField, match=message):
        UserFactory.stub(**pins)


def test_a_part_has_no_traits() -> None:
    with pytest.raises(UnknownField, match="EmailAddressFactory has no field or trait 'google'"):
        EmailAddressFactory(google=True)


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ({"banned": "yes"}, '/banned: type: "yes" is not boolean'),
        ({"created_at": "today"}, '/created_at: type: "today" is not integer'),
        ({"first_name": 5}, "/first_name: type: 5 is not"),
        ({"phone_numbers": -1}, "/phone_numbers: type: -1 is not array"),
        ({"email_addresses": [{"id": "x"}]}, "/email_addresses/0: required: 'email_address' is missing"),
        (
            {"email_addresses__0__verification__status": "gone", "email_code": True},
            '/email_addresses/0/verification/status: enum: "gone" is not "unverified"',
        ),
        ({"passkeys__0__name": None}, "/passkeys/0/name: type: null is not string"),
    ],
)
def test_a_value_that_the_document_refuses_is_refused(pins: User, message: str) -> None:
    with pytest.raises(InvalidUser, match=message):
        UserFactory(**pins)
    with pytest.raises(InvalidUser, match=message):
        UserFactory(**{name: Constant(value) for name, value in pins.items()})

    assert violations(UserFactory(_validate=False, **pins)) != []


# --- keys that need not be there

ACCOUNT = bundled()["$defs"]["ExternalAccount"]
PROOFS: list[Json] = [
    {},
    {"external_accounts__0__verification": None},
    {"external_accounts__0__verification__status": "unverified"},
]


def in_order(made: Json, record: Json) -> bool:
    known = [name for name in made if name in record["properties"]]
    return known == [name for name in record["properties"] if name in made]


def value_of(field: str, made: list[Json]) -> Any:
    """What somebody has there."""
    return next(thing[field] for thing in made if field in thing)


@pytest.mark.parametrize("field", optional(bundled()))
def test_a_pinned_key_stands_where_the_document_has_it(field: str) -> None:
    value = value_of(field, [case.user for case in CASES])
    for index in range(150):
        user = UserFactory(_seed=1, _index=index, **{field: value})

        assert user[field] == value
        assert in_order(user, bundled())


@pytest.mark.parametrize("proof", PROOFS, ids=["verified", "null", "unverified"])
@pytest.mark.parametrize("field", optional(ACCOUNT))
def test_a_pinned_key_of_an_account_stands_where_the_document_has_it(field: str, proof: Json) -> None:
    value = value_of(field, [account for case in CASES for account in case.user["external_accounts"]])
    for index in range(50):
        user = UserFactory(_seed=1, _index=index, **{f"external_accounts__0__{field}": value}, **proof)

        assert user["external_accounts"][0][field] == value
        assert in_order(user["external_accounts"][0], ACCOUNT)


def test_who_has_a_password_has_the_time_of_it_whatever_else_is_left_out() -> None:
    for index in range(1_000):
        user = UserFactory(_seed=1, _index=index, password_enabled=True)

        assert isinstance(user["password_last_updated_at"], int)


def test_a_second_factor_that_was_turned_off_before_the_account_began_was_turned_on_no_earlier() -> None:
    user = UserFactory(created_at=1_700_000_000_000, mfa_disabled_at=1_600_000_000_000)

    assert user["mfa_enabled_at"] >= user["created_at"]
