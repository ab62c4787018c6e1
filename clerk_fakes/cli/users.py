"""The command that makes users, and the one that validates them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from clerk_fakes.cli.group import MANY, USERS_FILE, main, population_options, schema_option
from clerk_fakes.errors import InvalidArgument, count_of

if TYPE_CHECKING:
    from clerk_fakes.population import Population


@main.command()
@click.option("-n", "--number", default=1, show_default=True, type=MANY, help="How many users.")
@click.option("--start", default=0, show_default=True, type=click.IntRange(0), help="The index of the first.")
@click.option("--format", "format_", type=click.Choice(["ndjson", "json"]), default="ndjson", show_default=True)
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to; - for stdout.  [default: -]")
@population_options
def generate(population: Population, number: int, start: int, format_: Any, output: str) -> None:
    """Write users as JSON.

    \b
    clerk-fakes generate -n 3 --seed 7
    clerk-fakes generate -n 1 --start 12345 | jq .email_addresses
    clerk-fakes generate -n 50 --locale ja_JP --locale pt_BR --story google --story saml=3 -o users.ndjson
    """
    from clerk_fakes.cli.bar import counted, progress
    from clerk_fakes.storage.files import json_text
    from clerk_fakes.storage.files.atomic import atomically
    from clerk_fakes.storage.workers import indices_of

    users = islice(population.starting(start), len(indices_of(population, start, number)))
    if output == "-":
        json_text.write(users, click.open_file("-", "w", encoding="utf-8"), format_)
        return
    try:
        with progress(number) as advance, atomically(Path(output)) as stream:
            json_text.write(counted(users, advance), stream, format_)
    except OSError as error:
        raise InvalidArgument(f"cannot write {output}: {error.strerror}; choose another --output") from error
    click.echo(f"{count_of(number)} in {output}", err=True)


@main.command()
@click.argument("file", type=USERS_FILE)
@schema_option
def validate(file: IO[str], schema: str | None) -> None:
    """Show where users break Clerk's rules.

    A line for each broken rule, none for valid users. FILE is JSON lines, a JSON array or a single user; - is stdin.
    Users are taken out of webhook events, Inngest events and lists of the API. Exits with 1 if any rule is broken, or
    something is no user; deleted users and events that are not about a user are named and skipped.

    \b
    clerk-fakes validate tests/fixtures/user.json
    clerk-fakes generate -n 2000 | clerk-fakes validate -
    """
    from clerk_fakes.cli.reading import UsersFile
    from clerk_fakes.schema.reader import read
    from clerk_fakes.schema.validator import validator_of

    validator = validator_of(read(schema))
    values, broken = UsersFile(file), 0
    for found in values:
        wrong = [found.error] if found.error else validator.violations(found.value)
        broken += bool(wrong) and found.is_user
        for violation in wrong:
            click.echo(f"{found.place}: {violation}")
    if not values.users and not values.others:
        if not values.is_all_skipped:
            raise InvalidArgument(values.no_users)
        click.echo(values.no_users, err=True)
        return
    click.echo(values.summary(broken), err=True)
    if broken or values.others:
        raise click.exceptions.Exit(1)
