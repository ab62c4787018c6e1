"""The settings of a run: a seed, globs over cases, and the options of its population."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.errors import ClerkFakesError, InvalidArgument
from clerk_fakes.pytest_plugin.config_values import LISTS, OF_POPULATION, OPTIONS, ConfigValue, config_value

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.population import Population

PACKED, ALL, ALLOWED = "packed", "all", "allowed"
EXCLUDED = "!"  # as in catalogue/globs.py, which every run of pytest would wait for
RANDOM, LAST = "random", "last"
CACHED_SEED = "clerk_fakes/seed"
WORKER_SEED = "clerk_seed"


class Settings:
    """What the fixtures use: a seed, globs over cases, and the `options` that a population takes beside it."""

    def __init__(self, seed: int, cases: tuple[str, ...], options: Mapping[str, Any]) -> None:
        self.seed = seed
        self.cases = cases
        self.options = options

    @cached_property
    def population(self) -> Population:
        """The population that the users of this run are from."""
        from clerk_fakes.population import Population

        return Population(self.seed, **self.options)

    @cached_property
    def factory(self) -> type[RecordFactory]:
        """The factory of users of this run."""
        from clerk_fakes.factories import UserFactory, user_factory

        return user_factory(**self.options) if self.options else UserFactory

    @property
    def schema(self) -> str | None:
        """The path of the newer document, if there is one."""
        return self.options.get("schema")

    @property
    def flags(self) -> list[str]:
        """The flags with which `clerk-fakes generate` makes the same users."""
        options = (word for name, each in self._each() for word in (OF_POPULATION[name], each))
        return ["--seed", str(self.seed), *options]

    def header(self) -> str:
        """The line that pytest's header has."""
        options = "".join(f", {name} {each}" for name, each in self._each() if name != "schema")
        wanted = [glob for glob in self.cases if not glob.startswith(EXCLUDED)]  # without any it is packed
        sent = " (sent)" if {PACKED, ALL}.issuperset(wanted) else ""
        return f"clerk_fakes: seed {self.seed}, cases {' '.join(self.cases)}{sent}{options}, schema {self._edition()}"

    def _each(self) -> Iterator[tuple[str, str]]:
        for name, value in self.options.items():
            yield from ((name, each) for each in (value if name in LISTS else (value,)))

    def _edition(self) -> str:
        if self.schema is None:
            from clerk_fakes.schema.bundled import EDITION, bundled

            return str(bundled()[EDITION])
        from clerk_fakes.schema.reader import read

        return f"{self.schema} ({read(self.schema).edition or 'of no known edition'})"


SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
CONFIG_VALUES: pytest.StashKey[Mapping[str, ConfigValue]] = pytest.StashKey()


def configure(config: pytest.Config) -> None:
    """Work out the settings of a run; raises `pytest.UsageError` for a seed that is none."""
    values = {option.name: found for option in OPTIONS if (found := config_value(config, option))}
    config.stash[CONFIG_VALUES] = values
    options = {name: it.several if name in LISTS else it.value for name, it in values.items() if name in OF_POPULATION}
    cases = values["cases"].several if "cases" in values else (PACKED,)
    config.stash[SETTINGS] = Settings(_seed(config, values.get("seed")), cases, options)


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker of pytest-xdist."""
    return hasattr(config, "workerinput")


def _seed(config: pytest.Config, given: ConfigValue | None) -> int:
    if is_worker(config):  # the process that started it has chosen it
        return int(getattr(config, "workerinput")[WORKER_SEED])  # noqa: B009  # xdist adds it, and types do not know
    if given is None:
        return 0
    if given.value == RANDOM:
        return int.from_bytes(os.urandom(4), "big")
    if given.value == LAST:
        return _last(config, given)
    with refusing(given):
        try:
            return int(given.value)
        except ValueError:
            raise InvalidArgument(f"{given.value!r} must be a whole number, 'random' or 'last'") from None


def _last(config: pytest.Config, given: ConfigValue) -> int:
    cache = getattr(config, "cache", None)
    seed = cache.get(CACHED_SEED, None) if cache else None
    if seed is None:
        raise pytest.UsageError(f"{given.place}: pytest remembers no seed of an earlier run; give a number, or random")
    return int(seed)


def remember(config: pytest.Config) -> None:
    """Keep the seed for `last`."""
    cache = getattr(config, "cache", None)
    seed = config.stash[SETTINGS].seed
    if cache and not is_worker(config) and cache.get(CACHED_SEED, None) != seed:
        cache.set(CACHED_SEED, seed)


@contextmanager
def refusing(given: ConfigValue) -> Iterator[None]:
    """Turn an error into one of usage that names where the value was given."""
    try:
        yield
    except ClerkFakesError as error:
        raise pytest.UsageError(f"{given.place}: {error}") from error
