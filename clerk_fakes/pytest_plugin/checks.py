"""Checking what a run is configured by, as early as that costs nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clerk_fakes.pytest_plugin.config_values import refuse_unknown_variables
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
        if name in CHECKS and (everything or not given.is_lasting):
            with refusing(given):
                CHECKS[name](settings)


def _check_locale(settings: Settings) -> None:
    from clerk_fakes.primitives.names import checked_locales

    checked_locales(settings.options["locale"])


def _check_schema(settings: Settings) -> None:
    from clerk_fakes.schema.reader import read

    read(settings.schema)


def _check_now(settings: Settings) -> None:
    from clerk_fakes.primitives.times import milliseconds

    milliseconds(settings.options["now"])


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
