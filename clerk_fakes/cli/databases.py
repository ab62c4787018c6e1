"""Commands that fill databases, and that check whether they still hold what was put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clerk_fakes.cli.group import MANY, main, population_options, schema_option
from clerk_fakes.errors import InvalidArgument, count_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clerk_fakes.population import Population
    from clerk_fakes.storage.sql.seed import Seeded

QUERY = """\
SELECT first_name, last_name, email_address, verification_strategy
FROM users
JOIN email_addresses ON email_addresses.id = users.primary_email_address_id
WHERE verification_status = 'verified' LIMIT 5;"""
DATABASE = "sqlite:///clerk_demo.db"
IF_EXISTS = ("fail", "append", "replace")
REPLACES = "What to do about rows or a file that exist; replace drops any table that has one of our names."
MOST_NAMED = 10  # differences

workers_option = click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1), help="Processes that make users."
)


@main.command()
@click.option("--database", metavar="URL", help=f"SQLAlchemy URL.  [default: {DATABASE}]")
@click.option("--to", metavar="FILE", help="A file instead: .ndjson, .json (.gz, .zst), .csv, .parquet; - for stdout.")
@click.option("-n", "--number", default=1000, show_default=True, type=MANY, help="How many users.")
@click.option("--start", default=0, show_default=True, type=click.IntRange(0), help="The index of the first.")
@click.option("--if-exists", type=click.Choice(IF_EXISTS), default="fail", show_default=True, help=REPLACES)
@click.option("--table", metavar="NAME", help="Fill a table of your own instead.")
@click.option("--column", "columns", multiple=True, metavar="NAME=EXPR", help="What a column of it holds (JMESPath).")
@workers_option
@population_options
def seed(
    population: Population,
    database: str | None,
    to: str | None,
    number: int,
    start: int,
    if_exists: Any,
    table: str | None,
    columns: tuple[str, ...],
    workers: int,
) -> None:
    """Fill a database, or a file.

    The same command goes on where one was cut short, and adds nothing to one that is done.

    \b
    clerk-fakes seed
    clerk-fakes seed -n 100000 --seed 7 --if-exists replace --workers 2
    clerk-fakes seed --database postgresql+psycopg://localhost/shop --locale de_DE
    clerk-fakes seed --to users.parquet -n 100000
    clerk-fakes seed --table accounts --column clerk_id=id --column email=primary_email_address
    """
    where: dict[str, Any] = {"start": start, "workers": workers}
    if to is None:
        own = {"table": table, "columns": _mapped(columns) if columns or table else None}
        _fill_database(
            population, DATABASE if database is None else database, number, if_exists=if_exists, **own, **where
        )
    elif database is not None or table or columns or if_exists == "append":
        raise InvalidArgument("--to writes a whole file; leave out --database, --table, --column and append")
    else:
        _fill_file(population, to, number, replace=if_exists == "replace", **where)


def _fill_database(population: Population, database: str, number: int, **options: Any) -> None:
    from clerk_fakes.cli.bar import progress
    from clerk_fakes.storage.sql.seed import seed

    with progress(number) as advance:
        seeded = seed(population, database, number, **options, progress=advance)
    _summarise(seeded, QUERY if options["table"] is None else None)


def _fill_file(population: Population, path: str, number: int, **options: Any) -> None:
    from clerk_fakes.cli.bar import progress
    from clerk_fakes.storage.files.write import write

    with progress(number) as advance:
        written = write(population, path, number, **options, progress=advance)
    if written.paths:
        files = ", ".join(map(str, written.paths))
        click.echo(f"{count_of(written.users)} in {files}, in {written.seconds:.1f} s", err=True)


@main.command()
@click.option("--database", default=DATABASE, show_default=True, metavar="URL", help="SQLAlchemy URL.")
@workers_option
@schema_option
def verify(database: str, workers: int, schema: str | None) -> None:
    """Check that a database holds what seed put there.

    Its users are made again, and every row of every table is compared. Exits with 1 if anything differs.

    \b
    clerk-fakes verify --database sqlite:///shop.db
    """
    from clerk_fakes.cli.bar import progress
    from clerk_fakes.population import Population
    from clerk_fakes.storage.sql import verify as verifying

    def remade(options: Mapping[str, Any]) -> Population:
        return Population.remade(options, schema)

    with progress() as advance:
        verified = verifying.verify(database, remade, workers=workers, most=MOST_NAMED, progress=advance)
    for difference in verified.differences:
        click.echo(difference)
    if len(verified.differences) == MOST_NAMED:
        click.echo(f"there may be more: these are the first {MOST_NAMED}", err=True)
    if verified.differences:
        raise click.exceptions.Exit(1)
    click.echo(f"{verified.database} holds the {count_of(verified.users)} that were put there", err=True)


def _mapped(columns: tuple[str, ...]) -> dict[str, str]:
    """The expressions of columns by their names."""
    mapped: dict[str, str] = {}
    for column in columns:
        name, _, expression = column.partition("=")
        if not (name and expression):
            raise InvalidArgument(f"--column {column}: give NAME=EXPRESSION, such as --column clerk_id=id")
        if name in mapped:
            raise InvalidArgument(f"--column names {name} twice; give it once")
        mapped[name] = expression
    return mapped


def _summarise(seeded: Seeded, query: str | None) -> None:
    """What is in the database now, and a query to try."""
    from rich.console import Console
    from rich.table import Table

    console = Console(stderr=True, highlight=False)
    if seeded.before and not seeded.users:
        there = f"All {count_of(seeded.before)} were put into {seeded.database} before; nothing was added"
        console.print(there, soft_wrap=True)
        return
    table = Table("table", "rows", box=None, padding=(0, 2))
    table.columns[1].justify = "right"
    for name, rows in seeded.rows.items():
        table.add_row(name, f"{rows:,}")
    before = f" beside {seeded.before:,} that were there" if seeded.before else ""
    summary = f"{count_of(seeded.users)} in {seeded.database}{before}, in {seeded.seconds:.1f} s\n"
    console.print(summary, soft_wrap=True)
    console.print(table)
    if query:
        console.print(f"\nTry:\n{query}", soft_wrap=True)
