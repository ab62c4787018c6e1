"""Commands about edges: the catalogue, what a set of users covers of it, and what a newer document does to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import isnan
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from clerk_fakes.cli.group import USERS_FILE, main, schema_option
from clerk_fakes.errors import InvalidArgument, count_of

if TYPE_CHECKING:
    from clerk_fakes.schema.shapes import User
    from clerk_fakes.schema.validator import Validator

FAILED = 1
EVERY_TIER = "all"
TIERS = ("sent", "allowed", EVERY_TIER)


class Percentage(click.FloatRange):
    """A number from 0 to 100; nan is refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return self.fail(f"{value} is not a number", param, ctx) if isnan(number) else number


@main.command()
@click.argument("select", default="*", metavar="[GLOB,!GLOB,...]")
@click.option("--format", "format_", type=click.Choice(["table", "ndjson"]), default="table", show_default=True)
@click.option("--tier", type=click.Choice(TIERS), default="all", show_default=True, help="What Clerk sends, or not.")
@click.option("--packed", is_flag=True, help="As few users as are on all of them.")
@click.option("--breaks", is_flag=True, help="Invalid users instead, one broken rule each.")
@click.option("--wild", is_flag=True, help="What real bodies do outside the document instead.")
@schema_option
def cases(select: str, format_: str, tier: str, packed: bool, breaks: bool, wild: bool, schema: str | None) -> None:
    """List the catalogue: every situation and every single edge of a user.

    A case is sent where Clerk sends such users, and allowed where only its document allows them.

    \b
    clerk-fakes cases 'email_addresses[].verification*'
    clerk-fakes cases '*=null,!passkeys*' --format ndjson
    clerk-fakes cases --packed --format ndjson | jq -c .user | clerk-fakes coverage -
    """
    if packed + breaks + wild > 1:
        raise InvalidArgument("--packed, --breaks and --wild are three different lists; give one of them")
    if tier != EVERY_TIER and (breaks or wild):
        raise InvalidArgument("--tier is for edges and situations; leave it out with --breaks and --wild")
    rows = list(_listed(select, schema, tier, packed=packed, breaks=breaks, wild=wild))
    if format_ == "ndjson":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    _print_table(rows)


@main.command()
@click.argument("file", type=USERS_FILE)
@click.option("--select", default="*", metavar="GLOB,!GLOB,...", help="Only these edges, without those after a !.")
@click.option("--tier", type=click.Choice(TIERS), default="sent", show_default=True, help="What Clerk sends, or not.")
@click.option("--html", metavar="FILE", help="Write a heat map to this page.")
@click.option("--fail-under", type=Percentage(0, 100), metavar="PCT", help="Exit with 1 below this.")
@click.option("--missing", is_flag=True, help="Name the edges that no user is on.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@schema_option
def coverage(
    file: IO[str],
    select: str,
    tier: str,
    html: str | None,
    fail_under: float | None,
    missing: bool,
    format_: str,
    schema: str | None,
) -> None:
    """Show which edges a file of users covers.

    FILE is JSON lines, a JSON array or a single user; - is stdin. Users are taken out of webhook events, Inngest events
    and lists of the API. Those that break Clerk's rules are named, and count; what is no user is named and left out.

    \b
    clerk-fakes coverage tests/fixtures/users.json --missing
    clerk-fakes generate -n 1000 | clerk-fakes coverage - --html coverage.html --fail-under 60
    """
    from rich.console import Console

    from clerk_fakes.cases import coverage as covered
    from clerk_fakes.schema.reader import read
    from clerk_fakes.schema.validator import validator_of

    found = covered(_users(file, validator_of(read(schema))), select, tier=_tier(tier), schema=schema)
    if format_ == "json":
        click.echo(found.to_json())
    else:
        Console(highlight=False).print(found.table())
    if missing:
        click.echo("\n".join(found.missed))
    if html:
        _write(Path(html), found.to_html())
    if fail_under is not None and found.percent < fail_under:
        click.echo(f"{found.percent:.1f} % of the edges are covered, fewer than {fail_under:g} %", err=True)
        raise click.exceptions.Exit(FAILED)


@main.command()
@click.argument("new")
@click.option("--against", metavar="OLD", help="The document to compare with.  [default: the bundled one]")
@click.option("--fixtures", type=USERS_FILE, help="Also list which of these users the new one refuses.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def drift(new: str, against: str | None, fixtures: IO[str] | None, format_: str) -> None:
    """Show what a newer document changes.

    NEW is Clerk's OpenAPI or a JSON Schema. Exits with 1 if anything changed, or a fixture cannot be read.

    \b
    clerk-fakes drift clerk-bapi-2026-11.yml
    clerk-fakes drift new.json --against old.json --fixtures tests/fixtures/users.json
    """
    from clerk_fakes.drift import drift as drifted
    from clerk_fakes.schema.reader import read
    from clerk_fakes.schema.validator import validator_of

    documents = read(new), read(against)
    changes = drifted(*documents)
    refused = list(_newly_refused(fixtures, *map(validator_of, documents))) if fixtures else []
    if format_ == "json":
        found = {"changes": [change.to_dict() for change in changes], "refused_fixtures": refused}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{line}\n" for line in (*changes, *refused)), nl=False)
    summary = count_of(len(changes), "change") if changes else "no drift"
    click.echo(f"{summary}, {count_of(len(refused), 'fixture')} refused" if refused else summary, err=True)
    if changes or refused:
        raise click.exceptions.Exit(FAILED)


@main.command()
@click.argument("select", default="*", metavar="[GLOB,!GLOB,...]")
def check_sdk(select: str) -> None:
    """List what clerk-backend-api refuses or loses.

    Every valid case goes through the installed client's User model and back. Exits with 1 if it is not the same again.

    \b
    clerk-fakes check-sdk 'email_addresses*'
    clerk-fakes check-sdk '!*=extra-key'
    """
    from clerk_fakes.cases import cases as all_cases
    from clerk_fakes.sdk import check

    chosen = all_cases(select)
    findings = list(check(chosen))
    for finding in findings:
        click.echo(finding)
    ids = {finding.id for finding in findings}
    click.echo(f"{count_of(len(chosen), 'case')}, {len(ids)} of them not given back as they were", err=True)
    if findings:
        raise click.exceptions.Exit(FAILED)


def _tier(tier: str) -> Any:
    return None if tier == EVERY_TIER else tier


def _listed(
    select: str, schema: str | None, tier: str, *, packed: bool, breaks: bool, wild: bool
) -> Iterator[dict[str, Any]]:
    from clerk_fakes.breaks import breaks as broken
    from clerk_fakes.cases import cases as valid
    from clerk_fakes.cases import packed_cases
    from clerk_fakes.wild import wild as seen

    if packed:
        for case in packed_cases(select, tier=_tier(tier), schema=schema):
            yield {"id": case.id, "about": case.about or case.edge, "tier": case.tier, "user": case.user}
    elif breaks:
        for break_ in broken(select, schema=schema):
            about = {name: getattr(break_, name) for name in ("place", "pointer", "keyword", "union", "message")}
            yield {"id": break_.id, "about": break_.message, **about, "user": break_.user}
    elif wild:
        for found in seen(select, schema=schema):
            broken_rules = [str(violation) for violation in found.violations]
            about = {"seen": found.seen, "channels": found.channels, "source": found.source, "violations": broken_rules}
            where = "; ".join(filter(None, (", ".join(found.channels), found.seen)))
            yield {
                "id": found.id,
                "about": f"{found.reason} ({where})",
                "reason": found.reason,
                **about,
                "user": found.user,
            }
    else:
        for case in valid(select, tier=_tier(tier), schema=schema):
            yield {"id": case.id, "about": case.about or case.kind, "tier": case.tier, "user": case.user}


def _print_table(rows: list[dict[str, Any]]) -> None:
    """Print ids whole, to be selected and copied: a table of rich's would cut them to the width of the terminal."""
    width = max((len(row["id"]) for row in rows), default=0)
    tiers = 9 if any("tier" in row for row in rows) else 0
    for row in [{"id": "id", "tier": "tier"[:tiers], "about": "about"}, *rows]:
        line = f"{row['id']:<{width}}  {row.get('tier', ''):<{tiers}}{row['about']}"
        click.echo(click.style(line, bold=True) if row["about"] == "about" else line)
    click.echo(count_of(len(rows), "case"), err=True)


def _users(file: IO[str], validator: Validator) -> Iterator[User]:
    """The users of a file; any other value is reported and left out, an invalid user reported and kept."""
    from clerk_fakes.cli.reading import UsersFile

    values, broken = UsersFile(file), 0
    for found in values:
        wrong = found.error or ("" if validator.accepts(found.value) else str(validator.violations(found.value)[0]))
        if wrong:
            click.echo(f"{found.place}: {wrong}", err=True)
        if found.is_user:
            broken += bool(wrong)
            yield found.value
    if not values.users:
        raise InvalidArgument(values.no_users)
    if broken or values.others:
        click.echo(values.summary(broken), err=True)


def _newly_refused(file: IO[str], new: Validator, old: Validator) -> Iterable[str]:
    from clerk_fakes.cli.reading import UsersFile

    values = UsersFile(file, "fixtures: ")
    for found in values:
        if found.error:
            yield f"fixtures: {found.place}: {found.error}"
        elif not old.accepts(found.value):
            click.echo(f"fixtures: {found.place}: refused by the old document too", err=True)
        else:
            yield from (f"fixtures: {found.place}: {violation}" for violation in new.violations(found.value)[:1])
    if not values.users and not values.others:
        raise InvalidArgument(f"fixtures: {values.no_users}")


def _write(path: Path, text: str) -> None:
    from clerk_fakes.storage.files.atomic import atomically

    try:
        with atomically(path) as stream:
            stream.write(text)
    except OSError as error:
        raise InvalidArgument(f"cannot write {path}: {error.strerror}; choose another file") from error
