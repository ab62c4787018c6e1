"""The peer: a Clerk user as a careful engineer writes it with plain factory_boy and Faker, by the idioms of their docs.

It has every key that our users have, and Clerk's schema accepts it. Phones and external accounts come about as often as
in ours; second addresses, passkeys, wallets and enterprise accounts never do, which only makes the peer faster.
"""

# mypy: allow-untyped-calls, allow-subclassing-any, disable-error-code="attr-defined,name-defined"
# factory_boy is marked as typed, yet exports none of its names and annotates none of its declarations.

from __future__ import annotations

import base64
import json
from typing import Any

import factory

from tests.benchmarks.peer_parts import (
    EmailAddressFactory,
    ExternalAccountFactory,
    PhoneNumberFactory,
    moment,
    new_id,
)


def sometimes(flag: str, part: type[factory.DictFactory]) -> Any:
    """Declares a list that holds one part where the flag is up, and nothing where not."""
    return factory.Maybe(flag, factory.List([factory.SubFactory(part)]), factory.LazyFunction(list))


def first_id(parts: list[dict[str, Any]]) -> str | None:
    """The id of the first of them, if there is any."""
    return parts[0]["id"] if parts else None


def avatar(user: Any) -> str:
    """The address of Clerk's generated picture, which is base64 of JSON."""
    about = {"type": "default", "iid": "ins_peer", "rid": user.id, "initials": user.first_name[0] + user.last_name[0]}
    return "https://img.clerk.com/" + base64.b64encode(json.dumps(about).encode()).decode()


class UserFactory(factory.DictFactory):
    """A user with an email address, and sometimes a username, a phone or an external account."""

    class Params:
        has_username = factory.Faker("boolean", chance_of_getting_true=33)
        has_phone = factory.Faker("boolean", chance_of_getting_true=28)
        has_external_account = factory.Faker("boolean", chance_of_getting_true=58)

    id = new_id("user_")
    object = "user"
    external_id = None
    primary_email_address_id = factory.LazyAttribute(lambda user: first_id(user.email_addresses))
    primary_phone_number_id = factory.LazyAttribute(lambda user: first_id(user.phone_numbers))
    primary_web3_wallet_id = None
    username = factory.Maybe("has_username", factory.Faker("user_name"), None)
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    locale = factory.Faker("random_element", elements=("en-US", None))
    profile_image_url = "https://www.gravatar.com/avatar?d=mp"
    image_url = factory.LazyAttribute(avatar)
    has_image = False
    public_metadata = factory.Dict({"plan": factory.Faker("random_element", elements=("free", "pro", "team"))})
    private_metadata = factory.LazyFunction(dict)
    unsafe_metadata = factory.LazyFunction(dict)
    email_addresses = factory.List([factory.SubFactory(EmailAddressFactory)])
    phone_numbers = sometimes("has_phone", PhoneNumberFactory)
    web3_wallets = factory.LazyFunction(list)
    passkeys = factory.LazyFunction(list)
    password_enabled = factory.Faker("boolean")
    two_factor_enabled = False
    totp_enabled = False
    backup_code_enabled = False
    mfa_enabled_at = None
    mfa_disabled_at = None
    password_last_updated_at = factory.LazyAttribute(lambda user: user.created_at if user.password_enabled else None)
    external_accounts = sometimes("has_external_account", ExternalAccountFactory)
    saml_accounts = factory.LazyFunction(list)
    enterprise_accounts = factory.LazyFunction(list)
    last_sign_in_at = factory.SelfAttribute("updated_at")
    banned = False
    locked = False
    lockout_expires_in_seconds = None
    verification_attempts_remaining = 100
    updated_at = factory.SelfAttribute("created_at")
    created_at = moment()
    delete_self_enabled = True
    create_organization_enabled = True
    last_active_at = factory.SelfAttribute("created_at")
    legal_accepted_at = None
    bypass_client_trust = False
