"""Whatever a value is, it is made to fit a shape; what fits is kept, and of the rest as much as can be."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clerk_fakes.errors import UnsupportedKeyword
from clerk_fakes.fill.repair import repair
from clerk_fakes.fill.values import value_for
from clerk_fakes.primitives.randomness import Details, Source
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.shapes import (
    ABSENT,
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
from tests.oracles.shapes import shapes
from tests.oracles.validator import Outside, as_schema

NOW = 1_767_225_600_000

lives = st.integers(0, 10**6)
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
values: st.SearchStrategy[Json] = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=8,
)


def details(life: int = 0, name: str = "test") -> Details:
    return Details(Source(5), life, name)


def fit(value: Json, shape: Shape, life: int = 0) -> Json:
    return repair(value, shape, "field", details(life), NOW)


def closed(**fields: Shape) -> Record:
    """A record with those optional fields and no others."""
    return Record("record", tuple(Field(name, shape, required=False) for name, shape in fields.items()))


def tagged(tag: str, **fields: Shape) -> Record:
    return Record(tag, (Field("object", Choice((tag,)), True), *closed(**fields).fields))


@example(value=[1, 1.0], shape=Listing(Number(), 2, 2, unique=True), life=0)
@example(value=["a", "b"], shape=Listing(Text(max_length=0), 0, unique=True), life=0)
@example(value=True, shape=Integer(), life=0)
@example(value=1, shape=Flag(), life=0)
@example(value=True, shape=Choice((1, 2)), life=0)
@example(value=1.0, shape=Integer(), life=0)
@example(value="a\n", shape=Text(pattern="^[a-z]+$"), life=0)
@example(value={"a": 1}, shape=Record("record", (Field("b", Flag(), False),), None, (("b",),)), life=0)
@given(value=values, shape=shapes, life=lives)
def test_anything_is_made_to_fit(value: Json, shape: Shape, life: int) -> None:
    before = deepcopy(value)
    made = fit(value, shape, life)

    assert Outside(as_schema(shape)).faults(made) == []
    assert json.loads(json.dumps(made)) == made
    assert value == before


@given(shape=shapes, other=shapes, life=lives)
def test_what_fits_another_shape_is_made_to_fit_this_one(shape: Shape, other: Shape, life: int) -> None:
    value = value_for(other, "field", details(life, "other"), NOW)

    assert Outside(as_schema(shape)).faults(fit(value, shape, life)) == []


@given(shape=shapes, life=lives)
def test_what_fits_is_kept(shape: Shape, life: int) -> None:
    value = value_for(shape, "field", details(life, "other"), NOW)

    assert fit(value, shape, life) == value


@given(value=values, shape=shapes, life=lives)
def test_the_same_life_is_mended_the_same_way(value: Json, shape: Shape, life: int) -> None:
    assert fit(value, shape, life) == fit(value, shape, life)


@given(value=values, shape=shapes)
def test_the_reading_of_shapes_is_that_of_the_outside_judge(value: Json, shape: Shape) -> None:
    """What we hold to fit does; the other way round we are a little stricter (1.0 is no integer of ours)."""
    assert Outside(as_schema(shape)).accepts(value) or not accepts(shape, value)


NO_JSON = [ABSENT, object(), [object()], {"a": ABSENT}, print, (1, 2)]


@given(value=st.sampled_from(NO_JSON), shape=shapes)
def test_what_is_no_json_is_never_kept(value: Any, shape: Shape) -> None:
    """A field of a newer document may have the name of something that lives keep to themselves."""
    made = fit(value, shape)

    assert Outside(as_schema(shape)).faults(made) == []
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize(
    ("value", "shape", "made"),
    [
        ({"a": 1, "b": 2}, closed(a=Integer()), {"a": 1}),
        ({"a": 1, "b": 2}, Record("open", (Field("a", Integer(), True),), Anything()), {"a": 1, "b": 2}),
        ({"a": 1, "b": ABSENT}, Record("open", (), Anything()), {"a": 1}),
        ([1, 2, 3], Listing(Integer(), max_items=2), [1, 2]),
        ([1, 1, 2], Listing(Integer(), unique=True), [1, 2]),
        (
            {"object": "b", "x": 1, "y": 2},
            Union((tagged("a", y=Flag()), tagged("b", x=Integer())), "object"),
            {"object": "b", "x": 1},
        ),
        ({"x": 1, "y": 2}, Union((Text(), closed(x=Integer()))), {"x": 1}),
        ([1, 2, 3], Union((Text(), Listing(Integer(), max_items=1))), [1]),
        (None, Nullable(Text()), None),
        ({"a": {"b": [1, 2]}}, closed(a=closed(b=Listing(Integer(), max_items=1))), {"a": {"b": [1]}}),
    ],
    ids=repr,
)
def test_as_much_is_kept_as_can_be(value: Json, shape: Shape, made: Json) -> None:
    assert fit(value, shape) == made


def test_what_is_missing_is_filled() -> None:
    record = Record("record", (Field("a", Integer(), True), Field("b", Text(), True), Field("c", Text(), False)))
    made = fit({"a": 5}, record)

    assert made.keys() == {"a", "b"}
    assert made["a"] == 5


def test_one_of_the_needed_groups_is_filled() -> None:
    record = Record("record", closed(a=Flag(), b=Flag(), c=Flag()).fields, None, (("a", "b"), ("c",)))

    assert fit({}, record).keys() == {"a", "b"}
    assert fit({"a": True}, record).keys() == {"a", "b"}
    assert fit({"c": True}, record) == {"c": True}


def test_what_one_field_needs_moves_no_other() -> None:
    """The promise that a new field changes no other one holds for what has to be mended, too."""
    needy: dict[str, Shape] = {"a": Integer(minimum=1000), "z": Text(min_length=30)}
    value = {"a": 1, "m": "1", "z": "z"}

    alone, together = fit(value, closed(**needy)), fit(value, closed(**needy, m=Union((Integer(), Listing(Flag())))))
    del together["m"]

    assert together == alone


def test_keys_keep_the_order_of_the_document() -> None:
    record = Record("record", (Field("a", Integer(), True), Field("b", Flag(), True), Field("c", Text(), True)))

    assert list(fit({"c": "c", "b": 3, "a": 1}, record)) == ["a", "b", "c"]
    assert list(fit({"z": 1, "x": ABSENT, "y": 2, "a": 1}, Record("open", record.fields, Anything())))[3:] == ["z", "y"]


def test_a_shape_that_nothing_fits_is_refused() -> None:
    with pytest.raises(UnsupportedKeyword, match="correct the bounds"):
        fit("x", Integer(minimum=3, maximum=2))
