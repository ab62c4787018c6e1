"""Traits: what can be asked of a user by name, one row each. Each is a way to sign up or a state, and they combine."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Any

from clerk_fakes.errors import Contradiction
from clerk_fakes.records import verifications
from clerk_fakes.records.identifications import set_verification
from clerk_fakes.records.organizations import ADMIN, rename
from clerk_fakes.records.verifications import VERIFIERS, sso_email_verification
from clerk_fakes.schema.templates import put
from clerk_fakes.simulation.events import admin, second_factors
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS, SignUp
from clerk_fakes.simulation.organizations import own_organization
from clerk_fakes.simulation.requests.account import RequestedAccount
from clerk_fakes.simulation.requests.request import Request
from clerk_fakes.types import User

NUMBERED = 100_000  # organizations, so that the names of requested ones have short numbers, if any


class Stage(Enum):
    """When a trait takes effect."""

    PROFILE = "before the sign-up"
    SIGN_UP = "right after it"
    OWNER = "when the owner does things"
    ADMIN = "when others do"
    LAST = "at the end"


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """A state that a user can be asked to be in.

    `is_implied` and `is_undone` are whether a request takes the trait, or takes it back. Users sign up in one
    of `sign_ups` unless asked for another; lists that it `closes` get nothing that is not requested; `setting` is the
    instance's setting that it turns on.
    """

    name: str
    prose: str
    stage: Stage = Stage.LAST
    apply: Callable[[RequestedAccount, int], None] | None = None
    is_implied: Callable[[Request], Any] = lambda request: False
    is_undone: Callable[[Request], Any] = lambda request: False
    excludes: frozenset[str] = frozenset()
    sign_ups: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    setting: str = ""
    signs_in: bool = True
    verifies: bool = True


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
    can_verify = all(TRAITS[name].verifies for name in account.request.traits if name in TRAITS)
    if not can_verify or "phone_numbers" in account.closed_lists:
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


def _is(name: str, holds: Callable[[Any], Any] = bool) -> Callable[[Request], Any]:
    """Whether a request fixes a field to a value of which something holds."""
    return lambda request: name in request.fields and holds(request.fields[name])


def _any(*tests: Callable[[Request], Any]) -> Callable[[Request], bool]:
    return lambda request: any(test(request) for test in tests)


def _is_false(value: Any) -> bool:
    return not value


NOT_TWO_FACTOR = _is("two_factor_enabled", _is_false)
SECOND_FACTORS = frozenset({"mfa", "totp", "backup_codes"})

TRAITS = {
    row.name: row
    for row in (
        Trait(
            "passkey",
            "has a passkey",
            Stage.OWNER,
            has_passkey,
        ),
        Trait(
            "mfa",
            "needs a second factor: an authenticator app, text messages or both",
            Stage.OWNER,
            needs_second_factor,
            is_implied=_any(_is("two_factor_enabled"), _is("mfa_enabled_at"), Request.second_factor_phones),
            is_undone=_any(NOT_TWO_FACTOR, _is("mfa_enabled_at", _is_false)),
        ),
        Trait(
            "totp",
            "needs a second factor from an authenticator app",
            Stage.OWNER,
            has_totp,
            is_implied=_is("totp_enabled"),
            is_undone=_any(NOT_TWO_FACTOR, _is("totp_enabled", _is_false)),
        ),
        Trait(
            "backup_codes",
            "has backup codes beside a second factor",
            Stage.OWNER,
            has_backup_codes,
            is_implied=_is("backup_code_enabled"),
            is_undone=_any(NOT_TWO_FACTOR, _is("backup_code_enabled", _is_false)),
        ),
        Trait(
            "locked_out",
            "failed too often",
            Stage.ADMIN,
            is_locked_out,
            is_implied=_any(_is("locked"), _is("lockout_expires_in_seconds", lambda seconds: seconds is not None)),
            is_undone=_is("locked", _is_false),
        ),
        Trait(
            "suspended",
            "is banned",
            Stage.ADMIN,
            admin.ban,
            is_implied=_is("banned"),
            is_undone=_is("banned", _is_false),
        ),
        Trait(
            "never_signed_in",
            "was made by an admin and has not signed in yet",
            is_implied=_any(*(_is(name, lambda at: at is None) for name in ("last_sign_in_at", "last_active_at"))),
            is_undone=_any(*(_is(name, lambda at: at is not None) for name in ("last_sign_in_at", "last_active_at"))),
            excludes=frozenset(SIGN_UPS.keys() - {"admin_created"} | SECOND_FACTORS | {"passkey"}),
            sign_ups=("admin_created",),
            signs_in=False,
        ),
        Trait("no_name", "gave no name", Stage.PROFILE, gave_no_name),
        Trait(
            "no_email",
            "gave no email address",
            Stage.SIGN_UP,
            gave_no_email,
            excludes=frozenset(name for name, row in SIGN_UPS.items() if row.needs_email),
            sign_ups=("phone", "phone", "wallet"),
            closes=("email_addresses",),
        ),
        Trait(
            "unverified",
            "has verified no address, number or wallet",
            Stage.ADMIN,
            verified_nothing,
            excludes=frozenset({"admin_created"}),  # what an admin adds counts as verified
            verifies=False,
        ),
        Trait(
            "with_organization",
            "belongs to an organization",
            Stage.LAST,
            belongs_to_organizations,
            is_implied=lambda request: request.wanted("organization_memberships"),
            is_undone=lambda request: request.forbids("organization_memberships"),
        ),
        Trait("clerk_test", "has addresses that take Clerk's test code", setting="clerk_test"),
    )
}
TRAIT_NAMES = (*SIGN_UPS, *TRAITS)


def is_implied(name: str, request: Request) -> bool:
    """Whether what is fixed takes a trait that was not asked for."""
    row: Trait | SignUp = TRAITS[name] if name in TRAITS else SIGN_UPS[name]
    return bool(row.is_implied(request))


def is_undone(name: str, request: Request) -> bool:
    """Whether what is fixed takes back a trait that was asked for."""
    if name in TRAITS:
        return bool(TRAITS[name].is_undone(request))
    return any(map(request.forbids, SIGN_UPS[name].fills))


def exclude(one: str, another: str) -> bool:
    """Whether no user can have both traits."""
    return any(other in TRAITS[name].excludes for name, other in ((one, another), (another, one)) if name in TRAITS)


def consistent(traits: Collection[str]) -> frozenset[str]:
    """The traits, where a user can have all of them; raises `Contradiction` for two that exclude each other."""
    for one, another in combinations(sorted(traits), 2):
        if exclude(one, another):
            raise Contradiction(f"{one!r} and {another!r} exclude each other; ask for one of them")
    return frozenset(traits)
