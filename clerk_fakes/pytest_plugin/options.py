"""What can be told to a run, and where: on the command line, else in the environment, else in the ini file."""

from __future__ import annotations

import os

import pytest

from clerk_fakes.errors import suggestion

PREFIX = "CLERK_FAKES_"
POSTGRES = f"{PREFIX}POSTGRES"  # only the environment has it: there may be a password in it


# Neither this nor the next are dataclasses or named tuples: every run of pytest would wait for those.
class Option:
    """One thing to be told: `--clerk-<name>`, `CLERK_FAKES_<NAME>`, or `clerk_<name>` in the ini file."""

    def __init__(self, name: str, metavar: str, help: str, *, is_path: bool = False) -> None:
        self.name, self.metavar, self.help, self.is_path = name, metavar, help, is_path
        self.key, self.flag, self.variable = f"clerk_{name}", f"--clerk-{name}", f"{PREFIX}{name.upper()}"


OPTIONS = (
    Option("seed", "N|random|last", "which users tests get: the same seed, the same users (default: 0)"),
    Option("cases", "packed|all|GLOB", "how much of the catalogue clerk_user_case and its like run (default: packed)"),
    Option("locale", "LOCALE,...", "Faker locales of the names (default: en_US)"),
    Option("schema", "PATH", "a newer document: Clerk's OpenAPI or JSON Schema", is_path=True),
    Option("now", "TIME", "what all users lie before, ISO 8601 (default: 2026-01-01T00:00:00Z)"),
)


class Said:
    """A value, and where it was said."""

    def __init__(self, value: str, place: str) -> None:
        self.value, self.place = value, place


def about(config: pytest.Config, option: Option) -> Said | None:
    """What is said about one thing, by whoever comes first; an empty variable says nothing."""
    value = config.getoption(option.key)
    if value is not None:
        return Said(value, f"{option.flag}={value}")
    value = os.environ.get(option.variable)
    if value:
        return Said(value, f"{option.variable}={value}")
    try:
        value = config.getini(option.key)
    except TypeError as error:  # a number without quotes, where pyproject.toml has types
        raise pytest.UsageError(f"{option.key}: {error}; put it in quotes") from error
    if not value:
        return None
    file = config.inipath
    shown = f"{option.key} = {value} in {file.name if file else 'the ini file'}"
    return Said(str(file.parent / value) if file and option.is_path else value, shown)


def refuse_strangers() -> None:
    """Raise `pytest.UsageError` for the first variable that looks like ours, and is none."""
    for variable in sorted(os.environ):
        known = [*(option.variable for option in OPTIONS), POSTGRES]
        if variable.startswith(PREFIX) and variable not in known:
            raise pytest.UsageError(f"{variable} is no variable of ours; {suggestion(variable, known)}")
