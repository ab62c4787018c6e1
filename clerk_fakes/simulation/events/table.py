"""Events: what may happen to an account, one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from clerk_fakes.simulation.account import Account

Apply = Callable[[Account, int], None]

# A longer table has no place in the cache of a core, and costs 3 % of a user.
SLOTS = 1 << 12


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Something that happens to one in so many accounts at some time (ms), whatever else does.

    What happens `then`, to some of the accounts, comes later. `is_activity` is what the owner does and the account has
    to show.
    """

    apply: Apply
    one_in: float = 1
    then: Event | None = None
    is_activity: bool = True
    label: str = ""

    @property
    def name(self) -> str:
        """What it is called in a history."""
        return self.label or self.apply.__name__


class EventTable:
    """Events that happen independently of each other, in the order in which they are listed.

    One decision picks for all of them: `outcomes` has what happens at each of its values.
    """

    def __init__(self, *rows: Event) -> None:
        self.rows: Sequence[Event] = rows
        self.outcomes = _outcomes(rows)


def _outcomes(rows: Sequence[Event]) -> list[tuple[Event, ...]]:
    """Which events happen, as often in `SLOTS` as their odds are; the rarest are split off first, to be exact."""
    shares: list[tuple[frozenset[Event], float]] = [(frozenset(), 1.0)]
    for event in sorted(rows, key=lambda event: -event.one_in):
        happens = 1 / event.one_in
        shares = [
            split
            for chosen, share in shares
            for split in ((chosen, share * (1 - happens)), (chosen | {event}, share * happens))
        ]
    outcomes: list[tuple[Event, ...]] = []
    for (chosen, _), end in zip(shares, accumulate(share for _, share in shares), strict=True):
        outcome = tuple(event for event in rows if event in chosen)
        outcomes += [outcome] * (round(end * SLOTS) - len(outcomes))
    return outcomes
