"""The group that all commands belong to, and what they share."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EPIPE
from functools import wraps
from typing import Any, cast

import click

from clerk_fakes import __version__
from clerk_fakes.cli.process import ENDING, flushed, interrupting, standard_streams, without_library_logs
from clerk_fakes.errors import ClerkFakesError, InvalidArgument
from clerk_fakes.options import OPTIONS, Option
from clerk_fakes.storage.files.json_text import UNDECODED

Command = Callable[..., Any]

MANY = click.IntRange(0, 10**11)


class Commands(click.Group):
    """Commands whose expected failures are one line on stderr, never a traceback."""

    def main(self, *args: Any, **extra: Any) -> Any:
        with standard_streams(), without_library_logs():
            try:
                return super().main(*args, **extra)
            finally:
                if error := flushed():
                    if error.errno != EPIPE:  # else the reader of our output has closed it
                        click.echo(f"Error: {_cause(error)}", err=True)
                    sys.exit(1)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _failing_as_expected():
            return super().make_context(*args, **extra)

    def invoke(self, context: click.Context) -> Any:
        with interrupting(ENDING) as signals:
            try:
                with _failing_as_expected():
                    return super().invoke(context)
            except KeyboardInterrupt as interrupt:
                click.echo(f"Interrupted: {interrupt}." if str(interrupt) else "Interrupted.", err=True)
                context.exit(128 + (signals or [signal.SIGINT])[0])


@contextmanager
def _failing_as_expected() -> Iterator[None]:
    """Turn expected errors into those that click shows as one line."""
    try:
        yield
    except ClerkFakesError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if error.errno == EPIPE:  # which click ends quietly by itself
            raise
        flushed()
        raise click.ClickException(_cause(error)) from error


def _cause(error: OSError) -> str:
    where = f" with {error.filename}" if error.filename else ""
    return f"cannot go on{where}: {error.strerror or error}"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="clerk-fakes")
def main() -> None:
    """Test users for everything built on Clerk: believable, valid, and unable to reach a person.

    \b
    clerk-fakes seed                          a demo database in one command
    clerk-fakes generate -n 3                 three users as JSON lines
    clerk-fakes validate fixtures.json        what is wrong with your own
    clerk-fakes coverage fixtures.json        what they miss
    """


def _declared(option: Option) -> Callable[[Any], Any]:
    """The declaration of an option to click."""
    if option.kind == "switch":
        return click.option(option.flag, option.name, is_flag=True, help=option.help)
    if option.kind in ("list", "weights"):
        shown = f"{option.help}  [default: {option.default}]" if option.default else option.help
        return click.option(option.flag, option.name, multiple=True, metavar=option.metavar, help=shown)
    return click.option(
        option.flag, option.name, default=option.default, show_default=True, metavar=option.metavar, help=option.help
    )


SEED = click.option("--seed", default=0, show_default=True, help="Which population.")
DECLARED = {option.name: _declared(option) for option in OPTIONS}
schema_option = DECLARED["schema"]


def population_options(command: Command) -> Command:
    """The options that choose which users to make; the command gets the `population` of them."""

    @wraps(command)
    def with_population(seed: int, **given: Any) -> Any:
        from clerk_fakes.population import Population

        options = {option.name: _read(option, given.pop(option.name)) for option in OPTIONS}
        return command(population=Population(seed, **options), **given)

    made: Any = with_population
    for declare in reversed([SEED, *DECLARED.values()]):
        made = declare(made)
    return cast("Command", made)


def _read(option: Option, value: Any) -> Any:
    """The value that click has for an option, as `Population` takes it."""
    if option.kind == "list":
        return value or option.default
    if option.kind != "weights":
        return value
    weights = dict(_weighted(option, each) for each in value)
    if len(weights) < len(value):
        raise InvalidArgument(f"{option.flag} names one twice ({', '.join(value)}); give each its weight once")
    return weights or None


def _weighted(option: Option, given: str) -> tuple[str, int]:
    name, has_weight, weight = given.partition("=")
    if has_weight and not weight.isdecimal():
        raise InvalidArgument(
            f"{option.flag} {given}: {weight!r} is not a weight; give a whole number, such as {name}=3"
        )
    return name, int(weight or 1)


USERS_FILE = click.File("r", encoding="utf-8", errors=UNDECODED)
