"""An option of a population is a field in one place; every surface that offers it reads it there."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from click import Command

from clerk_fakes import Population, cli
from clerk_fakes.errors import InvalidArgument
from clerk_fakes.factories import user_factory
from clerk_fakes.options import DEFAULTS, OPTIONS, Option
from clerk_fakes.pytest_plugin import config_values

KINDS = {"text", "list", "weights", "switch", "path"}
IN_PYTEST = [option for option in OPTIONS if option.in_pytest]


def name_of(option: Option) -> str:
    return option.name


def keywords(function: object) -> dict[str, object]:
    """The keyword-only arguments of a function, with their defaults."""
    arguments = inspect.signature(function).parameters.values()  # type: ignore[arg-type]  # anything that is callable
    return {each.name: each.default for each in arguments if each.kind is each.KEYWORD_ONLY}


def test_a_population_takes_every_option_by_name_alone() -> None:
    assert keywords(Population) == DEFAULTS
    assert Population(7).options.keys() == {"seed", *DEFAULTS}


@pytest.mark.parametrize("option", OPTIONS, ids=name_of)
def test_every_option_is_explained_and_of_a_known_kind(option: Option) -> None:
    assert option.help.endswith(".")
    assert option.kind in KINDS
    assert option.metavar or option.kind == "switch"


@pytest.mark.parametrize("option", OPTIONS, ids=name_of)
@pytest.mark.parametrize("command", ["generate", "seed"])
def test_commands_that_make_users_offer_every_option(command: str, option: Option) -> None:
    found: Command = cli.main.commands[command]
    (declared,) = [each for each in found.params if each.name == option.name]

    assert declared.opts == [option.flag]
    assert option.help in declared.to_info_dict()["help"]


@pytest.mark.parametrize("option", IN_PYTEST, ids=name_of)
def test_what_the_plugin_offers_is_what_a_factory_takes(option: Option) -> None:
    """With it, the fixtures of a run make users by either."""
    assert option.name in {each.name for each in config_values.OPTIONS}
    assert keywords(user_factory)[option.name] == option.default


@pytest.mark.parametrize("name", [option.name for option in OPTIONS if option.kind == "switch"])
def test_a_switch_changes_users(name: str) -> None:
    switched: dict[str, Any] = {name: True}

    assert Population(1, **switched)[:200] != Population(1)[:200]


@pytest.mark.parametrize("name", [option.name for option in OPTIONS if option.kind == "switch"])
def test_a_switch_is_on_or_off(name: str) -> None:
    options: dict[str, object] = {name: "yes"}
    with pytest.raises(InvalidArgument, match=f"{name}='yes' must be True or False"):
        Population(**options)  # type: ignore[arg-type]  # that is the point
