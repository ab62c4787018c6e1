"""The catalogue: every verification variant, every null and every other edge of the document, by name.

>>> [case.id for case in cases("first_name=*")][:3]
['first_name=empty', 'first_name=long', 'first_name=non-ascii']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, get_args

import covertable

from clerk_fakes.catalogue.coverage import Coverage
from clerk_fakes.catalogue.edges import Edge, Edges, edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.packing import packed_users
from clerk_fakes.catalogue.variations import Kind
from clerk_fakes.errors import InvalidArgument, UnknownName, brief, suggestion
from clerk_fakes.schema.accepts import accepts
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, Record, Union, User
from clerk_fakes.schema.walks import PROOF, TAG
from clerk_fakes.simulation.requested_users import Circumstances, plainest, requested_user

KINDS: tuple[Kind, ...] = get_args(Kind)
STRUCTURE: tuple[Kind, ...] = ("presence", "null", "enum", "variant", "flag", "list")  # what pairs are made of
VERIFICATIONS = f"*[].{PROOF}*.status=*"

Select: TypeAlias = "str | Iterable[str]"
Schema: TypeAlias = "str | Path | Mapping[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Case:
    """The plainest user with one edge (or, from `pairs`, one combination of edges of one object)."""

    id: str
    place: str
    edge: str
    kind: Kind
    user: User = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class VerificationCase:
    """A user with one verification of a kind (`verification_saml`) in a status, on a carrier (`email_addresses`)."""

    id: str
    carrier: str
    kind: str
    status: str
    user: User = field(repr=False, compare=False)

    @property
    def item(self) -> dict[str, Json]:
        """What is verified, or is not: the user's email address, phone number, account …"""
        item: dict[str, Json] = self.user[self.carrier][0]
        return item

    @property
    def verification(self) -> dict[str, Json]:
        """The verification of the item."""
        verification: dict[str, Json] = self.item[PROOF]
        return verification


def cases(select: Select = "*", kinds: Collection[Kind] | None = None, *, schema: Schema = None) -> list[Case]:
    """One case for every edge whose id a glob (or one of several) selects, sorted by id.

    Raises `UnknownName` for a glob that selects nothing and for a kind that there is not.
    """
    edges = edges_of(read(schema))
    return [_case(edges, edge) for edge in _chosen(edges, select, kinds)]


def packed(select: Select = "*", *, schema: Schema = None) -> list[User]:
    """As few users as we can that together are on every selected edge: five for the whole of Clerk's document."""
    edges = edges_of(read(schema))
    wanted = {edge.id for edge in _chosen(edges, select, None)}
    users = [(user, edges.reached(user)) for user in packed_users(edges)]
    chosen = []
    while wanted:
        user, reached = max(users, key=lambda pair: len(pair[1] & wanted))
        if not reached & wanted:
            # No edge of Clerk's own document is like that: it takes a case of its own.
            user = edges.plain.user
            edges.apply(next(edge for edge in edges.all if edge.id in wanted), user)
            reached = edges.reached(user) | {min(wanted)}
        chosen.append(user)
        wanted -= reached
    return chosen


def packed_cases(select: Select = "*", *, schema: Schema = None) -> list[Case]:
    """The users of `packed` as cases: `packed-1`, `packed-2` …, each on many edges."""
    edges = edges_of(read(schema))
    wanted = {edge.id for edge in _chosen(edges, select, None)}
    return [
        Case(f"packed-{number}", "", f"{len(edges.reached(user) & wanted)} edges", "object", user)
        for number, user in enumerate(packed(select, schema=schema), 1)
    ]


def verification_cases(select: Select = "*", *, schema: Schema = None) -> list[VerificationCase]:
    """Each verification variant in each status on each carrier, in users who agree with it, by the ids of `cases`."""
    circumstances = Circumstances(read(schema))
    edges = edges_of(circumstances.document)
    statuses = {edge.id: edge for edge in _chosen(edges, VERIFICATIONS, ["enum"])}
    return [_verified(_case(edges, statuses[id]), circumstances) for id in selected(select, statuses)]


def _verified(case: Case, circumstances: Circumstances) -> VerificationCase:
    carrier = case.place.partition("[]")[0]
    kind = case.user[carrier][0][PROOF][TAG]
    proof = (carrier, 0, PROOF)
    pins = {(carrier,): 1, (*proof, TAG): kind, (*proof, "status"): case.edge}
    user = requested_user(plainest(), frozenset(), pins, circumstances)
    return VerificationCase(case.id, carrier, kind, case.edge, user)


def pairs(place: str, kinds: Collection[Kind] = STRUCTURE, *, schema: Schema = None) -> list[Case]:
    """Cases in which any two edges of different fields of one object meet, as few as a covering array needs.

    `place` is an object's, or a union's for each of its variants: `email_addresses[].verification`.
    """
    edges = edges_of(read(schema))
    found = _place(edges, place)
    objects = found.inside if isinstance(found.shape, Union) else (found,)
    return [case for object in objects for case in _pairs(edges, object, _checked(kinds))]


def coverage(users: Iterable[User], select: Select = "*", *, schema: Schema = None) -> Coverage:
    """Which of the selected edges a set of users is on, and which it misses."""
    if isinstance(users, str | bytes | Mapping):
        raise InvalidArgument(f"{brief(users)} is no set of users; give a list of dicts, such as json.load(file)")
    edges = edges_of(read(schema))
    chosen = _chosen(edges, select, None)
    counts: Counter[str] = Counter()
    number = 0
    for user in users:
        counts.update(edges.reached(user))
        number += 1
    return Coverage(tuple(chosen), {edge.id: counts[edge.id] for edge in chosen}, number)


def _chosen(edges: Edges, select: Select, kinds: Collection[Kind] | None) -> list[Edge]:
    ids = set(selected(select, [edge.id for edge in edges.all]))
    wanted = set(KINDS if kinds is None else _checked(kinds))
    return [edge for edge in edges.all if edge.id in ids and edge.kind in wanted]


def _checked(kinds: Collection[Kind]) -> Collection[Kind]:
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownName(f"no kind {kind!r} of edge; {suggestion(kind, KINDS)}")
    return kinds


def _place(edges: Edges, id: str) -> SchemaPath:
    places = {place.id: place for place in edges.root.walk() if isinstance(place.shape, Record | Union)}
    if id not in places:
        raise UnknownName(f"no object or union at {id!r}; {suggestion(id, places)}")
    return places[id]


def _case(edges: Edges, edge: Edge) -> Case:
    user = edges.plain.user
    edges.apply(edge, user)
    place, _, what = edge.id.rpartition("=")
    return Case(edge.id, place, what, edge.kind, user)


def _pairs(edges: Edges, object: SchemaPath, kinds: Collection[Kind]) -> Iterator[Case]:
    factors = {field.name: _edges_of_field(edges, field, kinds) for field in object.inside}
    rows = covertable.make({name: several for name, several in factors.items() if several})
    for row in rows:
        user = edges.plain.user
        for edge in row.values():
            edges.apply(edge, user)
        _complete(edges, object, user)
        told = ", ".join(f"{name}={edge.row.name or edge.place.name}" for name, edge in sorted(row.items()))
        yield Case(f"{object.id}: {told}", object.id, told, "object", user)


def _edges_of_field(edges: Edges, field: SchemaPath, kinds: Collection[Kind]) -> list[Edge]:
    variants = field.inside if isinstance(field.shape, Union) else ()
    which = [edge for variant in variants for edge in edges.at(variant) if edge.kind == "variant"]
    return [edge for edge in (*edges.at(field), *which) if edge.kind in kinds]


def _complete(edges: Edges, object: SchemaPath, user: User) -> None:
    """Put back a key of a group of which one is needed, where a combination has none of it."""
    record = object.shape
    if isinstance(record, Record) and not accepts(record, edges.value(object, user)):
        for field in object.inside:
            if record.one_of_required and field.name in record.one_of_required[0]:
                edges.put(field, user, edges.plain.at(field))
