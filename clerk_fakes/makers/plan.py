"""How facts of one kind become one kind of record: worked out once, then followed for every user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeAlias

from clerk_fakes.fill.fill import fill
from clerk_fakes.realism.chance import Grain
from clerk_fakes.realism.facts import Facts, Shared
from clerk_fakes.realism.world import Origin
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import ABSENT, Anything, Choice, Field, Json, Listing, Nullable, Record, Shape
from clerk_fakes.schema.walks import options, records

UNFAMILIAR = 8  # a variant or a constant that no story tells is told once in so many times

Make: TypeAlias = Callable[[Json, Origin], Json]
Maker: TypeAlias = Callable[[Shape], "Make | None"]


class Plan:
    """What most records of a kind come to, `usual`, and what is to be done for the others.

    A record of the usual `length` has the usual keys, in the document's order; `parts` and `lists` of it are facts
    themselves. Where there is more to do than that, the length is None.
    """

    def __init__(self, record: Record, facts: Facts, maker: Maker, strangers: Sequence[Shape]) -> None:
        kind = type(facts)
        plain = {name: getattr(kind, name) for name in dir(kind)}
        known = [field for field in record.fields if hasattr(facts, field.name)]
        blank = {
            field.name: plain.get(field.name) if field in known else _constant(field.shape) for field in record.fields
        }
        self.usual = {name: value for name, value in blank.items() if value is not ABSENT}
        parts = {field.name: make for field in known if (make := maker(field.shape))}
        lists = {field.name: make for field in known if (make := maker(_item(field.shape)))}
        self.parts = [(name, make) for name, make in parts.items() if name in self.usual]
        self.lists = [(name, make) for name, make in lists.items() if name in self.usual]
        self.is_flat = not self.parts and not self.lists
        self._nested = {**parts, **{name: _each(make) for name, make in lists.items()}}
        self._derived = [name for name in blank if isinstance(plain.get(name), property)]
        self._unknown = [field for field in record.fields if field not in known and _constant(field.shape) is None]
        self._news = [field for field in _news(record) if hasattr(facts, field.name)]
        self._strangers = strangers
        # In a record of another document there may be a list where lives have something else.
        has_more = self._derived or self._unknown or self._news or strangers or record not in _ours()
        self.length = None if has_more else len(self.usual)
        self._order = dict.fromkeys(blank)
        self._is_open = record.extras is not None
        rarer = frozenset([*blank][:-1]) - self.usual.keys()  # the last of all keys stands where it is added
        self._is_in_order = rarer.isdisjoint if self._is_open else (self._order.keys() - rarer).issuperset
        self._place = record.name

    def exactly(self, made: dict[str, Json], facts: Facts, origin: Origin) -> Json:
        """A record that is not as usual: in the document's order, and with those keys alone that the document takes.

        Now and then it is a stranger, which no story knows to tell.
        """
        if self._strangers:
            grain = origin.grain.aside("strangers")
            if grain.below(UNFAMILIAR) == 0:
                variant = self._strangers[grain.below(len(self._strangers))]
                return fill(variant, "verification", grain, origin.world.now)
        for name in self._derived:
            made[name] = getattr(facts, name)
        if facts.left_out:
            del made["left_out"]
            for name in [name for name, value in made.items() if value is ABSENT]:
                del made[name]
        if not self._is_in_order(made):
            order = self._order | made if self._is_open else self._order
            made = {name: made[name] for name in order if name in made}
        for name, make in self._nested.items():
            if value := made.get(name):
                made[name] = make(value, origin)
        if self._unknown or self._news:
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
            made[field.name] = fill(field.shape, field.name, aside, now)
        else:
            del made[field.name]

    def _bring(self, field: Field, made: dict[str, Json], grain: Grain, now: int) -> None:
        aside = grain.aside(f"{self._place}.{field.name}")
        if aside.below(UNFAMILIAR) == 0:
            made[field.name] = fill(field.shape, field.name, aside, now)


def _news(record: Record) -> Iterator[Field]:
    """The fields of a record that may be some constant which no life knows to tell, with those constants alone."""
    tagged = read().tagged
    for known in [tagged[tag] for tag in options(record, "object") if tag in tagged][:1]:
        for field in record.fields:
            familiar = options(known, field.name)
            new = tuple(option for option in options(record, field.name) if option not in familiar)
            if familiar and new:
                yield replace(field, shape=Choice(new))


def _item(shape: Shape) -> Shape:
    """What a list holds, null or not; no facts are in anything else."""
    shape = shape.of if isinstance(shape, Nullable) else shape
    return shape.item if isinstance(shape, Listing) else Anything()


def _each(make: Make) -> Make:
    return lambda items, origin: [make(item, origin) for item in items] if isinstance(items, list) else items


@cache
def _ours() -> frozenset[Record]:
    """What lives are written for, and tested against."""
    return frozenset(records(read().root))


def _constant(shape: Shape) -> Json:
    return shape.options[0] if isinstance(shape, Choice) and len(shape.options) == 1 else None
