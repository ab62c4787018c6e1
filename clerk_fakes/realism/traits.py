"""Traits: what can be asked of a user by name. Each is a way to sign up or a state to be in, and they combine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import combinations
from typing import Any

from clerk_fakes.errors import Contradiction
from clerk_fakes.realism.stories import STORIES
from clerk_fakes.realism.wishes import Wishes

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
)


def exclude(one: str, another: str) -> bool:
    """Whether nobody can have both traits."""
    return another in EXCLUDED.get(one, ()) or one in EXCLUDED.get(another, ())


def consistent(traits: Collection[str]) -> frozenset[str]:
    """The traits, where somebody can have all of them; raises `Contradiction` for two that exclude each other."""
    for one, another in combinations(sorted(traits), 2):
        if exclude(one, another):
            raise Contradiction(f"{one!r} and {another!r} exclude each other; ask for one of them")
    return frozenset(traits)


def implied(traits: frozenset[str], wishes: Wishes) -> frozenset[str]:
    """The traits, with those that wished values take and that none of them excludes."""
    taken = traits
    for trait in _implied(wishes):
        if not any(exclude(trait, other) for other in taken):
            taken |= {trait}
    return taken


def _implied(wishes: Wishes) -> Iterator[str]:
    for name, takes, trait in IMPLIED:
        if name in wishes.fields and takes(wishes.fields[name]):
            yield trait
    if wishes.several("organization_memberships"):
        yield "with_organization"
    if wishes.several("saml_accounts"):
        yield "saml"
    elif wishes.several("enterprise_accounts"):
        wish = wishes.item("enterprise_accounts", 0)
        is_oidc = wish.get("protocol") == "oauth" or str(wish.get("provider")).startswith("oauth_")
        yield "oidc" if is_oidc or wishes.forbids("saml_accounts") else "saml"
