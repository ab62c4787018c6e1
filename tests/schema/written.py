"""Shapes written back as JSON Schema, by a hand that has never seen the document."""

from __future__ import annotations

from typing import Any

from typing_extensions import assert_never

from clerk_fakes.schema.shapes import (
    Anything,
    Choice,
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

Node = dict[str, Any]


def written(shape: Shape) -> Node:
    """A schema that allows what the shape allows."""
    match shape:
        case Text():
            return _with(type="string", pattern=shape.pattern, minLength=shape.min_length, maxLength=shape.max_length)
        case Integer():
            return _with(type="integer", minimum=shape.minimum, maximum=shape.maximum)
        case Number():
            return _with(type="number", minimum=shape.minimum, maximum=shape.maximum)
        case Flag():
            return {"type": "boolean"}
        case Choice():
            return {"enum": list(shape.options)}
        case Anything():
            return {}
        case Listing():
            bounds = _with(minItems=shape.min_items, maxItems=shape.max_items, uniqueItems=shape.unique)
            return {"type": "array", "items": written(shape.item), **bounds}
        case Nullable():
            return {"anyOf": [written(shape.of), {"type": "null"}]}
        case Union():
            # Records that a tag tells apart come from a `oneOf`; a shape does not say so itself.
            return {"oneOf" if shape.tag else "anyOf": [written(variant) for variant in shape.variants]}
        case Record():
            return _object(shape)
        case _:
            assert_never(shape)


def _object(record: Record) -> Node:
    return _with(
        type="object",
        properties={field.name: written(field.shape) for field in record.fields},
        required=[field.name for field in record.fields if field.required],
        additionalProperties=False if record.extras is None else written(record.extras),
        anyOf=[{"required": list(group)} for group in record.one_of_required] or None,
    )


def _with(**keywords: Any) -> Node:
    """The keywords that say something."""
    return {keyword: value for keyword, value in keywords.items() if value is not None}
