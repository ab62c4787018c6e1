"""A `Chance` that somebody else's draws decide: small tables, plain side first, so that they shrink to a plain life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from clerk_fakes.realism.chance import Odds

T = TypeVar("T")

MOST_EVENTS = 3  # of one list of things that may happen; a life in which everything happens tells nobody anything


class Drawn:
    """Decisions by `below(n)`, which draws a whole number from 0 to n - 1 and may well prefer 0."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def one_in(self, n: int) -> bool:
        return self.below(min(n, 4)) > 0

    def pick(self, options: Sequence[T]) -> T:
        # A weight is told by repetition, and means nothing to who looks for what is rare.
        different = list(dict.fromkeys(options)) if all(map(_is_hashable, options)) else options
        return different[self.below(len(different))]

    def which(self, odds: Odds[T]) -> list[T]:
        chosen = {self.below(len(odds.things)) for _ in range(self.below(MOST_EVENTS + 1))}
        return [thing for place, thing in enumerate(odds.things) if place in chosen]


def _is_hashable(option: object) -> bool:
    return type(option).__hash__ is not None
