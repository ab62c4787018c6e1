"""Believable users: a life or a situation drawn, cosmetics derived from one small number, and edges on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import note
from hypothesis import strategies as st

from clerk_fakes.catalogue.edges import Edge
from clerk_fakes.catalogue.sent.tiers import free_edges
from clerk_fakes.errors import ClerkFakesError, InvalidArgument, UnknownField, UnknownName, suggestion
from clerk_fakes.fill.pins import Path, Pins
from clerk_fakes.primitives.drawn_decisions import DrawnDecisions, UneventfulDecisions
from clerk_fakes.primitives.randomness import Details, PlainDecisions
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import ABSENT, Json, User
from clerk_fakes.schema.validator import validate
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.requests.situations import SITUATIONS, Situation
from clerk_fakes.simulation.requests.traits import TRAITS
from clerk_fakes.simulation.requests.users import INSTANCES, SOURCE, Beginning, any_instance, requested_user, usual
from clerk_fakes.strategies.byte_choices import ByteChoices, byte_choices
from clerk_fakes.strategies.edge_sampler import EdgeSampler, edge_sampler, is_of_the_user
from clerk_fakes.strategies.leeway import Leeway

SHORT, LONG = byte_choices(32), byte_choices(96)  # for edges and a sign-up; for an account in which anything may happen
LOOKS = 1_000  # different sets of names, digits and times
LIVES = 2  # to one situation
SOCIAL = 6  # times more often than other sign-ups: nineteen providers are behind it
MOST_TRAITS = 2
FOR_SIGN_UP, FOR_EVENTS = 8, 24  # bytes for what they decide, before those for which events happen
REPEATED = ("first_name", "last_name")  # in pictures, memberships and accounts


@dataclass(frozen=True)
class Wanted:
    """What a caller wants of users; `edges` is a glob or several, or True or False for all or none."""

    edges: bool | str | Iterable[str]
    story: str | None
    pins: Mapping[str, object]

    @property
    def select(self) -> str | tuple[str, ...]:
        """The globs over the ids of edges, or the ids of what people and applications decide, or none at all."""
        if isinstance(self.edges, bool):
            return free_edges(read()) if self.edges else ()
        return self.edges if isinstance(self.edges, str) else tuple(self.edges)

    def ready(self) -> st.SearchStrategy[User]:
        """The strategy, with all that is worked out once; raises for the first unknown name.

        Hypothesis asks for it when the test runs, and does not count the time as that of the first example.
        """
        self._check()
        prepare(self.select)
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


def prepare(select: str | tuple[str, ...]) -> None:
    """Work out beforehand what is the same for all examples."""
    edge_sampler(read(), select)
    requested_user(Beginning(1, PlainDecisions(), Details(SOURCE, 1)), frozenset({"email_code"}), {})


@st.composite
def believable(draw: st.DrawFn, wanted: Wanted) -> User:
    """A user as wanted; the situation or the life of the user, and the edges on top of it, are noted."""
    choices = draw(LONG)
    pins: dict[Path, Json] = {
        (name,): draw(pin) if isinstance(pin, st.SearchStrategy) else pin for name, pin in wanted.pins.items()
    }
    sampler = edge_sampler(read(), wanted.select)
    edges = [] if wanted.edges is False else sampler.sample(choices, list(wanted.pins))
    if wanted.edges not in (True, False):
        user = sampler.apply(edges, _plain_user(choices, wanted.story, pins))
    elif pins:
        user = _pinned_user(choices, wanted.story, {**_pins_of(edges, sampler), **pins})
    elif wanted.story is None and choices.below(LIVES + 1) == LIVES:
        user = _in_situation(choices, _pins_of(edges, sampler))
    else:
        user = _with_a_life(choices, wanted.story, edges, sampler)
    if reached := [edge.id for edge in edges if sampler.edges.is_on(edge, user)]:
        note(f"edges: {', '.join(reached)}")
    if pins:
        validate(user)
    return user


def _pins_of(edges: list[Edge], sampler: EdgeSampler) -> Pins:
    """The values of edges at fields of the user itself, so that all the rest agrees with them."""
    own = [edge for edge in edges if is_of_the_user(edge)]
    return {(edge.path.name,): edge.variation.make(sampler.edges.plain.at(edge.path)) for edge in own}


def _in_situation(choices: ByteChoices, pins: Pins) -> User:
    """A user in any situation."""
    row = _situation(choices)
    note(row.id)
    return requested_user(_beginning(choices), frozenset({row.name}), pins)


def _with_a_life(choices: ByteChoices, story: str | None, edges: list[Edge], sampler: EdgeSampler) -> User:
    """A user to whom anything may have happened, in any instance, on the edges that nothing else follows from."""
    number, story = choices.below(len(INSTANCES)), story or _story(choices)
    look = choices.below(LOOKS)
    sign_up, events = choices.part(FOR_SIGN_UP), choices.part(FOR_EVENTS)
    decisions = DrawnDecisions(choices.below, sign_up.below, events.below)
    instance = any_instance(usual(), number, story, is_ada=look == 0)
    user = instance.user(look, decisions=decisions, details=Details(SOURCE, look))
    note(f"life: {', '.join([story, *decisions.happened])}")
    alone = [edge for edge in edges if edge.path.name not in REPEATED]
    return sampler.apply([edge for edge in alone if sampler.edges.value(edge.path, user) not in (ABSENT, None)], user)


def _plain_user(choices: ByteChoices, story: str | None, pins: Pins) -> User:
    """A user to whom nothing has happened, so that the edges show."""
    return requested_user(_beginning(choices), frozenset({story or _story(choices)}), pins)


def _pinned_user(choices: ByteChoices, story: str | None, pins: Pins) -> User:
    """A user with pins, and in any situation or with any traits for which they leave room."""
    if story is None and choices.below(LIVES + 1) == LIVES:
        drawn = [_situation(choices).name]
    else:
        several = choices.below(MOST_TRAITS + 1)
        drawn = [story or _story(choices), *((*TRAITS,)[choices.below(len(TRAITS))] for _ in range(several))]
    asked, beginning = frozenset({story} if story else ()), _beginning(choices)
    with suppress(ClerkFakesError):
        traits = Leeway.of(pins).agreeing(drawn) | asked
        user = requested_user(beginning, traits, pins)
        note(f"traits: {', '.join(sorted(traits))}")
        return user
    return requested_user(beginning, asked, pins)


def _beginning(choices: ByteChoices) -> Beginning:
    look = choices.below(LOOKS)
    return Beginning(look, UneventfulDecisions(choices.below), Details(SOURCE, look))


def _situation(choices: ByteChoices) -> Situation:
    return (*SITUATIONS.values(),)[choices.below(len(SITUATIONS))]


def _story(choices: ByteChoices) -> str:
    """The plainest sign-up half of the time, and otherwise any; the one that stands for many providers more often."""
    names = [*SIGN_UPS, *("social",) * SOCIAL]
    number = choices.below(2 * len(names))
    return names[number] if number < len(names) else names[0]
