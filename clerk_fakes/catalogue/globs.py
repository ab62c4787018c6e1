"""Choosing by glob among the ids of edges, breaks and cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from clerk_fakes.errors import UnknownName, suggestion


def selected(select: str | Iterable[str], names: Iterable[str]) -> list[str]:
    """The names that a glob, or any of several, matches, in their own order and each once.

    Only `*` and `?` are special; brackets are literal, as in ids. Raises `UnknownName` for a glob that matches
    nothing, except for `*`, which selects all names even if there are none.

    >>> selected("email_addresses[]*", ["email_addresses[].id", "email_addresses=empty"])
    ['email_addresses[].id']
    """
    known = dict.fromkeys(names)
    names = list(known)
    chosen: set[str] = set()
    for glob in [select] if isinstance(select, str) else select:
        # Most globs are a single name, and there are thousands of names to match.
        found = names if glob == "*" else [glob] if glob in known else list(filter(_matcher(glob), names))
        if not found and glob != "*":
            raise UnknownName(f"{glob!r} selects nothing; {suggestion(glob, names)}")
        chosen.update(found)
    return [name for name in names if name in chosen]


@cache
def _matcher(glob: str) -> Callable[[str], object]:
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in re.split(r"([*?])", glob))
    return re.compile("".join(parts), re.DOTALL).fullmatch
