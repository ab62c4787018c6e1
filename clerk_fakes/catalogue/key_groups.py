"""Objects that need at least one of several groups of keys: `anyOf` with a `required` in each branch."""

from __future__ import annotations

from dataclasses import dataclass

from clerk_fakes.schema import shapes as s


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that satisfy an object's `anyOf`, and the keys of the other groups, which can then be left out."""

    keep: frozenset[str]
    omit: frozenset[str]
    name: str


def key_groups(record: s.Record) -> list[KeyGroup]:
    """Each group of keys by itself, then all of them together; empty for a record that needs no such group."""
    if not record.one_of_required:
        return []
    every = frozenset(name for group in record.one_of_required for name in group)
    alone = [KeyGroup(frozenset(group), every.difference(group), "+".join(group)) for group in record.one_of_required]
    return [*alone, KeyGroup(every, frozenset(), "+".join(sorted(every)))]
