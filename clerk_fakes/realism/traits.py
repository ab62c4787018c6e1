"""Traits: what can be asked of a user by name. Each is a way to sign up or a state to be in, and they combine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import combinations
from typing import Any

from clerk_fakes.errors import Contradiction
from clerk_fakes.realism.stories import STORIES
from clerk_fakes.realism.wishes import Wishes, is_oidc

STATES = {
    "passkey": "has a passkey",
    "mfa": "needs a second factor: an authenticator app, text messages or both",
    "totp": "needs a second factor from an authenticator app",
    "backup_codes": "has backup codes beside a second factor",
    "locked_out": "failed too often",
    "suspended": "is banned",
    "never_signed_in": "was made by an admin and has not signed in yet",
    "no_name": "gave no name",
    "no_email": "gave no email address",
    "unverified": "has proved no address, number or wallet",
    "with_organization": "belongs to a company",
    "clerk_test": "has addresses that take Clerk's test code",
}
TRAITS = (*STORIES, *STATES)

SECOND_FACTORS = frozenset({"mfa", "totp", "backup_codes"})
WITHOUT_EMAIL = frozenset({"phone", "wallet", "admin_created"})
EXCLUDED = {
    "no_email": STORIES.keys() - WITHOUT_EMAIL,
    "never_signed_in": STORIES.keys() - {"admin_created"} | SECOND_FACTORS | {"passkey"},
    "unverified": {"admin_created"},  # what an admin adds counts as verified
}

# What a field's value takes to be coherent: (field, whether the value does, trait).
IMPLIED: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("two_factor_enabled", bool, "mfa"),
    ("mfa_enabled_at", bool, "mfa"),
    ("totp_enabled", bool, "totp"),
    ("backup_code_enabled", bool, "backup_codes"),
    ("locked", bool, "locked_out"),
    ("lockout_expires_in_seconds", lambda seconds: seconds is not None, "locked_out"),
    ("banned", bool, "suspended"),
    ("last_sign_in_at", lambda at: at is None, "never_signed_in"),
    ("last_active_at", lambda at: at is None, "never_signed_in"),
)
UNDONE: dict[str, frozenset[str]] = {  # what a pinned value takes back where that is not the one trait
    "two_factor_enabled": SECOND_FACTORS,
    "lockout_expires_in_seconds": frozenset(),  # null is a lock-out without end
}
SECOND_FACTOR_FLAGS = ("reserved_for_second_factor", "default_second_factor")
FILLS = {  # the lists that a story fills: external accounts and addresses where it does not say
    **dict.fromkeys(("email_code", "email_link", "invited", "admin_created"), ("email_addresses",)),
    "phone": ("phone_numbers",),
    "wallet": ("web3_wallets",),
    "saml": ("email_addresses", "saml_accounts", "enterprise_accounts"),
    "oidc": ("email_addresses", "enterprise_accounts"),
}
BY_PROVIDER = ("external_accounts", "email_addresses")


def exclude(one: str, another: str) -> bool:
    """Whether nobody can have both traits."""
    return another in EXCLUDED.get(one, ()) or one in EXCLUDED.get(another, ())


def consistent(traits: Collection[str]) -> frozenset[str]:
    """The traits, where somebody can have all of them; raises `Contradiction` for two that exclude each other."""
    for one, another in combinations(sorted(traits), 2):
        if exclude(one, another):
            raise Contradiction(f"{one!r} and {another!r} exclude each other; ask for one of them")
    return frozenset(traits)


def fills(story: str) -> tuple[str, ...]:
    """The lists of a user that a story puts something into."""
    return FILLS.get(story, BY_PROVIDER)


def implied(traits: frozenset[str], wishes: Wishes) -> frozenset[str]:
    """The traits without those that wished values take back, and with those that they take and that none excludes."""
    taken = traits - set(_undone(traits, wishes))
    for trait in _implied(wishes):
        if not any(exclude(trait, other) for other in taken):
            taken |= {trait}
    return taken


def second_factor_phones(wishes: Wishes) -> list[int]:
    """The places of the phones that are wished to be second factors."""
    phones = wishes.items.get("phone_numbers", {}).items()
    return [place for place, wish in phones if any(wish.get(flag) is True for flag in SECOND_FACTOR_FLAGS)]


def _undone(traits: frozenset[str], wishes: Wishes) -> Iterator[str]:
    for name, takes, trait in IMPLIED:
        if name in wishes.fields and not takes(wishes.fields[name]):
            yield from UNDONE.get(name, {trait})
    for trait in traits & STORIES.keys():
        if any(map(wishes.forbids, fills(trait))):
            yield trait


def _implied(wishes: Wishes) -> Iterator[str]:
    for name, takes, trait in IMPLIED:
        if name in wishes.fields and takes(wishes.fields[name]):
            yield trait
    if second_factor_phones(wishes):
        yield "mfa"
    if wishes.several("organization_memberships"):
        yield "with_organization"
    if wishes.several("saml_accounts"):
        yield "saml"
    elif wishes.several("enterprise_accounts"):
        yield "oidc" if is_oidc(wishes.item("enterprise_accounts", 0)) or wishes.forbids("saml_accounts") else "saml"
