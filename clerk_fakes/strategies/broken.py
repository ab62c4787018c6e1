"""Believable users with exactly one broken rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from hypothesis import reject
from hypothesis import strategies as st

from clerk_fakes.breaks import Break, broken_with
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.mutations import mutations_of
from clerk_fakes.primitives.drawn_decisions import DrawnDecisions
from clerk_fakes.primitives.randomness import Details, Source
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.simulation.requests.users import Circumstances, instance_of
from clerk_fakes.strategies.believable import LONG, LOOKS

Schema: TypeAlias = "str | Path | Mapping[str, Json] | None"


def broken_users(select: str | Iterable[str] = "*", *, schema: Schema = None) -> st.SearchStrategy[Break]:
    """A believable user with exactly one rule broken, among the breaks whose id a glob (or one of several) selects.

    Shrinks towards the plainest user and the first of those breaks.
    """
    return _broken_users(select, schema)


@st.composite
def _broken_users(draw: st.DrawFn, select: str | Iterable[str], schema: Schema) -> Break:
    document = read(schema)
    known = mutations_of(document)
    mutation = known[draw(st.sampled_from(selected(select, known)))]
    broken = broken_with(mutation, draw(_believable(document)), document)
    return reject() if broken is None else broken


@st.composite
def _believable(draw: st.DrawFn, document: Document) -> User:
    """A user whose structure is drawn, and whose looks follow from one small number."""
    choices = draw(LONG)
    look = choices.below(LOOKS)
    instance = instance_of(Circumstances(document), all_verified=False)
    return instance.user(look, decisions=DrawnDecisions(choices.below), details=Details(Source(look), look))
