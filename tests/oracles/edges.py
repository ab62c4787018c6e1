"""Every (place, edge) of a document that a catalogue of it has to name, by an independent walk."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracles.reader import Schema, constants, is_nullable, resolved, tag, types, variants

OPEN = {"empty", "flat", "nested", "non-ascii-keys"}
INTEGERS = {"zero", "negative", "beyond-int32", "beyond-double", "int64-min", "int64-max"}
ANY = {"null", "flag", "number", "text", "list", "object"}


def expected(document: Schema) -> set[str]:
    """The ids of all edges, `<place>=<what>`."""
    return set(_object(document, document, ""))


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
    node = resolved(node, document)
    if is_nullable(node, document):
        yield from (f"{at}=null", f"{at}=not-null")
    records = variants(node)
    if len(records) == 1:
        yield from _object(document, resolved(records[0], document), at)
    for record in records if len(records) > 1 else ():
        kind = tag(record, document).removeprefix(f"{name}_")
        yield f"{at}={kind}"
        yield from _object(document, resolved(record, document), f"{at}({kind})")
    if not records:
        yield from _typed(document, node, at, name)


def _typed(document: Schema, node: Schema, at: str, name: str) -> Iterator[str]:
    allowed = types(node) - {"null"}
    if listed := constants(node):
        yield from (f"{at}={constant}" for constant in listed)
    elif node.get("pattern"):
        yield f"{at}=long"  # nothing else of what a text can be has the pattern
        if "token_" in node["pattern"]:
            yield from (f"{at}=plain", f"{at}=token_", f"{at}=custom_")
    elif allowed == {"string"}:
        yield from (f"{at}={what}" for what in ("empty", "non-ascii", "long", "spaced"))
    elif allowed == {"integer"}:
        yield from (f"{at}={what}" for what in INTEGERS)
    elif allowed == {"boolean"}:
        yield from (f"{at}=true", f"{at}=false")
    elif allowed == {"array"}:
        yield from (f"{at}=empty", f"{at}=one", f"{at}=several")
        item = resolved(node["items"], document)
        yield from (
            _object(document, item, f"{at}[]") if "properties" in item else _item(document, item, f"{at}[]", name)
        )
    elif "properties" in node:
        yield from _object(document, node, at)
    else:
        yield from (f"{at}={what}" for what in OPEN)


def _item(document: Schema, item: Schema, at: str, name: str) -> Iterator[str]:
    yield from _value(document, item, at, name) if item else (f"{at}={what}" for what in ANY)
