"""Mutations: every single way to break a rule of a document, by name, and how to make it in a user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TypeAlias

from typing_extensions import assert_never

from clerk_fakes.catalogue.edges import Edges, edges_of
from clerk_fakes.catalogue.extra_keys import extra_key, walk_with_extra_keys
from clerk_fakes.catalogue.plainest import Plainest
from clerk_fakes.catalogue.variations import EXTRA_KEY, Value
from clerk_fakes.catalogue.wrong_values import of_wrong_types, off_pattern, out_of_bounds, unlisted
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.paths import SchemaPath, Step, short
from clerk_fakes.schema.shapes import ABSENT, Json, User

UNION = ("oneOf", "anyOf")  # the keywords that a validator names for a value that fits no variant
CONSTANT = ("enum", "const")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One broken rule: the values to put at paths of a user, and the path that a validator then blames.

    `keywords` are those by which a document may express the rule, the most specific first.
    """

    path: SchemaPath
    name: str
    edits: tuple[tuple[SchemaPath, Value], ...]
    blamed: SchemaPath
    keywords: tuple[str, ...]

    @property
    def id(self) -> str:
        """`<path>!<name>`."""
        return f"{self.path.id}!{self.name}"

    def make(self, edges: Edges, user: User) -> None:
        """Break the rule in a user, changing nothing outside the mutation's path but a container that it needs."""
        for field, tag in _tags(self.edits[0][0]):
            edges.put(field, user, tag)
        for path, value in self.edits:
            edges.put(path, user, deepcopy(value))


def _tags(path: SchemaPath) -> Iterator[tuple[SchemaPath, str]]:
    """The tags on the way to a path; without them, a broken value of one variant may be a valid one of another."""
    for outer in path.ancestors():
        if outer.step is Step.VARIANT and outer.parent and isinstance(outer.parent.shape, s.Union):
            yield from ((field, outer.name) for field in outer.inside if field.name == outer.parent.shape.tag)


def pointer(path: SchemaPath) -> str:
    """The JSON pointer of a path, through the first item of each list; a variant adds nothing to it.

    >>> pointer(extra_key(SchemaPath("", s.Anything()), "and/or"))
    '/and~1or'
    """
    if path.parent is None:
        return ""
    match path.step:
        case Step.VARIANT:
            return pointer(path.parent)
        case Step.ITEM:
            return f"{pointer(path.parent)}/0"
        case Step.FIELD:
            return f"{pointer(path.parent)}/{path.name.replace('~', '~0').replace('/', '~1')}"
        case _:
            assert_never(path.step)


@per_document
def mutations_of(document: Document) -> Mapping[str, Mutation]:
    """Every mutation of a user of the document, by its id and sorted by the ids."""
    return {mutation.id: mutation for mutation in sorted(_all(edges_of(document)), key=lambda mutation: mutation.id)}


Mutations: TypeAlias = "Iterator[Mutation]"


def _all(edges: Edges) -> Mutations:
    for path in walk_with_extra_keys(edges.root):
        for generator in GENERATORS:
            yield from generator(path, edges.plain)


def _missing(path: SchemaPath, plain: Plainest) -> Mutations:
    if path.parent and path.step is Step.FIELD and not path.is_optional:
        yield Mutation(path, "missing", ((path, ABSENT),), path.parent, ("required", *UNION))


def _wrong_type(path: SchemaPath, plain: Plainest) -> Mutations:
    # The type is that of the union, not of each of its variants; and a user is always an object.
    if path.parent and path.step is not Step.VARIANT:
        for type, value in of_wrong_types(path.shape).items():
            if not (value is None and path.is_nullable):
                yield _put(path, type, value, "type", *CONSTANT, *UNION)


def _unknown(path: SchemaPath, plain: Plainest) -> Mutations:
    if isinstance(path.shape, s.Choice):
        yield from (_put(path, "unknown", value, *CONSTANT, *UNION) for value in unlisted(path.shape))


def _off_pattern(path: SchemaPath, plain: Plainest) -> Mutations:
    if isinstance(path.shape, s.Text) and path.shape.pattern is not None:
        texts = off_pattern(path.shape, plain.at(path))
        yield from (_put(path, "pattern", text, "pattern", *UNION) for text in texts)


def _out_of_bounds(path: SchemaPath, plain: Plainest) -> Mutations:
    for name, keyword, value in out_of_bounds(path.shape, plain.at(path)):
        yield _put(path, name, value, keyword, *UNION)


def _unknown_key(path: SchemaPath, plain: Plainest) -> Mutations:
    if isinstance(path.shape, s.Record) and path.shape.extras is None:
        edits = ((extra_key(path, EXTRA_KEY), "refused"),)
        yield Mutation(path, "unknown-key", edits, path, ("additionalProperties", *UNION))


def _neither(path: SchemaPath, plain: Plainest) -> Mutations:
    """An object with no complete group of those of which it needs one, but with all keys that are required anyway."""
    groups = [set(group) for group in path.shape.one_of_required] if isinstance(path.shape, s.Record) else []
    optional = [inner for inner in path.inside if inner.is_optional and any(inner.name in group for group in groups)]
    if groups and all(any(inner.name in group for inner in optional) for group in groups):
        yield Mutation(path, "neither", tuple((inner, ABSENT) for inner in optional), path, ("anyOf", *UNION))


def _of_another_variant(path: SchemaPath, plain: Plainest) -> Mutations:
    """A constant or patterned text of another variant, such as its strategy, under the tag of this one."""
    union = path.parent
    if path.step is not Step.VARIANT or not union or not isinstance(union.shape, s.Union) or not union.shape.tag:
        return
    ours = {field.name: field for field in path.inside if field.name != union.shape.tag and _is_specific(field.shape)}
    for other in union.inside:
        for theirs in other.inside:
            if theirs.name in ours and _is_specific(theirs.shape):
                owner = short(other.name, union.name)
                yield from _swapped(path, ours[theirs.name], owner, plain.at(theirs))


def _swapped(path: SchemaPath, field: SchemaPath, owner: str, value: Json) -> Mutations:
    if not accepts(field.shape, value):
        keywords = (*CONSTANT, "pattern", *UNION)
        yield Mutation(path, f"{field.name}-of-{owner}", ((field, value),), field, keywords)


def _is_specific(shape: s.Shape) -> bool:
    """Whether a field of this shape can tell variants apart."""
    return isinstance(shape, s.Choice) or (isinstance(shape, s.Text) and shape.pattern is not None)


def _put(path: SchemaPath, name: str, value: Json, *keywords: str) -> Mutation:
    return Mutation(path, name, ((path, value),), path, keywords)


GENERATORS: tuple[Callable[[SchemaPath, Plainest], Mutations], ...] = (
    _missing,
    _wrong_type,
    _unknown,
    _off_pattern,
    _out_of_bounds,
    _unknown_key,
    _neither,
    _of_another_variant,
)
