"""States that a requested user can be in: what each trait does to the account."""

from __future__ import annotations

from typing import Any

from clerk_fakes.primitives.images import NO_PICTURE
from clerk_fakes.primitives.providers import PROVIDERS
from clerk_fakes.records import verifications
from clerk_fakes.records.external_accounts import remove_picture
from clerk_fakes.records.identifications import set_verification
from clerk_fakes.records.organizations import ADMIN, rename
from clerk_fakes.records.verifications import VERIFIERS, sso_email_verification
from clerk_fakes.schema.templates import put
from clerk_fakes.simulation.events import admin, oauth, owner, second_factors
from clerk_fakes.simulation.organizations import own_organization
from clerk_fakes.simulation.requests.account import RequestedAccount
from clerk_fakes.types import User

NUMBERED = 100_000  # organizations, so that the names of requested ones have short numbers, if any
OAUTH = "verification_oauth"
MANY = 100  # accounts of one user


def has_passkey(account: RequestedAccount, at: int) -> None:
    if not account.user["passkeys"]:
        account.add_passkey(at)


def needs_second_factor(account: RequestedAccount, at: int) -> None:
    user, request = account.user, account.request
    positions = request.second_factor_phones()
    for position in positions:
        phone = user["phone_numbers"][position]
        if "verification" not in request.item("phone_numbers", position):
            set_verification(phone, verifications.otp(account, "phone_code", phone["created_at"]))
        second_factors.use_as_second_factor(phone, at)
        phone["default_second_factor"] = position == positions[0]
        user["mfa_enabled_at"] = at
    if user["mfa_enabled_at"] is None:
        second_factors.set_up_second_factor(account, _factors(account), at)


def _factors(account: RequestedAccount) -> str:
    if account.request.fields.get("totp_enabled") is False:
        return "phone"
    if "unverified" in account.request.traits or "phone_numbers" in account.closed_lists:
        return "app"
    return account.decisions.pick(("app", "phone", "both"))


def has_totp(account: RequestedAccount, at: int) -> None:
    if account.user["mfa_enabled_at"] is None:
        second_factors.set_up_second_factor(account, "app", at)
    account.user["totp_enabled"] = True


def has_backup_codes(account: RequestedAccount, at: int) -> None:
    needs_second_factor(account, at)
    account.user["backup_code_enabled"] = True


def is_locked_out(account: RequestedAccount, at: int) -> None:
    if account.request.fields.get("lockout_expires_in_seconds", 0) is None:
        account.user["locked"] = True  # by an admin, and so without end
    else:
        admin.fail_too_often(account, at)


def never_came(account: RequestedAccount, at: int) -> None:
    account.never_signed_in()


def gave_no_name(account: RequestedAccount, at: int) -> None:
    account.user["first_name"] = account.user["last_name"] = None


def gave_no_email(account: RequestedAccount, at: int) -> None:
    if account.user["email_addresses"]:  # an admin's
        account.user["email_addresses"].clear()
        account.add_phone(at, verifications.admin(account, "admin", at))


def verified_nothing(account: RequestedAccount, at: int) -> None:
    user: Any = account.user
    for name in ("email_addresses", "phone_numbers", "web3_wallets"):
        for position, made in enumerate(user[name]):
            verification = made["verification"]
            if verification and "verification" not in account.request.item(name, position):
                set_verification(made, _unverified(account, verification, made["created_at"]))
    for external in user["external_accounts"]:
        if "email_address_verified" in external:
            external["email_address_verified"] = False


def _unverified(account: RequestedAccount, verification: Any, at: int) -> Any:
    tag = verification["object"]
    if "unverified" not in account.settings.options(tag, "status"):
        return None
    if tag == "verification_saml":
        return sso_email_verification("unverified")
    return VERIFIERS[tag](account, verification["strategy"], at, "unverified")


def belongs_to_organizations(account: RequestedAccount, at: int) -> None:
    request = account.request
    put(account.user, User, "organization_memberships", [])
    for position in range(max(1, request.wanted("organization_memberships"))):
        fixed = request.item("organization_memberships", position)
        number = account.index % NUMBERED + position
        membership = own_organization(account, number, fixed.get("role", ADMIN)).membership
        name = fixed.at("organization", "name")
        if isinstance(name, str):
            rename(membership["organization"], name, account.settings.instance_id)
        account.add("organization_memberships", membership)


def gets_texts(account: RequestedAccount, at: int) -> None:
    if not any(phone["reserved_for_second_factor"] for phone in account.user["phone_numbers"]):
        second_factors.set_up_second_factor(account, "both" if account.user["totp_enabled"] else "phone", at)


def turned_factors_off(account: RequestedAccount, at: int) -> None:
    second_factors.set_up_second_factor(account, "app", at)
    second_factors.turn_off_second_factors(account, at + 1)


def has_username(account: RequestedAccount, at: int) -> None:
    account.user["username"] = account.user["username"] or account.person.username(0)


def added_primary(account: RequestedAccount, at: int) -> None:
    account.add_email(at, verifications.otp(account, "email_code", at))
    owner.make_newest_primary(account, at)


def connected_another(account: RequestedAccount, at: int) -> None:
    if len(account.user["external_accounts"]) < account.request.lengths.get("external_accounts", MANY):
        oauth.connect(account, PROVIDERS["github"], OAUTH, at, has_own_address=True)


def failed_to_connect(account: RequestedAccount, at: int) -> None:
    oauth.connect(account, PROVIDERS["github"], OAUTH, at, "failed")


def is_connecting(account: RequestedAccount, at: int) -> None:
    oauth.connect(account, PROVIDERS["github"], OAUTH, at, "unverified")


def shows_no_picture(account: RequestedAccount, at: int) -> None:
    for external in account.user["external_accounts"]:
        remove_picture(external)
    account.user["profile_image_url"] = NO_PICTURE


def was_unbanned(account: RequestedAccount, at: int) -> None:
    account.user["updated_at"] = account.details.between(account.user["updated_at"], account.settings.now - 1)
