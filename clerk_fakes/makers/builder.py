"""A life becomes a user: every field of the document is filled, from the life where it knows, else from its shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import get_annotations
from typing import TypeAlias

from clerk_fakes.makers.fitted import fitted
from clerk_fakes.makers.plausible import plausible
from clerk_fakes.realism.chance import Grain
from clerk_fakes.realism.facts import ABSENT, Facts, Shared
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.verifications import VERIFIERS
from clerk_fakes.realism.world import Origin
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Choice, Field, Json, Listing, Nullable, Record, Shape, Union, User
from clerk_fakes.schema.walks import options

UNFAMILIAR = 8  # a variant or a constant that no story tells is told once in so many times

Make: TypeAlias = Callable[[Json, Origin], Json]


class Builder:
    """Makes the objects of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._make = self._maker(document.root)
        # What lives know is written, and tested, against the bundled document; another one may contradict it.
        self._is_foreign = document is not read()

    def user(self, life: Life) -> User:
        """The user that a life comes to: valid, with all keys in the document's order."""
        made: User = self._make(life, life.origin) if self._make else {}
        if self._is_foreign:
            made = fitted(made, self._document.root, "user", life.origin.grain.aside("fitted"), life.origin.world.now)
        return made

    def record(self, record: Record, facts: Facts, origin: Origin) -> Json:
        """One object of a user, from the facts of it."""
        return _RecordMaker(record, self._maker).make(facts, origin)

    def _maker(self, shape: Shape) -> Make | None:
        """What makes JSON of facts of that shape; None where facts are JSON already."""
        match shape:
            case Nullable():
                return self._maker(shape.of)
            case Listing():
                return _list_maker(self._maker(shape.item))
            case Record(fields=(_, *_)):
                return _RecordMaker(shape, self._maker).make
            case Union():
                return self._union_maker(shape)
            case _:
                return None

    def _union_maker(self, union: Union) -> Make | None:
        makers: dict[str, Make] = {}
        for variant in union.variants:
            make = self._maker(variant)
            if make:
                makers |= dict.fromkeys(_tags(variant, union.tag), make)
        strangers = [variant for variant in union.variants if not VERIFIERS.keys() & _tags(variant, union.tag)]
        return (
            _UnionMaker(union.tag, makers, strangers if len(strangers) < len(union.variants) else []).make
            if makers
            else None
        )


class _RecordMaker:
    """Makes one kind of record, of whatever class of facts it is given."""

    def __init__(self, record: Record, maker: Callable[[Shape], Make | None]) -> None:
        self._record = record
        self._makers = {field.name: make for field in record.fields if (make := maker(field.shape))}
        self._news = list(_news(record))
        self._templates: dict[type, _Template] = {}

    def make(self, facts: Json, origin: Origin) -> Json:
        template = self._templates.get(type(facts))
        if template is None:
            if not isinstance(facts, Facts):
                return facts
            template = self._templates[type(facts)] = _Template(self._record, facts, self._makers, self._news)
        return template.fill(facts, origin)


class _Template:
    """One kind of record filled from one class of facts: worked out once, then filled fast."""

    def __init__(self, record: Record, facts: Facts, makers: dict[str, Make], news: list[Field]) -> None:
        kind = type(facts)
        plain = {name: getattr(kind, name) for name in dir(kind)}
        known = [field for field in record.fields if hasattr(facts, field.name)]
        self._blank: dict[str, Json] = {
            field.name: _constant(field.shape) if field not in known else plain.get(field.name)
            for field in record.fields
        }
        derived = {field.name: plain[field.name] for field in known if isinstance(plain.get(field.name), property)}
        self._derived = [(name, attribute.fget) for name, attribute in derived.items()]
        self._surplus = (
            sorted(_attributes(facts) - {field.name for field in record.fields}) if record.extras is None else []
        )
        self._nested = [(field.name, makers[field.name]) for field in known if field.name in makers]
        self._optional = [field.name for field in known if not field.required and field.name not in derived]
        self._unknown = [field for field in record.fields if field not in known and _constant(field.shape) is None]
        self._news = [field for field in news if hasattr(facts, field.name)]
        self._imagines = bool(self._unknown or self._news)
        self._place = record.name

    def fill(self, facts: Facts, origin: Origin) -> dict[str, Json]:
        made = self._blank | facts.__dict__
        if len(made) > len(self._blank):
            for name in self._surplus:
                made.pop(name, None)
        for name, read_from in self._derived:
            made[name] = read_from(facts)
        for name, make in self._nested:
            if value := made[name]:
                made[name] = make(value, origin)
        for name in self._optional:
            if made[name] is ABSENT:
                del made[name]
        if self._imagines:
            self._amend(facts, made, origin)
        return made

    def _amend(self, facts: Facts, made: dict[str, Json], origin: Origin) -> None:
        """Fill in what lives know nothing of."""
        grain = facts.grain if isinstance(facts, Shared) else origin.grain
        for field in self._unknown:
            self._imagine(field, made, grain, origin.world.now)
        for field in self._news:
            self._bring(field, made, grain, origin.world.now)

    def _imagine(self, field: Field, made: dict[str, Json], grain: Grain, now: int) -> None:
        aside = grain.aside(f"{self._place}.{field.name}")
        if field.required or aside.below(2):
            made[field.name] = plausible(field.shape, field.name, aside, now)
        else:
            del made[field.name]

    def _bring(self, field: Field, made: dict[str, Json], grain: Grain, now: int) -> None:
        aside = grain.aside(f"{self._place}.{field.name}")
        if aside.below(UNFAMILIAR) == 0:
            made[field.name] = plausible(field.shape, field.name, aside, now)


def _attributes(facts: Facts) -> set[str]:
    """All names that an instance may hold, whether this one does or not."""
    kinds = type(facts).__mro__
    declared = {name for kind in kinds for name in get_annotations(kind)}
    slots = {name for kind in kinds for name in getattr(kind, "__slots__", ())}
    return {*vars(facts), *declared} - slots


class _UnionMaker:
    """Makes the variant that facts say they are; now and then a stranger, which no story knows to tell."""

    def __init__(self, tag: str | None, makers: dict[str, Make], strangers: list[Shape]) -> None:
        self._tag = tag or "object"
        self._makers = makers
        self._strangers = strangers

    def make(self, facts: Json, origin: Origin) -> Json:
        if not isinstance(facts, Facts):
            return facts
        if self._strangers:
            grain = origin.grain.aside("strangers")
            if grain.below(UNFAMILIAR) == 0:
                variant = self._strangers[grain.below(len(self._strangers))]
                return plausible(variant, "verification", grain, origin.world.now)
        make = self._makers.get(getattr(facts, self._tag, ""))
        return make(facts, origin) if make else None


def _news(record: Record) -> Iterator[Field]:
    """The fields of a record that may be some constant which no life knows to tell, with those constants alone."""
    tagged = read().tagged
    for known in [tagged[tag] for tag in options(record, "object") if tag in tagged][:1]:
        for field in record.fields:
            familiar = options(known, field.name)
            new = tuple(option for option in options(record, field.name) if option not in familiar)
            if familiar and new:
                yield replace(field, shape=Choice(new))


def _list_maker(make: Make | None) -> Make | None:
    if make is None:
        return None
    return lambda items, origin: [make(item, origin) for item in items] if isinstance(items, list) else items


def _constant(shape: Shape) -> Json:
    return shape.options[0] if isinstance(shape, Choice) and len(shape.options) == 1 else None


def _tags(shape: Shape, tag: str | None) -> set[str]:
    fields = shape.fields if isinstance(shape, Record) else ()
    return {
        option
        for field in fields
        if field.name == tag and isinstance(field.shape, Choice)
        for option in field.shape.options
        if isinstance(option, str)
    }
