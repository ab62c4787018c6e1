"""What a user in each situation has in its body: written from recorded bodies, not from the factories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

User: TypeAlias = dict[str, Any]
Kind: TypeAlias = Callable[[User], bool]

PROVIDERS = ("google", "github", "apple", "microsoft", "facebook", "discord")
PICTURED = ("google", "github", "facebook", "discord")


def is_verified(item: User) -> bool:
    return (item["verification"] or {}).get("status") == "verified"


def strategies(user: User, field: str) -> list[str]:
    return [(item["verification"] or {}).get("strategy", "") for item in user[field]]


def statuses(user: User, field: str = "external_accounts") -> list[str]:
    return [(item["verification"] or {}).get("status", "") for item in user[field]]


def is_fresh(user: User) -> bool:
    """`user.created`: no session yet, active 1 to 3 ms before the account, and nothing after it."""
    return (
        user["last_sign_in_at"] is None
        and 1 <= user["created_at"] - user["last_active_at"] <= 3
        and 4 <= user["updated_at"] - user["created_at"] <= 40
    )


def primary_at(user: User, position: int, field: str = "email_addresses") -> bool:
    key = {"email_addresses": "primary_email_address_id", "phone_numbers": "primary_phone_number_id"}[field]
    return len(user[field]) == 2 and bool(user[key] == user[field][position]["id"])


def is_unverified(user: User) -> bool:
    (email,) = user["email_addresses"]
    return email["verification"] is None and email["reserved"] and user["primary_email_address_id"] == email["id"]


def only(user: User, field: str) -> bool:
    lists = ("email_addresses", "phone_numbers", "web3_wallets", "external_accounts", "saml_accounts", "passkeys")
    return [name for name in lists if user[name]] == ([field] if field else [])


def came_through(provider: str) -> Kind:
    return lambda user: [account["provider"] for account in user["external_accounts"]] == [f"oauth_{provider}"]


def fresh_by(provider: str) -> Kind:
    return lambda user: is_fresh(user) and came_through(provider)(user)


def with_picture(provider: str) -> Kind:
    def matches(user: User) -> bool:
        (account,) = user["external_accounts"]
        stored = user["profile_image_url"].startswith(f"https://images.clerk.dev/oauth_{provider}/img_")
        return came_through(provider)(user) and account["avatar_url"] != "" and user["has_image"] and stored

    return matches


def without_picture(provider: str) -> Kind:
    def matches(user: User) -> bool:
        (account,) = user["external_accounts"]
        return came_through(provider)(user) and account["avatar_url"] == "" and not user["has_image"]

    return matches


def has_failed_to_connect(user: User) -> bool:
    failed = [account for account in user["external_accounts"] if statuses(user) == ["failed"]]
    return len(failed) == 1 and failed[0]["provider_user_id"] == ""


def has_two_providers(user: User) -> bool:
    accounts, emails = user["external_accounts"], user["email_addresses"]
    own = {account["email_address"] for account in accounts}
    return len(accounts) == 2 and own == {email["email_address"] for email in emails} and len(own) == 2


def plan_is(kind: type) -> Kind:
    return lambda user: type(user["public_metadata"]["plan"]) is type(user["unsafe_metadata"]["plan"]) is kind


def phone_of(user: User) -> str:
    number: str = user["phone_numbers"][0]["phone_number"]
    return number


def roles(user: User) -> list[str]:
    return [membership["role"] for membership in user["organization_memberships"]]


def factors(user: User) -> tuple[bool, bool, bool]:
    texts = any(phone["reserved_for_second_factor"] for phone in user["phone_numbers"])
    return user["totp_enabled"], texts, user["backup_code_enabled"]


def lost_its_connection(user: User) -> bool:
    return all(account["saml_connection"] is None for account in user["saml_accounts"]) and bool(user["saml_accounts"])


IN_SITUATION: dict[str, Kind] = {
    "fresh_by_code": lambda user: is_fresh(user) and strategies(user, "email_addresses") == ["email_code"],
    "fresh_unverified": lambda user: is_fresh(user) and is_unverified(user),
    **{f"fresh_by_{name}": fresh_by(name) for name in PROVIDERS},
    "primary_second": lambda user: primary_at(user, 1) and all(map(is_verified, user["email_addresses"])),
    "primary_second_first_unverified": lambda user: primary_at(user, 1) and not is_verified(user["email_addresses"][0]),
    "primary_changed": lambda user: primary_at(user, 0) and all(map(is_verified, user["email_addresses"])),
    "primary_none": lambda user: bool(user["email_addresses"]) and user["primary_email_address_id"] is None,
    "primary_unverified": is_unverified,
    "primary_unverified_other_verified": lambda user: (
        primary_at(user, 1) and [is_verified(email) for email in user["email_addresses"]] == [True, False]
    ),
    "phone_unverified": lambda user: only(user, "phone_numbers") and user["phone_numbers"][0]["verification"] is None,
    "primary_phone_second": lambda user: primary_at(user, 1, "phone_numbers"),
    "phone_only": lambda user: only(user, "phone_numbers"),
    "username_only": lambda user: only(user, "") and user["username"] and user["password_enabled"],
    "wallet_only": lambda user: only(user, "web3_wallets") and user["first_name"] is user["last_name"] is None,
    "nameless": lambda user: user["first_name"] is user["last_name"] is None,
    "first_name_only": lambda user: bool(user["first_name"]) and user["last_name"] is None,
    "last_name_only": lambda user: user["first_name"] is None and bool(user["last_name"]),
    "blank_name": lambda user: user["first_name"] == user["last_name"] == "",
    **{f"{name}_with_picture": with_picture(name) for name in PICTURED},
    **{f"{name}_without_picture": without_picture(name) for name in PROVIDERS},
    "provider_username": lambda user: None not in {user["username"], user["external_accounts"][0]["username"]},
    "provider_phone": lambda user: (
        user["external_accounts"][0]["phone_number"] == user["phone_numbers"][0]["phone_number"]
    ),
    "two_providers": has_two_providers,
    "shared_address": lambda user: len(user["external_accounts"]) == 2 and len(user["email_addresses"]) == 1,
    "link_failed": has_failed_to_connect,
    "link_pending": lambda user: statuses(user) == ["unverified"],
    "made_by_admin": lambda user: user["last_sign_in_at"] is user["last_active_at"] is None,
    "by_invitation": lambda user: strategies(user, "email_addresses") == ["ticket"],
    "by_saml": lambda user: strategies(user, "saml_accounts") == strategies(user, "enterprise_accounts") == ["saml"],
    "by_oidc": lambda user: not user["saml_accounts"] and user["enterprise_accounts"][0]["protocol"] == "oauth",
    "connection_lost": lost_its_connection,
    "locked_for_an_hour": lambda user: user["locked"] and 0 < user["lockout_expires_in_seconds"] <= 3600,
    "locked_for_good": lambda user: user["locked"] and user["lockout_expires_in_seconds"] is None,
    "banned_account": lambda user: user["banned"],
    "just_unbanned": lambda user: not user["banned"] and user["updated_at"] > user["last_active_at"],
    "factor_app": lambda user: factors(user) == (True, False, False),
    "factor_phone": lambda user: factors(user) == (False, True, False),
    "factor_app_and_phone": lambda user: factors(user) == (True, True, False),
    "factor_backup_codes": lambda user: factors(user) == (True, False, True),
    "factors_turned_off": lambda user: not any(factors(user)) and user["mfa_disabled_at"] > user["mfa_enabled_at"],
    "metadata_text": plan_is(str),
    "metadata_list": plan_is(list),
    "metadata_nested": plan_is(dict),
    "metadata_number": plan_is(int),
    "metadata_claims": lambda user: user["unsafe_metadata"]["role"] == "admin" and user["public_metadata"] == {},
    "organizations_several": lambda user: (
        len({each["organization"]["id"] for each in user["organization_memberships"]}) == 3
    ),
    "organizations_none": lambda user: user["organization_memberships"] == [],
    "organization_role": lambda user: roles(user) == ["org:billing_manager"],
}
