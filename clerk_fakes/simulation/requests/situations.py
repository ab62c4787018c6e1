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
    yield Situation("fresh_unverified", f"has just signed up {UNASKED}", (*UNVERIFIED, "just_signed_up"))
    for name in FAMILIAR:
        prose = f"has just signed up with {PROVIDERS[name].title}"
        yield Situation(f"fresh_by_{name}", prose, (name, "just_signed_up"))


def _pictured() -> Iterator[Situation]:
    for name in FAMILIAR:
        through = f"signed up with {PROVIDERS[name].title}"
        if PROVIDERS[name].has_pictures:
            yield Situation(f"{name}_with_picture", f"{through} and has a picture from there", (name,))
        yield Situation(f"{name}_without_picture", f"{through} and has no picture", (name, "no_picture"))


def _changing_metadata() -> Iterator[Situation]:
    values = {
        "text": ("a text", "pro"),
        "list": ("a list", ["pro", "beta"]),
        "nested": ("an object", {"name": "pro", "seats": 3}),
        "number": ("a number", 2),
    }
    for kind, (noun, value) in values.items():
        others = "" if kind == "text" else ", where others have a text"
        pins = {"public_metadata": {"plan": value}, "unsafe_metadata": {"plan": value}}
        yield Situation(f"metadata_{kind}", f"has a plan in metadata that is {noun}{others}", pins=pins)


UNVERIFIED, UNASKED = ("email_code", "unverified_sign_up"), "where the instance does not ask for verification"
LOCKED_BY_ADMIN = {"locked": True, "lockout_expires_in_seconds": None}
UNVERIFIED_FIRST = {"email_addresses": 2, "email_addresses__0__verification__status": "unverified"}
CLAIMS = {"role": "admin", "plan": "enterprise", "organization_id": "org_2cTQXP5VuT1Tn0qK7xPUuBLDvKj", "is_admin": True}

SITUATIONS = {
    row.name: row
    for row in (
        *_just_signed_up(),
        # addresses
        Situation(
            "primary_second",
            "added a second address, which is listed before the primary one",
            pins={"email_addresses": 2},
        ),
        Situation(
            "primary_second_first_unverified",
            "added a second address and has not verified it yet",
            pins=UNVERIFIED_FIRST,
        ),
        Situation("primary_changed", "added a second address and made it the primary one", ("newest_primary",)),
        Situation(
            "primary_none",
            "has a phone number, and an unverified address that is not primary",
            ("phone",),
            {"email_addresses": 1, "email_addresses__0__verification__status": "unverified"},
        ),
        Situation("primary_unverified", f"signed up {UNASKED}", UNVERIFIED),
        Situation(
            "primary_unverified_other_verified",
            f"signed up {UNASKED}, and has verified another address",
            UNVERIFIED,
            {"email_addresses": 2},
        ),
        Situation("phone_unverified", f"signed up by phone {UNASKED}", ("phone", "unverified_sign_up")),
        Situation(
            "primary_phone_second",
            "added a second phone number, which is listed before the primary one",
            pins={"phone_numbers": 2},
        ),
        # no address
        Situation("phone_only", "has a phone number and no other way to sign in", ("phone",)),
        Situation("username_only", "has a username and a password and no other way to sign in", ("credentials",)),
        Situation("wallet_only", "has a web3 wallet and no other way to sign in", ("wallet", "no_name")),
        # names
        Situation("nameless", "gave no name", ("no_name",)),
        Situation("first_name_only", "gave only a first name", pins={"last_name": None}),
        Situation("last_name_only", "gave only a last name", pins={"first_name": None}),
        Situation("blank_name", "has empty texts for both names", pins={"first_name": "", "last_name": ""}),
        # providers
        *_pictured(),
        Situation("provider_username", "has a username here and another one at GitHub", ("github", "with_username")),
        Situation("provider_phone", "has a phone number that Facebook knows, too", ("phone", "facebook")),
        Situation(
            "two_providers",
            "connected Google and GitHub, with a different address at each",
            ("google", "second_provider"),
        ),
        Situation("shared_address", "connected Google and GitHub, with the same address at both", ("google", "github")),
        Situation("link_failed", "tried to connect GitHub and failed", ("failed_link",)),
        Situation("link_pending", "began to connect GitHub and has not come back yet", ("pending_link",)),
        # sign-ups by others
        Situation("made_by_admin", "was created by an admin and has never signed in", ("never_signed_in",)),
        Situation("by_invitation", "signed up by accepting an invitation", ("invited",)),
        Situation("by_saml", "signed up through a SAML connection", ("saml",)),
        Situation("by_oidc", "signed up through an OpenID Connect connection", ("oidc",)),
        Situation(
            "connection_lost",
            "signed up through a SAML connection that has since been deleted",
            ("saml", "lost_connection"),
        ),
        # access
        Situation("locked_for_an_hour", "is locked for an hour after too many failed attempts", ("locked_out",)),
        Situation("locked_for_good", "was locked by an admin, without an end", pins=LOCKED_BY_ADMIN),
        Situation("banned_account", "is banned", ("suspended",)),
        Situation("just_unbanned", "was banned for a while", ("unbanned",)),
        # second factors
        Situation("factor_app", "signs in with a code from an authenticator app as second factor", ("totp",)),
        Situation("factor_phone", "signs in with a code from a text message as second factor", ("texts",)),
        Situation(
            "factor_app_and_phone", "has an authenticator app and text messages as second factors", ("totp", "texts")
        ),
        Situation(
            "factor_backup_codes",
            "has an authenticator app as second factor, and backup codes",
            ("totp", "backup_codes"),
        ),
        Situation("factors_turned_off", "had second factors and turned them off", ("factors_off",)),
        # metadata
        *_changing_metadata(),
        Situation(
            "metadata_claims",
            "claims a role and a plan in unsafe metadata, which users write themselves",
            pins={"unsafe_metadata": CLAIMS},
        ),
        # organizations
        Situation("organizations_several", "is a member of three organizations", pins={"organization_memberships": 3}),
        Situation("organizations_none", "is a member of no organization", pins={"organization_memberships": 0}),
        Situation(
            "organization_role",
            "has a custom role in an organization",
            pins={"organization_memberships__0__role": "org:billing_manager"},
        ),
    )
}
PROSE = {row.id: row.prose for row in SITUATIONS.values()}


def expanded(traits: frozenset[str], pins: Pins) -> tuple[frozenset[str], Pins]:
    """The traits and pins that are given, with those of their situations; what is given wins."""
    rows = [SITUATIONS[name] for name in sorted(traits & SITUATIONS.keys())]
    if not rows:
        return traits, pins
    own = {path: value for row in rows for path, value in row.paths.items() if not _is_given(path, pins)}
    return frozenset(traits - SITUATIONS.keys()).union(*(row.traits for row in rows)), {**own, **pins}


def _is_given(path: Path, pins: Pins) -> bool:
    return any(path[:length] in pins for length in range(1, len(path) + 1))
