"""Which edges a set of users is on: the figures, as a table, as JSON and as an HTML page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from clerk_fakes.catalogue.edges import Edge
from clerk_fakes.catalogue.heat_map import heat_map
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import Record

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 120  # columns of the table as a string, where there is no terminal to ask
THE_USER = "(the user)"


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
        table.add_row(f"{self.users:,} users", str(len(self.reached)), str(len(self.edges)), f"{self.percent:.0f}")
        return table

    def to_json(self) -> str:
        """The figures as JSON: totals, those of each object, the count of every edge and the ids of missed ones."""
        objects = {id: {"reached": reached, "of": all} for id, (reached, all) in self.by_object.items()}
        totals = {"users": self.users, "reached": len(self.reached), "of": len(self.edges), "percent": self.percent}
        return json.dumps({**totals, "objects": objects, "counts": dict(self.counts), "missed": self.missed}, indent=2)

    def to_html(self) -> str:
        """The figures as one self-contained HTML page: a heat map of paths and edges."""
        summary = f"{self.percent:.1f} % of {len(self.edges):,} edges, by {self.users:,} users"
        return heat_map(summary, self.by_object, {edge.id: self.counts[edge.id] for edge in self.edges}, self.users)


def _object(edge: Edge) -> SchemaPath:
    """The path of the object, or variant of one, that an edge belongs to."""
    path = edge.path.parent if edge.kind == "variant" and edge.path.parent else edge.path
    while path.parent is not None and not (isinstance(path.shape, Record) and path.shape.fields):
        path = path.parent
    return path


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0
