"""What pins leave room for: the traits and situations that a user with these pins can be drawn with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from clerk_fakes.fill.pins import Pins
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.simulation.requests.inference import infer
from clerk_fakes.simulation.requests.situations import expanded
from clerk_fakes.simulation.requests.traits import exclude
from clerk_fakes.simulation.requests.users import plainest, requested_user

TELLING = ("object", "provider", "role", "status", "strategy")  # keys whose texts say of what kind an object is


@dataclass(frozen=True)
class Leeway:
    """The values that pins fix of a user's fields, and the traits that follow from them."""

    fixed: dict[str, Json]
    implied: tuple[str, ...]

    @classmethod
    def of(cls, pins: Pins) -> Leeway:
        """What pins leave room for."""
        request = infer(read().root, frozenset(), pins)
        emptied: dict[str, Json] = {name: [] for name in request.lengths if request.forbids(name)}
        is_phone = "mfa" in request.traits and request.fields.get("totp_enabled") is False  # what else could it be?
        implied = (*request.traits, *(("texts",) if is_phone else ()))
        return cls({**emptied, **{str(path[0]): value for path, value in pins.items()}}, implied)

    def agreeing(self, names: Iterable[str]) -> frozenset[str]:
        """The traits and situations without those that the pins, what follows from them or an earlier one excludes."""
        kept: set[str] = set()
        others = {*self.implied}
        for name in names:
            parts, _ = expanded(frozenset({name}), {})
            if self._takes(name) and not any(exclude(part, other) for part in parts for other in others):
                kept.add(name)
                others |= parts
        return frozenset(kept)

    def _takes(self, name: str) -> bool:
        """Whether a trait leaves every field that is fixed alone, or gives it the value that it is fixed to."""
        plain, user = _plainest_with(), _plainest_with(name)
        return all(
            field not in user or user[field] == value or _outline(user[field]) == _outline(plain.get(field))
            for field, value in self.fixed.items()
        )


@cache
def _plainest_with(*traits: str) -> User:
    return requested_user(plainest(), frozenset(traits), {})


def _outline(value: Json) -> Json:
    """A value without what differs between any two users, such as times and ids."""
    if isinstance(value, dict):
        return {key: inner if key in TELLING else _outline(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_outline(item) for item in value]
    return value if value is None or isinstance(value, bool) else type(value)
