"""Commands that make users, and the one that judges them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from clerk_fakes.cli.group import MANY, USERS_FILE, count_of, counted, main, population_options, progress, schema_option
from clerk_fakes.errors import InvalidArgument

if TYPE_CHECKING:
    from clerk_fakes.makers.population import Population
    from clerk_fakes.sinks.sql import Seeded

QUERY = """\
SELECT first_name, last_name, email_address, verification_strategy
FROM users JOIN email_addresses ON email_addresses.id = users.primary_email_address_id
WHERE verification_status = 'verified' LIMIT 5;"""


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
    from clerk_fakes.sinks import lines

    users = islice(population.starting(start), number)
    if output == "-":
        lines.write(users, click.open_file("-", "w", encoding="utf-8"), format_)
        return
    try:
        with progress(number) as advance, lines.atomically(Path(output)) as stream:
            lines.write(counted(users, advance), stream, format_)
    except OSError as error:
        raise InvalidArgument(f"cannot write {output}: {error.strerror}; choose another --output") from error
    click.echo(f"{count_of(number)} in {output}", err=True)


@main.command()
@click.argument("file", type=USERS_FILE)
@schema_option
def validate(file: IO[str], schema: str | None) -> None:
    """Say where users break Clerk's rules.

    A line for each broken rule, none for valid users. FILE is JSON lines, a JSON array or a single user; - is stdin.
    Exits with 1 if any rule is broken.

    \b
    clerk-fakes validate tests/fixtures/user.json
    clerk-fakes generate -n 2000 | clerk-fakes validate -
    """
    from clerk_fakes.schema.judge import judge_of
    from clerk_fakes.schema.reader import read
    from clerk_fakes.sinks import lines

    judge = judge_of(read(schema))
    count = broken = 0
    for found in lines.read(file):
        count += 1
        wrong = [found.error] if found.error else judge.violations(found.value)
        broken += bool(wrong)
        for violation in wrong:
            click.echo(f"line {found.line}: {violation}")
    if not count:
        raise InvalidArgument("no users to be found; give JSON lines, a JSON array or one user")
    click.echo(f"{count_of(count)}, {broken:,} of them broken" if broken else f"{count_of(count)}, all valid", err=True)
    if broken:
        raise click.exceptions.Exit(1)


@main.command()
@click.option("--database", default="sqlite:///clerk_demo.db", show_default=True, metavar="URL", help="SQLAlchemy URL.")
@click.option("-n", "--number", default=1000, show_default=True, type=MANY, help="How many users.")
@click.option("--start", default=0, show_default=True, type=click.IntRange(0), help="The index of the first.")
@click.option("--if-exists", type=click.Choice(["fail", "append", "replace"]), default="fail", show_default=True)
@population_options
def seed(population: Population, database: str, number: int, start: int, if_exists: Any) -> None:
    """Fill the tables of a demo database.

    \b
    clerk-fakes seed
    clerk-fakes seed -n 100000 --seed 7 --if-exists replace
    clerk-fakes seed --database sqlite:///shop.db --locale de_DE --organizations
    """
    from clerk_fakes.sinks import sql

    with progress(number) as advance:
        seeded = sql.seed(population, database, number, start=start, if_exists=if_exists, progress=advance)
    _summarise(seeded)


def _summarise(seeded: Seeded) -> None:
    """What is in the database now, and a query to try."""
    from rich.console import Console
    from rich.table import Table

    table = Table("table", "rows", box=None, padding=(0, 2))
    table.columns[1].justify = "right"
    for name, rows in seeded.rows.items():
        table.add_row(name, f"{rows:,}")
    console = Console(stderr=True, highlight=False)
    console.print(f"{count_of(seeded.users)} in {seeded.database}, in {seeded.seconds:.1f} s\n", soft_wrap=True)
    console.print(table)
    console.print(f"\nTry:\n{QUERY}", soft_wrap=True)
