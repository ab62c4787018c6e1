"""Anything that a shape allows, and nothing else: no realism, and no probabilities except to keep users small.

Leaves are hypothesis-jsonschema's; objects, unions and nulls are ours.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema
from typing_extensions import assert_never

from clerk_fakes.catalogue.variations import INT64
from clerk_fakes.errors import InvalidArgument
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.shapes import Json

Strategy = st.SearchStrategy[Json]

TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|\$", re.DOTALL)  # an escape, a character class, or `$`
FEW = 2  # items in most lists, so that a user stays small


@dataclass(frozen=True)
class Texts:
    """Strategies for shapes, whose texts `codec` can encode and contain U+0000 only if `allow_x00`."""

    allow_x00: bool = True
    codec: str | None = "utf-8"
    _made: dict[s.Shape, Strategy] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        try:
            codecs.lookup(self.codec or "utf-8")
        except (LookupError, TypeError) as error:
            raise InvalidArgument(
                f"codec={self.codec!r}: {error}; give a codec such as 'ascii', or None for any text"
            ) from error
        if not isinstance(self.allow_x00, bool):
            raise InvalidArgument(f"allow_x00 must be True or False, not {self.allow_x00!r}")

    def strategy(self, shape: s.Shape) -> Strategy:
        """Every value of a shape; the same strategy for the same shape."""
        if shape not in self._made:
            self._made[shape] = self._strategy(shape)
        return self._made[shape]

    def _strategy(self, shape: s.Shape) -> Strategy:
        match shape:
            case s.Choice():
                return st.sampled_from(shape.options)
            case s.Flag():
                return st.booleans()
            case s.Text() | s.Integer() | s.Number():
                return self._leaf(leaf_schema(shape))
            case s.Listing(item=s.Text() | s.Integer() | s.Number() as item) if not shape.unique:
                sizes = _without_none(minItems=shape.min_items, maxItems=shape.max_items)
                return self._leaf({"type": "array", "items": leaf_schema(item), **sizes})
            case s.Listing():
                return self._lists(shape)
            case s.Nullable():
                return st.none() | self.strategy(shape.of)
            case s.Union():
                return st.one_of([self.strategy(variant) for variant in shape.variants])
            case s.Record():
                return self._objects(shape)
            case s.Anything():
                return self._json()
            case _:
                assert_never(shape)

    def _leaf(self, schema: dict[str, Json]) -> Strategy:
        return from_schema(schema, allow_x00=self.allow_x00, codec=self.codec)

    def _lists(self, listing: s.Listing) -> Strategy:
        item, low, high = self.strategy(listing.item), listing.min_items, listing.max_items
        unique = _canonical if listing.unique else None

        def sized(least: int, most: int | None) -> Strategy:
            return st.lists(item, min_size=least, max_size=most, unique_by=unique)

        if low or high is not None:
            return sized(low, high)
        return _weighted((20, st.builds(list)), (9, sized(1, 1)), (2, sized(0, FEW)), (1, sized(0, None)))

    def _objects(self, record: s.Record) -> Strategy:
        known = {field.name for field in record.fields}
        if not known and record.extras is not None:
            return self._open(record.extras)
        objects = st.one_of([self._fields(record.fields, set(group)) for group in record.one_of_required or ((),)])
        if record.extras is None:
            return objects
        extra = self._open(record.extras).map(
            lambda extra: {key: value for key, value in extra.items() if key not in known}
        )
        return _weighted((15, objects), (1, st.builds(lambda made, more: {**made, **more}, objects, extra)))

    def _fields(self, fields: tuple[s.Field, ...], needed: set[str]) -> Strategy:
        shapes = {field.name: self.strategy(field.shape) for field in fields}
        required = {field.name for field in fields if field.required} | needed
        return st.fixed_dictionaries(
            {name: shapes[name] for name in shapes if name in required},
            optional={name: shapes[name] for name in shapes if name not in required},
        )

    def _open(self, extras: s.Shape) -> Strategy:
        keys, values = self.strategy(s.Text()), self.strategy(extras)
        return _weighted((15, st.builds(dict)), (1, st.dictionaries(keys, values, max_size=FEW + 1)))

    def _json(self) -> Strategy:
        texts = self.strategy(s.Text())
        leaves = st.none() | st.booleans() | self.strategy(s.Integer()) | self.strategy(s.Number()) | texts

        def around(inner: Strategy) -> Strategy:
            return st.lists(inner, max_size=FEW) | st.dictionaries(texts, inner, max_size=FEW)

        return st.recursive(leaves, around, max_leaves=4)


@st.composite
def _weighted(draw: st.DrawFn, *weighted: tuple[int, Strategy]) -> Json:
    """A value of one of several strategies, each with its weight; the first strategy is the plainest."""
    strategies = [strategy for weight, strategy in weighted for _ in range(weight)]
    return draw(strategies[draw(st.integers(0, len(strategies) - 1))])


def leaf_schema(shape: s.Text | s.Integer | s.Number) -> dict[str, Json]:
    """The JSON Schema of a leaf, with its pattern as a Python regular expression, which is what from_schema reads."""
    match shape:
        case s.Text():
            pattern = _python(shape.pattern)
            return _without_none(type="string", minLength=shape.min_length, maxLength=shape.max_length, pattern=pattern)
        case s.Integer():
            low, high = shape.minimum, shape.maximum
            low = -INT64 if low is None and (high is None or high >= -INT64) else low
            high = INT64 - 1 if high is None and (low is None or low < INT64) else high
            return _without_none(type="integer", minimum=low, maximum=high)
        case s.Number():
            return _without_none(type="number", minimum=shape.minimum, maximum=shape.maximum)


def _without_none(**keywords: Json) -> dict[str, Json]:
    return {keyword: value for keyword, value in keywords.items() if value is not None}


def _python(pattern: str | None) -> str | None:
    """An ECMAScript pattern in Python's syntax: `\\d` and `\\w` are ASCII, and `$` matches only at the very end."""
    if pattern is None:
        return None
    return "(?a)" + TOKEN.sub(lambda token: r"\Z" if token[0] == "$" else token[0], pattern)


def _canonical(value: Json) -> str:
    """The same text for values that are equal in JSON Schema: 1 and 1.0, and objects whatever their order of keys."""
    plain = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(plain, list):
        return f"[{','.join(map(_canonical, plain))}]"
    if isinstance(plain, dict):
        return f"{{{','.join(f'{key!r}:{_canonical(plain[key])}' for key in sorted(plain))}}}"
    return json.dumps(plain)
