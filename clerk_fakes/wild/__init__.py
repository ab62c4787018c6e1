"""Observed in the wild: what Clerk sends although the document does not allow, or does not show, it.

Each case says when and in which channel it was seen.

>>> [case.id for case in wild("passkeys[].n*")]
['passkeys[].name~null']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from clerk_fakes.catalogue.edges import Edges, edges_of
from clerk_fakes.catalogue.extra_keys import extra_key
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.errors import Violation
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import ABSENT, Json, Record, User
from clerk_fakes.schema.validator import Validator, validator_of
from clerk_fakes.wild.observations import Channel, Observation, observations


@dataclass(frozen=True, slots=True)
class WildCase:
    """The plainest user with one thing that the document does not foresee, the reason for it and the source.

    `seen` is when that was, and `channels` are where: none for what was only announced. `violations` are those that the
    validator reports: none where the document allows what it does not show, or only a client refuses the user.
    """

    id: str
    reason: str
    seen: str
    channels: tuple[Channel, ...]
    source: str
    user: User = field(repr=False, compare=False)
    violations: tuple[Violation, ...]


def wild(select: str | Iterable[str] = "*", *, schema: str | Path | Mapping[str, Json] | None = None) -> list[WildCase]:
    """One case for every observation whose id a glob (or one of several) selects, sorted by id.

    An observation for which a document has no place is left out. Raises `UnknownName` for a glob that selects nothing.
    """
    document = read(schema)
    edges, validator = edges_of(document), validator_of(document)
    paths = {path.id: path for path in edges.root.walk()}
    found = {observation.id: (observation, _path(observation.place, paths)) for observation in observations(edges)}
    known = {id: (observation, path) for id, (observation, path) in sorted(found.items()) if path}
    return [_case(*known[id], edges, validator) for id in selected(select, known)]


def _case(observation: Observation, path: SchemaPath, edges: Edges, validator: Validator) -> WildCase:
    user = edges.plain.user
    value = edges.value(path, user)
    plain = edges.plain.at(path) if value is None or value is ABSENT else value
    edges.put(path, user, deepcopy(observation.make(plain)))
    violations, seen = tuple(validator.violations(user)), observation.seen
    return WildCase(observation.id, observation.reason, seen.when, seen.channels, seen.source, user, violations)


def _path(id: str, paths: Mapping[str, SchemaPath]) -> SchemaPath | None:
    """The path with an id, even that of a key which the document does not name."""
    outer, _, name = id.rpartition(".")
    is_key = name.isidentifier() and outer in paths and isinstance(paths[outer].shape, Record)
    if id in paths or not is_key:
        return paths.get(id)
    return extra_key(paths[outer], name)
