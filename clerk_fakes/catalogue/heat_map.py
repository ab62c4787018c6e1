"""Edge coverage as one self-contained HTML page: a row per path, a cell per edge, darker the more users are on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from math import log10

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


def heat_map(summary: str, objects: Mapping[str, tuple[int, int]], counts: Mapping[str, int], users: int) -> str:
    """The whole page.

    `objects` has the reached edges of each object and how many it has, `counts` how many of the `users` users are on
    each edge, sorted by the ids of the edges.
    """
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Edge coverage: {summary}</title>'
        f"<style>{STYLE}</style></head><body><h1>Edge coverage</h1><p>{summary}. Each label is one thing that can "
        "differ at a place of Clerk's document; the darker, the more users are on it. Outlined in red: no user is.</p>"
        f"<table><tr><th>object</th><th class=number>reached</th><th></th></tr>{''.join(_objects(objects))}</table>"
        f"<table><tr><th>place</th><th>edges</th></tr>{''.join(_paths(counts, users))}</table></body></html>\n"
    )


def _objects(objects: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for id, (reached, all) in objects.items():
        bar = f'<span class="bar" style="width:{12 * reached / all:.1f}rem"></span>'
        yield f'<tr><td class="place">{escape(id)}</td><td class="number">{reached} of {all}</td><td>{bar}</td></tr>'


def _paths(counts: Mapping[str, int], users: int) -> Iterator[str]:
    for path, ids in groupby(counts, key=lambda edge: edge.rpartition("=")[0]):
        cells = "".join(_cell(id, counts[id], users) for id in ids)
        yield f'<tr><td class="place">{escape(path)}</td><td>{cells}</td></tr>'


def _cell(id: str, count: int, users: int) -> str:
    name = escape(id.rpartition("=")[2])
    if not count:
        return f'<span class="edge missed" title="{escape(id)}: no user">{name}</span>'
    lightness = 88 - 45 * log10(1 + count) / log10(1 + max(users, count))
    return (
        f'<span class="edge" style="background:hsl(140 45% {lightness:.0f}%)" title="{escape(id)}: {count:,}">'
        f"{name}</span>"
    )
