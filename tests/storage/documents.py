"""Small documents, for tables that the bundled one does not have."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any

TEXT, NULLABLE_TEXT = {"type": "string"}, {"type": ["string", "null"]}


def document(**properties: Json) -> Json:
    """A user with an id and these properties."""
    return {"type": "object", "properties": {"id": TEXT, **properties}, "required": ["id", *properties]}


def record(*required: str, **properties: Json) -> Json:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}


def listing(item: Json) -> Json:
    return {"type": "array", "items": item}
