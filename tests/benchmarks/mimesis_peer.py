"""Another peer: a user with the same keys as ours, by mimesis, whose providers are called directly."""

from __future__ import annotations

from typing import Any

from mimesis import Generic
from mimesis.locales import Locale

from tests.benchmarks.peer_parts import NOW, OPENED

PROVIDERS = Generic(Locale.EN, seed=1)
PERSON, NUMERIC, TEXT, CRYPTO = PROVIDERS.person, PROVIDERS.numeric, PROVIDERS.text, PROVIDERS.cryptographic
STRATEGIES = ["oauth_google", "oauth_github", "oauth_apple", "oauth_microsoft"]
IMAGE = "https://img.clerk.com/"


def moment() -> int:
    return NUMERIC.integer_number(OPENED, NOW)


def new_id(prefix: str) -> str:
    return f"{prefix}_{CRYPTO.token_hex(14)}"


def verification(strategy: str) -> dict[str, Any]:
    return {
        "object": "verification_otp",
        "status": "verified",
        "strategy": strategy,
        "attempts": 1,
        "expire_at": moment(),
    }


def email_address(at: int) -> dict[str, Any]:
    return {
        "id": new_id("idn"),
        "object": "email_address",
        "email_address": PERSON.email(domains=["example.com"]),
        "reserved": False,
        "verification": verification("email_code"),
        "linked_to": [],
        "matches_sso_connection": False,
        "created_at": at,
        "updated_at": at,
    }


def external_account(at: int, email: str, first: str, last: str) -> dict[str, Any]:
    provider = PROVIDERS.random.choice(STRATEGIES)
    return {
        "object": "external_account",
        "id": new_id("eac"),
        "provider": provider,
        "identification_id": new_id("idn"),
        "provider_user_id": str(NUMERIC.integer_number(10**20, 2 * 10**20)),
        "approved_scopes": "email openid profile",
        "email_address": email,
        "email_address_verified": True,
        "first_name": first,
        "last_name": last,
        "avatar_url": IMAGE + CRYPTO.token_hex(20),
        "image_url": IMAGE + CRYPTO.token_hex(40),
        "username": None,
        "public_metadata": {},
        "label": None,
        "created_at": at,
        "updated_at": at,
        "verification": verification(provider),
    }


def user() -> dict[str, Any]:
    """A user with an email address, and for one in two an external account."""
    at, first, last = moment(), PERSON.first_name(), PERSON.last_name()
    email = email_address(at)
    through_provider = PROVIDERS.random.random() < 0.5
    accounts = [external_account(at, email["email_address"], first, last)] if through_provider else []
    return {
        "id": new_id("user"),
        "object": "user",
        "external_id": None,
        "primary_email_address_id": email["id"],
        "primary_phone_number_id": None,
        "primary_web3_wallet_id": None,
        "username": PERSON.username() if PROVIDERS.random.random() < 0.33 else None,
        "first_name": first,
        "last_name": last,
        "locale": "en-US",
        "profile_image_url": "https://www.gravatar.com/avatar?d=mp",
        "image_url": IMAGE + CRYPTO.token_hex(60),
        "has_image": False,
        "public_metadata": {},
        "private_metadata": {},
        "unsafe_metadata": {},
        "email_addresses": [email],
        "phone_numbers": [],
        "web3_wallets": [],
        "passkeys": [],
        "password_enabled": PROVIDERS.random.random() < 0.5,
        "two_factor_enabled": False,
        "totp_enabled": False,
        "backup_code_enabled": False,
        "mfa_enabled_at": None,
        "mfa_disabled_at": None,
        "password_last_updated_at": at,
        "external_accounts": accounts,
        "saml_accounts": [],
        "enterprise_accounts": [],
        "last_sign_in_at": moment(),
        "banned": False,
        "locked": False,
        "lockout_expires_in_seconds": None,
        "verification_attempts_remaining": 100,
        "updated_at": at,
        "created_at": at,
        "delete_self_enabled": True,
        "create_organization_enabled": True,
        "last_active_at": at,
        "legal_accepted_at": None,
        "bypass_client_trust": False,
    }
