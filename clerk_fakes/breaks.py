"""Breaks: the plainest user with exactly one thing wrong, for every rule of the document.

>>> [each.id for each in breaks("first_name!*")][:3]
['first_name!array', 'first_name!boolean', 'first_name!missing']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from weakref import WeakKeyDictionary

from clerk_fakes.catalogue.edges import Edges, edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.mutations import (
    Mutation,
    everywhere,
    extra,
    lineage,
    of_wrong_types,
    off_pattern,
    out_of_bounds,
    pointer,
    unlisted,
)
from clerk_fakes.catalogue.plainest import Plainest
from clerk_fakes.catalogue.variations import EXTRA_KEY
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.paths import SchemaPath, Step, short
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import ABSENT, Choice, Json, Record, Shape, Text, Union, User
from clerk_fakes.schema.validator import Violation, validator_of

UNION = ("oneOf", "anyOf")  # what is blamed where a value is of no variant at all
CONSTANT = ("enum", "const")


@dataclass(frozen=True, slots=True)
class Break:
    """A user, the plainest unless drawn, with one rule broken.

    `place` is what is wrong, and `pointer` where the judge says so: for a missing key, the object that lacks it. Where
    a union refuses the user, `union` is its pointer, and `keyword` the rule of the variant that fits best.
    """

    id: str
    place: str
    pointer: str
    keyword: str
    user: User = field(repr=False, compare=False)
    message: str
    union: str | None = None


def breaks(select: str | Iterable[str] = "*", *, schema: str | Path | Mapping[str, Json] | None = None) -> list[Break]:
    """One break for every mistake whose id a glob (or one of several) selects, sorted by id.

    Raises `UnknownName` for a glob that selects nothing.
    """
    document = read(schema)
    known = mutations_of(document)
    plain = edges_of(document).plain
    broken = (broken_with(known[id], plain.user, document) for id in selected(select, known))
    return [each for each in broken if each]


def broken_with(mistake: Mutation, user: User, document: Document) -> Break | None:
    """The user, now with a mistake; None unless the judge blames the place, or else the union around it, alone."""
    mistake.make(edges_of(document), user)
    said = validator_of(document).violations(user)
    found = _told(mistake, said) or _told_of_union(mistake, said)
    if not found:
        return None
    return Break(mistake.id, mistake.place.id, found.pointer, found.keyword, user, found.message, found.union)


def _told(mistake: Mutation, said: list[Violation]) -> Violation | None:
    """The most telling of the violations, all of which are at the place that the mistake is to be blamed for."""
    if any(violation.pointer != pointer(mistake.blamed) for violation in said):
        return None
    return next((found for keyword in mistake.keywords for found in said if found.keyword == keyword), None)


def _told_of_union(mistake: Mutation, said: list[Violation]) -> Violation | None:
    """The first of the violations, all of which are in one union that the mistake is inside of.

    Without a tag, the variant that was meant is anybody's guess, and the judge may guess another one than we do.
    """
    around = {pointer(place) for place in lineage(mistake.blamed) if isinstance(place.shape, Union)}
    return said[0] if said and {violation.union for violation in said} <= around else None


_mistakes: WeakKeyDictionary[Document, dict[str, Mutation]] = WeakKeyDictionary()


def mutations_of(document: Document) -> Mapping[str, Mutation]:
    """Every mistake that can be made in a user of the document, by its id and in the order of the ids."""
    if document not in _mistakes:
        found = {mistake.id: mistake for mistake in _all(edges_of(document))}
        _mistakes[document] = dict(sorted(found.items()))
    return _mistakes[document]


Mutations: TypeAlias = "Iterator[Mutation]"


def _all(edges: Edges) -> Mutations:
    for place in everywhere(edges.root):
        for generator in CLASSES:
            yield from generator(place, edges.plain)


def _missing(place: SchemaPath, plain: Plainest) -> Mutations:
    if place.parent and place.step is Step.FIELD and not place.is_optional:
        yield Mutation(place, "missing", ((place, ABSENT),), place.parent, ("required", *UNION))


def _wrong_type(place: SchemaPath, plain: Plainest) -> Mutations:
    # It is the union that is of a wrong type, not each of its variants; and a user is an object.
    if place.parent and place.step is not Step.VARIANT:
        for type, value in of_wrong_types(place.shape).items():
            if not (value is None and place.is_nullable):
                yield _put(place, type, value, "type", *CONSTANT, *UNION)


def _unknown(place: SchemaPath, plain: Plainest) -> Mutations:
    if isinstance(place.shape, Choice):
        yield from (_put(place, "unknown", value, *CONSTANT, *UNION) for value in unlisted(place.shape))


def _off_pattern(place: SchemaPath, plain: Plainest) -> Mutations:
    if isinstance(place.shape, Text) and place.shape.pattern is not None:
        texts = off_pattern(place.shape, plain.at(place))
        yield from (_put(place, "pattern", text, "pattern", *UNION) for text in texts)


def _out_of_bounds(place: SchemaPath, plain: Plainest) -> Mutations:
    for what, keyword, value in out_of_bounds(place.shape, plain.at(place)):
        yield _put(place, what, value, keyword, *UNION)


def _unknown_key(place: SchemaPath, plain: Plainest) -> Mutations:
    if isinstance(place.shape, Record) and place.shape.extras is None:
        edits = ((extra(place, EXTRA_KEY), "refused"),)
        yield Mutation(place, "unknown-key", edits, place, ("additionalProperties", *UNION))


def _neither(place: SchemaPath, plain: Plainest) -> Mutations:
    """None of the groups of keys of which one is needed, though every key that is needed anyway."""
    groups = [set(group) for group in place.shape.one_of_required] if isinstance(place.shape, Record) else []
    optional = [inner for inner in place.inside if inner.is_optional and any(inner.name in group for group in groups)]
    if groups and all(any(inner.name in group for inner in optional) for group in groups):
        yield Mutation(place, "neither", tuple((inner, ABSENT) for inner in optional), place, ("anyOf", *UNION))


def _of_another_variant(place: SchemaPath, plain: Plainest) -> Mutations:
    """What tells another variant apart, under the tag of this one: its strategy."""
    union = place.parent
    if place.step is not Step.VARIANT or not union or not isinstance(union.shape, Union) or not union.shape.tag:
        return
    ours = {field.name: field for field in place.inside if field.name != union.shape.tag and _is_telling(field.shape)}
    for other in union.inside:
        for theirs in other.inside:
            if theirs.name in ours and _is_telling(theirs.shape):
                yield from _swapped(place, ours[theirs.name], f"-of-{short(other.name, union.name)}", plain.at(theirs))


def _swapped(place: SchemaPath, field: SchemaPath, whose: str, value: Json) -> Mutations:
    if not accepts(field.shape, value):
        yield Mutation(place, field.name + whose, ((field, value),), field, (*CONSTANT, "pattern", *UNION))


def _is_telling(shape: Shape) -> bool:
    return isinstance(shape, Choice) or (isinstance(shape, Text) and shape.pattern is not None)


def _put(place: SchemaPath, what: str, value: Json, *keywords: str) -> Mutation:
    return Mutation(place, what, ((place, value),), place, keywords)


CLASSES: tuple[Callable[[SchemaPath, Plainest], Mutations], ...] = (
    _missing,
    _wrong_type,
    _unknown,
    _off_pattern,
    _out_of_bounds,
    _unknown_key,
    _neither,
    _of_another_variant,
)
