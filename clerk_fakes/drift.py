"""What a newer document changes, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, fields, replace
from typing import Any

from clerk_fakes.catalogue.edges import edges_of
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.paths import SchemaPath, Step
from clerk_fakes.schema.shapes import Choice, Shape


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs at a place: what it was, what it is, and the cases that come or go with it."""

    place: str
    what: str
    was: Any = None
    now: Any = None
    new_cases: tuple[str, ...] = ()
    gone_cases: tuple[str, ...] = ()

    def __str__(self) -> str:
        values = " → ".join(repr(value) for value in (self.was, self.now) if value is not None)
        affected = [f"{len(ids)} {how}" for ids, how in ((self.new_cases, "new"), (self.gone_cases, "gone")) if ids]
        cases = f" [cases: {' and '.join(affected)}]" if affected else ""
        return f"{self.place or '(the user)'}: {self.what}{f': {values}' if values else ''}{cases}"

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON can hold it."""
        return asdict(self)


def drift(new: Document, old: Document) -> list[Change]:
    """Every difference between two documents, in the old one's order; a new object is one change, whatever is in it."""
    before, after = edges_of(old), edges_of(new)
    were, are = ({edge.id for edge in edges.all} for edges in (before, after))
    return [_with_cases(change, are - were, were - are) for change in _compared(before.root, after.root)]


def _compared(old: SchemaPath, new: SchemaPath) -> Iterator[Change]:
    yield from _changes(old, new)
    were, are = ({place.id: place for place in around.inside} for around in (old, new))
    for id, place in were.items():
        if id in are:
            yield from _compared(place, are[id])
        elif place.step is not Step.ITEM:
            yield Change(id, f"gone {place.step.value}")
    for id, place in are.items():
        if id not in were and place.step is not Step.ITEM:
            kind = "required field" if place.step is Step.FIELD and not place.is_optional else place.step.value
            yield Change(id, f"new {kind}")


def _changes(old: SchemaPath, new: SchemaPath) -> Iterator[Change]:
    """What is different at one place, not counting what is inside it."""
    if old.is_nullable != new.is_nullable:
        yield Change(new.id, "may be null" if new.is_nullable else "may not be null any more")
    if old.is_optional != new.is_optional:
        yield Change(new.id, "optional" if new.is_optional else "required")
    if type(old.shape) is not type(new.shape):
        yield Change(new.id, "type", type(old.shape).__name__.lower(), type(new.shape).__name__.lower())
    elif isinstance(old.shape, Choice) and isinstance(new.shape, Choice):
        yield from _options(new.id, old.shape.options, new.shape.options)
    if type(old.shape) is type(new.shape):
        yield from _rules(new.id, old.shape, new.shape)


# What each attribute of a shape is called; one that is missing here is an error, so that none is forgotten.
RULES = {
    "pattern": "pattern",
    "format": "format",
    "min_length": "smallest",
    "minimum": "smallest",
    "min_items": "smallest",
    "max_length": "largest",
    "maximum": "largest",
    "max_items": "largest",
    "unique": "all different",
    "open": "open to new values",
    "extras": "open to other keys",
    "one_of_required": "one of these needed",
}
INSIDE = {"fields", "item", "of", "options", "variants", "tag"}  # compared as paths, or following from them


def _rules(path: str, old: Shape, new: Shape) -> Iterator[Change]:
    """The attributes in which two shapes of one kind differ."""
    for attribute in fields(old):
        if attribute.compare and attribute.name not in INSIDE:
            was, now = (_rule(attribute, shape) for shape in (old, new))
            if was != now:
                yield Change(path, RULES[attribute.name], was, now)


def _rule(attribute: Field[Any], shape: Shape) -> Any:
    """The value of an attribute of a shape; None for its default, which is no rule."""
    value = getattr(shape, attribute.name)
    if attribute.name == "extras":
        return value is not None
    return None if value == attribute.default else value


def _options(place: str, were: tuple[Any, ...], are: tuple[Any, ...]) -> Iterator[Change]:
    for option in were:
        if option not in are:
            yield Change(place, "gone value", was=option)
    for option in are:
        if option not in were:
            yield Change(place, "new value", now=option)


def _with_cases(change: Change, came: set[str], went: set[str]) -> Change:
    """The change with the ids of the cases that it brings and takes."""
    new, gone = (tuple(sorted(id for id in ids if _is_of(change, id))) for ids in (came, went))
    return replace(change, new_cases=new, gone_cases=gone)


def _is_of(change: Change, id: str) -> bool:
    """Whether a case comes or goes with a change: all in a place that does, else the value, null or absence itself."""
    place, _, what = id.rpartition("=")
    if change.what.endswith("variant"):
        union, _, variant = change.place.rpartition("(")
        return id == f"{union}={variant[:-1]}" or id.startswith((f"{change.place}.", f"{change.place}="))
    if change.what.endswith("field"):
        return place == change.place or place.startswith((f"{change.place}.", f"{change.place}[", f"{change.place}("))
    if place != change.place:
        return False
    if change.what.endswith("value"):
        return what == str(change.was if change.now is None else change.now)
    names = {"null": ("null", "not-null"), "option": ("absent", "present"), "required": ("absent", "present")}
    related = [edges for word, edges in names.items() if word in change.what]
    return what in related[0] if related else what not in {"null", "not-null", "absent", "present"}
