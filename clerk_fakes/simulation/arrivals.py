"""When users sign up: more of them every year, on weekdays, and while most people are awake."""

from __future__ import annotations

from math import sqrt

from clerk_fakes.primitives.randomness import Details
from clerk_fakes.primitives.times import DAY, HOUR

WEEK = 7 * DAY
MONDAY = 4 * DAY  # of the first week of 1970, which began on a Thursday
# How many sign-ups fall on each day of the week and each hour (UTC), relative to others: our estimate, for an
# application that is used at work in Europe and America.
DAYS = (10, 11, 11, 11, 9, 5, 5)
HOURS = (3, 2, 2, 1, 1, 2, 4, 7, 10, 12, 13, 12, 12, 14, 15, 15, 14, 13, 11, 10, 9, 8, 6, 4)
NUMBERS = 1 << 32
SLOTS = [
    day * DAY + hour * HOUR
    for day, busy in enumerate(DAYS)
    for hour, more in enumerate(HOURS)
    for _ in range(busy * more)
]


class Arrivals:
    """The times of sign-ups between two others (ms); growth is even, so that half come in the last three tenths."""

    def __init__(self, opened: int, closed: int) -> None:
        self._opened, self._closed = opened, closed
        self._span = closed - opened
        self._monday = opened - (opened - MONDAY) % WEEK

    def time(self, details: Details) -> int:
        """A time (ms): the week by how the instance has grown, then the hour of the week, then any moment of it."""
        number = details.below(NUMBERS)  # its first digits choose the week, its last ones the hour
        since = self._opened - self._monday + int(self._span * sqrt(number / NUMBERS))
        at = self._monday + since // WEEK * WEEK + SLOTS[number % len(SLOTS)] + details.below(HOUR)
        if at > self._closed:
            return max(at - WEEK, self._opened)
        return at if at >= self._opened else min(at + WEEK, self._closed)
