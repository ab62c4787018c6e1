"""The nodes of a JSON Schema become shapes; only this file and keywords.py know what its keywords mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, floor
from reprlib import repr as brief
from urllib.parse import unquote

from clerk_fakes.errors import CyclicReference, DanglingReference, UnsupportedKeyword
from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.parsing.keywords import (
    KEYWORDS,
    TYPES,
    checked,
    is_annotation,
    is_of,
    listed,
    refuse,
    refuse_others,
)
from clerk_fakes.schema.parsing.unions import kinds, overlap, tag

IMPLIED_TYPE = {"properties": "object", "additionalProperties": "object", "items": "array"}


def parser_of(document: s.Json) -> Parser:
    """The parser of a whole document, at its beginning."""
    return Parser(document, dict(_places(document)))


@dataclass(frozen=True)
class Parser:
    """One walk over one document; `trail` holds the references on the way to the present node."""

    document: s.Json
    places: Mapping[int, str]
    trail: tuple[str, ...] = ()

    def shape(self, node: s.Json, at: str, name: str) -> s.Shape:
        at = self.places.get(id(node), at)
        node = checked(node, at)
        if all(map(is_annotation, node)):
            return s.Anything()
        if "allOf" in node:
            merged, parser = self._merged(node, at)
            return parser.shape(merged, at, name)
        if "$ref" in node:
            target = node["$ref"]
            return self._beyond(target, at).shape(self._target(target, at), target, target.split("/")[-1])
        if "oneOf" in node or not _only_required(node.get("anyOf", [{"required": ()}])):
            return self._union(node, at, name)
        return self._plain(node, at, name)

    def _beyond(self, target: str, at: str) -> Parser:
        """The parser that goes on behind a reference."""
        if target in self.trail:
            raise CyclicReference(f"{at}: {' → '.join([*self.trail, target])} never ends; break the circle")
        return replace(self, trail=(*self.trail, target))

    def _target(self, reference: str, at: str) -> s.Json:
        node = self.document
        if reference != "#" and not reference.startswith("#/"):
            raise DanglingReference(f"{at}: $ref {reference!r} leads out of the document; bundle it into one file")
        for part in unquote(reference).split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise DanglingReference(f"{at}: $ref {reference!r} leads nowhere; define it or correct the pointer")
            node = node[key]
        return node

    def _merged(self, node: Mapping[str, s.Json], at: str) -> tuple[Mapping[str, s.Json], Parser]:
        """The one schema that means the same as all parts of an `allOf`, and the parser that followed them all."""
        rest = {key: value for key, value in node.items() if key != "allOf"}
        written = id(node) in self.places  # and not made up on the way
        followed = [
            self._followed(part, f"{at}/allOf/{number}" if written else at) for number, part in enumerate(node["allOf"])
        ]
        parts = [part for part, _ in followed] + [rest]
        merged: dict[str, s.Json] = {}
        for part in parts:
            for key, value in part.items():
                merged[key] = _both(key, merged[key], value, at) if key in merged else value
        for part in parts:
            strange = merged.get("properties", {}).keys() - part.get("properties", {}).keys()
            if strange and part.get("additionalProperties", True) is not True:
                refuse(f"'allOf' with 'additionalProperties' beside a part that adds {min(strange)!r}", at)
        trail = [target for _, parser in followed for target in parser.trail[len(self.trail) :]]
        return merged, replace(self, trail=(*self.trail, *trail))

    def _followed(self, node: s.Json, at: str) -> tuple[Mapping[str, s.Json], Parser]:
        """What a part of an `allOf` is by itself, behind references, and the parser that got there."""
        at = self.places.get(id(node), at)
        node = checked(node, at)
        if "allOf" in node:
            return self._merged(node, at)
        if "$ref" in node:
            return self._beyond(node["$ref"], at)._followed(self._target(node["$ref"], at), node["$ref"])
        return node, self

    def _union(self, node: Mapping[str, s.Json], at: str, name: str) -> s.Shape:
        keyword = "oneOf" if "oneOf" in node else "anyOf"
        rest = {key: value for key, value in node.items() if key != keyword and not is_annotation(key)}
        if not _only_required(rest.get("anyOf", [])):
            refuse("'oneOf' beside 'anyOf'", at)
        branches = {
            place: checked(branch, place)
            for number, branch in enumerate(node[keyword])
            for place in [self.places.get(id(branch), f"{at}/{keyword}/{number}")]
        }
        variants = tuple(
            self.shape({"allOf": [branch, rest]} if rest else branch, place, name)
            for place, branch in branches.items()
            if not _is_null(branch)
        )
        if not variants:
            raise UnsupportedKeyword(f"{at}: {keyword!r} allows nothing but null; add a schema to it")
        nulls = len(branches) - len(variants) if _allows_null(rest) else 0
        nullables = nulls + sum("null" in kinds(variant) for variant in variants)
        if keyword == "oneOf" and (nullables > 1 or any(overlap(*pair) for pair in combinations(variants, 2))):
            refuse("'oneOf' of which several schemas allow the same ('anyOf' may be meant)", at)
        shape = variants[0] if len(variants) == 1 else s.Union(variants, tag(variants))
        return _nullable(shape) if nulls else shape

    def _plain(self, node: Mapping[str, s.Json], at: str, name: str) -> s.Shape:
        types, nullable = _types(node, at)
        if "enum" in node or "const" in node:
            shape: s.Shape = self._choice(node, types, at)
            nullable = nullable and None in node.get("enum", [node.get("const")])
        elif types:
            one_by_one = tuple(self._typed(node, kind, at, name) for kind in types)
            shape = one_by_one[0] if len(one_by_one) == 1 else s.Union(one_by_one)
        else:
            refuse("'type' that allows nothing but null", at)
        return _nullable(shape) if nullable else shape

    def _choice(self, node: Mapping[str, s.Json], types: list[str], at: str) -> s.Choice:
        refuse_others(node, {"type", "enum", "const", "format"}, at)
        if "enum" in node and "const" in node:
            refuse("'const' beside 'enum'", at)
        keyword, constants = ("enum", node["enum"]) if "enum" in node else ("const", [node["const"]])
        listed = [constant for constant in constants if constant is not None]
        chosen = tuple(constant for constant in listed if any(is_of(constant, kind) for kind in types))
        if not chosen or any(isinstance(constant, (Mapping, list)) for constant in listed):
            refuse(f"{keyword!r} {brief(constants)}, of which no string, number or boolean is allowed", at)
        return s.Choice(chosen, open=node.get("x-open-enum", False))

    def _typed(self, node: Mapping[str, s.Json], kind: str, at: str, name: str) -> s.Shape:
        refuse_others(node, {"type", *KEYWORDS.get(kind, ())}, at)
        match kind:
            case "string":
                bounds = (node.get("minLength", 0), node.get("maxLength"))
                return s.Text(node.get("pattern"), node.get("format"), *bounds, open=node.get("x-open-enum", False))
            case "integer":
                low, high = node.get("minimum"), node.get("maximum")
                whole = None if low is None else ceil(low), None if high is None else floor(high)
                return s.Integer(*whole, node.get("format"))
            case "number":
                return s.Number(node.get("minimum"), node.get("maximum"), node.get("format"))
            case "boolean":
                return s.Flag()
            case "array":
                item = self.shape(node.get("items", {}), f"{at}/items", name)
                return s.Listing(item, node.get("minItems", 0), node.get("maxItems"), node.get("uniqueItems", False))
            case "object":
                return self._record(node, at, name)
        return refuse(f"'type': {kind!r}", at)

    def _record(self, node: Mapping[str, s.Json], at: str, name: str) -> s.Record:
        required = node.get("required", ())
        fields = tuple(
            s.Field(
                key,
                self.shape(child, f"{at}/properties/{_escaped(key)}", key),
                key in required,
                _deprecated(child),
            )
            for key, child in node.get("properties", {}).items()
        )
        branches = [checked(branch, f"{at}/anyOf/{number}") for number, branch in enumerate(node.get("anyOf", ()))]
        groups = tuple(tuple(branch["required"]) for branch in branches)
        for key in (*required, *(key for group in groups for key in group)):
            if key not in node.get("properties", {}):
                raise UnsupportedKeyword(f"{at}: 'required' names {key!r}, which 'properties' lacks; describe it")
        extra = node.get("additionalProperties", True)
        extras = None if extra is False else self.shape(extra, f"{at}/additionalProperties", name)
        return s.Record(name, fields, extras, groups)


def _types(node: Mapping[str, s.Json], at: str) -> tuple[list[str], bool]:
    """The type names of a schema without null, and whether null was among them."""
    implied = next((kind for keyword, kind in IMPLIED_TYPE.items() if keyword in node), None)
    named = node.get("type", implied)
    if named is None and "enum" not in node and "const" not in node:
        refuse(", ".join(map(repr, node)) + " without a 'type'", at)
    types = [*TYPES] if named is None else listed(named)
    return [kind for kind in types if kind != "null"], "null" in types


def _both(key: str, one: s.Json, other: s.Json, at: str) -> s.Json:
    """What two parts of an `allOf` mean together under one keyword."""
    if one == other or is_annotation(key):
        return other
    if key == "required":
        return [*one, *(name for name in other if name not in one)]
    if key == "type" and (common := [kind for kind in listed(one) if kind in listed(other)]):
        return common
    if key == "properties":
        shared = {
            name: {"allOf": [one[name], other[name]]} for name in one if name in other and one[name] != other[name]
        }
        return {**one, **other, **shared}
    return refuse(f"'allOf' whose parts disagree about {key!r} ({brief(one)} and {brief(other)})", at)


def _nullable(shape: s.Shape) -> s.Shape:
    return shape if isinstance(shape, s.Nullable | s.Anything) else s.Nullable(shape)


def _only_required(branches: list[s.Json]) -> bool:
    return all(isinstance(branch, dict) and set(branch) == {"required"} for branch in branches)


def _is_null(branch: Mapping[str, s.Json]) -> bool:
    rules = {key: value for key, value in branch.items() if not is_annotation(key)}
    return rules in ({"type": "null"}, {"type": ["null"]}, {"const": None}, {"enum": [None]})


def _allows_null(node: Mapping[str, s.Json]) -> bool:
    """Whether what stands beside the branches of a union lets null through."""
    return "null" in node.get("type", ["null"]) and None in node.get("enum", [node.get("const")])


def _places(node: s.Json, at: str = "#") -> Iterator[tuple[int, str]]:
    """The pointer of every object in a document by its identity, which a merge of schemas leaves as it was."""
    if isinstance(node, dict):
        yield id(node), at
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(child, (dict, list)):
            yield from _places(child, f"{at}/{_escaped(str(key))}")


def _deprecated(node: s.Json) -> bool:
    return isinstance(node, dict) and node.get("deprecated") is True


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
