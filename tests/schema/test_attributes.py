"""No attribute of a shape is forgotten: whatever reads shapes answers differently when one differs.

The shapes are taken from their dataclasses, so that a new attribute fails here until each reader knows of it.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from clerk_fakes.catalogue.wrong_values import out_of_bounds
from clerk_fakes.drift import drift
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.document import Document

# A shape of each kind, and for each of its attributes another value of it.
SHAPES: dict[type, tuple[s.Shape, dict[str, Any]]] = {
    s.Text: (s.Text(), {"pattern": "^a$", "format": "email", "min_length": 3, "max_length": 2, "open": True}),
    s.Integer: (s.Integer(), {"minimum": 3, "maximum": 2, "format": "int64"}),
    s.Number: (s.Number(), {"minimum": 3.5, "maximum": 2.5, "format": "double"}),
    s.Flag: (s.Flag(), {}),
    s.Choice: (s.Choice(("a", "b")), {"options": ("a",), "open": True}),
    s.Anything: (s.Anything(), {}),
    s.Listing: (s.Listing(s.Flag()), {"item": s.Text(), "min_items": 2, "max_items": 1, "unique": True}),
    s.Record: (
        s.Record("record", (s.Field("a", s.Flag(), required=False),)),
        {"fields": (), "extras": s.Anything(), "one_of_required": (("a",),)},
    ),
    s.Union: (s.Union((s.Flag(), s.Text())), {"variants": (s.Flag(), s.Integer()), "tag": "object"}),
    s.Nullable: (s.Nullable(s.Flag()), {"of": s.Text()}),
}
# What a value is judged by, and what only says something about it.
VALUES: list[Any] = [
    None,
    True,
    0,
    4,
    "",
    "a",
    "b",
    "aaaa",
    2.9,
    [],
    [True],
    [True, True],
    ["a"],
    {},
    {"a": True},
    {"b": 1},
]
SAYS_NOTHING_OF_VALUES = {"format", "open", "tag"}
NO_CHANGE = {"tag"}  # follows from the variants

ATTRIBUTES = [
    (kind, field.name)
    for kind in SHAPES
    for field in fields(kind)
    if field.compare  # Record.name is no constraint
]


def changed(kind: type, name: str) -> tuple[s.Shape, s.Shape]:
    """A shape, and the same with one attribute that differs."""
    shape: Any = SHAPES[kind][0]
    other: s.Shape = replace(shape, **{name: SHAPES[kind][1][name]})
    return shape, other


def test_every_kind_of_shape_is_here() -> None:
    kinds = [kind for kind in vars(s).values() if isinstance(kind, type) and is_dataclass(kind) and kind is not s.Field]

    assert {*SHAPES} == {*kinds}


@pytest.mark.parametrize(("kind", "name"), ATTRIBUTES, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_drift_names_a_change_of_every_attribute(kind: type, name: str) -> None:
    def document(shape: s.Shape) -> Document:
        return Document(s.Record("User", (s.Field("field", shape, required=True),)), {})

    old, new = map(document, changed(kind, name))

    assert name in NO_CHANGE or drift(new, old) != []


@pytest.mark.parametrize(("kind", "name"), ATTRIBUTES, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_accepts_looks_at_every_attribute(kind: type, name: str) -> None:
    shape, other = changed(kind, name)
    differs = any(accepts(shape, value) != accepts(other, value) for value in VALUES)

    assert differs != (name in SAYS_NOTHING_OF_VALUES)


BOUNDS = ("min_length", "max_length", "minimum", "maximum", "min_items", "max_items", "unique")
BOUNDED = [(kind, name) for kind, name in ATTRIBUTES if name in BOUNDS]


@pytest.mark.parametrize(("kind", "name"), BOUNDED, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_every_bound_can_be_overstepped(kind: type, name: str) -> None:
    _, other = changed(kind, name)
    plain: Any = {s.Text: "aaa", s.Integer: 3, s.Number: 3.0, s.Listing: [True, False]}[kind]

    assert [value for _, _, value in out_of_bounds(other, plain) if not accepts(other, value)]
