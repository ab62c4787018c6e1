"""Everything clerk_fakes raises on purpose.

ClerkFakesError
├── InvalidArgument         a value that the call does not take
│   ├── UnknownName         a name that is none of those known
│   │   └── UnknownField    a field or trait that a factory does not have
│   ├── Contradiction       traits that no user can have at once
│   └── OutOfRange          an index where there is nothing
├── InvalidUser             a user that the document refuses
├── SchemaError             a document that cannot be used
│   ├── UnreadableDocument  no file, broken JSON or YAML, or no user in it
│   ├── UnsupportedKeyword  a keyword without a shape
│   ├── DanglingReference   a `$ref` to nothing
│   └── CyclicReference     a `$ref` that comes back to itself
├── SeedingRefused          a database that must not, or cannot, be written
├── WorkerLost              a process that made users is gone
└── MissingExtra            an optional dependency that is not installed
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

MOST_NAMED = 24  # known names in one message
MOST_SHOWN = 60  # characters of a value in one message


class Violation(NamedTuple):
    """One broken rule: where (JSON pointer), which keyword, what was found and what is allowed.

    Inside a union the rule is the one of the variant that fits best, and `union` is the pointer of the union.
    """

    pointer: str
    keyword: str
    message: str
    union: str | None = None

    def __str__(self) -> str:
        return f"{self.pointer or '(the user)'}: {self.keyword}: {self.message}"


class ClerkFakesError(Exception):
    """Anything clerk_fakes raises on purpose."""


class InvalidArgument(ClerkFakesError, ValueError):
    """A value that the call does not take; the message has what it takes."""


class UnknownName(InvalidArgument):
    """A name that is none of those known; the message suggests the nearest."""


class UnknownField(UnknownName):
    """A field or trait that a factory does not have; the message suggests the nearest."""


class Contradiction(InvalidArgument):
    """Traits that no user can have at once; the message names two of them."""


class OutOfRange(InvalidArgument, IndexError):
    """An index where there is nothing; the message has those that there are."""


class InvalidUser(ClerkFakesError, ValueError):
    """A user that the document refuses, with every `violations` of it."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join(map(str, self.violations)))


class SchemaError(ClerkFakesError, ValueError):
    """A document that cannot be used; the message has the pointer and the next step."""


class UnreadableDocument(SchemaError):
    """No file, broken JSON or YAML, or nothing in it that describes a user."""


class UnsupportedKeyword(SchemaError):
    """A keyword, or a use of one, that no shape stands for."""


class DanglingReference(SchemaError):
    """A `$ref` that leads nowhere, or out of the document."""


class CyclicReference(SchemaError):
    """A `$ref` that comes back to itself, so that no finite user would do."""


class SeedingRefused(ClerkFakesError):
    """A database that must not, or cannot, be written; it holds what it held, and whole batches at most."""


class WorkerLost(ClerkFakesError):
    """A process that made users is gone; the message has what may have ended it."""


class MissingExtra(ClerkFakesError, ImportError):
    """An optional dependency that is not installed; the message has the line that installs it."""


def brief(value: object) -> str:
    """A value as a message shows it."""
    shown = "null" if value is None else repr(value)
    return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"


def count_of(number: int, noun: str = "user") -> str:
    """A number of things, as people write it."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to try instead of `name`: the nearest known names, or all of them.

    >>> suggestion("gogle", ["google", "github"])
    "did you mean 'google'?"
    >>> suggestion("x", ["google", "github"])
    'known: github, google'
    """
    from difflib import get_close_matches  # slow to import, and only errors need it

    known = sorted(known)
    near = get_close_matches(name, known, n=2)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    if len(known) > MOST_NAMED:
        return f"{len(known)} are known, such as {', '.join(known[:MOST_NAMED])}"
    return f"known: {', '.join(known)}"
