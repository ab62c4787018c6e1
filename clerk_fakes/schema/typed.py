"""A document as Python types: `python -m clerk_fakes.schema.typed > clerk_fakes/types.py` writes the bundled one's."""

from __future__ import annotations

import json
import sys

from typing_extensions import assert_never

from clerk_fakes.schema import shapes as s
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.walks import records

HEAD = '''"""The objects of Clerk's document as types, for annotations: `def handle(user: User) -> None`.

Written by `python -m clerk_fakes.schema.typed`; a test holds it to the document.
"""

from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict
'''


def typed(root: s.Record) -> str:
    """A module with one `TypedDict` for each object of a document, the inner ones first."""
    inner_first = {record.name: record for record in reversed([*records(root)]) if record.fields}
    return HEAD + "".join(f"\n\n{_class(record)}" for record in inner_first.values())


def _class(record: s.Record) -> str:
    return "\n".join([f"class {record.name}(TypedDict):", *(f"    {_declared(field)}" for field in record.fields), ""])


def _declared(field: s.Field) -> str:
    kind = _name(field.shape)
    return f"{field.name}: {kind}" if field.required else f"{field.name}: NotRequired[{kind}]"


def _name(shape: s.Shape) -> str:
    match shape:
        case s.Nullable():
            return f"{_name(shape.of)} | None"
        case s.Union():
            return " | ".join(dict.fromkeys(map(_name, shape.variants)))
        case s.Choice():
            return f"Literal[{', '.join(map(json.dumps, shape.options))}]"
        case s.Listing():
            return f"list[{_name(shape.item)}]"
        case s.Record():
            return shape.name if shape.fields else "dict[str, Any]"
        case s.Text():
            return "str"
        case s.Flag():
            return "bool"
        case s.Integer():
            return "int"
        case s.Number():
            return "float"
        case s.Anything():
            return "Any"
        case _:
            assert_never(shape)


if __name__ == "__main__":
    sys.stdout.write(typed(read().root))
