"""What a run is told: by the command line, else by the environment, else by the ini file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.errors import ClerkFakesError, InvalidArgument, UnknownName, suggestion
from clerk_fakes.pytest_plugin.options import OPTIONS, Said, about, refuse_strangers

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.makers.population import Population
    from clerk_fakes.pytest_plugin.reach import Reach
    from clerk_fakes.pytest_plugin.roster import Roster

PACKED, ALL = "packed", "all"
RANDOM, LAST = "random", "last"
CACHED_SEED = "clerk_fakes/seed"
WORKER_SEED = "clerk_seed"


class Settings:
    """What the fixtures go by; `told` is what a population is told beyond its seed."""

    def __init__(self, seed: int, cases: str, told: Mapping[str, Any]) -> None:
        self.seed = seed
        self.cases = cases
        self.told = told

    @cached_property
    def population(self) -> Population:
        """The population that the users of this run are from."""
        from clerk_fakes.makers.population import Population

        return Population(self.seed, **self.told)

    @cached_property
    def factory(self) -> type[RecordFactory]:
        """The factory of users of this run."""
        from clerk_fakes.factories import UserFactory, user_factory

        return user_factory(**self.told) if self.told else UserFactory

    @property
    def schema(self) -> str | None:
        """The path of the newer document, if there is one."""
        return self.told.get("schema")

    @property
    def flags(self) -> list[str]:
        """What `clerk-fakes generate` is told to make the same users."""
        return ["--seed", str(self.seed), *(word for name, each in self._each_told() for word in (f"--{name}", each))]

    def header(self) -> str:
        """The line that says what the run goes by."""
        told = "".join(f", {name} {each}" for name, each in self._each_told())
        return f"clerk_fakes: seed {self.seed}, cases {self.cases}{told}; {self._edition()}"

    def _each_told(self) -> Iterator[tuple[str, str]]:
        for name, value in self.told.items():
            yield from ((name, each) for each in (value if name == "locale" else (value,)))

    def _edition(self) -> str:
        from clerk_fakes import __version__

        if self.schema is None:
            return f"Clerk's schema as of {__version__}"
        from clerk_fakes.schema.reader import read

        return f"Clerk's schema of {read(self.schema).edition or 'no known edition'}"


SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
ROSTER: pytest.StashKey[Roster] = pytest.StashKey()
REACH: pytest.StashKey[Reach] = pytest.StashKey()


def settle(config: pytest.Config) -> Settings:
    """Work out what the run goes by; raises `pytest.UsageError` for what cannot be."""
    said = {option.name: found for option in OPTIONS if (found := about(config, option))}
    seed = _seed(config, said.pop("seed", None))
    cases = said.pop("cases", Said(PACKED, ""))
    told = {name: _listed(it.value) if name == "locale" else it.value for name, it in said.items()}
    settings = Settings(seed, cases.value, told)
    if not _is_worker(config):
        _check(settings, cases, said)
        _remember(config, seed)
    return settings


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _seed(config: pytest.Config, said: Said | None) -> int:
    if _is_worker(config):  # the one who started it has settled it
        return int(getattr(config, "workerinput")[WORKER_SEED])  # noqa: B009  # xdist adds it, and types do not know
    if said is None:
        return 0
    if said.value == RANDOM:
        return int.from_bytes(os.urandom(4), "big")
    if said.value == LAST:
        return _last(config, said)
    with _refused(said):
        try:
            return int(said.value)
        except ValueError:
            hint = suggestion(said.value, [RANDOM, LAST])
            raise InvalidArgument(f"{said.value!r} is no seed; give a whole number, random or last ({hint})") from None


def _last(config: pytest.Config, said: Said) -> int:
    cache = getattr(config, "cache", None)
    if cache is None:
        raise pytest.UsageError(f"{said.place}: pytest remembers nothing without its cacheprovider; give a number")
    return int(cache.get(CACHED_SEED, 0))


def _remember(config: pytest.Config, seed: int) -> None:
    """For `last`; a run that changes nothing writes nothing."""
    cache = getattr(config, "cache", None)
    if cache is not None and cache.get(CACHED_SEED, 0) != seed:
        cache.set(CACHED_SEED, seed)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _check(settings: Settings, cases: Said, said: Mapping[str, Said]) -> None:
    refuse_strangers()
    for name, each in said.items():
        with _refused(each):
            CHECKS[name](settings.told[name])
    if cases.value not in (PACKED, ALL):
        with _refused(cases):
            _check_glob(cases.value, settings.schema)


@contextmanager
def _refused(said: Said) -> Iterator[None]:
    try:
        yield
    except ClerkFakesError as error:
        raise pytest.UsageError(f"{said.place}: {error}") from error


def _check_locale(locale: tuple[str, ...]) -> None:
    from clerk_fakes.realism.people import checked_locales

    checked_locales(locale)


def _check_schema(path: str) -> None:
    from clerk_fakes.schema.reader import read

    read(path)


def _check_now(now: str) -> None:
    from clerk_fakes.realism.clerk import milliseconds

    milliseconds(now)


CHECKS: dict[str, Callable[[Any], None]] = {"locale": _check_locale, "schema": _check_schema, "now": _check_now}


def _check_glob(glob: str, schema: str | None) -> None:
    """Raise `UnknownName` for a glob that selects nothing in any catalogue."""
    from clerk_fakes.makers.select import selected
    from clerk_fakes.pytest_plugin.catalogues import CATALOGUES

    known = [id for catalogue in CATALOGUES.values() for id in catalogue.ids("*", schema)]
    try:
        selected(glob, known)
    except UnknownName:
        raise UnknownName(f"{glob!r} selects nothing; {suggestion(glob, [PACKED, ALL, *known])}") from None
