"""A document becomes shapes; no other file knows what JSON Schema keywords mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import NoReturn

from clerk_fakes.errors import (
    CyclicReference,
    DanglingReference,
    SchemaError,
    UnreadableDocument,
    UnsupportedKeyword,
)
from clerk_fakes.schema import source as sources
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

ANNOTATIONS = {
    *("$schema", "$id", "$comment", "$defs", "definitions", "components", "title", "description", "default"),
    *("deprecated", "example", "examples", "discriminator", "readOnly", "writeOnly", "externalDocs", "xml"),
}
KEYWORDS = {
    "string": {"pattern", "format", "minLength", "maxLength"},
    "integer": {"minimum", "maximum", "format"},
    "number": {"minimum", "maximum", "format"},
    "boolean": set(),
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "object": {"properties", "required", "additionalProperties", "anyOf"},
}
IMPLIED_TYPE = {"properties": "object", "additionalProperties": "object", "items": "array"}


@dataclass(frozen=True, eq=False)
class Document:
    """What Clerk says of a user: the shape of it, and the JSON Schema (draft 2020-12) that a judge can compile."""

    root: Record
    schema: Mapping[str, Json]
    source: str | Path | None = None

    @cached_property
    def tagged(self) -> Mapping[str, Record]:
        """Each record that carries a constant `object`, by that constant."""
        return {tag: record for record in records(self.root) for tag in options(record, "object")}


def read(source: str | Path | Mapping[str, Json] | None = None) -> Document:
    """The document at a path, in a mapping, or (None) the one that comes with the package.

    Raises a `SchemaError` that names the pointer where the document says something that no shape stands for.
    """
    if source is None:
        return _bundled()
    schema = sources.load(source)
    name = None if isinstance(source, Mapping) else source
    try:
        return _document(schema, name)
    except SchemaError as error:
        raise type(error)(f"{name}: {error}" if name else str(error)) from error.__cause__


@cache
def _bundled() -> Document:
    return _document(sources.bundled(), None)


def _document(schema: Json, source: str | Path | None) -> Document:
    root = _Reader(schema).shape(schema, "#", "User")
    if not isinstance(root, Record):
        raise UnreadableDocument(f"#: a {type(root).__name__} is not a user; the root should describe an object")
    return Document(root, schema, source)


def records(shape: Shape) -> Iterator[Record]:
    """The records in a shape, itself first, each as often as it occurs."""
    match shape:
        case Record():
            yield shape
            for field in shape.fields:
                yield from records(field.shape)
        case Listing(item=inner) | Nullable(of=inner):
            yield from records(inner)
        case Union():
            for variant in shape.variants:
                yield from records(variant)


def options(record: Record, name: str) -> tuple[str, ...]:
    """The strings that a field of a record may hold, where the document lists them."""
    for field in record.fields:
        if field.name == name and isinstance(field.shape, Choice):
            return tuple(option for option in field.shape.options if isinstance(option, str))
    return ()


@dataclass(frozen=True)
class _Reader:
    """One walk over one document; `trail` holds the references on the way to the present node."""

    document: Json
    trail: tuple[str, ...] = ()

    def shape(self, node: Json, at: str, name: str) -> Shape:
        if node is True or node == {}:
            return Anything()
        if not isinstance(node, Mapping):
            raise UnsupportedKeyword(f"{at}: {node!r} is not a schema; write an object")
        if "$ref" in node:
            return self._reference(node, at, name)
        if "allOf" in node:
            return self.shape(self._merged(node, at), at, name)
        if "oneOf" in node or not _only_required(node.get("anyOf", [{"required": ()}])):
            return self._union(node, at, name)
        return self._plain(node, at, name)

    def _reference(self, node: Mapping[str, Json], at: str, name: str) -> Shape:
        target = node["$ref"]
        siblings = {key: value for key, value in node.items() if key != "$ref" and not _is_annotation(key)}
        if siblings:
            return self.shape({"allOf": [{"$ref": target}, siblings]}, at, name)
        if target in self.trail:
            raise CyclicReference(f"{at}: {' → '.join([*self.trail, target])} never ends; break the circle")
        return replace(self, trail=(*self.trail, target)).shape(self._target(target, at), target, target.split("/")[-1])

    def _target(self, reference: str, at: str) -> Json:
        node = self.document
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise DanglingReference(f"{at}: $ref {reference!r} leads out of the document; bundle it into one file")
        for part in reference[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, Mapping) or key not in node:
                raise DanglingReference(f"{at}: $ref {reference!r} leads nowhere; define it or correct the pointer")
            node = node[key]
        return node

    def _merged(self, node: Mapping[str, Json], at: str) -> Json:
        """The one schema that says what all parts of an `allOf` say together."""
        merged: dict[str, Json] = {}
        rest = {key: value for key, value in node.items() if key != "allOf"}
        for part in [*node["allOf"], rest]:
            for key, value in self._followed(part, at).items():
                merged[key] = _both(key, merged[key], value, at) if key in merged else value
        return merged

    def _followed(self, node: Json, at: str) -> Mapping[str, Json]:
        seen = [*self.trail]
        while isinstance(node, Mapping) and ("$ref" in node or "allOf" in node):
            if "$ref" not in node:
                return self._followed(self._merged(node, at), at)
            if node["$ref"] in seen:
                raise CyclicReference(f"{at}: {' → '.join([*seen, node['$ref']])} never ends; break the circle")
            seen.append(node["$ref"])
            node = self._target(node["$ref"], at)
        if not isinstance(node, Mapping):
            raise UnsupportedKeyword(f"{at}: {node!r} inside 'allOf' is not a schema; write an object")
        return node

    def _union(self, node: Mapping[str, Json], at: str, name: str) -> Shape:
        keyword = "oneOf" if "oneOf" in node else "anyOf"
        rest = {key: value for key, value in node.items() if key != keyword and not _is_annotation(key)}
        shapes = []
        for number, branch in enumerate(node[keyword]):
            whole = {"allOf": [branch, rest]} if rest and not _is_null(branch) else branch
            shapes.append(None if _is_null(branch) else self.shape(whole, f"{at}/{keyword}/{number}", name))
        variants = tuple(shape for shape in shapes if shape is not None)
        if not variants:
            raise UnsupportedKeyword(f"{at}: {keyword!r} allows nothing but null; add a schema to it")
        shape = variants[0] if len(variants) == 1 else Union(variants, _tag(variants))
        return shape if len(variants) == len(shapes) else _nullable(shape)

    def _plain(self, node: Mapping[str, Json], at: str, name: str) -> Shape:
        types, nullable = _types(node, at)
        constants = node["enum"] if "enum" in node else [node["const"]] if "const" in node else None
        if constants is not None:
            shape: Shape = self._choice(node, constants, at)
            nullable = None in constants
        else:
            one_by_one = tuple(self._typed(node, kind, at, name) for kind in types)
            shape = one_by_one[0] if len(one_by_one) == 1 else Union(one_by_one)
        return _nullable(shape) if nullable else shape

    def _choice(self, node: Mapping[str, Json], constants: list[Json], at: str) -> Choice:
        _refuse_others(node, {"type", "enum", "const", "format"}, at)
        chosen = tuple(constant for constant in constants if constant is not None)
        if not chosen or not all(isinstance(constant, str | int | float) for constant in chosen):
            raise UnsupportedKeyword(f"{at}: 'enum' {constants!r} is no list of strings or numbers; list some")
        return Choice(chosen, open=node.get("x-open-enum", False))

    def _typed(self, node: Mapping[str, Json], kind: str, at: str, name: str) -> Shape:
        _refuse_others(node, {"type", *KEYWORDS.get(kind, ())}, at)
        match kind:
            case "string":
                bounds = (node.get("minLength", 0), node.get("maxLength"))
                return Text(node.get("pattern"), node.get("format"), *bounds, open=node.get("x-open-enum", False))
            case "integer":
                return Integer(node.get("minimum"), node.get("maximum"), node.get("format"))
            case "number":
                return Number(node.get("minimum"), node.get("maximum"), node.get("format"))
            case "boolean":
                return Flag()
            case "array":
                item = self.shape(node.get("items", {}), f"{at}/items", name)
                return Listing(item, node.get("minItems", 0), node.get("maxItems"), node.get("uniqueItems", False))
            case "object":
                return self._record(node, at, name)
        return _refuse(f"'type': {kind!r}", at)

    def _record(self, node: Mapping[str, Json], at: str, name: str) -> Record:
        required = node.get("required", ())
        fields = tuple(
            Field(
                key,
                self.shape(child, f"{at}/properties/{_escaped(key)}", key),
                key in required,
                _deprecated(child),
            )
            for key, child in node.get("properties", {}).items()
        )
        unknown = [key for key in required if key not in {field.name for field in fields}]
        if unknown:
            raise UnsupportedKeyword(f"{at}: 'required' names {unknown[0]!r}, which 'properties' lacks; describe it")
        extra = node.get("additionalProperties", True)
        extras = None if extra is False else self.shape(extra, f"{at}/additionalProperties", name)
        return Record(name, fields, extras, tuple(tuple(group["required"]) for group in node.get("anyOf", ())))


def _types(node: Mapping[str, Json], at: str) -> tuple[list[str], bool]:
    """The type names of a schema without null, and whether null was among them."""
    implied = next((kind for keyword, kind in IMPLIED_TYPE.items() if keyword in node), None)
    named = node.get("type", implied)
    if named is None and "enum" not in node and "const" not in node:
        _refuse(", ".join(map(repr, node)) + " without a 'type'", at)
    types = named if isinstance(named, list) else [named]
    return [kind for kind in types if kind != "null"], "null" in types


def _both(key: str, one: Json, other: Json, at: str) -> Json:
    """What two parts of an `allOf` say together under one keyword."""
    if one == other or _is_annotation(key):
        return other
    if key == "required":
        return [*one, *(name for name in other if name not in one)]
    if key == "properties":
        shared = {
            name: {"allOf": [one[name], other[name]]} for name in one if name in other and one[name] != other[name]
        }
        return {**one, **other, **shared}
    return _refuse(f"'allOf' whose parts disagree about {key!r} ({one!r} and {other!r})", at)


def _tag(variants: tuple[Shape, ...]) -> str | None:
    """The key that tells records apart: in each of them a list of constants that no other one shares."""
    if not all(isinstance(variant, Record) for variant in variants):
        return None
    first, *_ = [variant for variant in variants if isinstance(variant, Record)]
    for field in first.fields:
        lists = [options(variant, field.name) for variant in variants if isinstance(variant, Record)]
        every = [option for each in lists for option in each]
        if all(lists) and len(every) == len(set(every)):
            return field.name
    return None


def _nullable(shape: Shape) -> Shape:
    return shape if isinstance(shape, Nullable | Anything) else Nullable(shape)


def _only_required(branches: list[Json]) -> bool:
    return all(isinstance(branch, Mapping) and set(branch) == {"required"} for branch in branches)


def _is_null(branch: Json) -> bool:
    said = {key: value for key, value in branch.items() if not _is_annotation(key)} if branch is not True else {}
    return said in ({"type": "null"}, {"const": None}, {"enum": [None]})


def _deprecated(node: Json) -> bool:
    return isinstance(node, Mapping) and node.get("deprecated") is True


def _is_annotation(key: str) -> bool:
    return key in ANNOTATIONS or (key.startswith("x-") and key != "x-open-enum")


def _refuse_others(node: Mapping[str, Json], known: set[str], at: str) -> None:
    for key in node:
        if key not in known and not _is_annotation(key) and key != "x-open-enum":
            _refuse(repr(key), at)


def _refuse(what: str, at: str) -> NoReturn:
    raise UnsupportedKeyword(
        f"{at}: no shape for {what}; drop it from the document, or teach schema/reader.py to read it"
    )


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
