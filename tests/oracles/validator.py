"""An independent validator: python-jsonschema, and shapes written down as JSON Schema once more."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from typing_extensions import assert_never

from clerk_fakes.schema import shapes as s

Schema = dict[str, Any]


class Outside:
    """Checks values against one schema."""

    def __init__(self, schema: Schema) -> None:
        self._validator = Draft202012Validator(schema)

    def faults(self, value: Any) -> list[str]:
        return [f"{error.json_path}: {error.message}" for error in self._validator.iter_errors(value)]

    def accepts(self, value: Any) -> bool:
        return bool(self._validator.is_valid(value))


def as_schema(shape: s.Shape) -> Schema:
    """The JSON Schema that a shape was, or might have been, read from."""
    match shape:
        case s.Text():
            lengths = {"minLength": shape.min_length, "maxLength": shape.max_length}
            return _without_none({"type": "string", "pattern": shape.pattern, "format": shape.format, **lengths})
        case s.Integer():
            return _without_none({"type": "integer", "minimum": shape.minimum, "maximum": shape.maximum})
        case s.Number():
            return _without_none({"type": "number", "minimum": shape.minimum, "maximum": shape.maximum})
        case s.Flag():
            return {"type": "boolean"}
        case s.Choice():
            return {"enum": list(shape.options)}
        case s.Anything():
            return {}
        case s.Listing():
            counts = {"minItems": shape.min_items, "maxItems": shape.max_items, "uniqueItems": shape.unique}
            return _without_none({"type": "array", "items": as_schema(shape.item), **counts})
        case s.Record():
            return _object(shape)
        case s.Union():
            return {"anyOf": [as_schema(variant) for variant in shape.variants]}
        case s.Nullable():
            return {"anyOf": [as_schema(shape.of), {"type": "null"}]}
        case _:
            assert_never(shape)


def _object(record: s.Record) -> Schema:
    groups = [{"required": list(group)} for group in record.one_of_required]
    return {
        "type": "object",
        "properties": {field.name: as_schema(field.shape) for field in record.fields},
        "required": [field.name for field in record.fields if field.required],
        "additionalProperties": False if record.extras is None else as_schema(record.extras),
        **({"anyOf": groups} if groups else {}),
    }


def _without_none(schema: Schema) -> Schema:
    return {keyword: value for keyword, value in schema.items() if value is not None}
