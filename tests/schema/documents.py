"""Small documents in our dialect, values for and against them, and an outside judge of both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from jsonschema import Draft202012Validator

Json: TypeAlias = Any
Node: TypeAlias = dict[str, Json]

DEPTH = 2
DEFINED = ("Plain", "with/slash", "with~tilde", "with space", "50%25", "ünï")
NAMES = ("id", "object", "status", "a/b", "t~", "", "x y", "domain", "domains")
TAGS = ("cat", "dog", "cow")
PATTERNS = {"^[a-c]+$": ("a", "abc"), "^oauth_[a-z]+$": ("oauth_x",), "[0-9]{2}": ("12", "a12b"), "^$": ("",)}
STRAY: tuple[Json, ...] = (
    None,
    True,
    False,
    0,
    1,
    1.0,
    -3,
    2.5,
    10**20,
    "",
    "a",
    "cat",
    "12",
    "aaaaaa",
    [],
    ["a", "a"],
    [None],
    {},
)
STRAY_OBJECTS: tuple[Node, ...] = ({"object": "cat"}, {"object": None}, {"id": "a", "stray": 1}, {"domain": "a"})


def is_valid(schema: Json, value: Json) -> bool:
    """The verdict of python-jsonschema, which shares no code with our judge."""
    return bool(Draft202012Validator(schema).is_valid(value))


@st.composite
def documents(draw: DrawFn) -> Node:
    """An object at the root, with a few definitions that refer only to those before them."""
    defined: Node = {}
    for name in draw(st.lists(st.sampled_from(DEFINED), unique=True, max_size=3)):
        defined[name] = draw(schemas(tuple(defined)))
    return {**draw(objects(schemas(tuple(defined)))), "$defs": defined}


@cache
def schemas(defined: tuple[str, ...] = ()) -> SearchStrategy[Json]:
    """Any schema of the dialect, with references to what is defined."""
    inner = leaves() | references(defined)
    for _ in range(DEPTH):
        inner = inner | _around(inner)
    return inner | inner.flatmap(_annotated)


def leaves() -> SearchStrategy[Json]:
    free: SearchStrategy[Json] = st.sampled_from([True, {}, {"description": "Whatever it is."}])
    return texts() | numbers() | choices() | free | st.just({"type": "boolean"})


@st.composite
def texts(draw: DrawFn) -> Node:
    least = draw(st.integers(0, 3))
    keywords = {
        "minLength": st.just(least),
        "maxLength": st.integers(least, 5),
        "pattern": st.sampled_from(sorted(PATTERNS)),
        "format": st.sampled_from(["date-time", "email"]),
        "x-open-enum": st.booleans(),
    }
    return {"type": draw(types("string")), **draw(_some_of(keywords))}


@st.composite
def numbers(draw: DrawFn) -> Node:
    least = draw(st.integers(-4, 3) | st.sampled_from([-1.5, 0.5]))
    keywords = {"minimum": st.just(least), "maximum": st.sampled_from([least, 3, 3.5, 100]), "format": st.just("int64")}
    return {"type": draw(types(draw(st.sampled_from(["integer", "number"])))), **draw(_some_of(keywords))}


@st.composite
def choices(draw: DrawFn) -> Node:
    """An `enum` or a `const`, whose type may rule some of its constants out, but never all of them."""
    constants = st.sampled_from(["a", "cat", "", 1, 2.5, True, None])
    listed = draw(st.lists(constants, min_size=1, max_size=4, unique_by=repr))
    first = next((constant for constant in listed if constant is not None), "a")
    if draw(st.booleans()):
        return draw(_maybe_typed({"const": first}, first))
    return draw(_maybe_typed({"enum": listed if first in listed else [*listed, first]}, first))


@st.composite
def _maybe_typed(draw: DrawFn, node: Node, constant: Json) -> Node:
    kinds = {bool: "boolean", str: "string", int: "integer", float: "number"}
    return {"type": draw(types(kinds[type(constant)])), **node} if draw(st.booleans()) else node


def types(kind: str) -> SearchStrategy[Json]:
    """A type, nullable in some cases."""
    return st.sampled_from([kind, kind, [kind], [kind, "null"], ["null", kind]])


def references(defined: tuple[str, ...]) -> SearchStrategy[Json]:
    pointers = ["#/$defs/" + quote(name.replace("~", "~0").replace("/", "~1")) for name in defined]
    return st.sampled_from(pointers).map(lambda pointer: {"$ref": pointer}) if pointers else st.nothing()


def _around(inner: SearchStrategy[Json]) -> SearchStrategy[Json]:
    return objects(inner) | arrays(inner) | tagged(inner) | nullable(inner) | combined(inner) | unlike(inner)


@st.composite
def objects(draw: DrawFn, inner: SearchStrategy[Json]) -> Node:
    """An object that is open, closed, or open to values of one kind; some need one of several sets of keys."""
    properties = draw(st.dictionaries(st.sampled_from(NAMES), inner, max_size=4))
    names = st.lists(st.sampled_from(sorted(properties)), unique=True) if properties else st.just([])
    keywords = {
        "required": names,
        "additionalProperties": st.booleans() | inner,
        "anyOf": st.lists(names.map(lambda group: {"required": group}), min_size=1, max_size=2),
    }
    return {"type": "object", "properties": properties, **draw(_some_of(keywords))}


@st.composite
def arrays(draw: DrawFn, inner: SearchStrategy[Json]) -> Node:
    least = draw(st.integers(0, 2))
    keywords = {
        "items": inner,
        "minItems": st.just(least),
        "maxItems": st.integers(least, 3),
        "uniqueItems": st.booleans(),
    }
    return {"type": draw(types("array")), **draw(_some_of(keywords))}


@st.composite
def tagged(draw: DrawFn, inner: SearchStrategy[Json]) -> Node:
    """A union whose variants each require an `object` of their own."""
    variants = []
    for tag in draw(st.lists(st.sampled_from(TAGS), min_size=2, unique=True)):
        variant = draw(objects(inner))
        required = sorted({*variant.get("required", []), "object"})
        properties = {**variant["properties"], "object": draw(st.sampled_from([{"const": tag}, {"enum": [tag]}]))}
        variants.append({**variant, "properties": properties, "required": required})
    null: list[Node] = [{"type": "null"}, {"const": None}, {"enum": [None]}]
    nulls = draw(st.lists(st.sampled_from(null), max_size=1))
    return {"oneOf": [*variants, *nulls], "discriminator": {"propertyName": "object"}}


@st.composite
def nullable(draw: DrawFn, inner: SearchStrategy[Json]) -> Node:
    branches = draw(st.permutations([draw(inner), {"type": "null"}]))
    return {"anyOf": branches}


@st.composite
def unlike(draw: DrawFn, inner: SearchStrategy[Json]) -> Node:
    """A union whose variants are of different types."""
    return {"anyOf": [draw(texts()), draw(arrays(inner)), draw(objects(inner))]}


@st.composite
def combined(draw: DrawFn, inner: SearchStrategy[Json]) -> Node:
    """An `allOf`: of one, of open objects that add to each other, or of a type and what narrows it."""
    one, two, three = draw(st.permutations(NAMES).map(lambda names: names[:3]))
    parts = [_part(one, inner), _part(two, inner)]
    narrowed: list[Node] = [
        {"allOf": [{"type": "string"}], "minLength": 2},
        {"allOf": [{"type": ["string", "null"]}, {"type": ["integer", "string"], "minLength": 2}]},
    ]
    twice = _part(one, leaves()).map(lambda part: {"allOf": [part, {"properties": part["properties"]}]})
    whole = {
        "of one": inner.map(lambda node: {"allOf": [node], "description": "The same."}),
        "of parts": st.tuples(*parts, _part(three, inner)).map(lambda drawn: {"allOf": [*drawn[:2]], **drawn[2]}),
        "of parts of parts": st.tuples(*parts).map(lambda drawn: {"allOf": [{"allOf": [drawn[0]]}, drawn[1]]}),
        "of the same": twice,
        "narrowed": st.sampled_from(narrowed),
        "beside null": st.tuples(types("object"), parts[0]).map(
            lambda drawn: {"type": drawn[0], "oneOf": [{"type": "null"}, drawn[1]]}
        ),
    }
    return draw(whole[draw(st.sampled_from(sorted(whole)))])


def _part(name: str, inner: SearchStrategy[Json]) -> SearchStrategy[Node]:
    """An open object with one property."""
    required: SearchStrategy[list[str]] = st.sampled_from([[], [name]])
    properties = st.fixed_dictionaries({name: inner})
    return st.fixed_dictionaries({"type": st.just("object"), "properties": properties, "required": required})


def _annotated(node: Json) -> SearchStrategy[Json]:
    notes: dict[str, SearchStrategy[Json]] = {
        "title": st.just("Title"),
        "description": st.just("What it is."),
        "deprecated": st.booleans(),
        "default": st.sampled_from(STRAY),
        "examples": st.lists(st.sampled_from(STRAY)),
        "x-anything": st.sampled_from(STRAY),
    }
    return _some_of(notes).map(lambda drawn: {**drawn, **node} if isinstance(node, dict) else node)


def _some_of(keywords: Mapping[str, SearchStrategy[Json]]) -> SearchStrategy[Node]:
    return st.fixed_dictionaries({}, optional=dict(keywords))


@st.composite
def values(draw: DrawFn, document: Node, schema: Json = None, depth: int = 0) -> Json:
    """Values that come near to what a schema of the document allows, and some that do not."""
    node = resolved(document, document if schema is None else schema)
    if depth > 6 or not isinstance(node, dict) or draw(st.integers(0, 11)) == 0:
        return draw(st.sampled_from([*STRAY, *STRAY_OBJECTS]))
    branches = [*node.get("allOf", []), *node.get("oneOf", []), *node.get("anyOf", [])]
    if branches and "properties" not in node:
        drawn = [draw(values(document, branch, depth + 1)) for branch in branches]
        if "allOf" in node and all(isinstance(each, dict) for each in drawn):
            return {key: item for each in drawn for key, item in each.items()}
        return draw(st.sampled_from(drawn))
    return draw(_near(document, node, depth + 1))


@st.composite
def _near(draw: DrawFn, document: Node, node: Node, depth: int) -> Json:
    if "enum" in node or "const" in node:
        return draw(st.sampled_from(node.get("enum", [node.get("const")])))
    match draw(st.sampled_from(listed(node.get("type", "anything")))):
        case "string":
            return draw(st.sampled_from([*PATTERNS.get(node.get("pattern", ""), ()), "", "a", "aaa", "aaaaaa"]))
        case "integer" | "number":
            near = [node.get("minimum", 0), node.get("maximum", 1)]
            return draw(st.sampled_from([*near, near[0] - 1, near[1] + 1, 0.5, 1.0]))
        case "boolean":
            return draw(st.booleans())
        case "array":
            return draw(st.lists(values(document, node.get("items", True), depth), max_size=4))
        case "object":
            keys: dict[str, Json] = {**dict.fromkeys(["stray", "id"], True), **node.get("properties", {})}
            wanted = [*draw(st.lists(st.sampled_from(sorted(keys)), unique=True)), *node.get("required", [])]
            return {key: draw(values(document, keys[key], depth)) for key in wanted}
    return draw(st.sampled_from(STRAY))


def listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def resolved(document: Node, node: Json) -> Json:
    """The schema behind a reference."""
    while isinstance(node, dict) and "$ref" in node:
        name = {quote(name.replace("~", "~0").replace("/", "~1")): name for name in document["$defs"]}
        node = document["$defs"][name[node["$ref"].removeprefix("#/$defs/")]]
    return node


def nodes(document: Json, at: str = "#") -> Iterator[tuple[str, Node]]:
    """Every schema that can be reached from the root and is an object, with its pointer; some more than once."""
    yield from _nodes(document, document, at)


def _nodes(document: Node, node: Json, at: str) -> Iterator[tuple[str, Node]]:
    if not isinstance(node, dict):
        return
    yield at, node
    if "$ref" in node:
        target = resolved(document, node)
        yield from _nodes(document, target, place_of(document, target))
    for key, child in node.get("properties", {}).items():
        yield from _nodes(document, child, f"{at}/properties/{escaped(key)}")
    for keyword in ("items", "additionalProperties"):
        yield from _nodes(document, node.get(keyword), f"{at}/{keyword}")
    for keyword in ("allOf", "oneOf", "anyOf"):
        for number, child in enumerate(node.get(keyword, [])):
            yield from _nodes(document, child, f"{at}/{keyword}/{number}")


def place_of(document: Node, target: Json) -> str:
    return next(f"#/$defs/{escaped(name)}" for name, node in document["$defs"].items() if node is target)


def escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def copied(value: Json) -> Json:
    """A copy in which no two places share an object."""
    return json.loads(json.dumps(value))
