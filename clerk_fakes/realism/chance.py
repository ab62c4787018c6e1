"""Who decides: `Chance` settles the structure of a life, `Grain` its cosmetics.

Structure is drawn from small tables whose first entry is the plainest, so that whoever draws (a seed here, Hypothesis
in the strategies) can shrink towards it. Cosmetics (digits, names, exact times) all follow from one key, so that they
cost no draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from struct import Struct
from typing import Generic, Protocol, TypeVar

from clerk_fakes.realism.clerk import BASE62

T = TypeVar("T")

PLACE = Struct("<QQ")
NUMBERS, DECISIONS = Struct("<16I"), Struct("<32H")
BOTH = Struct("<16H8I")  # decisions and cosmetic numbers: enough for most lives
LETTER_OF_BYTE = bytes(ord(BASE62[byte % 62]) for byte in range(256))
POWERS = [10**n for n in range(18)]
COSMETICS, ASIDE = 1 << 32, 1 << 63  # the first blocks of each; those before decide, and the first does `BOTH`


class Odds(Generic[T]):
    """A few things that may happen, each once in so many times, whatever else does.

    One number below 2¹⁶ decides for all: `outcomes` has what happens at each of them. A thing that is added at the end
    changes only the lives in which it happens.
    """

    def __init__(self, *odds: tuple[T, int]) -> None:
        self.things = [thing for thing, _ in odds]
        shares: list[tuple[tuple[T, ...], int]] = [((), 1)]
        for thing, often in odds:
            shares = [
                split
                for happened, share in shares
                for split in ((happened, share * (often - 1)), ((*happened, thing), share))
            ]
        *_, total = ends = list(accumulate(share for _, share in shares))
        self.outcomes: list[tuple[T, ...]] = []
        for (happened, _), end in zip(shares, ends, strict=True):
            self.outcomes += [happened] * ((end << 16) // total - len(self.outcomes))


class Chance(Protocol):
    """Whatever settles the structure of a life, one small decision at a time."""

    def one_in(self, n: int) -> bool:
        """True once in n times; False is the plain answer."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, the first being the plainest."""

    def which(self, odds: Odds[T]) -> Sequence[T]:
        """Those of the things that happen; none is the plain answer."""


class Seed:
    """Sixty-four bytes for any (index, number): the same on every machine, in any order."""

    def __init__(self, seed: int) -> None:
        self._origin = blake2b(f"clerk_fakes {seed}".encode())

    def block(self, index: int, number: int) -> bytes:
        hashed = self._origin.copy()
        hashed.update(PLACE.pack(index, number))
        return hashed.digest()


class Grain:
    """The cosmetics of life `index`, or of one place of it: numbers below 2³², letters and digits without end.

    Who needs a number pops it from `_left` or, where nothing is left, from `_more()`: a method for that would cost
    almost as much again.
    """

    __slots__ = ("_asides", "_block", "_index", "_left", "_letters", "_seed")

    def __init__(self, seed: Seed, index: int, place: str | None = None) -> None:
        self._seed = seed
        self._index = index
        self._block = COSMETICS if place is None else _first_block(place)
        self._left: list[int] = []
        self._letters = ""
        self._asides: dict[str, Grain] | None = None

    def aside(self, place: str) -> Grain:
        """The cosmetics of a place of this life, which go on where they were left, and move no others."""
        self._asides = self._asides or {}
        if place not in self._asides:
            self._asides[place] = Grain(self._seed, self._index, place)
        return self._asides[place]

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1; beyond 2³² the numbers come in steps."""
        return (self._left or self._more()).pop() * n >> 32

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, which is not below it."""
        return low + ((self._left or self._more()).pop() * (high - low + 1) >> 32)

    def letters(self, n: int) -> str:
        """A string of n base62 characters, n being at most 64."""
        left = self._letters
        if len(left) < n:
            left = self.many_letters()
        self._letters = left[n:]
        return left[:n]

    def many_letters(self) -> str:
        """A string of 64 base62 characters."""
        return self._next_block().translate(LETTER_OF_BYTE).decode()

    def hex(self, n: int) -> str:
        """A string of n hexadecimal digits, n being at most 128."""
        return self._next_block().hex()[:n]

    def digits(self, n: int) -> str:
        """A string of n decimal digits, the first of which is not 0; n is at most 18."""
        least = POWERS[n - 1]
        return str(least + (self.below(9 * least) if n < 9 else self.wide() % (9 * least)))

    def wide(self) -> int:
        """A whole number below 2⁶⁴."""
        return (self._left or self._more()).pop() << 32 | (self._left or self._more()).pop()

    def _more(self) -> list[int]:
        self._left = left = [*NUMBERS.unpack(self._next_block())]
        return left

    def _next_block(self) -> bytes:
        number = self._block
        self._block = number + 1
        return self._seed.block(self._index, number)


class Seeded(Grain):
    """The cosmetics of life `index`, and its `Chance`.

    Every decision takes one number of its own, so that a longer table moves no later one.
    """

    __slots__ = ("_decided", "_decisions")

    def __init__(self, seed: Seed, index: int) -> None:
        self._seed = seed
        self._index = index
        self._block = COSMETICS
        self._letters = ""
        self._asides = None
        self._decisions = both = [*BOTH.unpack(seed.block(index, 0))]
        self._left = both[16:]
        del both[16:]
        self._decided = 1

    def one_in(self, n: int) -> bool:
        return (self._decisions or self._more_decisions()).pop() * n < 1 << 16

    def pick(self, options: Sequence[T]) -> T:
        return options[(self._decisions or self._more_decisions()).pop() * len(options) >> 16]

    def which(self, odds: Odds[T]) -> Sequence[T]:
        return odds.outcomes[(self._decisions or self._more_decisions()).pop()]

    def _more_decisions(self) -> list[int]:
        self._decisions = more = [*DECISIONS.unpack(self._seed.block(self._index, self._decided))]
        self._decided += 1
        return more


def _first_block(place: str) -> int:
    return ASIDE | int.from_bytes(blake2b(place.encode()).digest()[:7], "big")
