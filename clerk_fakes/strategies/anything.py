"""Anything that a shape allows and nothing else: no realism, and no probabilities but those that keep users small.

Leaves are hypothesis-jsonschema's; objects, unions and nulls are ours.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema
from typing_extensions import assert_never

from clerk_fakes.catalogue.variations import INT64
from clerk_fakes.errors import InvalidArgument
from clerk_fakes.schema.shapes import (
    Anything,
    Choice,
    Field,
    Flag,
    Integer,
    Json,
    Listing,
    Nullable,
    Number,
    Record,
    Shape,
    Text,
    Union,
)

Strategy = st.SearchStrategy[Json]

TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|\$", re.DOTALL)  # what is escaped, a class of letters, or an end
FEW = 2  # items in most lists, so that a user stays small


@dataclass(frozen=True)
class Texts:
    """Which texts there are: `codec` is what can encode them, `allow_x00` whether U+0000 is among them."""

    allow_x00: bool = True
    codec: str | None = "utf-8"
    _made: dict[Shape, Strategy] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        try:
            codecs.lookup(self.codec or "utf-8")
        except (LookupError, TypeError) as error:
            raise InvalidArgument(
                f"codec={self.codec!r}: {error}; give one such as 'ascii', or None for any"
            ) from error
        if not isinstance(self.allow_x00, bool):
            raise InvalidArgument(f"allow_x00={self.allow_x00!r}: give True or False")

    def strategy(self, shape: Shape) -> Strategy:
        """Every value of a shape; the same strategy for the same shape."""
        if shape not in self._made:
            self._made[shape] = self._strategy(shape)
        return self._made[shape]

    def _strategy(self, shape: Shape) -> Strategy:
        match shape:
            case Choice():
                return st.sampled_from(shape.options)
            case Flag():
                return st.booleans()
            case Text() | Integer() | Number():
                return self._leaf(leaf_schema(shape))
            case Listing(item=Text() | Integer() | Number() as item) if not shape.unique:
                sizes = _given(minItems=shape.min_items, maxItems=shape.max_items)
                return self._leaf({"type": "array", "items": leaf_schema(item), **sizes})
            case Listing():
                return self._lists(shape)
            case Nullable():
                return st.none() | self.strategy(shape.of)
            case Union():
                return st.one_of([self.strategy(variant) for variant in shape.variants])
            case Record():
                return self._objects(shape)
            case Anything():
                return self._json()
            case _:
                assert_never(shape)

    def _leaf(self, schema: dict[str, Json]) -> Strategy:
        return from_schema(schema, allow_x00=self.allow_x00, codec=self.codec)

    def _lists(self, listing: Listing) -> Strategy:
        item, low, high = self.strategy(listing.item), listing.min_items, listing.max_items
        unique = _canonical if listing.unique else None

        def sized(least: int, most: int | None) -> Strategy:
            return st.lists(item, min_size=least, max_size=most, unique_by=unique)

        if low or high is not None:
            return sized(low, high)
        return _often(20, st.builds(list), 9, sized(1, 1), 2, sized(0, FEW), 1, sized(0, None))

    def _objects(self, record: Record) -> Strategy:
        known = {field.name for field in record.fields}
        if not known and record.extras is not None:
            return self._open(record.extras)
        objects = st.one_of([self._fields(record.fields, set(group)) for group in record.one_of_required or ((),)])
        if record.extras is None:
            return objects
        extra = self._open(record.extras).map(
            lambda extra: {key: value for key, value in extra.items() if key not in known}
        )
        return _often(15, objects, 1, st.builds(lambda made, more: {**made, **more}, objects, extra))

    def _fields(self, fields: tuple[Field, ...], needed: set[str]) -> Strategy:
        shapes = {field.name: self.strategy(field.shape) for field in fields}
        required = {field.name for field in fields if field.required} | needed
        return st.fixed_dictionaries(
            {name: shapes[name] for name in shapes if name in required},
            optional={name: shapes[name] for name in shapes if name not in required},
        )

    def _open(self, extras: Shape) -> Strategy:
        keys, values = self.strategy(Text()), self.strategy(extras)
        return _often(15, st.builds(dict), 1, st.dictionaries(keys, values, max_size=FEW + 1))

    def _json(self) -> Strategy:
        leaves = st.none() | st.booleans() | self.strategy(Integer()) | self.strategy(Number()) | self.strategy(Text())

        def around(inner: Strategy) -> Strategy:
            return st.lists(inner, max_size=FEW) | st.dictionaries(self.strategy(Text()), inner, max_size=FEW)

        return st.recursive(leaves, around, max_leaves=4)


@st.composite
def _often(draw: st.DrawFn, *weighted: Any) -> Json:
    """One of several strategies, each after how often it is drawn; the first is the plainest."""
    pairs = zip(weighted[::2], weighted[1::2], strict=True)
    strategies = [strategy for times, strategy in pairs for _ in range(times)]
    return draw(strategies[draw(st.integers(0, len(strategies) - 1))])


def leaf_schema(shape: Text | Integer | Number) -> dict[str, Json]:
    """The JSON Schema of a leaf, in the words of those who read `pattern` as Python does."""
    match shape:
        case Text():
            pattern = _python(shape.pattern)
            return _given(type="string", minLength=shape.min_length, maxLength=shape.max_length, pattern=pattern)
        case Integer():
            low, high = shape.minimum, shape.maximum
            low = -INT64 if low is None and (high is None or high >= -INT64) else low
            high = INT64 - 1 if high is None and (low is None or low < INT64) else high
            return _given(type="integer", minimum=low, maximum=high)
        case Number():
            return _given(type="number", minimum=shape.minimum, maximum=shape.maximum)


def _given(**keywords: Json) -> dict[str, Json]:
    return {keyword: value for keyword, value in keywords.items() if value is not None}


def _python(pattern: str | None) -> str | None:
    """An ECMAScript pattern as Python matches it: only ASCII digits and letters, and `$` at the very end alone."""
    if pattern is None:
        return None
    return "(?a)" + TOKEN.sub(lambda token: r"\Z" if token[0] == "$" else token[0], pattern)


def _canonical(value: Json) -> str:
    """The same text for what JSON Schema takes for the same value: 1 and 1.0, and objects in any order."""
    plain = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(plain, list):
        return f"[{','.join(map(_canonical, plain))}]"
    if isinstance(plain, dict):
        return f"{{{','.join(f'{key!r}:{_canonical(plain[key])}' for key in sorted(plain))}}}"
    return json.dumps(plain)
