"""The reader loses nothing and passes over nothing: a document is read whole, or refused with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn

from clerk_fakes.errors import (
    CyclicReference,
    DanglingReference,
    SchemaError,
    UnreadableDocument,
    UnsupportedKeyword,
)
from clerk_fakes.schema.bundled import bundled
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import (
    Anything,
    Choice,
    Field,
    Flag,
    Integer,
    Listing,
    Nullable,
    Number,
    Record,
    Shape,
    Text,
    Union,
)
from clerk_fakes.schema.validator import validator_of
from tests.oracles.validator import as_schema
from tests.schema import documents as made

Json = Any
TEXT = {"type": "string"}


@given(st.data())
def test_reading_loses_no_constraint_and_adds_none(data: DataObject) -> None:
    """What the shapes allow, written down again, is what the document allows; and the judge is of the same mind."""
    given = data.draw(made.documents(), label="document")
    document = read(given)
    again, judge = as_schema(document.root), validator_of(document)

    for value in data.draw(st.lists(made.values(given), min_size=3, max_size=9), label="values"):
        verdict = made.is_valid(given, value)
        assert made.is_valid(again, value) == verdict, (value, again)
        assert judge.accepts(value) == verdict, value
        assert (judge.violations(value) == []) == verdict, value


@given(st.data(), st.sampled_from(["frobnicate", "not", "if", "patternProperties", "multipleOf", "$anchor"]))
def test_an_unknown_keyword_is_named_with_its_pointer(data: DataObject, keyword: str) -> None:
    document = made.copied(data.draw(made.documents(), label="document"))
    place, node = data.draw(st.sampled_from([*made.nodes(document)]), label="node")
    node[keyword] = 5

    with pytest.raises(UnsupportedKeyword) as refusal:
        read(document)
    assert f" {place}: " in str(refusal.value)
    assert repr(keyword) in str(refusal.value)


PAIR = {"type": "object", "properties": {"a": TEXT, "b": {"type": "boolean", "deprecated": True}}}


def tagged(tag: str) -> Json:
    return {"type": "object", "properties": {"object": {"const": tag}}, "additionalProperties": False}


def read_as(tag: str) -> Record:
    return Record(tag, (Field("object", Choice((tag,)), False),))


class Refused(NamedTuple):
    """A document that cannot be used: the error, where, and what its message says of it."""

    error: type[SchemaError]
    place: str
    says: str
    document: Json


def field(schema: Json, **defined: Json) -> Json:
    """A document with one field."""
    return {"type": "object", "properties": {"it": schema}, "$defs": defined}


def refusals() -> dict[str, Refused]:
    it = "#/properties/it"
    return {
        "dangling": Refused(DanglingReference, it, "'#/$defs/Lost' leads nowhere", field({"$ref": "#/$defs/Lost"})),
        "dangling in a definition": Refused(
            DanglingReference,
            "#/$defs/A/items",
            "'#/$defs/B' leads nowhere",
            field({"$ref": "#/$defs/A"}, A={"type": "array", "items": {"$ref": "#/$defs/B"}}),
        ),
        "dangling in allOf": Refused(
            DanglingReference,
            f"{it}/allOf/1",
            "'#/$defs/B' leads nowhere",
            field({"allOf": [TEXT, {"$ref": "#/$defs/B"}]}),
        ),
        "dangling beside constraints": Refused(
            DanglingReference, it, "'#/$defs/B' leads nowhere", field({"$ref": "#/$defs/B", "minLength": 1})
        ),
        "out of the document": Refused(
            DanglingReference, it, "leads out of the document", field({"$ref": "https://example.com/user.json"})
        ),
        "to an anchor": Refused(DanglingReference, it, "leads out of the document", field({"$ref": "#User"})),
        "itself": Refused(
            CyclicReference, "#/$defs/A", "#/$defs/A → #/$defs/A", field({"$ref": "#/$defs/A"}, A={"$ref": "#/$defs/A"})
        ),
        "by way of another": Refused(
            CyclicReference,
            "#/$defs/B/properties/a",
            "#/$defs/A → #/$defs/B → #/$defs/A",
            field(
                {"$ref": "#/$defs/A"}, A=field({"$ref": "#/$defs/B"}), B={"properties": {"a": {"$ref": "#/$defs/A"}}}
            ),
        ),
        "inside allOf": Refused(
            CyclicReference,
            "#/$defs/A/properties/it/allOf/0",
            "#/$defs/A → #/$defs/A",
            field(
                {"allOf": [{"$ref": "#/$defs/A"}, TEXT | {"type": "object"}]},
                A=field({"allOf": [{"$ref": "#/$defs/A"}]}),
            ),
        ),
        "allOf of itself": Refused(
            CyclicReference, f"{it}/allOf/0/allOf/0", f"{it} → {it}", field({"allOf": [{"allOf": [{"$ref": it}]}]})
        ),
        "the root again": Refused(CyclicReference, it, "# → #", field({"$ref": "#"})),
        "nothing": Refused(UnsupportedKeyword, it, "False is not a schema", field(False)),
        "a number": Refused(UnsupportedKeyword, it, "3 is not a schema", field(3)),
        "a list": Refused(UnsupportedKeyword, f"{it}/items", "is not a schema", field({"items": [TEXT]})),
        "a key of another kind": Refused(UnsupportedKeyword, it, "is not a schema", field({1: TEXT})),
        "an unknown type": Refused(UnsupportedKeyword, it, "'type' takes a type", field({"type": "strin"})),
        "no type": Refused(UnsupportedKeyword, it, "'minLength' without a 'type'", field({"minLength": 1})),
        "a keyword of another type": Refused(
            UnsupportedKeyword, it, "'minLength'", field({"type": "integer", "minLength": 1})
        ),
        "nothing but null": Refused(UnsupportedKeyword, it, "nothing but null", field({"type": "null"})),
        "a union of nulls": Refused(UnsupportedKeyword, it, "nothing but null", field({"oneOf": [{"type": "null"}]})),
        "a choice of nulls": Refused(UnsupportedKeyword, it, "'const' [None]", field({"const": None})),
        "a choice of none": Refused(UnsupportedKeyword, it, "'enum' [1]", field({"type": "string", "enum": [1]})),
        "a choice of objects": Refused(UnsupportedKeyword, it, "'enum' ['a', {}]", field({"enum": ["a", {}]})),
        "const beside enum": Refused(UnsupportedKeyword, it, "'const' beside", field({"enum": ["a"], "const": "a"})),
        "null twice": Refused(
            UnsupportedKeyword,
            it,
            "several schemas allow the same",
            field({"oneOf": [{"type": ["string", "null"]}, {"const": None}]}),
        ),
        "oneOf beside anyOf": Refused(
            UnsupportedKeyword,
            it,
            "'oneOf' beside 'anyOf'",
            field({"oneOf": [TEXT, {"type": "null"}], "anyOf": [TEXT]}),
        ),
        "disagreement": Refused(
            UnsupportedKeyword, it, "disagree about 'minLength'", field({"allOf": [{"minLength": 1}, {"minLength": 2}]})
        ),
        "another type beside": Refused(
            UnsupportedKeyword, it, "disagree about 'type'", field({"type": "object", "allOf": [TEXT]})
        ),
        "unknown in a part": Refused(
            UnsupportedKeyword,
            f"{it}/allOf/0/properties/a",
            "'frobnicate'",
            field({"allOf": [{"properties": {"a": {"frobnicate": 1}}}, PAIR]}),
        ),
        "unknown in a variant of a part": Refused(
            UnsupportedKeyword,
            f"{it}/allOf/0/oneOf/1",
            "'frobnicate'",
            field({"allOf": [{"oneOf": [TEXT, {"frobnicate": 1}]}, {"minLength": 1}]}),
        ),
        "a closed part": Refused(
            UnsupportedKeyword,
            it,
            "adds 'b'",
            field({"allOf": [{"properties": {"a": TEXT}, "additionalProperties": False}, {"properties": {"b": TEXT}}]}),
        ),
        "required and unknown": Refused(
            UnsupportedKeyword,
            it,
            "'required' names 'b'",
            field({"type": "object", "properties": {}, "required": ["b"]}),
        ),
        "one of required and unknown": Refused(
            UnsupportedKeyword,
            it,
            "'required' names 'b'",
            field({"type": "object", "properties": {"a": TEXT}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        ),
        "least above most": Refused(
            UnsupportedKeyword,
            it,
            "'minLength' 3 is above 'maxLength' 2",
            field({**TEXT, "minLength": 3, "maxLength": 2}),
        ),
        "a broken pattern": Refused(UnsupportedKeyword, it, "'pattern' takes", field({**TEXT, "pattern": "("})),
        "a root that is a list": Refused(UnreadableDocument, "#", "root should", {"type": "array", "items": TEXT}),
        "a root that is no object": Refused(
            UnreadableDocument, "#", "a Text is not a user", {"$ref": "#/$defs/A", "$defs": {"A": TEXT}}
        ),
        "a root that may be null": Refused(
            UnreadableDocument, "#", "a Nullable is not a user", {"type": ["object", "null"], "properties": {}}
        ),
        "Swagger": Refused(UnreadableDocument, "#", "convert it to OpenAPI 3", {"swagger": "2.0", "definitions": {}}),
        "OpenAPI without a user": Refused(
            UnreadableDocument, "#/components/schemas/User", "give Clerk's", {"openapi": "3.0.3", "components": {}}
        ),
        "nullable that is no boolean": Refused(
            UnsupportedKeyword, it, "'nullable'", field({**TEXT, "nullable": "yes"})
        ),
    }


@pytest.mark.parametrize("name", refusals())
def test_a_document_that_cannot_be_used_is_refused_with_its_place(name: str) -> None:
    refused = refusals()[name]
    with pytest.raises(SchemaError) as refusal:
        read(refused.document)

    assert type(refusal.value) is refused.error
    assert str(refusal.value).startswith(f"the document: {refused.place}: ")
    assert refused.says in str(refusal.value)
    assert has_next_step(refusal.value)


VALUES_THAT_DO_NOT_FIT = [
    ("properties", 3),
    ("properties", {1: {}}),
    ("required", "x"),
    ("required", [1]),
    ("additionalProperties", 3),
    ("type", 5),
    ("type", []),
    ("type", {}),
    ("type", ["object", 5]),
    ("enum", 5),
    ("enum", []),
    ("oneOf", []),
    ("oneOf", {}),
    ("oneOf", [5]),
    ("anyOf", [{"required": "x"}]),
    ("anyOf", []),
    ("allOf", {}),
    ("allOf", [5]),
    ("allOf", []),
    ("$ref", 5),
    ("$ref", None),
    ("$defs", []),
    ("description", 3),
    ("deprecated", "yes"),
    ("x-open-enum", 1),
    ("minLength", -1),
    ("minLength", "1"),
    ("maxItems", 2.5),
    ("minItems", True),
    ("uniqueItems", 1),
    ("maximum", float("inf")),
    ("minimum", True),
    ("pattern", 5),
    ("pattern", "a{99999999999}"),
    ("format", 5),
]


@pytest.mark.parametrize(("keyword", "value"), VALUES_THAT_DO_NOT_FIT)
def test_a_keyword_with_a_value_that_does_not_fit_is_named(keyword: str, value: Json) -> None:
    with pytest.raises(UnsupportedKeyword) as refusal:
        read(field({keyword: value}))
    assert "#/properties/it" in str(refusal.value)
    assert keyword in str(refusal.value)
    assert has_next_step(refusal.value)


class BrokenFile(NamedTuple):
    """A file that holds no document, and what is said of it."""

    name: str
    text: str
    says: str


@pytest.mark.parametrize(
    "file",
    [
        BrokenFile("broken.json", '{\n"type": object\n}', "broken JSON: .*line 2 column 9"),
        BrokenFile("empty.json", "", "broken JSON: .*line 1 column 1"),
        BrokenFile("nan.json", '{"properties": {"a": {"type": "number", "minimum": NaN}}}', "NaN is not JSON"),
        BrokenFile("huge.json", "1" * 5000, "it is a int|broken JSON: Exceeds the limit"),
        BrokenFile("list.json", "[]", "it is a list, not a schema"),
        BrokenFile("number.json", "3", "it is a int, not a schema"),
        BrokenFile("null.json", "null", "it is nothing, not a schema"),
        BrokenFile("deep.json", '{"properties":' * 100_000, "nested too deeply"),
        BrokenFile("broken.yml", "type: object\nproperties: {", "broken YAML: .* at line 3, column 1;"),
        BrokenFile("twice.yml", "a: &a 1\nb: &a [*a, *b]", "broken YAML: .*line 2"),
        BrokenFile("control.yml", "a: \x01", "broken YAML"),
        BrokenFile("endless.yml", "properties: &a {a: {properties: *a}}", "nested too deeply"),
        BrokenFile("empty.yml", "", "it is nothing, not a schema"),
        BrokenFile("text.txt", "hello", "it is a str, not a schema"),
    ],
    ids=lambda file: file.name,
)
def test_a_file_without_a_document_is_named(tmp_path: Path, file: BrokenFile) -> None:
    path = tmp_path / file.name
    path.write_text(file.text)
    with pytest.raises(UnreadableDocument, match=file.says) as refusal:
        read(path)
    assert str(refusal.value).startswith(f"{path}: ")
    assert str(refusal.value).count(str(path)) == 1
    assert has_next_step(refusal.value)


@pytest.mark.parametrize("name", ["", "missing.json", "\0"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with pytest.raises(UnreadableDocument) as refusal:
        read(path)
    assert str(refusal.value).startswith(f"{path}: cannot be read: ")
    assert has_next_step(refusal.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes(b'"\xff"')
    with pytest.raises(UnreadableDocument, match="cannot be read: 'utf-8' codec"):
        read(path)


def test_the_error_about_a_file_has_its_name_and_the_pointer(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(field({"frobnicate": 1})))
    with pytest.raises(UnsupportedKeyword) as refusal:
        read(str(path))
    assert str(refusal.value).startswith(f"{path}: #/properties/it: no shape for 'frobnicate'; ")


def test_what_yaml_takes_for_dates_and_booleans_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("properties: {it: {enum: [on, no, 2026-01-01], default: 2026-99-99, deprecated: true}}")

    assert shape_of(read(path).root) == Choice(("on", "no", "2026-01-01"))


def test_a_name_that_is_no_text_in_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("properties: {1: {type: string}}")
    with pytest.raises(UnsupportedKeyword, match="'properties' takes an object"):
        read(path)


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        ({"type": "string", "enum": ["a", None, 1]}, Choice(("a",))),
        ({"type": ["string", "null"], "enum": ["a"]}, Choice(("a",))),
        ({"type": "string", "enum": ["a", None], "nullable": True}, Nullable(Choice(("a",)))),
        ({"enum": ["a", None]}, Nullable(Choice(("a",)))),
        ({"type": "integer", "minimum": 0.5, "maximum": 2.5}, Integer(1, 2)),
        ({"allOf": [{"$ref": "#/$defs/Text", "minLength": 2}]}, Text(min_length=2)),
        ({"$ref": "#/$defs/Text", "minLength": 2}, Text(min_length=2)),
        ({"$ref": "#/$defs/Text", "nullable": True}, Nullable(Text())),
        ({"type": "string", "nullable": False}, Text()),
        ({"type": "string", "oneOf": [{"type": "null"}, {"minLength": 2}]}, Text(min_length=2)),
        ({"type": ["string", "null"], "oneOf": [{"type": "null"}, {"type": "string"}]}, Nullable(Text())),
        ({"type": "string", "x-speakeasy-unknown-values": "allow", "enum": ["a"]}, Choice(("a",), open=True)),
        ({"type": "string", "pattern": "^a", "format": "f", "maxLength": 3}, Text("^a", "f", max_length=3)),
        ({"type": "string", "pattern": "^a", "x-open-enum": True}, Text("^a", open=True)),
        ({"type": "number", "minimum": 0.5, "maximum": 1, "format": "float"}, Number(0.5, 1, "float")),
        ({"type": "boolean"}, Flag()),
        ({"const": True}, Choice((True,))),
        (True, Anything()),
        ({"description": "Whatever it is."}, Anything()),
        ({"type": ["string", "integer", "null"]}, Nullable(Union((Text(), Integer())))),
        ({"type": "array"}, Listing(Anything())),
        ({"items": TEXT, "minItems": 1, "maxItems": 2, "uniqueItems": True}, Listing(Text(), 1, 2, unique=True)),
        ({"type": "object"}, Record("it", extras=Anything())),
        ({"type": "object", "additionalProperties": False}, Record("it")),
        ({"additionalProperties": TEXT}, Record("it", extras=Text())),
        ({"anyOf": [TEXT, {"type": "array"}]}, Union((Text(), Listing(Anything())))),
        ({"oneOf": [tagged("cat"), tagged("dog")]}, Union((read_as("cat"), read_as("dog")), tag="object")),
        ({"oneOf": [tagged("cat"), tagged("cat")]}, Union((read_as("cat"), read_as("cat")))),
        (
            {"allOf": [PAIR, {"required": ["b"]}], "required": ["a"], "anyOf": [{"required": ["a", "b"]}]},
            Record("it", (Field("a", Text(), True), Field("b", Flag(), True, True)), Anything(), (("a", "b"),)),
        ),
        (
            {"allOf": [PAIR, {"properties": {"a": {"minLength": 2}, "c": TEXT}}]},
            Record(
                "it",
                (
                    Field("a", Text(min_length=2), False),
                    Field("b", Flag(), False, True),
                    Field("c", Text(), False),
                ),
                Anything(),
            ),
        ),
    ],
)
def test_a_schema_is_read_as_it_is_meant(schema: Json, shape: Shape) -> None:
    assert shape_of(read(field(schema, Text=TEXT)).root) == shape


def test_the_whole_of_a_document_may_be_an_allof() -> None:
    whole = {"allOf": [{"$ref": "#/$defs/A"}], "$defs": {"A": field(TEXT)}}
    assert shape_of(read(whole).root) == Text()


@st.composite
def tampered(draw: DrawFn) -> Json:
    """The bundled document with a few places overwritten, removed or added to."""
    document = bundled()
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(places(document)))
        replacement = draw(st.sampled_from(["value", "node", "removed", "added"]))
        if replacement == "removed":
            del holder[key]
        elif replacement == "added" and isinstance(holder, dict):
            holder[draw(st.sampled_from(KEYWORDS))] = draw(junk())
        elif replacement == "node":
            other, place = draw(st.sampled_from(places(bundled())))
            holder[key] = other[place]
        else:
            holder[key] = draw(junk())
    return document


KEYWORDS = sorted({keyword for keyword, _ in VALUES_THAT_DO_NOT_FIT} | {"items", "const", "nullable", "frobnicate"})


def junk() -> st.SearchStrategy[Json]:
    scalars = st.sampled_from(
        [None, True, False, 0, -1, 2.5, "", "x", "string", "null", "#", "#/$defs/SCIM", "(", 10**400]
    )
    return scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from(KEYWORDS), scalars, max_size=2)


def places(document: Json) -> list[tuple[Json, Json]]:
    """Every key and every index, with what holds it."""
    found: list[tuple[Json, Json]] = []
    for key, child in document.items() if isinstance(document, dict) else enumerate(document):
        found += [(document, key), *(places(child) if isinstance(child, dict | list) else [])]
    return found


@settings(max_examples=150)
@given(tampered())
def test_a_document_tampered_with_is_read_or_refused_and_nothing_else(document: Json) -> None:
    """No mistake in a document ends in a traceback from inside."""
    refusal = refusal_of(document)
    assert refusal is None or has_next_step(refusal)


def refusal_of(document: Json) -> SchemaError | None:
    try:
        validator_of(read(document)).accepts({"object": "user"})
    except SchemaError as refusal:
        return refusal
    return None


def shape_of(root: Record) -> Shape:
    """The shape of the one field."""
    (only,) = root.fields
    return only.shape


def has_next_step(error: SchemaError) -> bool:
    """Whether the message ends in what to do."""
    return bool(str(error).rpartition("; ")[2]) and "; " in str(error)
