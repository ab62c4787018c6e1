"""Believable users with exactly one broken rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from hypothesis import reject
from hypothesis import strategies as st

from clerk_fakes.breaks import Break, broken_with
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.mutations import mutations_of
from clerk_fakes.catalogue.plainest import NOW
from clerk_fakes.makers.builder import Builder
from clerk_fakes.realism.as_it_comes import begin
from clerk_fakes.realism.chance import Grain, Seed
from clerk_fakes.realism.clerk import milliseconds
from clerk_fakes.realism.drawn import Drawn
from clerk_fakes.realism.people import People
from clerk_fakes.realism.stories import STORIES
from clerk_fakes.realism.world import Origin, World
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
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
    mistake = known[draw(st.sampled_from(selected(select, known)))]
    broken = broken_with(mistake, draw(_believable(document)), document)
    return reject() if broken is None else broken


@st.composite
def _believable(draw: st.DrawFn, document: Document) -> User:
    """A life whose structure is drawn, and whose looks follow from one small number."""
    tape = draw(LONG)
    look = tape.below(LOOKS)
    origin = Origin(_world(document), look, Drawn(tape.below), Grain(Seed(look), look))
    story = list(STORIES.values())[tape.below(len(STORIES))]
    return _builder(document).user(begin(origin, story.tell))


@cache
def _builder(document: Document) -> Builder:
    return Builder(document)


@cache
def _world(document: Document) -> World:
    return World(Seed(0), milliseconds(NOW), People(("en_US",)), document)
