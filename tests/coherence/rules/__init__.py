"""The rules, by subject: importing a file puts its rules on the list."""

from tests.coherence.rules import (
    accounts,
    contacts,
    enterprise,
    factors,
    ids,
    images,
    links,
    organizations,
    times,
    verifications,
)

__all__ = [
    "accounts",
    "contacts",
    "enterprise",
    "factors",
    "ids",
    "images",
    "links",
    "organizations",
    "times",
    "verifications",
]
