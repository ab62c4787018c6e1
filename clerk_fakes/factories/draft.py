"""What one call of a factory makes, as far as its declarations are computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import factory.random
from factory.declarations import SKIP

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.factories.parts import Part
from clerk_fakes.fill.pins import SPLITTER, Path, path_of
from clerk_fakes.schema.shapes import Json
from clerk_fakes.simulation.requests.users import bits_of

OPTIONS = VALIDATE, SEED, INDEX = "_validate", "_seed", "_index"  # what a call takes beside fields and traits


class Draft:
    """What a call makes as far as it is known, for declarations to read before all of them are computed."""

    def __init__(self, part: Part, given: Mapping[str, Any], compute: Callable[[str, Any], Any] | None = None) -> None:
        self._part = part
        self._given, self._compute = given, compute
        self._seeding = self.seeding()
        self._bits = _bits(self._seeding)
        fields = self._part.fields
        self._pins = {path_of(it): pin for it, pin in given.items() if pin is not SKIP and root_of(it) in fields}
        self._traits = part.traits_in(given)
        self._inside: dict[str, dict[str, Json]] = {}
        self._make()

    def seeding(self) -> dict[str, int]:
        """The seed and the index that decide what is not pinned; without either, factory_boy's randomness does."""
        return {name: self._given[name] for name in (SEED, INDEX) if name in self._given}

    @property
    def keywords(self) -> dict[str, Any]:
        """The arguments that make the same object again, with declarations as they were computed."""
        pins = {SPLITTER.join(map(str, path)): pin for path, pin in self._pins.items()}
        unchecked = {VALIDATE: False} if self._given.get(VALIDATE) is False else {}
        return {**dict.fromkeys(sorted(self._traits), True), **pins, **unchecked, **self._seeding}

    def _make(self) -> None:
        self._user = self._part.user(self._bits, self._traits, self._pins)
        self._record = self._part.within(self._user)

    def inside(self, name: str, path: str, pin: Any) -> Json:
        """What is pinned below a field."""
        full = f"{name}{SPLITTER}{path}"
        return self._given[full] if full in self._given or not self._compute else self._compute(full, pin)

    def read(self, name: str, inside: dict[str, Json]) -> Json:
        """The value of a field that is not pinned as a whole."""
        self._inside[name] = {path: pin for path, pin in inside.items() if pin is not SKIP}
        return self._record.get(name, SKIP)

    def update(self, computed: Mapping[str, Any]) -> None:
        """Take in computed declarations; where they change anything, the same random bits make the object again."""
        traits, pins = self._part.traits_in(computed), dict(self._pinned(computed))
        if (traits, pins) != (self._traits, self._pins):
            self._traits, self._pins = traits, pins
            self._make()

    def _pinned(self, computed: Mapping[str, Any]) -> Iterator[tuple[Path, Json]]:
        for name in self._part.fields:
            if name in self._inside:
                yield from ((path_of(f"{name}{SPLITTER}{below}"), pin) for below, pin in self._inside[name].items())
            elif computed.get(name, SKIP) is not SKIP:
                yield (name,), computed[name]
                yield from (pin for pin in self._pins.items() if pin[0][0] == name and len(pin[0]) > 1)

    def finished(self, given: Mapping[str, Any]) -> dict[str, Json]:
        """The object without the fields that are skipped; validated if it has a pin, unless that is turned off."""
        is_validated = given.get(VALIDATE, True)
        if not isinstance(is_validated, bool):
            raise InvalidArgument(f"{VALIDATE}={is_validated!r} must be True or False")
        skipped = [name for name, value in given.items() if value is SKIP and name not in self._inside]
        for name in skipped:
            self._record.pop(name, None)
        if is_validated and (self._pins or skipped):
            self._part.validate(self._user)
        return self._record


def root_of(name: str) -> str:
    """The field that a path begins with."""
    return name.partition(SPLITTER)[0]


def _bits(seeding: Mapping[str, int]) -> int:
    if not seeding:
        return factory.random.randgen.getrandbits(64)
    for name, number in seeding.items():
        if not isinstance(number, int):
            raise InvalidArgument(f"{name}={number!r} must be a whole number")
        if name == INDEX and number < 0:
            raise InvalidArgument(f"{name}={number!r} must be a whole number from 0")
    return bits_of(seeding.get(SEED, 0), seeding.get(INDEX, 0))
