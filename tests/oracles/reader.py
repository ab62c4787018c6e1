"""The independent reading of a document as plain JSON, in the words of JSON Schema: nothing here is the package's.

Everything in the tests that asks what a document allows asks here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.oracles.documents import bundled

Schema = dict[str, Any]

DOCUMENT = bundled()
NULL: Schema = {"type": "null"}


def resolved(node: Schema, document: Schema = DOCUMENT) -> Schema:
    """The schema itself, or what it refers to."""
    while "$ref" in node:
        target = document
        for part in node["$ref"].split("/")[1:]:
            target = target[part]
        node = target
    return node


def types(node: Schema) -> set[str]:
    """The JSON types that a schema names."""
    named = node.get("type", [])
    return {named} if isinstance(named, str) else set(named)


def constants(node: Schema) -> list[Any]:
    """The values that a schema lists, if it lists them."""
    listed: list[Any] = node.get("enum", [node["const"]] if "const" in node else [])
    return listed


def variants(node: Schema) -> list[Schema]:
    """The alternatives of a schema but null, as they are written."""
    return [branch for branch in node.get("oneOf", ()) if branch != NULL]


def is_nullable(node: Schema, document: Schema = DOCUMENT) -> bool:
    """Whether a schema allows null beside something else."""
    node = resolved(node, document)
    return "null" in types(node) or NULL in node.get("oneOf", ())


def tag(node: Schema, document: Schema = DOCUMENT) -> str:
    """The constant of the `object` of a record, empty without one."""
    constant: str = resolved(node, document)["properties"].get("object", {}).get("const", "")
    return constant


class Place(NamedTuple):
    """A field of a record of the bundled document."""

    record: str
    field: str


RECORDS: dict[str, Schema] = {"User": DOCUMENT, **DOCUMENT["$defs"]}
PLACES = [Place(record, field) for record, schema in RECORDS.items() for field in schema["properties"]]


def schema_at(place: Place) -> Schema:
    schema: Schema = RECORDS[place.record]["properties"][place.field]
    return schema


def is_optional(place: Place) -> bool:
    return place.field not in RECORDS[place.record]["required"]


def referred(node: Schema) -> Iterator[str]:
    """The names of the records that a schema, or the items of its array, may be."""
    for branch in variants(node) or [node]:
        if "$ref" in branch:
            yield branch["$ref"].removeprefix("#/$defs/")
        elif branch.get("items"):
            yield from referred(branch["items"])
