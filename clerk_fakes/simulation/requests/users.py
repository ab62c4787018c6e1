"""Users that are asked for one at a time: by factories, strategies and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from clerk_fakes.fill.pins import Pins
from clerk_fakes.primitives.names import OnePerson, People, checked_locales
from clerk_fakes.primitives.phones import any_phone
from clerk_fakes.primitives.randomness import Decisions, Details, PlainDecisions, SeededDecisions, Source
from clerk_fakes.primitives.times import NOW, milliseconds
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.simulation.events.sign_ups import weighted
from clerk_fakes.simulation.instance import Instance
from clerk_fakes.simulation.requests.inference import infer
from clerk_fakes.simulation.requests.traits import TRAITS
from clerk_fakes.simulation.settings import InstanceSettings

SOURCE = Source(0)
NUMBERS = 1 << 30  # different people
DECISIONS = 1 << 34


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The document that users follow, the locales of their names, and the time (ms) that they all lie before."""

    document: Document
    locales: tuple[str, ...] = ("en_US",)
    now: int = milliseconds(NOW)

    @classmethod
    def checked(
        cls, locale: str | Iterable[str], now: str | datetime, schema: str | Path | Mapping[str, Json] | None
    ) -> Circumstances:
        """The circumstances that a caller gives, checked."""
        return cls(read(schema), checked_locales(locale), milliseconds(now))


@cache
def usual() -> Circumstances:
    """The bundled document, in English, and the time that is the default everywhere."""
    return Circumstances(read())


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a user is made from: its number, and what decides the rest.

    Number 0 is Ada Lovelace.
    """

    number: int
    decisions: Decisions
    details: Details

    @classmethod
    def seeded(cls, bits: int) -> Beginning:
        """Everything from 64 random bits."""
        seeded = SeededDecisions(SOURCE, bits)
        return cls(bits // DECISIONS + 1, seeded, seeded)


def plainest() -> Beginning:
    """Ada Lovelace, who takes the plain side of every decision."""
    return Beginning(0, PlainDecisions(), Details(SOURCE, 0))


def bits_of(seed: int, index: int) -> int:
    """64 bits that are those of no other index; neighbours have neighbouring numbers."""
    mixed = int.from_bytes(Source(seed).block(0, 0)[:8], "big")
    return (mixed + index) % NUMBERS * DECISIONS + mixed % DECISIONS


def requested_user(
    beginning: Beginning, traits: frozenset[str], pins: Pins, circumstances: Circumstances | None = None
) -> User:
    """The user of a beginning with traits and pins: coherent where the pins are, and with each of them."""
    circumstances = circumstances or usual()
    request = infer(circumstances.document.root, traits, pins)
    switches = frozenset(TRAITS[name].setting for name in request.traits if name in TRAITS) - {""}
    instance = instance_of(circumstances, switches, is_ada=beginning.number == 0)
    return instance.user(beginning.number, request, decisions=beginning.decisions, details=beginning.details)


@lru_cache(maxsize=64)
def instance_of(
    circumstances: Circumstances,
    switches: frozenset[str] = frozenset(),
    *,
    all_verified: bool = True,
    is_ada: bool = False,
) -> Instance:
    """The instance of some circumstances, with those settings switched on; Ada Lovelace has one of her own."""
    people = OnePerson() if is_ada else People(circumstances.locales)
    on: dict[str, Any] = dict.fromkeys(switches, True)
    return Instance(_settings(circumstances, people, {"all_verified": all_verified, **on}), weighted())


# Instances that differ in what their owners decide, the plainest first.
INSTANCES: tuple[dict[str, Any], ...] = (
    {},
    {"organizations": True},
    {"unverified_sign_ups": True, "attempts": 10},
    {"delete_self_enabled": False, "attempts": None},
    {"attempts": 5},
)


@lru_cache(maxsize=256)
def any_instance(
    circumstances: Circumstances, number: int, sign_up: str | None = None, *, is_ada: bool = False
) -> Instance:
    """One of `INSTANCES`, to which people sign up in one way or in any, or Ada Lovelace alone."""
    people = OnePerson() if is_ada else People(circumstances.locales)
    settings = _settings(circumstances, people, INSTANCES[number])
    return Instance(settings, weighted({sign_up: 1} if sign_up else None))


def _settings(circumstances: Circumstances, people: People | OnePerson, others: dict[str, Any]) -> InstanceSettings:
    return InstanceSettings(SOURCE, circumstances.now, people, circumstances.document, any_phone, **others)
