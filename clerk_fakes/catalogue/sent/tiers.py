"""Tiers: whether Clerk sends what an edge stands for, or its document merely allows it.

Who writes a value decides. What a person types and an application stores can be odd, wherever Clerk sends a value at
all; so can the names at an identity provider, which a person or an admin has typed there. What Clerk or a provider
writes keeps its form, and is sent if some life or situation reaches it. The lives are a fixed sample, so what happens
to one user in many thousands can count as merely allowed. A copy is sent if what it copies is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from clerk_fakes.catalogue.edges import Edge
from clerk_fakes.catalogue.sent.lives import Sent, sent_by
from clerk_fakes.fill.pins import SPLITTER, Path, path_of
from clerk_fakes.schema.document import Document, per_document
from clerk_fakes.schema.paths import SchemaPath
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.simulation.requests.users import Circumstances, plainest, requested_user

Tier: TypeAlias = Literal["sent", "allowed"]
TIERS: tuple[Tier, ...] = get_args(Tier)

TYPED_BY_PEOPLE = {"first_name", "last_name", "unsafe_metadata"}
STORED_BY_APPLICATIONS = {"public_metadata", "private_metadata", "external_id"}
WRITTEN = TYPED_BY_PEOPLE | STORED_BY_APPLICATIONS
NAMED_BY_PEOPLE = ("passkeys[].name", "organization_memberships[].organization.name")  # and never left empty
COPY_OF_USER = "public_user_data"
COPIED = {COPY_OF_USER, "scim"}  # from the user and from a directory, so that nothing in it is odd alone
FREE_KINDS = ("text", "object")  # how a value can be odd; whether there is one is Clerk's to say


def tier_of(edge: Edge, sent: Sent) -> Tier:
    """Whether Clerk sends an edge."""
    return "sent" if edge.id in sent.reached or is_free(edge, sent) else "allowed"


@per_document
def free_edges(document: Document) -> tuple[str, ...]:
    """The ids of the edges that people and applications decide."""
    sent = sent_by(document)
    return tuple(edge.id for edge in sent.edges.all if is_free(edge, sent))


def is_free(edge: Edge, sent: Sent) -> bool:
    """Whether a person or an application decides what the value of an edge is, where Clerk sends one."""
    if edge.kind not in FREE_KINDS:
        return False
    if edge.path.id in NAMED_BY_PEOPLE:
        return edge.variation.name != "empty" and sent.has_value(edge.path)
    return _is_written(_original(edge.path, sent)) and sent.has_value(edge.path)


def _is_written(path: SchemaPath) -> bool:
    names = {*path.id.replace("[]", "").split(".")}
    return not names.isdisjoint(WRITTEN) and names.isdisjoint(COPIED)


def _original(path: SchemaPath, sent: Sent) -> SchemaPath:
    """The path of what the value at a path is a copy of; for most, the path itself."""
    if path.parent is None or path.parent.name != COPY_OF_USER:
        return path
    return next((own for own in sent.edges.root.inside if own.name == path.name), path)


def user_on(edge: Edge, sent: Sent) -> User:
    """The plainest user on an edge, which is one that Clerk sends wherever it sends the edge."""
    if edge.id in sent.reached:
        return sent.user(edge.id)
    if is_free(edge, sent):
        return user_with({edge.path: edge.variation.make(sent.edges.plain.at(edge.path))}, sent)
    user = sent.edges.plain.user
    sent.edges.apply(edge, user)
    return user


def user_with(values: Mapping[SchemaPath, Json], sent: Sent) -> User:
    """The plainest user with values at some paths, with which all the rest agrees; of a copy the original has it."""
    pins: dict[Path, Json] = {}
    for path, value in values.items():
        original = _original(path, sent)
        pins[_pin_at(original)] = value
        if original is not path:
            pins[_pin_at(path)[:1]] = 1
    return requested_user(plainest(), frozenset(), pins, Circumstances(sent.document))


def _pin_at(path: SchemaPath) -> Path:
    """The path of the first value at a path, as a pin has it."""
    return path_of(path.id.replace("[]", f"{SPLITTER}0").replace(".", SPLITTER))
