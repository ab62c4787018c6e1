"""What follows from the rest of a user: once for a user, once for each state of a history."""

from __future__ import annotations

from typing import Any

from clerk_fakes.primitives.images import NO_PICTURE, default_avatar, proxied_image
from clerk_fakes.records.organizations import show_user
from clerk_fakes.simulation.account import Account


def follow(account: Account) -> None:
    """Set primary ids, the second factor's flag, image addresses, and what memberships repeat."""
    user: Any = account.user
    emails = user["email_addresses"]
    if len(emails) == 1 and (proof := emails[0]["verification"]) and proof["status"] == "verified":
        user["primary_email_address_id"] = emails[0]["id"]  # as for most, without a call
    elif emails:
        _keep_primary(user, "primary_email_address_id", emails)
    has_factor = user["totp_enabled"]
    if user["phone_numbers"]:
        _keep_primary(user, "primary_phone_number_id", user["phone_numbers"])
        has_factor = has_factor or any(phone.get("reserved_for_second_factor") for phone in user["phone_numbers"])
    if user["web3_wallets"]:
        _keep_primary(user, "primary_web3_wallet_id", user["web3_wallets"])
    user["two_factor_enabled"] = has_factor
    if user["enterprise_accounts"]:
        _match_connections(user)
    picture = user["profile_image_url"]
    if picture == NO_PICTURE:
        first, last = user["first_name"], user["last_name"]
        initials = f"{first[0] if first else ''}{last[0] if last else ''}".upper()
        user["image_url"] = default_avatar(account.settings.instance_id, user["id"], initials)
    else:
        user["has_image"] = True
        user["image_url"] = proxied_image(picture)
    for membership in user.get("organization_memberships", ()):
        show_user(membership, user, identifier(user))


def identifier(user: Any) -> str | None:
    """What others know the user by: the primary email address, or else the primary phone, or the username."""
    for email in user["email_addresses"]:
        if email["id"] == user["primary_email_address_id"]:
            found: str = email["email_address"]
            return found
    phones = (phone for phone in user["phone_numbers"] if phone["id"] == user["primary_phone_number_id"])
    number: str | None = next((phone["phone_number"] for phone in phones), user["username"])
    return number


def _match_connections(user: Any) -> None:
    """Mark every address at the domain of an enterprise connection of the user."""
    connections = [account["enterprise_connection"] for account in user["enterprise_accounts"]]
    domains = {domain for connection in connections if connection for domain in connection.get("domains", ())}
    for email in user["email_addresses"]:
        if email["email_address"].rpartition("@")[2] in domains:
            email["matches_sso_connection"] = True


def _keep_primary(user: Any, key: str, identifications: list[Any]) -> None:
    """Leave what is primary, or else take the oldest that may be."""
    able = [each for each in identifications if _may_be_primary(each)]
    if user[key] is None or all(each["id"] != user[key] for each in able):
        user[key] = min(able, key=_created_at)["id"] if able else None


def _may_be_primary(identification: Any) -> bool:
    """Whether it is verified, or is what somebody signed up with where nothing had to be."""
    verification = identification["verification"]
    if verification is None:
        return bool(identification.get("reserved"))
    return bool(verification["status"] == "verified")


def _created_at(identification: Any) -> int:
    created_at: int = identification["created_at"]
    return created_at
