"""A life becomes a user: every field of the document is filled, from the life where it knows, else from its shape."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter

from clerk_fakes.fill.repair import repair
from clerk_fakes.makers.plan import Make, Plan
from clerk_fakes.realism.facts import Facts
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.verifications import VERIFIERS
from clerk_fakes.realism.world import Origin
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Choice, Json, Nullable, Record, Shape, Union, User


class Builder:
    """Makes the objects of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._make = _maker(document.root) or (lambda life, origin: {})
        # What lives know is written, and tested, against the bundled document; another one may contradict it.
        self._is_foreign = document is not read()

    def user(self, life: Life) -> User:
        """The user that a life comes to: valid, with all keys in the document's order."""
        made: User = self._make(life, life.origin)
        if self._is_foreign:
            made = repair(made, self._document.root, "user", life.origin.grain.aside("fitted"), life.origin.world.now)
        return made

    def record(self, record: Record, facts: Facts, origin: Origin) -> Json:
        """One object of a user, from the facts of it."""
        return _RecordMaker(type, lambda _: record).make(facts, origin)


class _RecordMaker:
    """Makes records of facts: all of one shape, or each of the variant that its tag names."""

    def __init__(
        self,
        kind: Callable[[Json], Hashable],
        shape: Callable[[Facts], Shape | None],
        strangers: Sequence[Shape] = (),
    ) -> None:
        self._kind = kind
        self._shape = shape
        self._strangers = strangers
        self._plans: dict[Hashable, Plan] = {}

    def make(self, facts: Json, origin: Origin) -> Json:
        kind = self._kind  # `self._kind(facts)` is looked up as a method first: a tenth of this call
        try:
            plan = self._plans[kind(facts)]
        except (KeyError, AttributeError, TypeError):  # not met yet, JSON already, or a tag where facts have no text
            return self._met(facts, origin)
        made = plan.usual | facts.__dict__
        if len(made) != plan.length:
            return plan.exactly(made, facts, origin)
        if plan.is_flat:
            return made
        for name, make in plan.parts:
            if part := made[name]:
                made[name] = make(part, origin)
        for name, make in plan.lists:
            if items := made[name]:
                made[name] = each = []
                for item in items:
                    each.append(make(item, origin))  # noqa: PERF401 - half the time, where most lists have one item
        return made

    def _met(self, facts: Json, origin: Origin) -> Json:
        """What is made of facts of a kind that is met for the first time, and of what is JSON already."""
        if not isinstance(facts, Facts):
            return facts
        shape = self._shape(facts)
        if not isinstance(shape, Record):
            return None
        self._plans[self._kind(facts)] = Plan(shape, facts, _maker, self._strangers)
        return self.make(facts, origin)


def _maker(shape: Shape) -> Make | None:
    """What makes JSON of facts of that shape; None where facts are JSON already."""
    match shape:
        case Nullable():
            return _maker(shape.of)
        case Record(fields=(_, *_)):
            return _RecordMaker(type, lambda _: shape).make
        case Union(tag=str(tag)):
            return _union_maker(shape, tag)
        case _:
            return None


def _union_maker(union: Union, tag: str) -> Make | None:
    variants = {value: variant for variant in union.variants for value in _tags(variant, tag)}
    strangers = [variant for variant in union.variants if not VERIFIERS.keys() & _tags(variant, tag)]
    are_known = len(strangers) < len(union.variants)

    def told(facts: Facts) -> Shape | None:
        said = getattr(facts, tag, None)
        return variants.get(said) if isinstance(said, str) else None

    return _RecordMaker(attrgetter(tag), told, strangers if are_known else ()).make if variants else None


def _tags(shape: Shape, tag: str) -> set[str]:
    fields = shape.fields if isinstance(shape, Record) else ()
    return {
        option
        for field in fields
        if field.name == tag and isinstance(field.shape, Choice)
        for option in field.shape.options
        if isinstance(option, str)
    }
