"""One digest of users, histories and factory calls, the same on every Python: `python -m tests.bytes_digest`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from clerk_fakes import Population
from clerk_fakes.factories import UserFactory

LOCALES = ("en_US", "de_DE", "ja_JP", "ar_AA")
TRAITS = ("google", "phone", "saml", "mfa", "locked_out", "never_signed_in", "no_email", "with_organization")


def users() -> Iterator[Any]:
    yield from Population(0).take(1_000)
    yield from Population(1, locale=LOCALES, organizations=True, clerk_test=True).take(1_000)


def histories() -> Iterator[Any]:
    population = Population(2, organizations=True)
    history = getattr(population, "history", None)
    if history is not None:
        yield from (list(history(index)) for index in range(200))


def factory_calls() -> Iterator[Any]:
    for number in range(300):
        overrides: dict[str, Any] = {TRAITS[number % 8]: True} if number % 3 else {"email_addresses": 1 + number % 4}
        yield UserFactory(_seed=number, **overrides)


def digest(made: Iterable[Any]) -> str:
    """The SHA-256 of everything as JSON, whose keys are in the order in which they were made."""
    hashed = sha256()
    for each in made:
        hashed.update(json.dumps(each, default=asdict).encode())
    return hashed.hexdigest()


if __name__ == "__main__":
    for make in (users, histories, factory_calls):
        sys.stdout.write(f"{make.__name__} {digest(make())}\n")
