"""What a run can be configured by, and where: on the command line, else in the environment, else in the ini file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clerk_fakes.options import OPTIONS as POPULATION_OPTIONS

PREFIX = "CLERK_FAKES_"
POSTGRES = f"{PREFIX}POSTGRES"  # only the environment has it: there may be a password in it


# PluginOption and ConfigValue are no dataclasses, which take longer to make: every run of pytest would wait for it.
class PluginOption:
    """One option: `--clerk-<name>`, `CLERK_FAKES_<NAME>`, or `clerk_<name>` in the ini file."""

    def __init__(self, name: str, metavar: str | None, help: str, *, is_path: bool = False) -> None:
        self.name, self.metavar, self.help, self.is_path = name, metavar, help, is_path
        self.key, self.flag, self.variable = f"clerk_{name}", f"--clerk-{name}", f"{PREFIX}{name.upper()}"


OPTIONS = (
    PluginOption("seed", "N|random|last", "which users tests get: the same seed, the same users (default: 0)"),
    PluginOption(
        "cases",
        "packed|all|allowed|GLOB|!GLOB,...",
        "what clerk_user_case and its like run: what Clerk sends, packed or all, or what its document allows, too "
        "(default: packed); after ! what is left out, alone of packed",
    ),
    *(
        PluginOption(
            option.name,
            f"{option.metavar},..." if option.kind == "list" else option.metavar,
            option.help.rstrip("."),
            is_path=option.kind == "path",
        )
        for option in POPULATION_OPTIONS
        if option.in_pytest
    ),
)
LISTS = {"cases", *(option.name for option in POPULATION_OPTIONS if option.kind == "list")}
OF_POPULATION = {option.name: option.flag for option in POPULATION_OPTIONS if option.in_pytest}  # that of generate


class ConfigValue:
    """A value, where it was given, and whether that lasts for other runs than this."""

    def __init__(self, value: str, place: str, *, is_lasting: bool = False) -> None:
        self.value, self.place, self.is_lasting = value, place, is_lasting

    @property
    def several(self) -> tuple[str, ...]:
        """The value of a list, whose items are separated by commas or spaces."""
        return tuple(self.value.replace(",", " ").split())


def config_value(config: pytest.Config, option: PluginOption) -> ConfigValue | None:
    """The value of an option, from the first place that has one; an empty variable has none."""
    value = config.getoption(option.key)
    if value is not None:
        return ConfigValue(_absolute(option, value), f"{option.flag}={value}")
    value = os.environ.get(option.variable)
    if value:
        return ConfigValue(_absolute(option, value), f"{option.variable}={value}")
    value = config.getini(option.key)
    return _in_ini(config, option, value) if value else None


def _in_ini(config: pytest.Config, option: PluginOption, value: str | list[str]) -> ConfigValue:
    value = value if isinstance(value, str) else ",".join(map(str, value))
    if any(each.startswith(f"{option.key}=") for each in config.getoption("override_ini") or ()):
        return ConfigValue(_absolute(option, value), f"-o {option.key}={value}")
    file = config.inipath
    shown = f"{option.key} = {value} in {file.name if file else 'the ini file'}"
    return ConfigValue(str(file.parent / value) if file and option.is_path else value, shown, is_lasting=True)


def _absolute(option: PluginOption, value: str) -> str:
    """The value, which for a path has to hold wherever it is used."""
    return str(Path(value).absolute()) if option.is_path else value


def refuse_unknown_variables() -> None:
    """Raise `pytest.UsageError` for the first variable whose name is nearly one of ours."""
    known = {option.variable for option in OPTIONS} | {POSTGRES}
    for variable in sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known):
        from difflib import get_close_matches

        near = get_close_matches(variable.removeprefix(PREFIX), [name.removeprefix(PREFIX) for name in known], n=1)
        if near:
            raise pytest.UsageError(f"{variable} is not a variable of ours; did you mean '{PREFIX}{near[0]}'?")
