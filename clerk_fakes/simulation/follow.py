"""What follows from the rest of a user: once for a user, once for each state of a history."""

from __future__ import annotations

from typing import Any

from clerk_fakes.primitives.images import NO_PICTURE, default_avatar, proxied_image
from clerk_fakes.records.organizations import show_user
from clerk_fakes.records.verifications import is_verified
from clerk_fakes.simulation.account import Account


def follow(account: Account) -> None:
    """Set primary ids, the second factor's flag, image addresses, and what memberships repeat."""
    user = account.user
    for email in user["email_addresses"]:
        verification = email["verification"]
        if verification is not None and verification["status"] == "verified":  # the commonest, so without calls
            user["primary_email_address_id"] = email["id"]
            break
    else:
        user["primary_email_address_id"] = None
    has_factor = user["totp_enabled"]
    if user["phone_numbers"]:
        user["primary_phone_number_id"] = _first_verified(user["phone_numbers"])
        has_factor = has_factor or any(phone.get("reserved_for_second_factor") for phone in user["phone_numbers"])
    if user["web3_wallets"]:
        user["primary_web3_wallet_id"] = _first_verified(user["web3_wallets"])
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
    """What others know the user by: the first email address or phone that is verified, or the username."""
    for email in user["email_addresses"]:
        if is_verified(email):
            found: str = email["email_address"]
            return found
    phones = (phone["phone_number"] for phone in user["phone_numbers"] if is_verified(phone))
    number: str | None = next(phones, user["username"])
    return number


def _match_connections(user: Any) -> None:
    """Mark every address at the domain of an enterprise connection of the user."""
    connections = [account["enterprise_connection"] for account in user["enterprise_accounts"]]
    domains = {domain for connection in connections if connection for domain in connection.get("domains", ())}
    for email in user["email_addresses"]:
        if email["email_address"].rpartition("@")[2] in domains:
            email["matches_sso_connection"] = True


def _first_verified(identifications: Any) -> str | None:
    for identification in identifications:
        verification = identification["verification"]
        if verification is not None and verification["status"] == "verified":
            id: str = identification["id"]
            return id
    return None
