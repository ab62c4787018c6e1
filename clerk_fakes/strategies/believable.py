"""Users that could be: structure drawn, cosmetics derived from one small number, and edges put on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import note
from hypothesis import strategies as st

from clerk_fakes.catalogue.plainest import Plainest
from clerk_fakes.errors import InvalidArgument, UnknownField, UnknownName, suggestion
from clerk_fakes.makers.asked import SEED, Beginning, asked
from clerk_fakes.makers.pins import Path
from clerk_fakes.realism.chance import Grain, Odds
from clerk_fakes.realism.drawn import Drawn
from clerk_fakes.realism.stories import STORIES
from clerk_fakes.realism.traits import STATES, TRAITS, exclude
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import Json, User
from clerk_fakes.schema.validator import validate
from clerk_fakes.strategies.byte_choices import ByteChoices, byte_choices
from clerk_fakes.strategies.edge_sampler import edge_sampler

T = TypeVar("T")

SHORT, LONG = byte_choices(32), byte_choices(96)  # for edges and a story; for a life in which anything may happen
LOOKS = 1_000  # different sets of names, digits and times
MOST_STATES = 2
ORDINARY = 8  # most have signed up in the plainest way: all other stories together are told once in so many times


class Uneventful(Drawn):
    """A chance that picks one way or the other, and otherwise takes the plain side: edges do the rest."""

    def one_in(self, n: int) -> bool:
        return False

    def which(self, odds: Odds[T]) -> list[T]:
        return []


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
        """The strategy, with all that is worked out once; raises for the first name that there is not.

        Hypothesis asks for it when the test runs, and does not count the time as that of the first example.
        """
        self._check()
        prepare(self.select, is_proved=bool(self.edges))
        return believable(self)

    def _check(self) -> None:
        fields = [field.name for field in read().root.fields]
        for name in self.pins:
            if name not in fields:
                raise UnknownField(f"users({name}=…): no field {name!r}; {suggestion(name, fields)}")
        if self.story is not None and self.story not in STORIES:
            raise UnknownName(f"users(story={self.story!r}): {suggestion(str(self.story), STORIES)}")
        globs = [self.edges] if isinstance(self.edges, bool | str) else self.edges
        if not isinstance(globs, Iterable) or not all(isinstance(glob, bool | str) for glob in globs):
            raise InvalidArgument(f"users(edges={self.edges!r}): give True, False, a glob such as '*=null', or several")


def prepare(select: str | tuple[str, ...], *, is_proved: bool) -> None:
    """Work out beforehand what is the same for all examples."""
    edge_sampler(read(), select)
    asked(Beginning(1, Plainest(), Grain(SEED, 1), is_proved), frozenset({"email_code"}), {})


@st.composite
def believable(draw: st.DrawFn, wanted: Wanted) -> User:
    """A user as wanted; whatever edges it is on are noted."""
    pins: dict[Path, Json] = {
        (name,): draw(pin) if isinstance(pin, st.SearchStrategy) else pin for name, pin in wanted.pins.items()
    }
    if wanted.edges is False:
        return _pinned(_coherent(draw(LONG), wanted.story, pins), pins)
    tape = draw(SHORT)
    sampler = edge_sampler(read(), wanted.select)
    edges = sampler.sample(tape, list(wanted.pins))
    look = tape.below(LOOKS)
    chance = Uneventful(tape.below)
    story = wanted.story or _story(tape)
    user = asked(Beginning(look, chance, Grain(SEED, look)), frozenset({story}), pins)
    if edges:
        user = sampler.apply(edges, user)
        note(f"edges: {', '.join(edge.id for edge in edges if sampler.edges.is_on(edge, user))}")
    return _pinned(user, pins)


def _story(tape: ByteChoices) -> str:
    names: Sequence[str] = list(STORIES)
    number = tape.below(ORDINARY * len(names))
    return names[number] if number < len(names) else names[0]


def _coherent(tape: ByteChoices, story: str | None, pins: Mapping[Path, Json]) -> User:
    """Somebody with a story and some states, to whom anything may have happened; pins leave room for neither."""
    traits = {story} if story else set()
    if not pins:
        traits = {story or list(STORIES)[tape.below(len(STORIES))]}
        traits |= {list(STATES)[tape.below(len(STATES))] for _ in range(tape.below(MOST_STATES + 1))}
    look = tape.below(LOOKS)
    beginning = Beginning(look, Drawn(tape.below), Grain(SEED, look), is_proved=bool(pins))
    return asked(beginning, frozenset(_agreeing(traits)), pins)


def _agreeing(traits: Iterable[str]) -> list[str]:
    """The traits without those that an earlier one excludes, stories first."""
    kept: list[str] = []
    for trait in sorted(traits, key=TRAITS.index):
        if not any(exclude(trait, other) for other in kept):
            kept.append(trait)
    return kept


def _pinned(user: User, pins: Mapping[Path, Json]) -> User:
    if pins:
        validate(user)
    return user
