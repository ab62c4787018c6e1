"""The catalogue: every verification variant, every null and every other edge of the document, by name.

>>> [case.id for case in cases("first_name=*")][:3]
['first_name=empty', 'first_name=long', 'first_name=non-ascii']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, get_args

from clerk_fakes.catalogue.coverage import Coverage
from clerk_fakes.catalogue.edges import Edge, Edges, edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.packing import packed_users
from clerk_fakes.catalogue.pairs import combinations, objects_at
from clerk_fakes.catalogue.variations import Kind
from clerk_fakes.errors import InvalidArgument, UnknownName, brief, suggestion
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.schema.walks import TAG, VERIFICATION
from clerk_fakes.simulation.requests.users import Circumstances, plainest, requested_user

KINDS: tuple[Kind, ...] = get_args(Kind)
STRUCTURE: tuple[Kind, ...] = ("presence", "null", "enum", "variant", "flag", "list")  # what `pairs` combines
VERIFICATIONS = f"*[].{VERIFICATION}*.status=*"

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
        """The email address, phone number, account … to which the verification belongs."""
        item: dict[str, Json] = self.user[self.carrier][0]
        return item

    @property
    def verification(self) -> dict[str, Json]:
        """The verification of the item."""
        verification: dict[str, Json] = self.item[VERIFICATION]
        return verification


def cases(select: Select = "*", kinds: Collection[Kind] | None = None, *, schema: Schema = None) -> list[Case]:
    """One case for every edge whose id a glob (or one of several) selects, sorted by id.

    Raises `UnknownName` for a glob that selects nothing and for an unknown kind.
    """
    edges = edges_of(read(schema))
    return [_case(edges, edge) for edge in _chosen(edges, select, kinds)]


def packed(select: Select = "*", *, schema: Schema = None) -> list[User]:
    """As few users as we can find that together are on every selected edge: five for all of Clerk's document."""
    edges = edges_of(read(schema))
    return packed_users(edges, {edge.id for edge in _chosen(edges, select)})


def packed_cases(select: Select = "*", *, schema: Schema = None) -> list[Case]:
    """The users of `packed` as cases: `packed-1`, `packed-2` …, each on many edges."""
    edges = edges_of(read(schema))
    wanted = {edge.id for edge in _chosen(edges, select)}
    return [
        Case(f"packed-{number}", "", f"{len(edges.reached(user) & wanted)} edges", "object", user)
        for number, user in enumerate(packed_users(edges, wanted), 1)
    ]


def verification_cases(select: Select = "*", *, schema: Schema = None) -> list[VerificationCase]:
    """Each verification variant in each status on each carrier, in users coherent with it, by the ids of `cases`."""
    circumstances = Circumstances(read(schema))
    edges = edges_of(circumstances.document)
    statuses = {edge.id: edge for edge in _chosen(edges, VERIFICATIONS, ["enum"])}
    return [_verified(_case(edges, statuses[id]), circumstances) for id in selected(select, statuses)]


def _verified(case: Case, circumstances: Circumstances) -> VerificationCase:
    carrier = case.place.partition("[]")[0]
    kind = case.user[carrier][0][VERIFICATION][TAG]
    path = (carrier, 0, VERIFICATION)
    pins = {(carrier,): 1, (*path, TAG): kind, (*path, "status"): case.edge}
    user = requested_user(plainest(), frozenset(), pins, circumstances)
    return VerificationCase(case.id, carrier, kind, case.edge, user)


def pairs(place: str, kinds: Collection[Kind] = STRUCTURE, *, schema: Schema = None) -> list[Case]:
    """Cases in which any two edges of different fields of one object meet, as few as a covering array needs.

    `place` is the id of an object, or of a union for each of its variants: `email_addresses[].verification`.
    """
    edges, kinds = edges_of(read(schema)), _checked(kinds)
    return [
        Case(f"{object.id}: {combined}", object.id, combined, "object", user)
        for object in objects_at(edges, place)
        for combined, user in combinations(edges, object, kinds)
    ]


def coverage(users: Iterable[User], select: Select = "*", *, schema: Schema = None) -> Coverage:
    """Which of the selected edges a set of users is on, and which it misses."""
    if isinstance(users, str | bytes | Mapping):
        raise InvalidArgument(f"users must be an iterable of dicts, not {brief(users)}; {_instead_of(users)}")
    edges = edges_of(read(schema))
    chosen = _chosen(edges, select)
    counts: Counter[str] = Counter()
    number = 0
    for user in users:
        counts.update(edges.reached(user))
        number += 1
    return Coverage(tuple(chosen), {edge.id: counts[edge.id] for edge in chosen}, number)


def _instead_of(given: str | bytes | Mapping[str, Json]) -> str:
    """What to pass in the place of what is no iterable of users."""
    if not isinstance(given, Mapping):
        return "pass json.load(file), for example"
    data = given.get("data")
    if isinstance(data, Mapping):
        return "of an event pass [body['data']]"
    return "of a list of the API pass body['data']" if isinstance(data, list) else "pass one user as [user]"


def _chosen(edges: Edges, select: Select, kinds: Collection[Kind] | None = None) -> list[Edge]:
    ids = set(selected(select, [edge.id for edge in edges.all]))
    wanted = set(KINDS if kinds is None else _checked(kinds))
    return [edge for edge in edges.all if edge.id in ids and edge.kind in wanted]


def _checked(kinds: Collection[Kind]) -> Collection[Kind]:
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownName(f"no kind {kind!r} of edge; {suggestion(kind, KINDS)}")
    return kinds


def _case(edges: Edges, edge: Edge) -> Case:
    user = edges.plain.user
    edges.apply(edge, user)
    place, _, what = edge.id.rpartition("=")
    return Case(edge.id, place, what, edge.kind, user)
