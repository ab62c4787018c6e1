"""A second, independent walk of the bundled document: every (place, edge) that a catalogue of it has to name.

It reads the JSON with nothing of the package's but its path, in the words of JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
OPEN = {"empty", "flat", "nested", "non-ascii-keys"}
INTEGERS = {"zero", "negative", "beyond-int32", "beyond-double", "int64-min", "int64-max"}
ANY = {"null", "flag", "number", "text", "list", "object"}


def expected(document: Schema) -> set[str]:
    """The ids of all edges, `<place>=<what>`."""
    return set(_object(document, document, ""))


def _resolve(document: Schema, node: Schema) -> Schema:
    while "$ref" in node:
        target = document
        for part in node["$ref"].split("/")[1:]:
            target = target[part]
        node = target
    return node


def _object(document: Schema, node: Schema, at: str) -> Iterator[str]:
    for name, child in node["properties"].items():
        place = f"{at}.{name}" if at else name
        if name not in node.get("required", ()):
            yield from (f"{place}=absent", f"{place}=present")
        yield from _value(document, child, place, name)
    if node.get("additionalProperties", True) is not False:
        yield f"{at}=extra-key"
    groups = ["+".join(group["required"]) for group in node.get("anyOf", ())]
    if groups:
        yield from (f"{at}={group}" for group in [*groups, "+".join(groups)])


def _value(document: Schema, node: Schema, at: str, name: str) -> Iterator[str]:
    node = _resolve(document, node)
    types = node.get("type", [])
    types = [types] if isinstance(types, str) else list(types)
    branches = [_resolve(document, branch) for branch in node.get("oneOf", ())]
    if "null" in types or {"type": "null"} in branches:
        yield from (f"{at}=null", f"{at}=not-null")
    variants = [branch for branch in branches if branch != {"type": "null"}]
    if len(variants) == 1:
        yield from _object(document, variants[0], at)
    for variant in variants if len(variants) > 1 else ():
        tag = variant["properties"]["object"]["const"].removeprefix(f"{name}_")
        yield f"{at}={tag}"
        yield from _object(document, variant, f"{at}({tag})")
    if not variants:
        yield from _typed(document, node, at, name, set(types) - {"null"})


def _typed(document: Schema, node: Schema, at: str, name: str, types: set[str]) -> Iterator[str]:
    constants = node.get("enum", [node["const"]] if "const" in node else None)
    if constants is not None:
        yield from (f"{at}={constant}" for constant in constants)
    elif node.get("pattern"):
        yield f"{at}=long"  # nothing else of what a text can be has the pattern
        if "token_" in node["pattern"]:
            yield from (f"{at}=plain", f"{at}=token_", f"{at}=custom_")
    elif types == {"string"}:
        yield from (f"{at}={what}" for what in ("empty", "non-ascii", "long", "spaced"))
    elif types == {"integer"}:
        yield from (f"{at}={what}" for what in INTEGERS)
    elif types == {"boolean"}:
        yield from (f"{at}=true", f"{at}=false")
    elif types == {"array"}:
        yield from (f"{at}=empty", f"{at}=one", f"{at}=several")
        item = _resolve(document, node["items"])
        yield from (
            _object(document, item, f"{at}[]") if "properties" in item else _item(document, item, f"{at}[]", name)
        )
    elif "properties" in node:
        yield from _object(document, node, at)
    else:
        yield from (f"{at}={what}" for what in OPEN)


def _item(document: Schema, item: Schema, at: str, name: str) -> Iterator[str]:
    yield from _value(document, item, at, name) if item else (f"{at}={what}" for what in ANY)
