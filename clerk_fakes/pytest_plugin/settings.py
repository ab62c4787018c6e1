"""What a run is told: by the command line, else by the environment, else by the ini file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.errors import ClerkFakesError, InvalidArgument
from clerk_fakes.pytest_plugin.options import OPTIONS, Said, about, refuse_strangers

if TYPE_CHECKING:
    from clerk_fakes.factories.base import RecordFactory
    from clerk_fakes.population import Population
    from clerk_fakes.pytest_plugin.reach import Reach
    from clerk_fakes.pytest_plugin.roster import Roster

PACKED, ALL = "packed", "all"
RANDOM, LAST = "random", "last"
CACHED_SEED = "clerk_fakes/seed"
WORKER_SEED = "clerk_seed"


class Settings:
    """What the fixtures go by: a seed, globs over cases, and the `circumstances` that a population takes beside it."""

    def __init__(self, seed: int, cases: tuple[str, ...], circumstances: Mapping[str, Any]) -> None:
        self.seed = seed
        self.cases = cases
        self.circumstances = circumstances

    @cached_property
    def population(self) -> Population:
        """The population that the users of this run are from."""
        from clerk_fakes.population import Population

        return Population(self.seed, **self.circumstances)

    @cached_property
    def factory(self) -> type[RecordFactory]:
        """The factory of users of this run."""
        from clerk_fakes.factories import UserFactory, user_factory

        return user_factory(**self.circumstances) if self.circumstances else UserFactory

    @property
    def schema(self) -> str | None:
        """The path of the newer document, if there is one."""
        return self.circumstances.get("schema")

    @property
    def flags(self) -> list[str]:
        """What `clerk-fakes generate` is told to make the same users."""
        return ["--seed", str(self.seed), *(word for name, each in self._each() for word in (f"--{name}", each))]

    def header(self) -> str:
        """The line that says what the run goes by."""
        said = "".join(f", {name} {each}" for name, each in self._each() if name != "schema")
        return f"clerk_fakes: seed {self.seed}, cases {' '.join(self.cases)}{said}, schema {self._edition()}"

    def _each(self) -> Iterator[tuple[str, str]]:
        for name, value in self.circumstances.items():
            yield from ((name, each) for each in (value if name == "locale" else (value,)))

    def _edition(self) -> str:
        if self.schema is None:
            from clerk_fakes.schema.bundled import EDITION, bundled

            return str(bundled()[EDITION])
        from clerk_fakes.schema.reader import read

        return f"{self.schema} ({read(self.schema).edition or 'of no known edition'})"


SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
SAID: pytest.StashKey[Mapping[str, Said]] = pytest.StashKey()
ROSTER: pytest.StashKey[Roster] = pytest.StashKey()
RUNNING: pytest.StashKey[pytest.Item] = pytest.StashKey()
REACH: pytest.StashKey[Reach] = pytest.StashKey()


def settle(config: pytest.Config) -> None:
    """Work out what the run goes by; raises `pytest.UsageError` for what cannot be."""
    said = {option.name: found for option in OPTIONS if (found := about(config, option))}
    config.stash[SAID] = said
    circumstances = {name: it.value for name, it in said.items() if name in ("schema", "now")}
    lists = {name: _listed(it.value) for name, it in said.items() if name in ("locale", "cases")}
    cases = lists.pop("cases", (PACKED,))
    config.stash[SETTINGS] = Settings(_seed(config, said.get("seed")), cases, {**lists, **circumstances})
    if not is_worker(config):
        refuse_strangers()
        check(config, at_once=True)


def check(config: pytest.Config, *, at_once: bool = False) -> None:
    """Raise `pytest.UsageError` for what cannot be; at once, only what this very run was told.

    Checking imports what many a run does not need. What the ini file says is checked once a test needs it, or for
    workers, who would not know how to say what is wrong.
    """
    settings = config.stash[SETTINGS]
    everything = not at_once or config.getoption("numprocesses", None)
    for name, said in config.stash[SAID].items():
        if name in CHECKS and (everything or not said.is_lasting):
            with _refused(said):
                CHECKS[name](settings)


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker of pytest-xdist."""
    return hasattr(config, "workerinput")


def _seed(config: pytest.Config, said: Said | None) -> int:
    if is_worker(config):  # the one who started it has settled it
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
            raise InvalidArgument(f"{said.value!r} is no seed; give a whole number, 'random' or 'last'") from None


def _last(config: pytest.Config, said: Said) -> int:
    cache = getattr(config, "cache", None)
    seed = cache.get(CACHED_SEED, None) if cache else None
    if seed is None:
        raise pytest.UsageError(f"{said.place}: pytest remembers no seed of an earlier run; give a number, or random")
    return int(seed)


def remember(config: pytest.Config) -> None:
    """Keep the seed for `last`."""
    cache = getattr(config, "cache", None)
    seed = config.stash[SETTINGS].seed
    if cache and not is_worker(config) and cache.get(CACHED_SEED, None) != seed:
        cache.set(CACHED_SEED, seed)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


@contextmanager
def _refused(said: Said) -> Iterator[None]:
    try:
        yield
    except ClerkFakesError as error:
        raise pytest.UsageError(f"{said.place}: {error}") from error


def _check_locale(settings: Settings) -> None:
    from clerk_fakes.primitives.names import checked_locales

    checked_locales(settings.circumstances["locale"])


def _check_schema(settings: Settings) -> None:
    from clerk_fakes.schema.reader import read

    read(settings.schema)


def _check_now(settings: Settings) -> None:
    from clerk_fakes.primitives.times import milliseconds

    milliseconds(settings.circumstances["now"])


def _check_cases(settings: Settings) -> None:
    """Raise `UnknownName` for a glob that selects nothing in any catalogue."""
    if not {*settings.cases} <= {PACKED, ALL}:
        from clerk_fakes.pytest_plugin.catalogues import CATALOGUES, refuse_unknown

        refuse_unknown(settings.cases, CATALOGUES.values(), settings.schema)


CHECKS: dict[str, Callable[[Settings], None]] = {
    "cases": _check_cases,
    "locale": _check_locale,
    "schema": _check_schema,
    "now": _check_now,
}
