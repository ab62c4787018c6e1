"""Traits: what can be asked of a user by name, one row each. Each is a way to sign up or a state, and they combine."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Any

from clerk_fakes.errors import Contradiction
from clerk_fakes.simulation.events import admin
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS, SignUp
from clerk_fakes.simulation.requests import states
from clerk_fakes.simulation.requests.account import RequestedAccount
from clerk_fakes.simulation.requests.request import Request
from clerk_fakes.simulation.requests.situations import SITUATIONS, expanded


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


def _is(name: str, holds: Callable[[Any], Any] = bool) -> Callable[[Request], Any]:
    """Whether a request fixes a field to a value of which something holds."""
    return lambda request: name in request.fields and holds(request.fields[name])


def _any(*tests: Callable[[Request], Any]) -> Callable[[Request], bool]:
    return lambda request: any(test(request) for test in tests)


def _is_false(value: Any) -> bool:
    return not value


NOT_TWO_FACTOR = _is("two_factor_enabled", _is_false)
FACTORS = frozenset({"mfa", "totp", "backup_codes", "texts"})

TRAITS = {
    row.name: row
    for row in (
        Trait(
            "passkey",
            "has a passkey",
            Stage.OWNER,
            states.has_passkey,
        ),
        Trait(
            "mfa",
            "needs a second factor: an authenticator app, text messages or both",
            Stage.OWNER,
            states.needs_second_factor,
            is_implied=_any(_is("two_factor_enabled"), _is("mfa_enabled_at"), Request.second_factor_phones),
            is_undone=_any(NOT_TWO_FACTOR, _is("mfa_enabled_at", _is_false)),
        ),
        Trait(
            "totp",
            "needs a second factor from an authenticator app",
            Stage.OWNER,
            states.has_totp,
            is_implied=_is("totp_enabled"),
            is_undone=_any(NOT_TWO_FACTOR, _is("totp_enabled", _is_false)),
        ),
        Trait(
            "backup_codes",
            "has backup codes beside a second factor",
            Stage.OWNER,
            states.has_backup_codes,
            is_implied=_is("backup_code_enabled"),
            is_undone=_any(NOT_TWO_FACTOR, _is("backup_code_enabled", _is_false)),
        ),
        Trait(
            "locked_out",
            "failed too often",
            Stage.ADMIN,
            states.is_locked_out,
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
            Stage.SIGN_UP,
            states.never_came,
            is_implied=_is("last_active_at", _is_false),
            is_undone=_any(*(_is(name, lambda at: at is not None) for name in ("last_sign_in_at", "last_active_at"))),
            excludes=frozenset(SIGN_UPS.keys() - {"admin_created"}),
            sign_ups=("admin_created",),
            signs_in=False,
        ),
        Trait(
            "just_signed_up",
            "has just signed up: what user.created carries, before the session is written",
            is_implied=_is("last_sign_in_at", _is_false),
            is_undone=_is("last_sign_in_at"),
            signs_in=False,
        ),
        Trait("no_name", "gave no name", Stage.PROFILE, states.gave_no_name),
        Trait(
            "no_email",
            "gave no email address",
            Stage.SIGN_UP,
            states.gave_no_email,
            excludes=frozenset(name for name, row in SIGN_UPS.items() if row.needs_email),
            sign_ups=("phone", "phone", "wallet"),
            closes=("email_addresses",),
        ),
        Trait(
            "unverified",
            "has verified no address, number or wallet",
            Stage.ADMIN,
            states.verified_nothing,
            excludes=frozenset({"admin_created", "texts", "newest_primary"}),  # what an admin adds counts as verified
        ),
        Trait(
            "with_organization",
            "belongs to an organization",
            Stage.LAST,
            states.belongs_to_organizations,
            is_implied=lambda request: request.wanted("organization_memberships"),
            is_undone=lambda request: request.forbids("organization_memberships"),
        ),
        Trait("texts", "needs a second factor from text messages", Stage.OWNER, states.gets_texts),
        Trait("factors_off", "turned second factors off", Stage.OWNER, states.turned_factors_off, excludes=FACTORS),
        Trait("with_username", "has a username", Stage.PROFILE, states.has_username),
        Trait("newest_primary", "made an address that was added the primary one", Stage.OWNER, states.added_primary),
        Trait(
            "second_provider",
            "has GitHub with an address of its own",
            Stage.OWNER,
            states.connected_another,
        ),
        Trait("failed_link", "failed to connect GitHub", Stage.OWNER, states.failed_to_connect),
        Trait("pending_link", "went off to GitHub to connect it", Stage.OWNER, states.is_connecting),
        Trait("no_picture", "has no picture at any provider", Stage.LAST, states.shows_no_picture),
        Trait("lost_connection", "had an enterprise connection that was deleted", Stage.ADMIN, admin.lose_connection),
        Trait("unbanned", "was banned for a while", Stage.LAST, states.was_unbanned, excludes=frozenset({"suspended"})),
        Trait(
            "unverified_sign_up",
            "signed up where nobody has to verify anything",
            setting="unverified_sign_ups",
        ),
        Trait("clerk_test", "has addresses that take Clerk's test code", setting="clerk_test"),
    )
}
TRAIT_NAMES = (*SIGN_UPS, *TRAITS, *SITUATIONS)


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
    """Whether no user can have both traits; nobody does anything who has no session."""
    pairs = [(TRAITS[name], other) for name, other in ((one, another), (another, one)) if name in TRAITS]
    return any(other in row.excludes or (not row.signs_in and _is_of_owner(other)) for row, other in pairs)


def _is_of_owner(name: str) -> bool:
    return name in TRAITS and TRAITS[name].stage is Stage.OWNER


def consistent(traits: Collection[str]) -> frozenset[str]:
    """The traits, where a user can have all of them; raises `Contradiction` for two that exclude each other."""
    whole, _ = expanded(frozenset(traits), {})
    for one, another in combinations(sorted(whole), 2):
        if exclude(one, another):
            raise Contradiction(f"{one!r} and {another!r} exclude each other; ask for one of them")
    return frozenset(traits)
