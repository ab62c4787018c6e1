"""Decisions that a test draws: small tables, plain side first, so that they shrink to a plain account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from clerk_fakes.primitives.randomness import Outcomes

T = TypeVar("T")

MOST_EVENTS = 3  # of one table: an account in which everything happens shows nothing


class DrawnDecisions:
    """Decisions by `below(n)`, which draws a whole number from 0 to n - 1 and may well prefer 0."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def one_in(self, n: float) -> bool:
        return self.below(min(round(n), 4)) > 0

    def pick(self, options: Sequence[T]) -> T:
        # A weight is expressed by repetition, and means nothing to a search for what is rare.
        different = list(dict.fromkeys(options)) if all(map(_is_hashable, options)) else options
        return different[self.below(len(different))]

    def which(self, table: Outcomes[T]) -> Sequence[T]:
        chosen = {self.below(len(table.rows)) for _ in range(self.below(MOST_EVENTS + 1))}
        return [row for number, row in enumerate(table.rows) if number in chosen]


class UneventfulDecisions(DrawnDecisions):
    """Decisions that pick one way or the other, and otherwise take the plain side: edges do the rest."""

    def one_in(self, n: float) -> bool:
        return False

    def which(self, table: Outcomes[T]) -> Sequence[T]:
        return ()


def _is_hashable(option: object) -> bool:
    return type(option).__hash__ is not None
