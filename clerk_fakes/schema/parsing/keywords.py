"""The keywords that a document may use, and the values that each of them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from reprlib import repr as brief
from typing import NamedTuple, NoReturn

from clerk_fakes.errors import UnsupportedKeyword
from clerk_fakes.schema.shapes import Json

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
OF_ANY_TYPE = {"$ref", "allOf", "oneOf", "anyOf", "type", "enum", "const", "x-open-enum"}
KNOWN = OF_ANY_TYPE.union(*KEYWORDS.values())
TYPES = (*KEYWORDS, "null")
BOUNDS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))


def is_of(constant: Json, kind: str) -> bool:
    """Whether a constant is of a type."""
    match kind:
        case "string":
            return _is_text(constant)
        case "boolean":
            return _is_flag(constant)
        case "number":
            return _is_number(constant)
        case "integer":
            return _is_number(constant) and constant % 1 == 0
    return False


def listed(value: Json) -> list[Json]:
    """What `type` names, whether one or several."""
    return value if isinstance(value, list) else [value]


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_number(value: Json) -> bool:
    """Whether it is a number to JSON, which has no booleans among them, nor NaN and the infinities."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value - value == 0


def _is_count(value: Json) -> bool:
    return type(value) is int and value >= 0


def _is_object(value: Json) -> bool:
    return isinstance(value, dict) and _are_names([*value])


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


def _is_filled_list(value: Json) -> bool:
    return isinstance(value, list) and value != []


def _are_names(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _are_types(value: Json) -> bool:
    return value != [] and all(kind in TYPES for kind in listed(value))


def _is_pattern(value: Json) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError, OverflowError):
        return False
    return True


class Takes(NamedTuple):
    """What the value of a keyword has to be."""

    what: str
    fits: Callable[[Json], bool]


# The value of any other keyword is free, or a schema that is checked in its turn.
TAKES = {
    keyword: takes
    for takes, keywords in [
        (Takes("an object", _is_object), "properties $defs definitions"),
        (Takes("a string", _is_text), "$ref $id $schema $comment title description format"),
        (Takes("true or false", _is_flag), "deprecated readOnly writeOnly uniqueItems x-open-enum"),
        (Takes("a number", _is_number), "minimum maximum"),
        (Takes("a whole number from 0 up", _is_count), "minLength maxLength minItems maxItems"),
        (Takes("a regular expression that Python reads too", _is_pattern), "pattern"),
        (Takes("a type or a list of types", _are_types), "type"),
        (Takes("a list of names", _are_names), "required"),
        (Takes("a list", _is_list), "examples"),
        (Takes("a list that is not empty", _is_filled_list), "allOf anyOf oneOf enum"),
    ]
    for keyword in keywords.split()
}


def checked(node: Json, at: str) -> Mapping[str, Json]:
    """The node, if it is a schema of known keywords with values that they take.

    `true` comes back as the empty schema, and constraints beside a `$ref` as the `allOf` that they mean.
    """
    if node is True:
        return {}
    if not _is_object(node):
        raise UnsupportedKeyword(f"{at}: {brief(node)} is not a schema; write an object")
    refuse_others(node, KNOWN, at)
    for key, value in node.items():
        if key in TAKES and not TAKES[key].fits(value):
            raise UnsupportedKeyword(f"{at}: {key!r} takes {TAKES[key].what}, not {brief(value)}; correct it")
    for low, high in BOUNDS:
        if low in node and high in node and node[low] > node[high]:
            raise UnsupportedKeyword(f"{at}: {low!r} {node[low]} is above {high!r} {node[high]}; correct one of them")
    return _with_siblings(node) if "$ref" in node else node


def _with_siblings(node: Mapping[str, Json]) -> Mapping[str, Json]:
    beside = {key: value for key, value in node.items() if key != "$ref" and not is_annotation(key)}
    return {"allOf": [{"$ref": node["$ref"]}, beside]} if beside else node


def is_annotation(key: str) -> bool:
    """Whether a keyword only informs people and constrains nothing."""
    return key in ANNOTATIONS or (key.startswith("x-") and key != "x-open-enum")


def refuse_others(node: Mapping[str, Json], known: set[str], at: str) -> None:
    """Refuse the first keyword that is not among those known here."""
    for key in node:
        if key not in known and not is_annotation(key) and key != "x-open-enum":
            refuse(repr(key), at)


def refuse(what: str, at: str) -> NoReturn:
    """Raise the error about something that no shape stands for."""
    raise UnsupportedKeyword(
        f"{at}: no shape for {what}; drop it from the document, or teach schema/parsing/parser.py to read it"
    )
