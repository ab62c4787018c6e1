"""Decisions that a test draws: small tables, plain side first, so that they shrink to a plain account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from clerk_fakes.primitives.randomness import Outcomes

T = TypeVar("T")

MOST_EVENTS = 5  # of one table: an account in which everything happens shows nothing
RAREST = 8  # what happens to one account in many is drawn once in so many times


class DrawnDecisions:
    """Decisions by `below(n)`, which draws a whole number from 0 to n - 1 and may well prefer 0.

    What is decided after each table can be drawn by the next of `between`, which does not move when other decisions
    become more or fewer. `happened` has the names of the rows of tables that were chosen.
    """

    def __init__(self, below: Callable[[int], int], *between: Callable[[int], int]) -> None:
        self.below, self._which_below = below, below
        self._between = iter(between)
        self.happened: list[str] = []

    def one_in(self, n: float) -> bool:
        rarity = min(max(round(n), 2), RAREST)
        return self.below(rarity) == rarity - 1

    def pick(self, options: Sequence[T]) -> T:
        # A weight is expressed by repetition, and means nothing to a search for what is rare.
        different = list(dict.fromkeys(options)) if all(map(_is_hashable, options)) else options
        return different[self.below(len(different))]

    def which(self, table: Outcomes[T]) -> Sequence[T]:
        self.below = next(self._between, self.below)
        # As many draws whatever happens, so that taking one event away leaves the others alone.
        several = len(table.rows)
        chosen = {self._which_below(2 * several) - several for _ in range(MOST_EVENTS)}
        rows = [row for number, row in enumerate(table.rows) if number in chosen]
        self.happened += [getattr(row, "name", "") for row in rows]
        return rows


class UneventfulDecisions(DrawnDecisions):
    """Decisions that pick one way or the other, and otherwise take the plain side: edges do the rest."""

    def one_in(self, n: float) -> bool:
        return False

    def which(self, table: Outcomes[T]) -> Sequence[T]:
        return ()


def _is_hashable(option: object) -> bool:
    return type(option).__hash__ is not None
