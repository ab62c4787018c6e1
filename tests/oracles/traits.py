"""What a user of each trait has in its body: written from Clerk's documents, not from the factories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from tests.oracles.sign_ups import FAMILIAR
from tests.oracles.situations import statuses

User: TypeAlias = dict[str, Any]
Kind: TypeAlias = Callable[[User], bool]

COMMON = {f"oauth_{name}" for name in (*FAMILIAR, "custom_acme")}


def verifications(user: User, *fields: str) -> Iterator[dict[str, Any]]:
    """The verifications of all items in some lists of a user."""
    return (item["verification"] for field in fields for item in user[field] if item["verification"])


def verified_by(tag: str, *fields: str) -> Kind:
    return lambda user: any(it["object"] == tag and it["status"] == "verified" for it in verifications(user, *fields))


def begun_by(tag: str, *fields: str) -> Kind:
    """Verified that way, or about to be."""
    return lambda user: any(it["object"] == tag for it in verifications(user, *fields))


def has_account(provider: str) -> Kind:
    return lambda user: any(
        account["provider"] == provider and account["verification"]["status"] == "verified" and account["email_address"]
        for account in user["external_accounts"]
    )


def by_token(user: User) -> bool:
    strategies = (it["strategy"] for it in verifications(user, "external_accounts"))
    return any(strategy.startswith("oauth_token_") for strategy in strategies)


def is_locked_out(user: User) -> bool:
    return (
        user["locked"] is True
        and user["lockout_expires_in_seconds"] > 0
        and user["verification_attempts_remaining"] == 0
    )


def is_never_signed_in(user: User) -> bool:
    return user["last_sign_in_at"] is None and user["last_active_at"] is None


def has_no_email(user: User) -> bool:
    return user["email_addresses"] == [] and user["primary_email_address_id"] is None


def is_unverified(user: User) -> bool:
    own = verifications(user, "email_addresses", "phone_numbers", "web3_wallets")
    primaries = [user[f"primary_{name}_id"] for name in ("email_address", "phone_number", "web3_wallet")]
    return all(it["status"] != "verified" for it in own) and primaries == [None] * 3


def is_fresh(user: User) -> bool:
    """No session yet; an account that an admin made shows no activity either."""
    return user["last_sign_in_at"] is None and (user["last_active_at"] or 0) < user["created_at"]


def pictured(account: User) -> bool:
    return bool(account.get("avatar_url") or account.get("image_url"))


def takes_the_test_code(user: User) -> bool:
    return all("+clerk_test@" in email["email_address"] for email in user["email_addresses"])


KINDS: dict[str, Kind] = {
    "email_code": begun_by("verification_otp", "email_addresses"),
    "email_link": begun_by("verification_email_link", "email_addresses"),
    "invited": begun_by("verification_ticket", "email_addresses"),
    "phone": begun_by("verification_otp", "phone_numbers"),
    "wallet": begun_by("verification_web3", "web3_wallets"),
    "admin_created": verified_by("verification_admin", "email_addresses", "phone_numbers"),
    **{name: has_account(f"oauth_{name}") for name in FAMILIAR},
    "one_tap": verified_by("verification_google_one_tap", "external_accounts"),
    "social": lambda user: any(it["provider"] not in COMMON for it in user["external_accounts"]),
    "native": by_token,
    "custom": has_account("oauth_custom_acme"),
    "saml": lambda user: bool(user["saml_accounts"]) and bool(user["enterprise_accounts"]),
    "oidc": lambda user: any(account["protocol"] == "oauth" for account in user["enterprise_accounts"]),
    "passkey": lambda user: bool(user["passkeys"]),
    "mfa": lambda user: user["two_factor_enabled"] is True,
    "totp": lambda user: user["totp_enabled"] is user["two_factor_enabled"] is True,
    "backup_codes": lambda user: user["backup_code_enabled"] is user["two_factor_enabled"] is True,
    "locked_out": is_locked_out,
    "suspended": lambda user: user["banned"] is True,
    "never_signed_in": is_never_signed_in,
    "no_name": lambda user: user["first_name"] is user["last_name"] is None,
    "no_email": has_no_email,
    "unverified": is_unverified,
    "with_organization": lambda user: bool(user["organization_memberships"]),
    "clerk_test": takes_the_test_code,
    "credentials": lambda user: user["username"] is not None and user["password_enabled"],
    "just_signed_up": is_fresh,
    "texts": lambda user: any(phone["reserved_for_second_factor"] for phone in user["phone_numbers"]),
    "factors_off": lambda user: not user["two_factor_enabled"] and user["mfa_disabled_at"] > user["mfa_enabled_at"],
    "with_username": lambda user: bool(user["username"]),
    "newest_primary": lambda user: user["primary_email_address_id"] == user["email_addresses"][0]["id"],
    "second_provider": has_account("oauth_github"),
    "failed_link": lambda user: "failed" in statuses(user),
    "pending_link": lambda user: "unverified" in statuses(user),
    "no_picture": lambda user: not user["has_image"] and not any(map(pictured, user["external_accounts"])),
    "lost_connection": lambda user: all(each["saml_connection"] is None for each in user["saml_accounts"]),
    "unbanned": lambda user: user["banned"] is False,
    "unverified_sign_up": lambda user: any(each["verification"] is None for each in user["email_addresses"]),
}
# What only makes sense beside some sign-ups, and is looked at by situations.
COMPANIONS = {"unverified_sign_up", "lost_connection", "newest_primary", "second_provider"}
REMARKABLE = (  # what users are only on request
    *("passkey", "mfa", "totp", "backup_codes", "locked_out", "suspended", "texts", "failed_link", "pending_link"),
    *("never_signed_in", "just_signed_up", "no_name", "no_email", "unverified", "with_username", "second_provider"),
)

BY_EMAIL = {*FAMILIAR, "email_code", "email_link", "invited", "one_tap", "social", "native", "custom", "saml", "oidc"}
LINKS = ("second_provider", "failed_link", "pending_link")
BY_OWNER_LATER = {"passkey", "mfa", "totp", "backup_codes", "texts", "factors_off", "newest_primary", *LINKS}
BY_OWNER = {*BY_EMAIL, *BY_OWNER_LATER, "phone", "wallet", "credentials"}
CONTRADICTIONS = {
    *(frozenset({"no_email", name}) for name in BY_EMAIL),
    *(frozenset({"never_signed_in", name}) for name in BY_OWNER),
    *(frozenset({"unverified", name}) for name in ("admin_created", "texts", "newest_primary")),
    *(frozenset({"factors_off", name}) for name in ("mfa", "totp", "backup_codes", "texts")),
    frozenset({"unbanned", "suspended"}),
    *(frozenset({"just_signed_up", name}) for name in BY_OWNER_LATER),
}
