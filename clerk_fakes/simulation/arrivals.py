"""When users sign up: more of them every year, on weekdays, and while most people are awake."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

from clerk_fakes.primitives.randomness import Details
from clerk_fakes.primitives.times import DAY, HOUR

WEEK = 7 * DAY
MONDAY = 4 * DAY  # of the first week of 1970, which began on a Thursday
# How many sign-ups fall on each day of the week and each hour (UTC), relative to others: our estimate, for an
# application that is used at work in Europe and America.
DAYS = (10, 11, 11, 11, 9, 5, 5)
HOURS = (3, 2, 2, 1, 1, 2, 4, 7, 10, 12, 13, 12, 12, 14, 15, 15, 14, 13, 11, 10, 9, 8, 6, 4)
NUMBERS, PARTS, BELOW_PARTS = 1 << 32, 1 << 11, 21
SCATTER = 2_654_435_761  # a prime, so that neighbouring numbers are moments far apart


def _slots() -> list[int]:
    """The hours of a week (ms since its beginning), each as often as it has to be picked."""
    # Few, and each number once in memory: tables beyond the cache of a core cost every user 3 %.
    slots: list[int] = []
    for day, busy in enumerate(DAYS):
        for hour, more in enumerate(HOURS):
            slots += [day * DAY + hour * HOUR] * round(busy * more / 5)
    return slots


SLOTS = _slots()
MOST = len(SLOTS)


class Arrivals:
    """The times of sign-ups between two others (ms); growth is even, so that half come in the last three tenths."""

    def __init__(self, opened: int, closed: int) -> None:
        self._opened, self._closed = opened, closed
        self._weeks = _weeks(opened, closed)

    def time(self, details: Details) -> int:
        """A time (ms): the week by how the instance has grown, then the hour of the week, then any moment of it."""
        number = details.below(NUMBERS)  # its first digits choose the week, its last ones the hour, all the moment
        at = self._weeks[number >> BELOW_PARTS] + SLOTS[number % MOST] + number * SCATTER % HOUR
        if at > self._closed:
            return max(at - WEEK, self._opened)
        return at if at >= self._opened else min(at + WEEK, self._closed)


@lru_cache(maxsize=64)
def _weeks(opened: int, closed: int) -> list[int]:
    """The Mondays (ms) of sign-ups, each as often as it has to be picked."""
    monday = opened - (opened - MONDAY) % WEEK
    mondays = [*range(monday, closed + 1, WEEK)]
    since = (opened - monday + int((closed - opened) * sqrt(part / PARTS)) for part in range(PARTS))
    return [mondays[at // WEEK] for at in since]
