"""Whole users as Clerk sends them, written by hand from recorded bodies, and what a right handler says of each."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from clerk_fakes.factories import UserFactory
from tests.sent_parts import (
    ADMIN,
    BEGUN,
    CODE_SENT,
    CREATED,
    DAY,
    FROM_GOOGLE,
    Json,
    account,
    by_oidc,
    by_saml,
    connection,
    email,
    facebook,
    failed_link,
    google,
    google_without_picture,
    linked,
    membership,
    phone,
    verification,
    wallet,
    without,
)

LISTS = ("phone_numbers", "web3_wallets", "passkeys", "external_accounts", "saml_accounts", "enterprise_accounts")
FREE = ("public_metadata", "private_metadata", "unsafe_metadata")
ABSENT = ("organization_memberships", "deprovisioned", "scim", "create_organizations_limit")

# Ada's address is proved by a code; she chose a password, and her session lives on since she signed in a day later.
ADA: Json = {
    **without(UserFactory(email_code=True, _seed=1), *ABSENT),
    **{name: [] for name in LISTS},
    **{name: {} for name in FREE},
    "id": "user_ada",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "username": None,
    "locale": None,
    "email_addresses": [email("ada")],
    "primary_email_address_id": "idn_ada",
    "primary_phone_number_id": None,
    "primary_web3_wallet_id": None,
    "password_enabled": True,
    "password_last_updated_at": CREATED,
    **dict.fromkeys(("two_factor_enabled", "totp_enabled", "backup_code_enabled", "banned", "locked"), False),
    **dict.fromkeys(("mfa_enabled_at", "mfa_disabled_at", "lockout_expires_in_seconds", "legal_accepted_at"), None),
    "verification_attempts_remaining": 100,
    "created_at": CREATED,
    "updated_at": CREATED + 2 * DAY + 40,
    "last_sign_in_at": CREATED + DAY,
    "last_active_at": CREATED + 2 * DAY,
}
NOBODY: Json = {"email_addresses": [], "primary_email_address_id": None}
FRESH: Json = {"last_sign_in_at": None, "last_active_at": CREATED - 2, "updated_at": CREATED + 20}
NO_PASSWORD: Json = {"password_enabled": False, "password_last_updated_at": None}


class Sent(NamedTuple):
    """A user, and columns of the row that a right handler makes of it."""

    user: Json
    row: Json


def sent(row: Json, **fields: Any) -> Sent:
    return Sent(deepcopy({**ADA, **fields}), row)


def at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, timezone.utc) + timedelta(milliseconds=milliseconds % 1000)


MOMENTS = {
    "just signed up": sent(
        {"last_sign_in_at": None, "last_seen_at": at(CREATED - 2), "is_awaited": False, "days_active": 0}, **FRESH
    ),
    "just signed up, with terms": sent(
        {"accepted_terms_at": at(CODE_SENT + 1)}, **FRESH, legal_accepted_at=CODE_SENT + 1
    ),
    "signed in, and active since": sent(
        {"last_sign_in_at": at(CREATED + DAY), "last_seen_at": at(CREATED + 2 * DAY), "days_active": 2}
    ),
    "made by an admin": sent(
        {"is_awaited": True, "days_active": 0, "last_seen_at": None, "emails.0.proof": "admin"},
        email_addresses=[email("ada", ADMIN)],
        last_sign_in_at=None,
        last_active_at=None,
    ),
}
ADDRESSES = {
    "unproved": sent(
        {"email": "ada@example.com", "email_is_proved": False, "invitations_to": []},
        **FRESH,
        email_addresses=[email("ada", None, reserved=True)],
    ),
    "primary second, first unproved": sent(
        {"email": "ada@example.com", "email_is_proved": True, "invitations_to": ["ada@example.com"]},
        email_addresses=[email("work", BEGUN), email("ada")],
    ),
    "primary first, both proved": sent(
        {"email": "ada@example.com", "invitations_to": ["ada@example.com", "work@example.com"]},
        email_addresses=[email("ada"), email("work")],
    ),
    "primary unproved, second proved": sent(
        {"email": "ada@example.com", "email_is_proved": False, "invitations_to": ["work@example.com"]},
        email_addresses=[email("work"), email("ada", None, reserved=True)],
    ),
    "no primary though there is an address": sent(
        {"email": None, "email_is_proved": False, "known_as": None},
        email_addresses=[email("work", BEGUN)],
        primary_email_address_id=None,
    ),
    "code expired": sent(
        {"email_is_proved": False, "emails.0.needs_new_code": True},
        email_addresses=[email("ada", verification("otp", "email_code", "expired"))],
    ),
    "invited": sent(
        {"email_is_proved": True, "emails.0.proof": "invitation"},
        email_addresses=[email("ada", verification("ticket", "ticket"))],
    ),
    "phone only": sent(
        {"email": None, "known_as": "+12025550101", "phone_is_proved": True, "invitations_to": []},
        **NOBODY,
        phone_numbers=[phone(1)],
        primary_phone_number_id="idn_1",
    ),
    "username only": sent({"email": None, "phone": None, "known_as": "ada"}, **NOBODY, username="ada"),
    "wallet only": sent(
        {"email": None, "known_as": wallet()["web3_wallet"]},
        **NOBODY,
        web3_wallets=[wallet()],
        primary_web3_wallet_id="idn_wallet",
    ),
    "primary phone second": sent(
        {"phone": "+12025550101"}, phone_numbers=[phone(2), phone(1)], primary_phone_number_id="idn_1"
    ),
    "phone unproved": sent(
        {"phone_is_proved": False},
        phone_numbers=[phone(1, {**BEGUN, "strategy": "phone_code"})],
        primary_phone_number_id="idn_1",
    ),
}
NAMES = {
    "no name": sent({"name": "Somebody", "greeting": "there"}, first_name=None, last_name=None),
    "no name, but a username": sent({"name": "ada"}, first_name=None, last_name=None, username="ada"),
    "first name only": sent({"name": "Ada", "greeting": "Ada"}, last_name=None),
    "last name only": sent({"name": "Lovelace", "greeting": "there"}, first_name=None),
    "blank name": sent({"name": "Lovelace", "greeting": "there"}, first_name=" "),
    "spaces around a name": sent(
        {"name": "Ada Lovelace", "greeting": "Ada"}, first_name=" Ada ", last_name="Lovelace "
    ),
}
METADATA = {
    "metadata claims privileges": sent(
        {"is_staff": False, "plan": "free", "home": None, "wanted_plan": "enterprise"},
        unsafe_metadata={"role": "admin", "plan": "enterprise", "organization_id": "org_acme"},
    ),
    "staff": sent(
        {"is_staff": True, "plan": "pro", "crm_id": "4711"},
        public_metadata={"role": "admin", "plan": "pro"},
        private_metadata={"crm_id": 4711},
    ),
    "plan is a list": sent({"plan": "free", "traits": {}}, public_metadata={"plan": ["pro"]}),
    "plan is an object": sent({"plan": "free", "traits": {}}, public_metadata={"plan": {"name": "pro"}}),
    "wanted plan is a number": sent({"wanted_plan": "3"}, unsafe_metadata={"plan": 3}),
    "metadata is null": sent({"plan": "free", "traits": {}}, public_metadata={"plan": None}, private_metadata=None),
    "long metadata": sent({"traits": {"bio": "a" * 255}}, public_metadata={"bio": "a" * 300}),
}
SAFETY = {
    "locked for an hour": sent(
        {"can_sign_in": False, "locked_until": at(CREATED + 2 * DAY + 40 + 3_600_000), "attempts_left": 0},
        locked=True,
        lockout_expires_in_seconds=3600,
        verification_attempts_remaining=0,
    ),
    "locked for good": sent(
        {"can_sign_in": False, "locked_until": datetime.max.replace(tzinfo=timezone.utc)}, locked=True
    ),
    "banned": sent({"can_sign_in": False, "locked_until": None}, banned=True),
    "attempts are not counted": sent({"attempts_left": None}, verification_attempts_remaining=None),
    "second factor by phone": sent(
        {"has_two_factors": True, "second_factors": ["phone"], "two_factors_since": at(CREATED + DAY)},
        phone_numbers=[phone(1, reserved_for_second_factor=True, default_second_factor=True)],
        primary_phone_number_id="idn_1",
        two_factor_enabled=True,
        mfa_enabled_at=CREATED + DAY,
    ),
    "second factor turned off": sent(
        {"has_two_factors": False, "second_factors": [], "two_factors_since": None},
        mfa_enabled_at=CREATED + DAY,
        mfa_disabled_at=CREATED + 2 * DAY,
    ),
}
ACCOUNTS = {
    "by Google": sent(
        {"logins.0.link_id": "eac_google", "has_google": True, "emails.0.proof": "google"},
        **NO_PASSWORD,
        **linked(google(), proof=FROM_GOOGLE),
    ),
    "by Google, without a picture": sent({"logins.0.picture": None}, **linked(google_without_picture())),
    "by Google, with one tap": sent(
        {"has_google": True, "emails.0.proof": "google"},
        **NO_PASSWORD,
        **linked(google(verification("google_one_tap", "google_one_tap")), proof=FROM_GOOGLE),
    ),
    "by Facebook": sent({"logins.0.link_id": "eac_facebook", "has_google": False}, **linked(facebook())),
    "by GitHub": sent(
        {"logins.0.link_id": "eac_github", "logins.0.login": "ada-codes", "login_keys": ["oauth_github:github-4711"]},
        **linked(account("github")),
    ),
    "by a provider of one's own": sent(
        {"logins.0.provider": "acme", "logins.0.login": "ada@example.com"},
        external_accounts=[account("custom_acme", username=None)],
    ),
    "a provider that is silent on the address": sent(
        {"logins.0.is_trusted": False}, **linked(without(account("discord"), "email_address_verified"))
    ),
    "two providers share an address": sent(
        {
            "emails.0.shared_with": ["github", "google"],
            "login_keys": ["oauth_github:github-4711", "oauth_google:google-4711"],
        },
        **linked(account("github"), google()),
    ),
    "link begun": sent(
        {"logins": [], "login_keys": [], "failed_links": ["eac_github"]}, external_accounts=[failed_link("github")]
    ),
    "link belongs to somebody else": sent(
        {"logins": [], "failed_links": ["eac_github"]}, external_accounts=[failed_link("github", "transferable")]
    ),
    "by SAML": sent(
        {"sso_domains": ["example.com", "example.net"], "emails.0.proof": "sso"},
        **NO_PASSWORD,
        **by_saml(connection("example.com", "example.net")),
    ),
    "by OIDC": sent({"sso_domains": ["example.com"]}, **NO_PASSWORD, **by_oidc(connection("example.com"))),
    "connection lost": sent({"sso_domains": []}, **NO_PASSWORD, **by_saml(None)),
}
ORGANIZATIONS = {
    "no organization": sent({"organizations": [], "home": None}, organization_memberships=[]),
    "admin of one": sent(
        {"home": "org_acme", "organizations.0.role": "admin"},
        organization_memberships=[membership("acme", "org:admin")],
    ),
    "member of several": sent(
        {"home": None, "organizations.1.role": "member"},
        organization_memberships=[membership("acme"), membership("borg")],
    ),
    "custom role": sent(
        {"organizations.0.role": "member", "organizations.0.title": "org:auditor"},
        organization_memberships=[membership("acme", "org:auditor")],
    ),
}

SENT_USERS = {**MOMENTS, **ADDRESSES, **NAMES, **METADATA, **SAFETY, **ACCOUNTS, **ORGANIZATIONS}
