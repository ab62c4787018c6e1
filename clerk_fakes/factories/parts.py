"""Which part of a user a factory makes: each is a user of which the rest is thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from factory.declarations import SKIP

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.fill.pins import Path, path_of, shape_at
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, Record, User
from clerk_fakes.schema.validator import validator_of
from clerk_fakes.schema.walks import TAG, VERIFICATION, options, records, verification_variants
from clerk_fakes.simulation.requests.traits import TRAIT_NAMES, consistent
from clerk_fakes.simulation.requests.users import Beginning, Circumstances, requested_user, usual


@dataclass(frozen=True)
class Part:
    """The object that a path leads to in users of some circumstances; `always` is what is pinned from the start."""

    path: Path
    record: Record
    traits: frozenset[str] = frozenset()
    always: Mapping[Path, Json] = field(default_factory=dict)
    circumstances: Circumstances = field(default_factory=usual)

    @cached_property
    def fields(self) -> dict[str, None]:
        """Its keys, in the document's order."""
        return dict.fromkeys(field.name for field in self.record.fields)

    def user(self, bits: int, traits: frozenset[str], pins: Mapping[Path, Json]) -> User:
        """The user that has this part, with the pins below it."""
        below = {(*self.path, *path): value for path, value in pins.items()} if self.path else pins
        pins = {**self.always, **below} if self.always else below
        return requested_user(Beginning.seeded(bits), traits, pins, self.circumstances)

    def validate(self, user: User) -> None:
        """Raise `InvalidUser` for a user that the document refuses."""
        validator_of(self.circumstances.document).validate(user)

    def traits_in(self, given: Mapping[str, Any]) -> frozenset[str]:
        """The traits that are turned on; raises for a value that is not a switch, and for traits that contradict."""
        switches = {name: given[name] for name in self.traits & given.keys() if given[name] is not SKIP}
        for name, value in switches.items():
            if not isinstance(value, bool):
                raise InvalidArgument(f"{name}={value!r} must be True or False, to turn the trait on or off")
        return consistent([name for name, is_on in switches.items() if is_on])

    def within(self, user: User) -> dict[str, Any]:
        """The part of a user itself, no copy."""
        found: Any = user
        for step in self.path:
            found = found[step]
        return cast("dict[str, Any]", found)


def whole_user(circumstances: Circumstances | None = None) -> Part:
    """The user itself, which alone has traits."""
    where = circumstances or usual()
    return Part((), where.document.root, frozenset(TRAIT_NAMES), circumstances=where)


def part(name: str) -> Part:
    """The part under a path such as `email_addresses__0`."""
    path = path_of(name)
    (record, *_) = records(shape_at(read().root, path))
    return Part(path, record, always=_alone(path))


def _alone(path: Path) -> dict[Path, Json]:
    """Pins for one thing in its list, and for an address that is tied to no account."""
    accounts = ("external_accounts", "saml_accounts", "enterprise_accounts") if path[0] == "email_addresses" else ()
    return {path[:1]: 1, **{(name,): 0 for name in accounts}}


def verification_part(tag: str) -> Part:
    """The verification of a variant, on the first thing of a user that may have it."""
    carrier, record = next(found for found in verification_variants(read().root) if tag in options(found[1], TAG))
    path = (carrier, 0, VERIFICATION)
    return Part(path, record, always={**_alone(path), (*path, TAG): tag})
