"""Which edges a set of users is on: the figures, as a table, as JSON and as an HTML page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import groupby
from math import log10
from typing import TYPE_CHECKING

from clerk_fakes.catalogue.edges import Edge
from clerk_fakes.errors import count_of
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import Record

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 120  # columns of the table as a string, where there is no terminal to ask
THE_USER = "(the user)"
STYLE = """
:root { color-scheme: light dark; --missed: #d0342c; --ground: #fff; --ink: #1c1c1c; --line: #ddd; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181c; --ink: #e8e8e8; --line: #333; } }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem;
       background: var(--ground); color: var(--ink); }
h1 { font-size: 1.4rem; margin-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2.5rem; }
th, td { text-align: left; vertical-align: top; padding: .18rem .6rem; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.place { font-family: ui-monospace, monospace; font-size: .82rem; overflow-wrap: anywhere; width: 38%; }
.bar { display: inline-block; height: .6rem; background: #2f8f5b; border-radius: 2px; }
.edge { display: inline-block; margin: .1rem .15rem; padding: 0 .45rem; border-radius: 3px; font-size: .78rem;
        color: #10240f; }
.missed { background: none !important; color: var(--missed); outline: 1px solid var(--missed); font-weight: 600; }
"""


@dataclass(frozen=True)
class Coverage:
    """How many of `users` users are on each of the selected edges."""

    edges: tuple[Edge, ...]
    counts: Mapping[str, int]
    users: int

    @property
    def reached(self) -> list[str]:
        """The ids of the edges that at least one user is on."""
        return [edge.id for edge in self.edges if self.counts[edge.id]]

    @property
    def missed(self) -> list[str]:
        """The ids of the edges that no user is on."""
        return [edge.id for edge in self.edges if not self.counts[edge.id]]

    @property
    def percent(self) -> float:
        """The share of the selected edges that is reached, from 0 to 100."""
        return _percent(len(self.reached), len(self.edges))

    @property
    def missed_by_object(self) -> dict[str, list[str]]:
        """The missed edges of each object and variant that has any, without the path in front: `banned=true`."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for edge in self.edges:
            if not self.counts[edge.id]:
                place = _object(edge).id
                found[place or THE_USER].append(edge.id.removeprefix(f"{place}."))
        return dict(sorted(found.items()))

    @property
    def by_object(self) -> dict[str, tuple[int, int]]:
        """For each object and variant of the document, how many of its edges are reached, and how many it has."""
        found: defaultdict[str, list[bool]] = defaultdict(list)
        for edge in self.edges:
            found[_object(edge).id or THE_USER].append(self.counts[edge.id] > 0)
        return {id: (sum(reached), len(reached)) for id, reached in sorted(found.items())}

    def __str__(self) -> str:
        from rich.console import Console

        stream = StringIO()
        Console(file=stream, width=WIDTH).print(self.table())
        return stream.getvalue().rstrip()

    def table(self) -> Table:
        """The figures as a table that a rich console can print in colour."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Column, Table

        table = Table("object", *(Column(name, justify="right") for name in ("reached", "of", "%")), box=SIMPLE_HEAD)
        for id, (reached, all) in self.by_object.items():
            table.add_row(id, str(reached), str(all), f"{_percent(reached, all):.0f}")
        table.add_section()
        table.add_row(count_of(self.users), str(len(self.reached)), str(len(self.edges)), f"{self.percent:.0f}")
        return table

    def to_json(self) -> str:
        """The figures as JSON: totals, those of each object, the count of every edge and the ids of missed ones."""
        objects = {id: {"reached": reached, "of": all} for id, (reached, all) in self.by_object.items()}
        totals = {"users": self.users, "reached": len(self.reached), "of": len(self.edges), "percent": self.percent}
        return json.dumps({**totals, "objects": objects, "counts": dict(self.counts), "missed": self.missed}, indent=2)

    def to_html(self) -> str:
        """The figures as one self-contained HTML page: a heat map, darker the more users are on an edge."""
        head = f"{self.percent:.1f} % of {count_of(len(self.edges), 'edge')}, by {count_of(self.users)}"
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Edge coverage: {head}</title>'
            f"<style>{STYLE}</style></head><body><h1>Edge coverage</h1><p>{head}. Each label is one thing that can "
            "differ at a place of Clerk's document; the darker, the more users are on it. Outlined in red: no user is."
            f"</p><table><tr><th>object</th><th class=number>reached</th><th></th></tr>{''.join(_bars(self))}</table>"
            f"<table><tr><th>place</th><th>edges</th></tr>{''.join(_cells(self))}</table></body></html>\n"
        )


def _bars(coverage: Coverage) -> Iterator[str]:
    """A row for each object: how much of it is reached."""
    for id, (reached, all) in coverage.by_object.items():
        bar = f'<span class="bar" style="width:{12 * reached / all:.1f}rem"></span>'
        yield f'<tr><td class="place">{escape(id)}</td><td class="number">{reached} of {all}</td><td>{bar}</td></tr>'


def _cells(coverage: Coverage) -> Iterator[str]:
    """A row for each path, with a cell for each of its edges."""
    for place, edges in groupby(coverage.edges, key=lambda edge: edge.id.rpartition("=")[0]):
        cells = "".join(_cell(edge, coverage) for edge in edges)
        yield f'<tr><td class="place">{escape(place)}</td><td>{cells}</td></tr>'


def _cell(edge: Edge, coverage: Coverage) -> str:
    count = coverage.counts[edge.id]
    name = escape(edge.id.rpartition("=")[2])
    if not count:
        return f'<span class="edge missed" title="{escape(edge.id)}: no user">{name}</span>'
    lightness = 88 - 45 * log10(1 + count) / log10(1 + max(coverage.users, count))
    return (
        f'<span class="edge" style="background:hsl(140 45% {lightness:.0f}%)" '
        f'title="{escape(edge.id)}: {count:,}">{name}</span>'
    )


def _object(edge: Edge) -> SchemaPath:
    """The path of the object, or variant of one, that an edge belongs to."""
    path = edge.path.parent if edge.kind == "variant" and edge.path.parent else edge.path
    while path.parent is not None and not (isinstance(path.shape, Record) and path.shape.fields):
        path = path.parent
    return path


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0
