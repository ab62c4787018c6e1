"""User i of seed s: an endless sequence that can be read in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, overload

from clerk_fakes.errors import InvalidArgument, OutOfRange
from clerk_fakes.options import DEFAULTS, OPTIONS, PopulationOptions
from clerk_fakes.primitives.names import People, checked_locales
from clerk_fakes.primitives.randomness import Source
from clerk_fakes.primitives.times import milliseconds, moment
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.simulation.events.sign_ups import weighted
from clerk_fakes.simulation.history import State
from clerk_fakes.simulation.instance import Instance
from clerk_fakes.simulation.settings import InstanceSettings, settings_of

SIZE = 62**7  # more users than any database holds


@dataclass(frozen=True, eq=False, repr=False)
class Population(PopulationOptions):
    """Believable users, each of which depends on `(seed, its index, the options)` alone.

    `locale` is one Faker locale or several, mixed by chance. `now` is the time that all users lie before (ISO 8601 or
    a datetime; UTC where it has no zone). `stories` maps names of sign-ups to whole weights, and allows no others.
    `organizations` adds memberships, `unverified_sign_ups` has nobody verify what they sign up with, `clerk_test` adds
    the `+clerk_test` subaddress of Clerk's test mode. `schema` is the path (or the mapping) of a newer document: JSON
    Schema or Clerk's OpenAPI, JSON or YAML. What else an instance decides for all its users follows from the seed.

    >>> Population(seed=7)[3] == Population(seed=7)[:10][3]
    True
    """

    size: ClassVar[int] = SIZE
    seed: int = 0
    document: Document = field(init=False)
    _instance: Instance = field(init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.seed, int):
            raise InvalidArgument(f"seed={self.seed!r} must be a whole number")
        for option in OPTIONS:
            value = getattr(self, option.name)
            if option.kind == "switch" and not isinstance(value, bool):
                raise InvalidArgument(f"{option.name}={value!r} must be True or False")
        locales = checked_locales(self.locale)
        sign_ups = weighted(self.stories)
        self._set(
            seed=int(self.seed),
            locale=locales[0] if len(locales) == 1 else locales,
            stories=None if self.stories is None else dict(self.stories),
            document=read(self.schema),
        )
        self._set(_instance=Instance(self._settings(locales), sign_ups))

    def _set(self, **values: Any) -> None:
        """Set fields that follow from others, once."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _settings(self, locales: tuple[str, ...]) -> InstanceSettings:
        source = Source(self.seed)
        offset = int.from_bytes(source.block(0, 0)[:8], "big")
        return InstanceSettings(
            source,
            milliseconds(self.now),
            People(locales, offset),
            self.document,
            phone_offset=offset,
            **{option.name: getattr(self, option.name) for option in OPTIONS if option.kind == "switch"},
            **settings_of(source),
        )

    @property
    def _arguments(self) -> dict[str, Any]:
        return {option.name: getattr(self, option.name) for option in OPTIONS}

    @property
    def options(self) -> dict[str, Json]:
        """The arguments that make this population, `now` in Unix milliseconds and `schema` by its digest, as JSON."""
        return {
            "seed": self.seed,
            **self._arguments,
            "locale": self.locale if isinstance(self.locale, str) else list(self.locale),
            "now": self._instance.settings.now,
            "schema": self.document.digest,
        }

    @classmethod
    def remade(cls, options: Mapping[str, Json], schema: str | Path | Mapping[str, Json] | None = None) -> Population:
        """The population of these options; `schema` has to be the document that it was made by."""
        known = cls().options
        given = options if isinstance(options, Mapping) else {}
        arguments = {name: value for name, value in given.items() if name in known}
        if arguments.keys() != known.keys():
            raise InvalidArgument(f"{options!r} are not the options of a population; give {', '.join(known)}")
        now = moment(arguments["now"])
        made = cls(**{**arguments, "now": now, "schema": schema})
        if made.document.digest != arguments["schema"]:
            raise InvalidArgument(
                "these users were made by another document; give that one as schema, or with --schema"
            )
        return made

    def __reduce__(self) -> tuple[Callable[[], Population], tuple[()]]:
        """Another process makes it again from its arguments."""
        return partial(type(self), self.seed, **self._arguments), ()

    def __repr__(self) -> str:
        changed = [f"{name}={value!r}" for name, value in self._arguments.items() if value != DEFAULTS[name]]
        return f"{type(self).__name__}({', '.join([str(self.seed), *changed])})"

    @overload
    def __getitem__(self, index: int) -> User: ...
    @overload
    def __getitem__(self, index: slice) -> list[User]: ...
    def __getitem__(self, index: int | slice) -> User | list[User]:
        """User `index`, or the list of a slice's; raises `OutOfRange` where there is none."""
        if isinstance(index, slice):
            return [self._user(number) for number in _indices(index)]
        return self._user(_checked(index))

    def __iter__(self) -> Iterator[User]:
        return self.starting(0)

    def starting(self, index: int) -> Iterator[User]:
        """All users from that index on, one at a time."""
        return map(self._user, range(_checked(index), SIZE))

    def take(self, n: int) -> list[User]:
        """The first n users."""
        return self[:n]

    def _user(self, index: int) -> User:
        return self._instance.user(index)

    def history(self, index: int) -> list[State]:
        """Every state of user `index`, each with its event and time (ms), in order; the last is the user."""
        return self._instance.history(_checked(index))


def _checked(index: int) -> int:
    if not isinstance(index, int):
        raise InvalidArgument(f"population[{index!r}]: users are numbered; give a whole number or a slice")
    if not 0 <= index < SIZE:
        raise OutOfRange(f"population[{index}]: users are numbered from 0 to {SIZE - 1}, without an end to count from")
    return index


def _indices(index: slice) -> range:
    start, stop, step = index.start or 0, index.stop, 1 if index.step is None else index.step
    if stop is None:
        raise OutOfRange(f"population[{index}]: a population has no end; give a slice like [10:20]")
    if not (isinstance(start, int) and isinstance(stop, int) and isinstance(step, int) and step):
        raise InvalidArgument(f"population[{index}]: users are numbered; give a slice of whole numbers like [10:20]")
    if min(start, stop) < 0 or step < 0:
        raise OutOfRange(f"population[{index}]: a population has no end to count from; give a slice like [10:20]")
    if start < stop and stop > SIZE:
        raise OutOfRange(f"population[{index}]: users are numbered from 0 to {SIZE - 1}; end the slice at {SIZE}")
    return range(start, stop, step)
