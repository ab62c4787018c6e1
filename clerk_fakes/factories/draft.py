"""What one call of a factory makes, as far as it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import factory.random
from factory.declarations import SKIP

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.fill.pins import SPLITTER, Path, path_of
from clerk_fakes.schema.shapes import Json
from clerk_fakes.simulation.requests.users import bits_of

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory

DECIDING = VALIDATE, SEED, INDEX = "_validate", "_seed", "_index"  # what a call takes beside fields and traits


class Draft:
    """What a call makes as far as it is known, for declarations to read before all of them are computed."""

    def __init__(
        self, maker: type[RecordFactory], given: Mapping[str, Any], compute: Callable[[str, Any], Any] | None = None
    ) -> None:
        self._maker, self._part = maker, maker.part()
        self._given, self._compute = given, compute
        self._who = self.who()
        self._bits = _bits(self._who)
        fields = self._part.fields
        self._pins = {path_of(it): pin for it, pin in given.items() if pin is not SKIP and root_of(it) in fields}
        self._traits = maker.traits_in(given)
        self._inside: dict[str, dict[str, Json]] = {}
        self._make()

    def who(self) -> dict[str, int]:
        """The seed and the index that decide about all that is not pinned; without any, factory_boy's randomness."""
        return {name: self._given[name] for name in (SEED, INDEX) if name in self._given}

    @property
    def keywords(self) -> dict[str, Any]:
        """What makes the same object again, declarations having come to what they have come to."""
        pins = {SPLITTER.join(map(str, path)): pin for path, pin in self._pins.items()}
        judged = {VALIDATE: False} if self._given.get(VALIDATE) is False else {}
        return {**dict.fromkeys(sorted(self._traits), True), **pins, **judged, **self._who}

    def _make(self) -> None:
        self._user = self._part.user(self._bits, self._traits, self._pins)
        self._record = self._part.within(self._user)

    def inside(self, name: str, path: str, pin: Any) -> Json:
        """What is pinned below a field."""
        full = f"{name}{SPLITTER}{path}"
        return self._given[full] if full in self._given or not self._compute else self._compute(full, pin)

    def read(self, name: str, inside: dict[str, Json]) -> Json:
        """The value of a field that nobody pins as a whole."""
        self._inside[name] = {path: pin for path, pin in inside.items() if pin is not SKIP}
        return self._record.get(name, SKIP)

    def settle(self, computed: Mapping[str, Any]) -> None:
        """Take in what declarations have come to; what has to be made anew is made from the same random bits."""
        traits, pins = self._maker.traits_in(computed), dict(self._pinned(computed))
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
        """The object without the fields that are skipped; judged, if it has a pin and nobody turns that off."""
        is_judged = given.get(VALIDATE, True)
        if not isinstance(is_judged, bool):
            raise InvalidArgument(f"{VALIDATE}={is_judged!r} neither judges nor lets pass; give True or False")
        skipped = [name for name, value in given.items() if value is SKIP and name not in self._inside]
        for name in skipped:
            self._record.pop(name, None)
        if is_judged and (self._pins or skipped):
            self._part.validate(self._user)
        return self._record


def root_of(name: str) -> str:
    """The field that a path begins with."""
    return name.partition(SPLITTER)[0]


def _bits(who: Mapping[str, int]) -> int:
    if not who:
        return factory.random.randgen.getrandbits(64)
    for name, number in who.items():
        if not isinstance(number, int):
            raise InvalidArgument(f"{name}={number!r} names nobody; give a whole number")
        if name == INDEX and number < 0:
            raise InvalidArgument(f"{name}={number!r} names nobody; give a whole number from 0")
    return bits_of(who.get(SEED, 0), who.get(INDEX, 0))
