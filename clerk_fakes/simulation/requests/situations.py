"""Situations: whole users that handlers get wrong, one row each.

Each is a trait of `UserFactory`, a case of the catalogue, one of the packed users, and often drawn by `users()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clerk_fakes.fill.pins import Path, Pins, path_of
from clerk_fakes.primitives.providers import FAMILIAR, PROVIDERS


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """A user by the traits and the pins, each under its path (`email_addresses__0__verification`), that make it."""

    name: str
    prose: str
    traits: tuple[str, ...] = ()
    pins: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of its case: `situation=phone-only`."""
        return f"situation={self.name.replace('_', '-')}"

    @property
    def paths(self) -> Pins:
        """Its pins by path."""
        return {path_of(name): value for name, value in self.pins.items()}


def _just_signed_up() -> Iterator[Situation]:
    yield Situation("fresh_by_code", "has just signed up with a code", ("email_code", "just_signed_up"))
    yield Situation("fresh_unproved", f"has just signed up {ANYHOW}", (*UNPROVED, "just_signed_up"))
    for name in FAMILIAR:
        prose = f"has just signed up with {name.title()}"
        yield Situation(f"fresh_by_{name}", prose, (name, "just_signed_up"))


def _pictured() -> Iterator[Situation]:
    for name in FAMILIAR:
        through = f"came through {name.title()}"
        if PROVIDERS[name].has_pictures:
            yield Situation(f"{name}_with_picture", f"{through}, which shows a picture", (name,))
        yield Situation(f"{name}_without_picture", f"{through} without a picture", (name, "no_picture"))


def _changing_metadata() -> Iterator[Situation]:
    values = {"text": "pro", "list": ["pro", "beta"], "nested": {"name": "pro", "seats": 3}, "number": 2}
    for kind, value in values.items():
        pins = {"public_metadata": {"plan": value}, "unsafe_metadata": {"plan": value}}
        yield Situation(f"metadata_{kind}", f"has metadata whose plan is of the type {kind}", pins=pins)


UNPROVED, ANYHOW = ("email_code", "unverified_sign_up"), "where nobody has to verify anything"
LOCKED_BY_ADMIN = {"locked": True, "lockout_expires_in_seconds": None}
UNPROVED_FIRST = {"email_addresses": 2, "email_addresses__0__verification__status": "unverified"}
CLAIMS = {"role": "admin", "plan": "enterprise", "organization_id": "org_2cTQXP5VuT1Tn0qK7xPUuBLDvKj", "is_admin": True}

SITUATIONS = {
    row.name: row
    for row in (
        *_just_signed_up(),
        # addresses
        Situation("primary_second", "added an address after the primary one", pins={"email_addresses": 2}),
        Situation("primary_second_first_unproved", "added an address that is yet to be verified", pins=UNPROVED_FIRST),
        Situation("primary_changed", "made the address that was added later the primary one", ("newest_primary",)),
        Situation(
            "primary_none",
            "has an address that is not verified, and a phone",
            ("phone",),
            {"email_addresses": 1, "email_addresses__0__verification__status": "unverified"},
        ),
        Situation(
            "primary_unproved", "signed up where nobody has to verify anything", ("email_code", "unverified_sign_up")
        ),
        Situation("primary_phone_second", "added a phone after the primary one", pins={"phone_numbers": 2}),
        # no address
        Situation("phone_only", "has a phone and nothing else", ("phone",)),
        Situation("username_only", "has a username and a password, and nothing else", ("credentials",)),
        Situation("wallet_only", "has a wallet and nothing else", ("wallet", "no_name")),
        # names
        Situation("nameless", "gave no name", ("no_name",)),
        Situation("first_name_only", "gave only a first name", pins={"last_name": None}),
        Situation("last_name_only", "gave only a last name", pins={"first_name": None}),
        Situation("blank_name", "emptied both names", pins={"first_name": "", "last_name": ""}),
        # providers
        *_pictured(),
        Situation("provider_username", "has a username, and another at a provider", ("github", "with_username")),
        Situation("provider_phone", "has a phone that a provider knows, too", ("phone", "facebook")),
        Situation("two_providers", "has two providers, and an address at each", ("google", "second_provider")),
        Situation("shared_address", "has two providers with the same address", ("google", "github")),
        Situation("link_failed", "failed to connect a provider", ("failed_link",)),
        Situation("link_pending", "went off to a provider to connect it", ("pending_link",)),
        # sign-ups by others
        Situation("made_by_admin", "was made by an admin and never signed in", ("never_signed_in",)),
        Situation("by_invitation", "followed an invitation", ("invited",)),
        Situation("by_saml", "came through a SAML identity provider", ("saml",)),
        Situation("by_oidc", "came through an OpenID Connect provider", ("oidc",)),
        Situation("connection_lost", "came through a connection that was deleted since", ("saml", "lost_connection")),
        # access
        Situation("locked_for_an_hour", "failed too often", ("locked_out",)),
        Situation("locked_for_good", "was locked by an admin", pins=LOCKED_BY_ADMIN),
        Situation("banned_account", "is banned", ("suspended",)),
        Situation("just_unbanned", "was banned, and is no more", ("unbanned",)),
        # second factors
        Situation("factor_app", "needs a code from an authenticator app", ("totp",)),
        Situation("factor_phone", "needs a code from a text message", ("texts",)),
        Situation("factor_app_and_phone", "may use an authenticator app or text messages", ("totp", "texts")),
        Situation("factor_backup_codes", "has backup codes beside an authenticator app", ("totp", "backup_codes")),
        Situation("factors_turned_off", "had second factors, and turned them off", ("factors_off",)),
        # metadata
        *_changing_metadata(),
        Situation("metadata_claims", "claims privileges in metadata of its own", pins={"unsafe_metadata": CLAIMS}),
        # organizations
        Situation("organizations_several", "is in several organizations", pins={"organization_memberships": 3}),
        Situation("organizations_none", "is in no organization", pins={"organization_memberships": 0}),
        Situation(
            "organization_role",
            "has a role of the application's own in an organization",
            pins={"organization_memberships__0__role": "org:billing_manager"},
        ),
    )
}


def expanded(traits: frozenset[str], pins: Pins) -> tuple[frozenset[str], Pins]:
    """The traits and pins that are given, with those of their situations; what is given wins."""
    rows = [SITUATIONS[name] for name in sorted(traits & SITUATIONS.keys())]
    if not rows:
        return traits, pins
    own = {path: value for row in rows for path, value in row.paths.items() if not _is_given(path, pins)}
    return frozenset(traits - SITUATIONS.keys()).union(*(row.traits for row in rows)), {**own, **pins}


def _is_given(path: Path, pins: Pins) -> bool:
    return any(path[:length] in pins for length in range(1, len(path) + 1))
