"""Breaks: the plainest user with exactly one thing wrong, for every rule of the document.

>>> [each.id for each in breaks("first_name!*")][:3]
['first_name!array', 'first_name!boolean', 'first_name!missing']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clerk_fakes.catalogue.edges import edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.mutations import Mutation, mutations_of, pointer
from clerk_fakes.errors import Violation
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, Union, User
from clerk_fakes.schema.validator import validator_of


@dataclass(frozen=True, slots=True)
class Break:
    """A user, the plainest unless drawn, with one rule broken.

    `place` is where the wrong value is, and `pointer` where the validator reports it: for a missing key, the object
    that lacks it. If a union refuses the user, `union` is its pointer, and `keyword` the rule of the variant that fits
    best.
    """

    id: str
    place: str
    pointer: str
    keyword: str
    user: User = field(repr=False, compare=False)
    message: str
    union: str | None = None


def breaks(select: str | Iterable[str] = "*", *, schema: str | Path | Mapping[str, Json] | None = None) -> list[Break]:
    """One break for every mutation whose id a glob (or one of several) selects, sorted by id.

    Raises `UnknownName` for a glob that selects nothing.
    """
    document = read(schema)
    known = mutations_of(document)
    plain = edges_of(document).plain
    broken = (broken_with(known[id], plain.user, document) for id in selected(select, known))
    return [each for each in broken if each]


def broken_with(mutation: Mutation, user: User, document: Document) -> Break | None:
    """The user after a mutation; None unless the validator blames only its path, or else only a union around it."""
    mutation.make(edges_of(document), user)
    violations = validator_of(document).violations(user)
    found = _at_blamed_path(mutation, violations) or _in_union(mutation, violations)
    if not found:
        return None
    return Break(mutation.id, mutation.path.id, found.pointer, found.keyword, user, found.message, found.union)


def _at_blamed_path(mutation: Mutation, violations: list[Violation]) -> Violation | None:
    """The violation with the most specific keyword, if all are at the path that the mutation is to be blamed on."""
    if any(violation.pointer != pointer(mutation.blamed) for violation in violations):
        return None
    return next((found for keyword in mutation.keywords for found in violations if found.keyword == keyword), None)


def _in_union(mutation: Mutation, violations: list[Violation]) -> Violation | None:
    """The first violation, if all are in one union around the mutation.

    Without a tag the intended variant is a guess, and the validator may guess a different one than we do.
    """
    unions = {pointer(path) for path in mutation.blamed.ancestors() if isinstance(path.shape, Union)}
    return violations[0] if violations and {violation.union for violation in violations} <= unions else None
