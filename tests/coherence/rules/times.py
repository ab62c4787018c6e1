"""The order of times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.coherence.rules.core import Subject, precedes, rule

DAY = 86_400_000
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
    """A user is active once created, or at midnight (UTC) of that day: some activity is rounded to days."""
    created: Any = subject.user.get("created_at")
    moment: Any = subject.user.get("last_active_at")
    if precedes(moment, created) and (moment % DAY or created - moment >= DAY):
        yield f"{moment} is before created_at {created}"


@rule
def never_signed_in(subject: Subject) -> Iterator[str]:
    """A user who never signed in was never active, and the other way round."""
    signed_in, active = subject.user.get("last_sign_in_at"), subject.user.get("last_active_at")
    if (signed_in is None) != (active is None):
        yield f"last_sign_in_at is {signed_in}, last_active_at {active}"
