"""The order of times."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.coherence.rules.core import Subject, is_int, precedes, rule

DAY = 86_400_000
CONTACTS = ("email_addresses", "phone_numbers", "web3_wallets")
# `expire_at` is left out: it is a plan.
PAST = (
    "created_at",
    "updated_at",
    "last_sign_in_at",
    "last_active_at",
    "last_used_at",
    "last_authenticated_at",
    "mfa_enabled_at",
    "mfa_disabled_at",
    "password_last_updated_at",
    "legal_accepted_at",
)


@rule
def updated_at(subject: Subject) -> Iterator[str]:
    """Nothing is updated before it is created."""
    for path, body in subject.objects:
        created, updated = body.get("created_at"), body.get("updated_at")
        if precedes(updated, created):
            yield f"{updated} of {path} is before created_at {created}"


@rule
def future(subject: Subject) -> Iterator[str]:
    """Nothing has happened after now."""
    if subject.now_ms is not None:
        for path, body in subject.objects:
            for key in PAST:
                if precedes(subject.now_ms, body.get(key)):
                    yield f"{key} {body[key]} of {path} is after now, {subject.now_ms}"


@rule
def after_creation(subject: Subject) -> Iterator[str]:
    """A user's password and second factors are set once the user exists."""
    created = subject.user.get("created_at")
    for key in ("password_last_updated_at", "mfa_enabled_at", "mfa_disabled_at"):
        moment = subject.user.get(key)
        if precedes(moment, created):
            yield f"{key} {moment} is before created_at {created}"


@rule
def last_sign_in_at(subject: Subject) -> Iterator[str]:
    """A user signs in once created."""
    created, moment = subject.user.get("created_at"), subject.user.get("last_sign_in_at")
    if precedes(moment, created):
        yield f"{moment} is before created_at {created}"


@rule
def last_active_at(subject: Subject) -> Iterator[str]:
    """A user is active from 3 ms before it is created (13 of 13 recorded sign-ups), or from midnight of that day."""
    # Bodies of 2023 and 2024 round activity to days (UTC).
    created: Any = subject.user.get("created_at")
    moment: Any = subject.user.get("last_active_at")
    if precedes(moment, created) and created - moment > 3 and (moment % DAY or created - moment >= DAY):
        yield f"{moment} is before created_at {created}"


@rule
def never_signed_in(subject: Subject) -> Iterator[str]:
    """Who never signed in was never active, but for signing up: `user.created` comes before the session (10 of 10)."""
    signed_in, active = subject.user.get("last_sign_in_at"), subject.user.get("last_active_at")
    created = subject.user.get("created_at")
    is_fresh = is_int(active) and is_int(created) and active <= created
    if (signed_in is None) != (active is None) and not (signed_in is None and is_fresh):
        yield f"last_sign_in_at is {signed_in}, last_active_at {active}"


@rule
def fresh(subject: Subject) -> Iterator[str]:
    """Who has just signed up has nothing that is younger than the account."""
    created, active = subject.user.get("created_at"), subject.user.get("last_active_at")
    is_fresh = is_int(active) and is_int(created) and active <= created
    if is_fresh and subject.user.get("last_sign_in_at") is None:
        for path, body in subject.objects:
            if "organization" not in path and precedes(created, body.get("created_at")):
                yield f"{path} is of {body['created_at']}, the account of {created}"


@rule
def legal_accepted_at(subject: Subject) -> Iterator[str]:
    """Terms that come with a sign-up are accepted 1 ms after its address or number was given (recorded)."""
    accepted, created = subject.user.get("legal_accepted_at"), subject.user.get("created_at")
    given = [body.get("created_at") for name in CONTACTS for _, body in subject.items[name]]
    earlier = [at for at in given if is_int(at) and precedes(at, created)]
    is_at_sign_up = precedes(accepted, created) or (accepted is not None and accepted == created)
    if is_at_sign_up and earlier and accepted not in [at + 1 for at in earlier]:
        yield f"{accepted} is not just after one of {earlier}"


@rule
def newest_first(subject: Subject) -> Iterator[str]:
    """Addresses, numbers and accounts are listed newest first, in every recorded body with two of them."""
    for name in ("email_addresses", "phone_numbers", "external_accounts"):
        times = [body.get("created_at") for _, body in subject.items[name]]
        for earlier, later in itertools.pairwise(times):
            if precedes(earlier, later):
                yield f"{name} has one of {earlier} before one of {later}"
