"""How a user signed up, recognised from the body alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

User = dict[str, Any]

FAMILIAR = ("google", "github", "apple", "microsoft", "facebook", "discord")
SECOND = 1000  # ms
NOTHING: User = {"verification": None}


def first(user: User, field: str) -> User:
    """The oldest item of an array, which is what the user signed up with."""
    return min(user[field], key=lambda item: int(item["created_at"]), default=NOTHING)


def verification(item: User) -> tuple[str, str]:
    """The object and the strategy of an item's verification, empty without one."""
    body = item["verification"] or {}
    return body.get("object", ""), body.get("strategy", "")


def predates_user(user: User, field: str) -> bool:
    """Whether the first item was begun before the account existed, as it is when its owner signs up."""
    item = first(user, field)
    return item is not NOTHING and bool(item["created_at"] < user["created_at"])


def verified_by(field: str, variant: str, strategy: str) -> Callable[[User], bool]:
    def matches(user: User) -> bool:
        return verification(first(user, field)) == (variant, strategy) and predates_user(user, field)

    return matches


def came_through(provider: str, strategy: str, variant: str = "verification_oauth") -> Callable[[User], bool]:
    """An account at a provider (patterns), and the address that it vouches for."""

    def matches(user: User) -> bool:
        account, email = first(user, "external_accounts"), first(user, "email_addresses")
        object_, how = verification(account)
        vouched, by = verification(email)
        return (
            re.fullmatch(f"oauth_({provider})", account.get("provider", "")) is not None
            and object_ == variant
            and re.fullmatch(strategy, how) is not None
            and account["verification"]["status"] == "verified"
            and vouched == "verification_from_oauth"
            and account["provider"].removeprefix("oauth_") in by
            and account["email_address"] == email["email_address"]
            and predates_user(user, "external_accounts")
        )

    return matches


def was_created_by_an_admin(user: User) -> bool:
    """The Backend API creates the account first, and its identifications within the same second."""
    email = first(user, "email_addresses")
    by_admin = verification(email) == ("verification_admin", "admin")
    return by_admin and bool(0 <= email["created_at"] - user["created_at"] < SECOND)


def signed_with_a_wallet(user: User) -> bool:
    variant, strategy = verification(first(user, "web3_wallets"))
    signed = variant == "verification_web3" and strategy.endswith("_signature")
    return signed and predates_user(user, "web3_wallets")


def works_at(protocol: str) -> Callable[[User], bool]:
    """Both arrays have a SAML account; an OpenID one is only among the enterprise accounts."""

    def matches(user: User) -> bool:
        protocols = [account["protocol"] for account in user["enterprise_accounts"]]
        return protocols == [protocol] and len(user["saml_accounts"]) == (protocol == "saml")

    return matches


def typed_credentials(user: User) -> bool:
    """A username and a password since the beginning, and nothing else that old."""
    lists = ("email_addresses", "phone_numbers", "web3_wallets", "external_accounts")
    items = [item for field in lists for item in user[field]] + user["enterprise_accounts"]
    is_alone = all(item.get("created_at", 0) > user["created_at"] + SECOND for item in items)
    return is_alone and user["username"] is not None and user["password_enabled"]


SIGNED_UP_BY: dict[str, Callable[[User], bool]] = {
    "email_code": verified_by("email_addresses", "verification_otp", "email_code"),
    "email_link": verified_by("email_addresses", "verification_email_link", "email_link"),
    "phone": verified_by("phone_numbers", "verification_otp", "phone_code"),
    "invited": verified_by("email_addresses", "verification_ticket", "ticket"),
    "admin_created": was_created_by_an_admin,
    "wallet": signed_with_a_wallet,
    **{name: came_through(name, f"oauth_{name}") for name in FAMILIAR},
    "one_tap": came_through("google", "google_one_tap", "verification_google_one_tap"),
    "social": came_through(f"(?!{'|'.join(FAMILIAR)})[a-z]+", "oauth_[a-z]+"),
    "native": came_through("apple|google", "oauth_token_(apple|google)"),
    "custom": came_through("custom_[a-z]+", "oauth_custom_[a-z]+"),
    "credentials": typed_credentials,
    "saml": works_at("saml"),
    "oidc": works_at("oauth"),
}


def sign_ups(user: User) -> list[str]:
    """The names of every way to sign up that the body matches: exactly one for users with a life of their own."""
    return [name for name, matches in SIGNED_UP_BY.items() if matches(user)]
