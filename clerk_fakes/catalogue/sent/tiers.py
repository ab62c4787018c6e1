"""Tiers: whether Clerk sends what an edge stands for, or its document merely allows it.

Who writes a value decides. What a person types and an application stores can be odd. What Clerk or a provider writes
keeps its form, and is sent exactly if some life or situation reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from clerk_fakes.catalogue.edges import Edge, edges_of
from clerk_fakes.catalogue.sent.lives import Sent
from clerk_fakes.fill.pins import SPLITTER, Path, path_of
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.simulation.requests.users import Circumstances, plainest, requested_user

Tier: TypeAlias = Literal["sent", "allowed"]
TIERS: tuple[Tier, ...] = get_args(Tier)

TYPED_BY_PEOPLE = {"first_name", "last_name", "unsafe_metadata"}
STORED_BY_APPLICATIONS = {"public_metadata", "private_metadata", "external_id"}
COPIED = {"public_user_data", "scim"}  # from the user and from a directory, so that nothing in it is odd alone
FREE_KINDS = ("text", "object")  # how a value can be odd; whether there is one is Clerk's to say


def tier_of(edge: Edge, sent: Sent) -> Tier:
    """Whether Clerk sends an edge."""
    return "sent" if edge.id in sent.reached or is_free(edge) else "allowed"


@per_document
def free_edges(document: Document) -> tuple[str, ...]:
    """The ids of the edges that people and applications decide."""
    return tuple(edge.id for edge in edges_of(document).all if is_free(edge))


def is_free(edge: Edge) -> bool:
    """Whether a person or an application decides what the value of an edge is."""
    names = {path.name for path in (edge.path, *edge.path.ancestors())}
    is_written = not names.isdisjoint(TYPED_BY_PEOPLE | STORED_BY_APPLICATIONS)
    return edge.kind in FREE_KINDS and is_written and names.isdisjoint(COPIED)


def user_on(edge: Edge, sent: Sent) -> User:
    """The plainest user on an edge, which is one that Clerk sends wherever it sends the edge."""
    if edge.id in sent.reached:
        return sent.user(edge.id)
    if is_free(edge):
        return user_with({edge.path: edge.variation.make(sent.edges.plain.at(edge.path))}, sent)
    user = sent.edges.plain.user
    sent.edges.apply(edge, user)
    return user


def user_with(values: Mapping[SchemaPath, Json], sent: Sent) -> User:
    """The plainest user with values at some paths, with which all the rest agrees."""
    pins = {_pin_at(path): value for path, value in values.items()}
    return requested_user(plainest(), frozenset(), pins, Circumstances(sent.document))


def _pin_at(path: SchemaPath) -> Path:
    """The path of the first value at a path, as a pin has it."""
    return path_of(path.id.replace("[]", f"{SPLITTER}0").replace(".", SPLITTER))
