"""Measuring two things against each other, and what such a comparison has to show."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import TypeAlias

Chunk: TypeAlias = Callable[[], int]  # does a little work, and returns how many things it made
Clock: TypeAlias = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a result has to lie; it is a ratio to the peer, or what we take `more` than it in the same unit."""

    least: float | None = None
    most: float | None = None
    record: float | None = None
    more: bool = False

    def allows(self, result: float) -> bool:
        return (self.least is None or result >= self.least) and (self.most is None or result <= self.most)

    def __str__(self) -> str:
        if self.least is None and self.most is None:
            return "none"
        bound = f"at most {self.most:g}" if self.least is None else f"at least {as_ratio(self.least)}"
        told = f"{bound} more" if self.more else bound
        return told if self.record is None else f"{told} (record {as_ratio(self.record)})"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure of ours beside the peer's."""

    name: str
    unit: str
    ours: float
    peer: float
    ratio: float
    target: Target

    @property
    def met(self) -> bool:
        return self.target.allows(self.ours - self.peer if self.target.more else self.ratio)


@dataclass(frozen=True, slots=True)
class Seconds:
    """What one thing takes either side, and how many times the peer's ours is: the median of all rounds."""

    ours: float
    peer: float
    ratio: float


def taking_turns(ours: Chunk, peer: Chunk, rounds: int, clock: Clock = process_time) -> Seconds:
    """Time both in short turns, so that a machine whose speed drifts slows both alike; a first round does not count.

    The clock stands still while other processes run. Turns should still take about equally long on both sides: what a
    busy host takes away hits every long one and hardly any short one.
    """
    pairs = [(_each(ours, clock), _each(peer, clock)) for _ in range(rounds + 1)][1:]
    return Seconds(
        median(mine for mine, _ in pairs),
        median(theirs for _, theirs in pairs),
        median(mine / theirs for mine, theirs in pairs),
    )


def faster(name: str, things: str, seconds: Seconds, target: Target) -> Measurement:
    """How many times the peer's rate ours is."""
    return Measurement(name, f"{things}/s", 1 / seconds.ours, 1 / seconds.peer, 1 / seconds.ratio, target)


def as_ratio(ratio: float) -> str:
    """A ratio as people say it: 27.3, or 1/13.5."""
    return f"{ratio:.3g}" if ratio >= 0.5 else f"1/{1 / ratio:.3g}"


def _each(chunk: Chunk, clock: Clock) -> float:
    gc.collect()  # what an earlier turn left is not this one's to clear away
    start = clock()
    made = chunk()
    return (clock() - start) / made
