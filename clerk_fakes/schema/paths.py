"""Every path in a document that leads to a value, by a name that people can read and glob.

`email_addresses[].verification(saml).status`: a dot leads into an object, `[]` to the items of a list, and parentheses
to a variant of a union, named by its `object` without the field's own name in front.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.shapes import ABSENT, Choice, Field, Json, Listing, Maybe, Nullable, Record, Shape, Union


class Step(Enum):
    """How a path goes on to the one inside it."""

    FIELD = "field"
    ITEM = "item"
    VARIANT = "variant"


@dataclass(frozen=True, eq=False)
class SchemaPath:
    """A path and what the document allows there; `name` is a field's name, or a variant's tag."""

    id: str
    shape: Shape
    parent: SchemaPath | None = None
    step: Step = Step.FIELD
    name: str = ""
    is_nullable: bool = False
    is_optional: bool = False

    @cached_property
    def inside(self) -> tuple[SchemaPath, ...]:
        """The paths that are one step longer."""
        match self.shape:
            case Record():
                return tuple(self._field(field) for field in self.shape.fields)
            case Listing():
                return (self._child(f"{self.id}[]", self.shape.item, Step.ITEM, self.name),)
            case Union():
                return tuple(self._variant(number, self.shape) for number in range(len(self.shape.variants)))
        return ()

    def _field(self, field: Field) -> SchemaPath:
        id = f"{self.id}.{field.name}" if self.id else field.name
        return self._child(id, field.shape, Step.FIELD, field.name, is_optional=not field.required)

    def _variant(self, number: int, union: Union) -> SchemaPath:
        """A variant by its tag, or by its kind and, where that is not the first of its kind, its number."""
        variant, kinds = union.variants[number], [type(each) for each in union.variants[:number]]
        again = f"-{kinds.count(type(variant)) + 1}" if type(variant) in kinds else ""
        name = next(iter(_constants(variant, union.tag)), f"{type(variant).__name__.lower()}{again}")
        return self._child(f"{self.id}({short(name, self.name)})", variant, Step.VARIANT, name)

    def _child(self, id: str, shape: Shape, step: Step, name: str, *, is_optional: bool = False) -> SchemaPath:
        inner = shape.of if isinstance(shape, Nullable) else shape
        return SchemaPath(id, inner, self, step, name, isinstance(shape, Nullable), is_optional)

    def walk(self) -> Iterator[SchemaPath]:
        """The path itself and all that begin with it."""
        yield self
        for path in self.inside:
            yield from path.walk()

    def ancestors(self) -> Iterator[SchemaPath]:
        """The path itself and those that it is in, the innermost first."""
        path: SchemaPath | None = self
        while path:
            yield path
            path = path.parent

    def values(self, around: Json) -> Iterator[Maybe[Json]]:
        """The values here in a value of the path around it: one, each of several, or `ABSENT`."""
        match self.step:
            case Step.FIELD if isinstance(around, dict):
                yield around.get(self.name, ABSENT)
            case Step.ITEM if isinstance(around, list):
                yield from around
            case Step.VARIANT if self.is_variant(around):
                yield around

    def is_variant(self, value: Json) -> bool:
        """Whether a value of the union is of the variant that this path leads to.

        Its tag decides; where that is left out, or there is none, the first variant that accepts the value.
        """
        union = self.parent.shape if self.parent else None
        if not isinstance(union, Union):
            return False
        if isinstance(value, dict) and union.tag in value:
            return value[union.tag] in self._tags
        return self.shape is next((variant for variant in union.variants if accepts(variant, value)), None)

    @cached_property
    def _tags(self) -> tuple[str, ...]:
        """The tags of the variant that this path leads to."""
        union = self.parent.shape if self.parent else None
        return _constants(self.shape, union.tag) if isinstance(union, Union) else ()


def short(tag: str, field: str) -> str:
    """The tag of a variant without the name of its field.

    >>> short("verification_saml", "verification")
    'saml'
    """
    return tag.removeprefix(f"{field}_")


def _constants(shape: Shape, tag: str | None) -> tuple[str, ...]:
    fields = shape.fields if isinstance(shape, Record) else ()
    lists = [field.shape.options for field in fields if field.name == tag and isinstance(field.shape, Choice)]
    return tuple(str(option) for options in lists for option in options)
