"""Choosing by glob among the ids of edges, breaks and cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache

from clerk_fakes.errors import InvalidArgument, UnknownName, brief, suggestion

EXCLUDED = "!"


def selected(select: str | Iterable[str], names: Iterable[str]) -> list[str]:
    """The names that any of the globs matches and no excluding one does, in their own order and each once.

    Only `*` and `?` are special; brackets are literal, as in ids. Globs are separated by commas or spaces, or the items
    of an iterable. One that begins with `!` excludes, wherever it stands; if all do, they exclude from everything.
    Raises `UnknownName` for a glob that matches nothing, except for `*`, which matches all names even if there are
    none, and `InvalidArgument` where nothing is left.

    >>> selected("email_addresses[]*", ["email_addresses[].id", "email_addresses=empty"])
    ['email_addresses[].id']
    >>> selected("*, !*[].id", ["email_addresses[].id", "email_addresses=empty"])
    ['email_addresses=empty']
    """
    known = dict.fromkeys(names)
    globs = separated(select, known)
    wanted, unwanted = parted(globs, known)
    chosen = {name for glob in wanted for name in _matches(glob, known)}
    excluded = {name for glob in unwanted for name in _matches(glob, known, EXCLUDED)}
    if chosen and chosen <= excluded:
        raise InvalidArgument(nothing_left(globs))
    return [name for name in known if name in chosen and name not in excluded]


def separated(select: str | Iterable[str], known: Collection[str] = ()) -> list[str]:
    """The globs of a text, or of several; what is known as a whole is one."""
    return [
        glob
        for text in ([select] if isinstance(select, str) else select)
        for glob in ((text not in known and text.replace(",", " ").split()) or [text])
    ]


def parted(globs: Collection[str], known: Collection[str]) -> tuple[list[str], list[str]]:
    """The globs that select, or `*` where all exclude; and those that exclude, without their `!`."""
    unwanted = [glob for glob in globs if glob.startswith(EXCLUDED) and glob not in known]
    wanted = [glob for glob in globs if glob not in unwanted]
    return wanted or ["*"] * bool(unwanted), [glob.removeprefix(EXCLUDED) for glob in unwanted]


def nothing_left(globs: Iterable[str]) -> str:
    """The message for globs that exclude all that they select."""
    return f"{brief(','.join(globs))} excludes all that it selects; leave something"


def unmatched(glob: str, known: Iterable[str], prefix: str = "") -> str:
    """The message for a glob that matches nothing; the prefix is that of one that excludes."""
    does = "excludes" if prefix else "selects"
    return f"{prefix + glob!r} {does} nothing; {suggestion(prefix + glob, [prefix + name for name in known])}"


def _matches(glob: str, known: Collection[str], prefix: str = "") -> Collection[str]:
    # Most globs are a single name, and there are thousands of names to match.
    found = known if glob == "*" else [glob] if glob in known else list(filter(_matcher(glob), known))
    if not found and glob != "*":
        raise UnknownName(unmatched(glob, known, prefix))
    return found


@cache
def _matcher(glob: str) -> Callable[[str], object]:
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in re.split(r"([*?])", glob))
    return re.compile("".join(parts), re.DOTALL).fullmatch
