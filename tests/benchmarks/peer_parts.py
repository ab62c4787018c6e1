"""The parts of the peer's user, see peer.py: how each is written with plain factory_boy and Faker."""

# mypy: allow-untyped-calls, allow-subclassing-any, disable-error-code="attr-defined,name-defined"
# factory_boy is marked as typed, yet exports none of its names and annotates none of its declarations.

from __future__ import annotations

import string
from datetime import datetime, timezone
from typing import Any

import factory
from factory.random import randgen

LETTERS = string.ascii_letters + string.digits
NOW = int(datetime(2026, 1, 1, tzinfo=timezone.utc).timestamp() * 1000)
OPENED = NOW - 3 * 365 * 86_400_000
STRATEGIES = ("oauth_google", "oauth_github", "oauth_apple", "oauth_microsoft", "oauth_facebook", "oauth_discord")


def new_id(prefix: str) -> Any:
    """Declares an id: a prefix and 27 letters, as Clerk has them."""
    return factory.LazyFunction(lambda: prefix + "".join(randgen.choices(LETTERS, k=27)))


def moment() -> Any:
    """Declares a time in the past: Unix milliseconds, as Clerk has them."""
    return factory.Faker("random_int", min=OPENED, max=NOW)


class VerificationFactory(factory.DictFactory):
    """A code typed from an email or a text message."""

    object = "verification_otp"
    status = "verified"
    strategy = "email_code"
    attempts = 1
    expire_at = moment()


class EmailAddressFactory(factory.DictFactory):
    """A verified address."""

    id = new_id("idn_")
    object = "email_address"
    email_address = factory.Faker("safe_email")
    reserved = False
    verification = factory.SubFactory(VerificationFactory)
    linked_to = factory.LazyFunction(list)
    matches_sso_connection = False
    created_at = moment()
    updated_at = factory.SelfAttribute("created_at")


class PhoneNumberFactory(factory.DictFactory):
    """A verified number."""

    id = new_id("idn_")
    object = "phone_number"
    phone_number = factory.Faker("numerify", text="+1###55501##")
    reserved_for_second_factor = False
    default_second_factor = False
    reserved = False
    verification = factory.SubFactory(VerificationFactory, strategy="phone_code")
    linked_to = factory.LazyFunction(list)
    backup_codes = None
    created_at = moment()
    updated_at = factory.SelfAttribute("created_at")


class ExternalAccountFactory(factory.DictFactory):
    """A verified OAuth account."""

    object = "external_account"
    id = new_id("eac_")
    provider = factory.Faker("random_element", elements=STRATEGIES)
    identification_id = new_id("idn_")
    provider_user_id = factory.Faker("numerify", text="1####################")
    approved_scopes = "email openid profile"
    email_address = factory.Faker("safe_email")
    email_address_verified = True
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    avatar_url = factory.Faker("image_url")
    image_url = factory.SelfAttribute("avatar_url")
    username = None
    public_metadata = factory.LazyFunction(dict)
    label = None
    created_at = moment()
    updated_at = factory.SelfAttribute("created_at")
    verification = factory.SubFactory(
        VerificationFactory,
        object="verification_oauth",
        strategy=factory.SelfAttribute("..provider"),
        attempts=None,
    )
