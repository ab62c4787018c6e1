"""A document that has been read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from clerk_fakes.schema.bundled import EDITION
from clerk_fakes.schema.shapes import Json, Record
from clerk_fakes.schema.walks import options, records

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Document:
    """What Clerk documents of a user: its shape, and the JSON Schema (draft 2020-12) that a validator can compile."""

    root: Record
    schema: Mapping[str, Json]
    source: str | Path | None = None
    _cached: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def edition(self) -> str | None:
        """The month of what the document describes, or the version that an OpenAPI document gives itself."""
        edition: str | None = self.schema.get(EDITION)
        return edition

    @cached_property
    def digest(self) -> str:
        """The same for documents of the same content, and different for all others."""
        return sha256(json.dumps(self.schema, sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def tagged(self) -> Mapping[str, Record]:
        """Each record that has a constant `object`, by that constant."""
        return {tag: record for record in records(self.root) for tag in options(record, "object")}


def per_document(make: Callable[Concatenate[Document, P], T]) -> Callable[Concatenate[Document, P], T]:
    """Call a function once for each document and further arguments; the document keeps the result."""

    @wraps(make)
    def cached(document: Document, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (make, args, *kwargs.items())
        if key not in document._cached:
            document._cached[key] = make(document, *args, **kwargs)
        made: T = document._cached[key]
        return made

    return cached
