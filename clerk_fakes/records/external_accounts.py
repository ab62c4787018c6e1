"""Accounts at OAuth providers, in the form that webhooks and `GET` give them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from clerk_fakes.primitives.images import proxied_image
from clerk_fakes.primitives.providers import Provider
from clerk_fakes.records.owner import Owner
from clerk_fakes.records.verifications import is_verified
from clerk_fakes.schema.templates import put, template
from clerk_fakes.types import ExternalAccount

EXTERNAL_ACCOUNT = template(ExternalAccount, object="external_account", phone_number=None, email_address_verified=True)
PENDING_ACCOUNT = template(
    ExternalAccount, "email_address_verified", "avatar_url", "image_url", object="external_account", phone_number=None
)
# What a provider's own form has beside the general keys: each with the key whose value it repeats.
OWN_KEYS: dict[str, dict[str, str]] = {
    "google_account": {
        "google_id": "provider_user_id",
        "given_name": "first_name",
        "family_name": "last_name",
        "picture": "avatar_url",
    },
    "facebook_account": {"facebook_id": "provider_user_id"},
}


def _forms(object: str) -> tuple[ExternalAccount, ExternalAccount]:
    """The templates of an account that is verified, and of one that is not."""
    own: Any = dict.fromkeys(("external_account_id", *OWN_KEYS[object]), "") if object in OWN_KEYS else {}
    left_out = "phone_number" if object == "google_account" else None
    known, pending = (
        # Built in one go: copies of a dict that was deleted from, or grew, have a bigger table.
        {key: value for key, value in {**form, **own, "object": object}.items() if key != left_out}
        for form in (EXTERNAL_ACCOUNT, PENDING_ACCOUNT)
    )
    return cast("ExternalAccount", known), cast("ExternalAccount", pending)


FORMS = {object: _forms(object) for object in ("external_account", *OWN_KEYS)}


def external_account(owner: Owner, provider: Provider, created_at: int, verification: Any) -> ExternalAccount:
    """An account that was begun at a time (ms), of which nothing is known yet.

    Until it is verified its strings are empty and some keys are absent, as recorded.
    """
    is_known = verification is not None and verification["status"] == "verified"
    known, pending = FORMS[provider.object]
    made: Any = (known if is_known else pending).copy()
    made["id"] = owner.new_id("eac_", created_at)
    made["identification_id"] = owner.new_id("idn_", created_at)
    if provider.object in OWN_KEYS:
        made["external_account_id"], made["id"] = made["id"], made["identification_id"]
    made["provider"] = provider.strategy
    made["public_metadata"] = {}
    made["created_at"] = created_at
    made["updated_at"] = created_at
    made["verification"] = verification
    account: ExternalAccount = made
    return account


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
    if avatar and not owner.by_chance(8):
        account["avatar_url"] = avatar
        account["image_url"] = proxied_image(avatar, details.letters(43))
        if provider.object in OWN_KEYS:
            repeat(account)
    else:
        remove_picture(account)


def remove_picture(account: Any) -> None:
    """Have no picture at the provider: null in general, and in a provider's own form no key at all, as recorded."""
    account["avatar_url"] = ""
    account["image_url"] = None
    if account["object"] in OWN_KEYS:
        del account["image_url"]
    repeat(account)


def repeat(account: Any) -> None:
    """Repeat what is known in the keys of the provider's own form, if the account has one."""
    for key, shared in OWN_KEYS.get(account["object"], {}).items():
        account[key] = account.get(shared, "")


def sign_in(account: ExternalAccount, at: int) -> None:
    """Sign in through a provider at a time (ms): the account is brought up to date just before, as recorded."""
    verification = account["verification"]
    if verification is not None and verification["status"] == "verified":  # for most users, so without a call
        account["updated_at"] = max(at - 30 - at % 13, account["updated_at"])
        if account["object"] == "google_account" and account["username"] is None:
            account["username"] = ""


def take_form(account: Any, keep: Collection[str]) -> None:
    """Have the keys of its `object`, verified or not; those to `keep` are left alone."""
    if is_verified(account):
        for key in EXTERNAL_ACCOUNT.keys() - account.keys():
            put(account, ExternalAccount, key, EXTERNAL_ACCOUNT[key])  # type: ignore[literal-required]  # its own key
    else:
        for key in EXTERNAL_ACCOUNT.keys() - PENDING_ACCOUNT.keys() - set(keep):
            account.pop(key, None)
    if account["object"] not in OWN_KEYS:
        _take_general_form(account)
        return
    kept = {key: account[key] for key in keep if key in account}
    if "id" in kept and "identification_id" not in kept and "external_account_id" in account:
        account["identification_id"] = account["id"]
    _take_own_form(account)
    for key, value in kept.items():
        put(account, ExternalAccount, key, value)


def _take_own_form(account: Any) -> None:
    """The id of the identification for its own, and keys that only this provider's accounts have."""
    if "external_account_id" not in account:
        account["external_account_id"] = account["id"]
    account["id"] = account["identification_id"]
    if account["object"] == "google_account":
        account.pop("phone_number", None)
    repeat(account)


def _take_general_form(account: Any) -> None:
    if "external_account_id" in account:
        account["id"] = account.pop("external_account_id")
        for own in OWN_KEYS.values():
            for key in own:
                account.pop(key, None)


def set_phone_number(account: ExternalAccount, number: str) -> None:
    """Set the phone number that the provider knows."""
    put(account, ExternalAccount, "phone_number", number)
