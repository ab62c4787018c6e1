"""Believable users: structure drawn, cosmetics derived from one small number, and edges applied on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import note
from hypothesis import strategies as st

from clerk_fakes.errors import InvalidArgument, UnknownField, UnknownName, suggestion
from clerk_fakes.fill.pins import Path
from clerk_fakes.primitives.randomness import Details, PlainDecisions
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.schema.validator import validate
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.requests.traits import TRAIT_NAMES, TRAITS, exclude
from clerk_fakes.simulation.requests.users import SOURCE, Beginning, requested_user
from clerk_fakes.strategies.byte_choices import ByteChoices, byte_choices
from clerk_fakes.strategies.drawn_decisions import DrawnDecisions, UneventfulDecisions
from clerk_fakes.strategies.edge_sampler import edge_sampler

T = TypeVar("T")

SHORT, LONG = byte_choices(32), byte_choices(96)  # for edges and a sign-up; for an account in which anything may happen
LOOKS = 1_000  # different sets of names, digits and times
MOST_TRAITS = 2
ORDINARY = 8  # most sign up in the plainest way, and in any other once in so many times


@dataclass(frozen=True)
class Wanted:
    """What a caller wants of users; `edges` is a glob or several, or True or False for all or none."""

    edges: bool | str | Iterable[str]
    story: str | None
    pins: Mapping[str, object]

    @property
    def select(self) -> str | tuple[str, ...]:
        """The globs over the ids of edges; none at all where there are to be none."""
        if isinstance(self.edges, bool):
            return "*" if self.edges else ()
        return self.edges if isinstance(self.edges, str) else tuple(self.edges)

    def ready(self) -> st.SearchStrategy[User]:
        """The strategy, with all that is worked out once; raises for the first unknown name.

        Hypothesis asks for it when the test runs, and does not count the time as that of the first example.
        """
        self._check()
        prepare(self.select, all_verified=bool(self.edges))
        return believable(self)

    def _check(self) -> None:
        fields = [field.name for field in read().root.fields]
        for name in self.pins:
            if name not in fields:
                raise UnknownField(f"users({name}=…): no field {name!r}; {suggestion(name, fields)}")
        if self.story is not None and self.story not in SIGN_UPS:
            raise UnknownName(f"users(story={self.story!r}): {suggestion(str(self.story), SIGN_UPS)}")
        globs = [self.edges] if isinstance(self.edges, bool | str) else self.edges
        if not isinstance(globs, Iterable) or not all(isinstance(glob, bool | str) for glob in globs):
            raise InvalidArgument(f"users(edges={self.edges!r}): give True, False, a glob such as '*=null', or several")


def prepare(select: str | tuple[str, ...], *, all_verified: bool) -> None:
    """Work out beforehand what is the same for all examples."""
    edge_sampler(read(), select)
    requested_user(Beginning(1, PlainDecisions(), Details(SOURCE, 1), all_verified), frozenset({"email_code"}), {})


@st.composite
def believable(draw: st.DrawFn, wanted: Wanted) -> User:
    """A user as wanted; whatever edges it is on are noted."""
    pins: dict[Path, Json] = {
        (name,): draw(pin) if isinstance(pin, st.SearchStrategy) else pin for name, pin in wanted.pins.items()
    }
    if wanted.edges is False:
        return _pinned(_coherent(draw(LONG), wanted.story, pins), pins)
    choices = draw(SHORT)
    sampler = edge_sampler(read(), wanted.select)
    edges = sampler.sample(choices, list(wanted.pins))
    look = choices.below(LOOKS)
    chance = UneventfulDecisions(choices.below)
    story = wanted.story or _story(choices)
    user = requested_user(Beginning(look, chance, Details(SOURCE, look)), frozenset({story}), pins)
    if edges:
        user = sampler.apply(edges, user)
        note(f"edges: {', '.join(edge.id for edge in edges if sampler.edges.is_on(edge, user))}")
    return _pinned(user, pins)


def _story(choices: ByteChoices) -> str:
    names: Sequence[str] = list(SIGN_UPS)
    number = choices.below(ORDINARY * len(names))
    return names[number] if number < len(names) else names[0]


def _coherent(choices: ByteChoices, story: str | None, pins: Mapping[Path, Json]) -> User:
    """A user with a sign-up and some traits, to which anything may have happened; pins leave room for neither."""
    traits = {story} if story else set()
    if not pins:
        traits = {story or list(SIGN_UPS)[choices.below(len(SIGN_UPS))]}
        traits |= {list(TRAITS)[choices.below(len(TRAITS))] for _ in range(choices.below(MOST_TRAITS + 1))}
    look = choices.below(LOOKS)
    beginning = Beginning(look, DrawnDecisions(choices.below), Details(SOURCE, look), all_verified=bool(pins))
    return requested_user(beginning, frozenset(_agreeing(traits)), pins)


def _agreeing(traits: Iterable[str]) -> list[str]:
    """The traits without those that an earlier one excludes, sign-ups first."""
    kept: list[str] = []
    for trait in sorted(traits, key=TRAIT_NAMES.index):
        if not any(exclude(trait, other) for other in kept):
            kept.append(trait)
    return kept


def _pinned(user: User, pins: Mapping[Path, Json]) -> User:
    if pins:
        validate(user)
    return user
