"""What occurs in users, by the record and the field that the document has for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.oracles.reader import PLACES, RECORDS, Place, constants, referred, schema_at, tag

Json = dict[str, Any]


def is_a(record: str, value: Json) -> bool:
    """Whether an object is of a record, by the constant of its `object` where the record has one."""
    return tag(RECORDS[record]) in ("", value.get("object"))


PLAN = {
    record: [
        (place, bool(constants(schema_at(place))) or place.field == "strategy", list(referred(schema_at(place))))
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
