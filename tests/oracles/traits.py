"""What a user of each trait looks like from outside: written from Clerk's documents, not from the factories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

User: TypeAlias = dict[str, Any]
Kind: TypeAlias = Callable[[User], bool]

PROVIDERS = ("google", "github", "apple", "microsoft", "facebook", "discord")

COMMON = {f"oauth_{name}" for name in (*PROVIDERS, "custom_acme")}


def proofs(user: User, *lists: str) -> Iterator[dict[str, Any]]:
    """The verifications of all that is in some lists of a user."""
    return (thing["verification"] for name in lists for thing in user[name] if thing["verification"])


def verified_by(tag: str, *lists: str) -> Kind:
    return lambda user: any(it["object"] == tag and it["status"] == "verified" for it in proofs(user, *lists))


def proved_by(tag: str, *lists: str) -> Kind:
    """Told to have been verified that way, or asked to be."""
    return lambda user: any(it["object"] == tag for it in proofs(user, *lists))


def has_account(provider: str) -> Kind:
    return lambda user: any(
        account["provider"] == provider and account["verification"]["status"] == "verified" and account["email_address"]
        for account in user["external_accounts"]
    )


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
    own = proofs(user, "email_addresses", "phone_numbers", "web3_wallets")
    primaries = [user[f"primary_{name}_id"] for name in ("email_address", "phone_number", "web3_wallet")]
    return all(it["status"] != "verified" for it in own) and primaries == [None] * 3


def takes_the_test_code(user: User) -> bool:
    return all("+clerk_test@" in email["email_address"] for email in user["email_addresses"])


KINDS: dict[str, Kind] = {
    "email_code": proved_by("verification_otp", "email_addresses"),
    "email_link": proved_by("verification_email_link", "email_addresses"),
    "invited": proved_by("verification_ticket", "email_addresses"),
    "phone": proved_by("verification_otp", "phone_numbers"),
    "wallet": proved_by("verification_web3", "web3_wallets"),
    "admin_created": verified_by("verification_admin", "email_addresses", "phone_numbers"),
    **{name: has_account(f"oauth_{name}") for name in PROVIDERS},
    "one_tap": verified_by("verification_google_one_tap", "external_accounts"),
    "social": lambda user: any(it["provider"] not in COMMON for it in user["external_accounts"]),
    "native": lambda user: any(it["strategy"].startswith("oauth_token_") for it in proofs(user, "external_accounts")),
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
}
REMARKABLE = (  # what nobody is who was not asked to be
    *("passkey", "mfa", "totp", "backup_codes", "locked_out", "suspended"),
    *("never_signed_in", "no_name", "no_email", "unverified"),
)

BY_EMAIL = {*PROVIDERS, "email_code", "email_link", "invited", "one_tap", "social", "native", "custom", "saml", "oidc"}
BY_ONESELF = {*BY_EMAIL, "phone", "wallet", "passkey", "mfa", "totp", "backup_codes"}
CONTRADICTIONS = {
    *(frozenset({"no_email", name}) for name in BY_EMAIL),
    *(frozenset({"never_signed_in", name}) for name in BY_ONESELF),
    frozenset({"unverified", "admin_created"}),
}
