"""Checking what a run is configured by, as early as that costs nothing."""

from __future__ import annotations

import pytest

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.pytest_plugin.config_values import OF_POPULATION, refuse_unknown_variables
from clerk_fakes.pytest_plugin.settings import ALL, CONFIG_VALUES, PACKED, SETTINGS, Settings, is_worker, refusing


def check_early(config: pytest.Config) -> None:
    """Raise `pytest.UsageError` for what this very run was given and cannot be used, and for misspelled variables."""
    if not is_worker(config):
        refuse_unknown_variables()
        # Workers would not know how to report what is wrong with the ini file.
        _check(config, everything=bool(config.getoption("numprocesses", None)))


def check(config: pytest.Config) -> None:
    """Raise `pytest.UsageError` for anything that cannot be used, now that a test needs it.

    Checking imports what many a run does not need, so the ini file waits until here.
    """
    if not is_worker(config):
        _check(config, everything=True)


def _check(config: pytest.Config, *, everything: bool) -> None:
    settings = config.stash[SETTINGS]
    for name, given in config.stash[CONFIG_VALUES].items():
        if everything or not given.is_lasting:
            with refusing(given):
                if name == "cases":
                    _check_cases(settings)
                elif name in OF_POPULATION:
                    _check_option(settings, name)


def _check_option(settings: Settings, name: str) -> None:
    """Raise what a population raises for this option alone, so that the error is not that of another."""
    from clerk_fakes.population import Population

    Population(**{name: settings.options[name]})


def _check_cases(settings: Settings) -> None:
    """Raise `InvalidArgument` for no globs at all, and `UnknownName` for one that selects nothing in any catalogue."""
    if not settings.cases:
        raise InvalidArgument("names no cases; give packed, all, allowed or globs over ids, such as 'first_name=*'")
    if not {*settings.cases} <= {PACKED, ALL}:
        from clerk_fakes.pytest_plugin.catalogues import CATALOGUES, refuse_unknown

        refuse_unknown(settings.cases, CATALOGUES.values(), settings.schema)
