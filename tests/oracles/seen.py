"""What occurs in users, by the bundled document as plain JSON: nothing here goes through the package's reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.oracles.documents import bundled, record, record_names

Json = dict[str, Any]

RECORDS: dict[str, Json] = {name: record(bundled(), name) for name in record_names()}
NULL: Json = {"type": "null"}


class Place(NamedTuple):
    """A field of a record of the document."""

    record: str
    field: str


PLACES = [Place(record, field) for record, schema in RECORDS.items() for field in schema["properties"]]


def schema_at(place: Place) -> Json:
    schema: Json = RECORDS[place.record]["properties"][place.field]
    return schema


def branches(schema: Json) -> list[Json]:
    """The alternatives of a schema, null among them."""
    alternatives: list[Json] = schema.get("oneOf", [schema])
    return alternatives


def is_nullable(place: Place) -> bool:
    return any(branch == NULL or "null" in branch.get("type", "") for branch in branches(schema_at(place)))


def is_optional(place: Place) -> bool:
    return place.field not in RECORDS[place.record]["required"]


def constants(place: Place) -> list[str]:
    """The values that a field may have, where the document lists them."""
    schema = schema_at(place)
    listed: list[str] = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return listed


def referred(schema: Json) -> Iterator[str]:
    """The names of the records that a schema, or the items of its array, may be."""
    for branch in branches(schema):
        if "$ref" in branch:
            yield branch["$ref"].removeprefix("#/$defs/")
        elif branch.get("items"):
            yield from referred(branch["items"])


def is_a(record: str, value: Json) -> bool:
    """Whether an object is of a record, by the constant of its `object` where the record has one."""
    tag = RECORDS[record]["properties"].get("object", {})
    return "const" not in tag or tag["const"] == value.get("object")


PLAN = {
    record: [
        (place, bool(constants(place)) or place.field == "strategy", list(referred(schema_at(place))))
        for place in PLACES
        if place.record == record
    ]
    for record in RECORDS
}


class Seen:
    """How often each field was absent, null or there, with which constants, and as which record."""

    def __init__(self) -> None:
        self.absent: Counter[Place] = Counter()
        self.null: Counter[Place] = Counter()
        self.there: Counter[Place] = Counter()
        self.texts: Counter[tuple[Place, str]] = Counter()
        self.records: Counter[tuple[Place, str]] = Counter()

    def look(self, value: Json, record: str = "User") -> None:
        for place, is_constant, names in PLAN[record]:
            if place.field not in value:
                self.absent[place] += 1
                continue
            inside = value[place.field]
            if inside is None:
                self.null[place] += 1
                continue
            self.there[place] += 1
            if is_constant:
                self.texts[place, inside] += 1
            if names:
                self._look_inside(place, inside if isinstance(inside, list) else [inside], names)

    def _look_inside(self, place: Place, items: list[Json], names: list[str]) -> None:
        for item in items:
            for name in names:
                if is_a(name, item):
                    self.records[place, name] += 1
                    self.look(item, name)
