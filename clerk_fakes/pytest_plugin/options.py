"""What can be told to a run, and where: on the command line, else in the environment, else in the ini file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PREFIX = "CLERK_FAKES_"
POSTGRES = f"{PREFIX}POSTGRES"  # only the environment has it: there may be a password in it


# Option and Said are neither dataclasses nor named tuples: every run of pytest would wait for those.
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
    """A value, where it was said, and whether that lasts for other runs than this."""

    def __init__(self, value: str, place: str, *, is_lasting: bool = False) -> None:
        self.value, self.place, self.is_lasting = value, place, is_lasting


def about(config: pytest.Config, option: Option) -> Said | None:
    """What is said about one thing, by whoever comes first; an empty variable says nothing."""
    value = config.getoption(option.key)
    if value is not None:
        return Said(_absolute(option, value), f"{option.flag}={value}")
    value = os.environ.get(option.variable)
    if value:
        return Said(_absolute(option, value), f"{option.variable}={value}")
    value = config.getini(option.key)
    return _in_ini(config, option, value) if value else None


def _in_ini(config: pytest.Config, option: Option, value: str | list[str]) -> Said:
    value = value if isinstance(value, str) else ",".join(map(str, value))
    if any(each.startswith(f"{option.key}=") for each in config.getoption("override_ini") or ()):
        return Said(_absolute(option, value), f"-o {option.key}={value}")
    file = config.inipath
    shown = f"{option.key} = {value} in {file.name if file else 'the ini file'}"
    return Said(str(file.parent / value) if file and option.is_path else value, shown, is_lasting=True)


def _absolute(option: Option, value: str) -> str:
    """What is said, which for a path has to hold wherever it is used."""
    return str(Path(value).absolute()) if option.is_path else value


def refuse_strangers() -> None:
    """Raise `pytest.UsageError` for the first variable whose name is nearly one of ours."""
    known = {option.variable for option in OPTIONS} | {POSTGRES}
    for variable in sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known):
        from difflib import get_close_matches

        near = get_close_matches(variable.removeprefix(PREFIX), [name.removeprefix(PREFIX) for name in known], n=1)
        if near:
            raise pytest.UsageError(f"{variable} is no variable of ours; did you mean '{PREFIX}{near[0]}'?")
