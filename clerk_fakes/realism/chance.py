"""Who decides: `Chance` settles the structure of a life, `Grain` its cosmetics.

Structure is drawn from small tables whose first entry is the plainest, so that whoever draws (a seed here, Hypothesis
in the strategies) can shrink towards it. Cosmetics (digits, names, exact times) all follow from one key, so that they
cost no draw.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from struct import Struct
from typing import Generic, Protocol, TypeVar

from clerk_fakes.realism.clerk import BASE62

T = TypeVar("T")

KEY = Struct("<QQ")
WORDS = Struct("<16I")
LETTER_OF_BYTE = bytes(ord(BASE62[byte % 62]) for byte in range(256))
POWERS = [10**n for n in range(41)]
STRUCTURE, COSMETICS, ASIDE = 0, 1 << 32, 1 << 63


class Odds(Generic[T]):
    """A few things that may happen, each once in so many times, whatever else does.

    One number below 2³² decides for all: `outcomes` are the sets that may happen, each up to its place in `ends`. There
    are twice as many for each thing more; one added at the end changes only the lives in which it happens.
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
        self.outcomes = [happened for happened, _ in shares]
        *_, total = ends = list(accumulate(share for _, share in shares))
        self.ends = [(end << 32) // total for end in ends]


class Chance(Protocol):
    """Whatever settles the structure of a life, one small decision at a time."""

    def below(self, n: int) -> int:
        """A whole number from 0, the plainest, to n - 1; n is at most 65,536."""

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
        hashed.update(KEY.pack(index, number))
        return hashed.digest()


class Numbers:
    """Whole numbers below 2³² without end: those of an index, from one of its blocks on.

    Who needs one pops it from `_left` or, where nothing is left, from `_more()`: a method for that would cost almost
    as much again.
    """

    __slots__ = ("_block", "_index", "_left", "_seed")

    def __init__(self, seed: Seed, index: int, block: int = STRUCTURE) -> None:
        self._seed = seed
        self._index = index
        self._block = block - 1
        self._left: list[int] = []

    def _more(self) -> list[int]:
        self._left = [*WORDS.unpack(self._next_block())]
        return self._left

    def _next_block(self) -> bytes:
        self._block += 1
        return self._seed.block(self._index, self._block)


class Seeded(Numbers):
    """The `Chance` of life `index`: every decision takes one number, so that a longer table moves no later one."""

    __slots__ = ()

    def below(self, n: int) -> int:
        return (self._left or self._more()).pop() * n >> 32

    def one_in(self, n: int) -> bool:
        return (self._left or self._more()).pop() * n >> 32 == n - 1

    def pick(self, options: Sequence[T]) -> T:
        return options[(self._left or self._more()).pop() * len(options) >> 32]

    def which(self, odds: Odds[T]) -> Sequence[T]:
        return odds.outcomes[bisect(odds.ends, (self._left or self._more()).pop())]


class Grain(Numbers):
    """The cosmetics of life `index`; `aside` names a place with cosmetics of its own, which move no others."""

    __slots__ = ("_asides", "_at", "_letters")

    def __init__(self, seed: Seed, index: int, aside: str | None = None) -> None:
        start = COSMETICS if aside is None else ASIDE | int.from_bytes(blake2b(aside.encode()).digest()[:7], "big")
        super().__init__(seed, index, start)
        self._asides: dict[str, Grain] | None = None
        self._letters = ""
        self._at = 64

    def aside(self, place: str) -> Grain:
        """The cosmetics of a place of this life, which go on where they were left."""
        self._asides = self._asides or {}
        if place not in self._asides:
            self._asides[place] = Grain(self._seed, self._index, place)
        return self._asides[place]

    def letters(self, n: int) -> str:
        """A string of n base62 characters, n being at most 64."""
        start = self._at
        end = self._at = start + n
        if end > 64:
            self._letters = self._next_block().translate(LETTER_OF_BYTE).decode("ascii")
            start, end = 0, n
            self._at = n
        return self._letters[start:end]

    def hex(self, n: int) -> str:
        """A string of n hexadecimal digits, n being at most 128."""
        return self._next_block().hex()[:n]

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1; beyond 2³² the numbers come in steps."""
        return (self._left or self._more()).pop() * n >> 32

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, or low where high is not above it."""
        return low + ((self._left or self._more()).pop() * (high - low + 1) >> 32) if high > low else low

    def digits(self, n: int) -> str:
        """A string of n decimal digits, the first of which is not 0; n is at most 40."""
        least, end = POWERS[n - 1], POWERS[n]
        if n < 10:
            return str(self.between(least, end - 1))
        return str(least + int.from_bytes(self._next_block(), "big") % (end - least))
