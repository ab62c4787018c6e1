"""Accounts at OAuth providers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from clerk_fakes.primitives.images import proxied_image
from clerk_fakes.primitives.providers import Provider
from clerk_fakes.primitives.times import shortly_after
from clerk_fakes.records.owner import Owner
from clerk_fakes.records.verifications import is_verified
from clerk_fakes.schema.templates import put, template
from clerk_fakes.types import ExternalAccount

EXTERNAL_ACCOUNT = template(ExternalAccount, "phone_number", object="external_account", email_address_verified=True)
PENDING_ACCOUNT = template(
    ExternalAccount, "phone_number", "email_address_verified", "avatar_url", "image_url", object="external_account"
)


def external_account(
    owner: Owner, provider: Provider, created_at: int, since: int, verification: Any
) -> ExternalAccount:
    """An account that was begun at `created_at`, of its user since another time (ms); nothing is known of it yet.

    Until it is verified its strings are empty and some keys are absent, as recorded.
    """
    known = verification is not None and verification["status"] == "verified"
    made = (EXTERNAL_ACCOUNT if known else PENDING_ACCOUNT).copy()
    made["id"] = owner.new_id("eac_", created_at)
    made["identification_id"] = owner.new_id("idn_", created_at)
    made["provider"] = provider.strategy
    made["public_metadata"] = {}
    made["created_at"] = created_at
    made["updated_at"] = shortly_after(created_at if created_at > since else since)
    made["verification"] = verification
    return made


def describe(
    owner: Owner, account: ExternalAccount, provider: Provider, address: str, first: str | None, last: str | None
) -> None:
    """Fill in what the provider reveals once it has let the user in."""
    details = owner.details
    account["provider_user_id"] = user_id = provider.user_id(details)
    account["approved_scopes"] = provider.scopes
    account["email_address"] = address
    account["first_name"] = first or ""
    account["last_name"] = last or ""
    word = account["created_at"] % 10  # the provider's, on the address: nine of ten give one
    if word == 0:
        account.pop("email_address_verified", None)
    elif word == 1:
        account["email_address_verified"] = None
    avatar = provider.avatar(user_id, details)
    if avatar:
        account["avatar_url"] = avatar
        account["image_url"] = proxied_image(avatar, details.letters(43))
    object = owner.decisions.pick(provider.objects)
    if object != "external_account":
        _take_own_object(account, provider, object)


def take_form(account: Any, keep: Collection[str]) -> None:
    """Have the keys of an account that is verified or of one that is not, as it is; those to `keep` are left alone."""
    if is_verified(account):
        for key in EXTERNAL_ACCOUNT.keys() - account.keys():
            put(account, ExternalAccount, key, EXTERNAL_ACCOUNT[key])  # type: ignore[literal-required]  # its own key
    else:
        for key in EXTERNAL_ACCOUNT.keys() - PENDING_ACCOUNT.keys() - set(keep):
            account.pop(key, None)


def set_phone_number(account: ExternalAccount, number: str) -> None:
    """Set the phone number that the provider knows."""
    put(account, ExternalAccount, "phone_number", number)


def _take_own_object(account: Any, provider: Provider, object: str) -> None:
    """Take the provider's own `object`, as webhooks write it, with the keys that only it has."""
    account["object"] = object
    if object == "google_account":
        account["external_account_id"] = account["id"]
        account["google_id"] = account["provider_user_id"]
        account["given_name"] = account["first_name"]
        account["family_name"] = account["last_name"]
        account["picture"] = account["avatar_url"]
        account["id"] = account["identification_id"]
    elif provider.own_id:
        account[provider.own_id] = account["provider_user_id"]
