"""The catalogue: situations that whole users are in, and every edge of the document, each with its tier, by name.

An edge is a verification variant, a null or anything else that can differ at one place; `tier` is whether Clerk sends
such users, or its document merely allows them.

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
from clerk_fakes.catalogue.sent.lives import Sent, sent_by
from clerk_fakes.catalogue.sent.packing import packed_lives
from clerk_fakes.catalogue.sent.tiers import TIERS, Tier, tier_of, user_on
from clerk_fakes.catalogue.variations import Kind
from clerk_fakes.errors import InvalidArgument, UnknownName, brief, count_of, suggestion
from clerk_fakes.fill.pins import Pins
from clerk_fakes.records.verifications import VERIFIERS
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, Record, User
from clerk_fakes.schema.walks import TAG, VERIFICATION, options
from clerk_fakes.simulation.requests.situations import PROSE
from clerk_fakes.simulation.requests.users import Circumstances, plainest, requested_user

KINDS: tuple[Kind, ...] = get_args(Kind)
SITUATION: Kind = "situation"
STRUCTURE: tuple[Kind, ...] = ("presence", "null", "enum", "variant", "flag", "list")  # what `pairs` combines
VERIFICATIONS = f"*[].{VERIFICATION}*.status=*"

Select: TypeAlias = "str | Iterable[str]"
Schema: TypeAlias = "str | Path | Mapping[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Case:
    """The plainest user on one edge, or in one situation, or (from `pairs`) with a combination of edges of one object.

    `tier` is whether Clerk sends such users, or its document merely allows them; `about` describes a situation.
    """

    id: str
    place: str
    edge: str
    kind: Kind
    user: User = field(repr=False, compare=False)
    tier: Tier = "sent"
    about: str = ""


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


def cases(
    select: Select = "*",
    kinds: Collection[Kind] | None = None,
    *,
    tier: Tier | None = None,
    schema: Schema = None,
) -> list[Case]:
    """One case for every edge and situation whose id a glob (or one of several) selects, sorted by id.

    A glob that begins with `!` excludes, as in `"*=null,!passkeys*"`, here and wherever edges are selected. Raises
    `UnknownName` for a glob that matches nothing, an unknown kind and an unknown tier, and `InvalidArgument` where all
    that is selected is of the other tier.
    """
    sent = sent_by(read(schema))
    edges = {edge.id: edge for edge in sent.edges.all}
    wanted = set(KINDS if kinds is None else _checked(kinds))
    _checked_tier(tier)
    ids = selected(select, sorted([*edges, *sent.situations]))
    left = [id for id in ids if tier in (None, tier_of(edges[id], sent) if id in edges else "sent")]
    _refuse_nothing_of(tier, select, ids, left)
    return [
        _case(edges[id], sent) if id in edges else _situation(id, sent)
        for id in left
        if (edges[id].kind if id in edges else SITUATION) in wanted
    ]


def packed(select: Select = "*", *, tier: Tier | None = "sent", schema: Schema = None) -> list[User]:
    """As few users as we can find that are on every selected edge, and in every selected situation, that Clerk sends.

    Those of a `tier` of None, or "allowed", are on what the document merely allows, too, or on that alone. They are
    whole users, so they are on other edges as well, those that `select` excludes among them.
    """
    return [case.user for case in packed_cases(select, tier=tier, schema=schema)]


def packed_cases(select: Select = "*", *, tier: Tier | None = "sent", schema: Schema = None) -> list[Case]:
    """The users of `packed` as cases: those of situations, then `packed-1`, `packed-2` …, each on many edges."""
    sent = sent_by(read(schema))
    _checked_tier(tier)
    ids = set(selected(select, [*(edge.id for edge in sent.edges.all), *sent.situations]))
    chosen = [edge for edge in sent.edges.all if edge.id in ids]
    wanted = {name: {edge.id: edge for edge in chosen if tier_of(edge, sent) == name} for name in TIERS}
    situations = [id for id in sent.situations if id in ids and tier != "allowed"]
    _refuse_nothing_of(tier, select, ids, situations if tier is None else [*situations, *wanted[tier]])
    lived = [sent.situations[id] for id in situations]
    lives = packed_lives(sent, lived, wanted["sent"].values()) if tier != "allowed" else []
    others = packed_users(sent.edges, {*wanted["allowed"]}) if tier != "sent" else []
    packs: list[tuple[User, Tier]] = [*((user, "sent") for user in lives), *((user, "allowed") for user in others)]
    return [
        *(_situation(id, sent) for id in situations),
        *(
            Case(f"packed-{number}", "", count_of(len(sent.edges.reached(user) & ids), "edge"), "object", user, name)
            for number, (user, name) in enumerate(packs, 1)
        ),
    ]


def verification_cases(select: Select = "*", *, schema: Schema = None) -> list[VerificationCase]:
    """Each verification variant in each status on each carrier, in users coherent with it, by the ids of `cases`."""
    circumstances = Circumstances(read(schema))
    edges = edges_of(circumstances.document)
    statuses = {edge.id: edge for edge in _chosen(edges, VERIFICATIONS, ["enum"])}
    return [_verified(edges, statuses[id], circumstances) for id in selected(select, statuses)]


def _verified(edges: Edges, edge: Edge, circumstances: Circumstances) -> VerificationCase:
    place, _, status = edge.id.rpartition("=")
    carrier = place.partition("[]")[0]
    variant, record = next((path, path.shape) for path in edge.path.ancestors() if isinstance(path.shape, Record))
    path = (carrier, 0, VERIFICATION)
    tags = options(record, TAG)
    kind = tags[0] if tags else variant.name
    fixed: Pins = {(*path, TAG): kind, (*path, "status"): status}
    if kind not in VERIFIERS:  # a newer document's, whose tag may be optional
        fixed = {path: {**edges.plain.at(variant), "status": status, **dict.fromkeys(tags and [TAG], kind)}}
    coherent = requested_user(plainest(), frozenset(), {(carrier,): 1, **fixed}, circumstances)
    return VerificationCase(edge.id, carrier, kind, status, coherent)


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


def coverage(
    users: Iterable[User], select: Select = "*", *, tier: Tier | None = "sent", schema: Schema = None
) -> Coverage:
    """Which of the selected edges a set of users is on, and which it misses, of those that Clerk sends.

    A `tier` of None counts what the document merely allows, too, and "allowed" that alone.
    """
    if isinstance(users, str | bytes | Mapping):
        raise InvalidArgument(f"users must be an iterable of dicts, not {brief(users)}; {_instead_of(users)}")
    sent = sent_by(read(schema))
    edges = sent.edges
    every = _chosen(edges, select)
    chosen = [edge for edge in every if _checked_tier(tier) in (None, tier_of(edge, sent))]
    _refuse_nothing_of(tier, select, every, chosen)
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


def _checked_tier(tier: Tier | None) -> Tier | None:
    if tier is not None and tier not in TIERS:
        raise UnknownName(f"no tier {tier!r} of cases; {suggestion(str(tier), TIERS)}")
    return tier


def _refuse_nothing_of(tier: Tier | None, select: Select, found: Collection[object], left: Collection[object]) -> None:
    """Raise where a tier leaves nothing of what is selected; everything of a document may be of one tier."""
    if tier is not None and select != "*" and found and not left:
        what = "merely allowed, which Clerk does not send" if tier == "sent" else "sent, and not merely allowed"
        raise InvalidArgument(f"all that is selected is {what}; use --tier all, or tier=None in Python")


def _case(edge: Edge, sent: Sent) -> Case:
    place, _, what = edge.id.rpartition("=")
    return Case(edge.id, place, what, edge.kind, user_on(edge, sent), tier_of(edge, sent))


def _situation(id: str, sent: Sent) -> Case:
    place, _, what = id.rpartition("=")
    return Case(id, place, what, SITUATION, sent.situations[id].user, about=PROSE[id])
