"""What the house must not move while it is rebuilt: users, factory calls, cases, breaks and wild bodies by digest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.breaks import breaks
from clerk_fakes.cases import cases, packed, verification_cases
from clerk_fakes.factories import UserFactory
from clerk_fakes.wild import wild

KNOWN = Path(__file__).with_name("digests.json")
TRAITS = ("google", "phone", "saml", "mfa", "locked_out", "never_signed_in", "no_email", "with_organization")


def populations() -> Iterable[Any]:
    for seed in range(50):
        yield Population(seed, organizations=bool(seed % 2)).take(200)


def factory_calls() -> Iterable[Any]:
    for number in range(500):
        pins: dict[str, Any] = {TRAITS[number % 8]: True} if number % 3 else {"email_addresses": 1 + number % 4}
        yield UserFactory(_seed=number, **pins)


MAKERS: dict[str, Callable[[], Iterable[Any]]] = {
    "populations": populations,
    "factory calls": factory_calls,
    "cases": lambda: ([case.id, case.user] for case in cases()),
    "verification cases": lambda: ([case.id, case.user] for case in verification_cases()),
    "packed": packed,
    "breaks": lambda: ([each.id, each.pointer, each.keyword, each.user] for each in breaks()),
    "wild": lambda: ([each.id, each.user] for each in wild()),
}


def digest(made: Iterable[Any]) -> str:
    hashed = sha256()
    for each in made:
        hashed.update(json.dumps(each).encode())
    return hashed.hexdigest()


@pytest.mark.parametrize("name", MAKERS)
def test_bytes_are_as_they_were(name: str) -> None:
    assert digest(MAKERS[name]()) == json.loads(KNOWN.read_text())[name]


if __name__ == "__main__":
    KNOWN.write_text(json.dumps({name: digest(make()) for name, make in MAKERS.items()}, indent=2) + "\n")
