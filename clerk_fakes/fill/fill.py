"""Completing a finished user for a document that knows more, or less, than our templates do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clerk_fakes.fill.repair import repair
from clerk_fakes.fill.values import value_for
from clerk_fakes.primitives.randomness import Details, Source, hashed
from clerk_fakes.records.verifications import VERIFIERS
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.walks import options, without_null

UNKNOWN_ONE_IN = 8  # verifications and constants that no record of ours has

Complete = Callable[[dict[str, Any]], dict[str, Any]]


def completer(document: Document, source: Source, now: int) -> Complete | None:
    """What turns our users into those of a document; None for the bundled one, which needs no such step."""
    bundled = read()
    if document is bundled:
        return None
    filler = Filler(source, now)

    def complete(user: dict[str, Any]) -> dict[str, Any]:
        filled = filler.record(user, document.root, bundled.root, user["id"], "")
        details = Details(source, hashed(user["id"]), "repair")
        repaired: dict[str, Any] = repair(filled, document.root, "user", details, now)
        return repaired

    return complete


@dataclass(frozen=True, slots=True)
class Filler:
    """Adds to our objects what a document has and we have not, and leaves out what it has no more.

    A new value follows from the id of its object (or of the nearest one around it) and its place there, so that it
    moves no other, and an object that several users share has it once.
    """

    source: Source
    now: int

    def value(self, value: Any, shape: s.Shape, ours: s.Shape, owner: str, place: str) -> Any:
        """A value of ours, in the document's order of keys and with what is new in it."""
        match shape:
            case s.Nullable() if value is not None:
                return self.value(value, shape.of, without_null(ours), owner, place)
            case s.Record() if isinstance(value, dict) and shape.fields:
                known = without_null(ours)
                return self.record(value, shape, known, owner, place) if isinstance(known, s.Record) else value
            case s.Union(tag=str()) if isinstance(value, dict):
                return self._variant(value, shape, without_null(ours), owner, place)
            case s.Listing() if isinstance(value, list):
                known = without_null(ours)
                item = known.item if isinstance(known, s.Listing) else s.Anything()
                return [
                    self.value(each, shape.item, item, owner, f"{place}[{position}]")
                    for position, each in enumerate(value)
                ]
        return value

    def record(self, value: dict[str, Any], shape: s.Record, ours: s.Record, owner: str, place: str) -> dict[str, Any]:
        """An object of ours with the document's keys, in its order."""
        if isinstance(id := value.get("id"), str) and id != owner:
            owner, place = id, ""
        known = {field.name: field.shape for field in ours.fields}
        made: dict[str, Any] = {}
        for field in shape.fields:
            inside = f"{place}.{field.name}"
            if field.name in value:
                kept = self.value(value[field.name], field.shape, known.get(field.name, s.Anything()), owner, inside)
                made[field.name] = self._new_constant(kept, shape, ours, field.name, owner, inside)
            elif field.name not in known:
                self._add(made, field, owner, inside)
        if shape.extras is not None:
            made.update((name, extra) for name, extra in value.items() if name not in made and name not in known)
        return made

    def _add(self, made: dict[str, Any], field: s.Field, owner: str, place: str) -> None:
        """Add a new key: a constant always, as tags are, another optional one to half of the objects."""
        if isinstance(field.shape, s.Choice) and len(field.shape.options) == 1:
            made[field.name] = field.shape.options[0]
            return
        details = self._details(owner, place)
        if field.required or details.below(2):
            made[field.name] = value_for(field.shape, field.name, details, self.now)

    def _new_constant(self, kept: Any, shape: s.Record, ours: s.Record, name: str, owner: str, place: str) -> Any:
        """Now and then a constant that only the document knows, where ours has a list of them too."""
        familiar = options(ours, name)
        new = [option for option in options(shape, name) if option not in familiar] if familiar else []
        if not new:
            return kept
        details = self._details(owner, place)
        return new[details.below(len(new))] if details.below(UNKNOWN_ONE_IN) == 0 else kept

    def _variant(self, value: dict[str, Any], union: s.Union, ours: s.Shape, owner: str, place: str) -> Any:
        """The variant that the value is by its tag, or now and then an unknown one; None where it is none any more."""
        tag = str(union.tag)
        if unknown := unknown_variants(union):
            details = self._details(owner, f"{place}()")
            if details.below(UNKNOWN_ONE_IN) == 0:
                variant = unknown[details.below(len(unknown))]
                return value_for(variant, place.rpartition(".")[2], details, self.now)
        variants = ours.variants if isinstance(ours, s.Union) else (ours,)
        mine = [variant for variant in variants if _has_tag(variant, "object", value.get("object"))]
        for variant in union.variants:
            if isinstance(variant, s.Record) and _has_tag(variant, tag, value.get(tag)):
                known = mine[0] if mine and isinstance(mine[0], s.Record) else variant
                return self.record(value, variant, known, owner, place)
        return None

    def _details(self, owner: str, place: str) -> Details:
        return Details(self.source, hashed(owner), place)


def unknown_variants(union: s.Union) -> list[s.Shape]:
    """The variants of verification that we have no record for, where there are others that we have one for."""
    unknown = [variant for variant in union.variants if not any(_has_tag(variant, "object", tag) for tag in VERIFIERS)]
    return unknown if len(unknown) < len(union.variants) else []


def _has_tag(variant: s.Shape, name: str, value: Any) -> bool:
    return isinstance(variant, s.Record) and isinstance(value, str) and value in options(variant, name)
