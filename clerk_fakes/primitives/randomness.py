"""Randomness: `Decisions` choose the structure of an account, `Details` its cosmetics.

Structure is picked from small tables whose first entry is the plainest, so that a seed, Hypothesis or the plain choice
can decide alike. Cosmetics (digits, names, exact times) follow from one key and cost no decision, so that a new one
moves no decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from operator import itemgetter
from struct import Struct
from typing import Protocol, TypeVar

from clerk_fakes.primitives.ids import BASE62

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

KEY = Struct("<QQ")
NUMBERS, DECISIONS = Struct("<16I"), Struct("<32H")
BOTH = Struct("<16H8I")  # decisions and cosmetic numbers: enough for most accounts
LETTER_OF_BYTE = bytes(ord(BASE62[byte % 62]) for byte in range(256))
ID_BODIES = itemgetter(slice(0, 21), slice(21, 42), slice(42, 63))  # three ids from one block
POWERS = [10**n for n in range(18)]
COSMETICS, SUBSTREAMS = 1 << 32, 1 << 63  # the first blocks of each; the ones before decide


class Outcomes(Protocol[T_co]):
    """Things that happen independently of each other, as one decision picks from them."""

    @property
    def rows(self) -> Sequence[T_co]: ...
    @property
    def outcomes(self) -> Sequence[tuple[T_co, ...]]: ...


class Decisions(Protocol):
    """Whatever chooses the structure of an account, one small decision at a time."""

    def one_in(self, n: float) -> bool:
        """True once in n times; False is the plain answer."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, the first being the plainest."""

    def which(self, table: Outcomes[T]) -> Sequence[T]:
        """The rows of a table that happen; none is the plain answer."""


class Source:
    """Sixty-four bytes for any (index, number): the same on every machine, in any order."""

    def __init__(self, seed: int) -> None:
        self.start = blake2b(f"clerk_fakes {seed}".encode())

    def block(self, index: int, number: int) -> bytes:
        """The bytes of one block."""
        hashed = self.start.copy()
        hashed.update(KEY.pack(index, number))
        return hashed.digest()


class Details:
    """The cosmetics of account `index`, or of one named substream of it: numbers below 2³², letters and digits.

    Who needs what is random in an id pops it from `id_bodies` or, where none is left, from `more_id_bodies()`: a method
    for both would cost every id a tenth more.
    """

    __slots__ = ("_block", "_index", "_letters", "_numbers", "_source", "_substreams", "id_bodies")

    def __init__(self, source: Source, index: int, name: str | None = None) -> None:
        self._source = source
        self._index = index
        self._block = COSMETICS if name is None else SUBSTREAMS | hashed(name) >> 8
        self._numbers: list[int] = []
        self.id_bodies: list[str] = []
        self._letters = ""
        self._substreams: dict[str, Details] | None = None

    def substream(self, name: str) -> Details:
        """Cosmetics of their own for one thing of this account, which continue where they were left."""
        self._substreams = self._substreams or {}
        if name not in self._substreams:
            self._substreams[name] = Details(self._source, self._index, name)
        return self._substreams[name]

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1; beyond 2³² the numbers come in steps."""
        return (self._numbers or self._more()).pop() * n >> 32

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, which must not be below it."""
        return low + ((self._numbers or self._more()).pop() * (high - low + 1) >> 32)

    def letters(self, n: int) -> str:
        """A string of n base62 characters, n being at most 64."""
        left = self._letters
        if len(left) < n:
            left = self._next_block().translate(LETTER_OF_BYTE).decode()
        self._letters = left[n:]
        return left[:n]

    def hex(self, n: int) -> str:
        """A string of n hexadecimal digits, n being at most 128."""
        return self._next_block().hex()[:n]

    def digits(self, n: int) -> str:
        """A string of n decimal digits, the first of which is not 0; n is at most 18."""
        least = POWERS[n - 1]
        return str(least + (self.below(9 * least) if n < 9 else self.wide() % (9 * least)))

    def wide(self) -> int:
        """A whole number below 2⁶⁴."""
        return (self._numbers or self._more()).pop() << 32 | (self._numbers or self._more()).pop()

    def _more(self) -> list[int]:
        self._numbers = numbers = [*NUMBERS.unpack(self._next_block())]
        return numbers

    def more_id_bodies(self) -> list[str]:
        """Three times the twenty-one base62 characters of an id that are random."""
        self.id_bodies = bodies = [*ID_BODIES(self._next_block().translate(LETTER_OF_BYTE).decode())]
        return bodies

    def _next_block(self) -> bytes:
        number = self._block
        self._block = number + 1
        hashed = self._source.start.copy()  # as in `Source.block`, without a call for each of the blocks of a user
        hashed.update(KEY.pack(self._index, number))
        return hashed.digest()


class SeededDecisions(Details):
    """The decisions and the details of account `index`; every decision takes one number of its own."""

    __slots__ = ("_decided", "_decisions")

    def __init__(self, source: Source, index: int) -> None:
        self._source = source
        self._index = index
        self._block = COSMETICS
        self._letters = ""
        self.id_bodies = []
        self._substreams = None
        self._decisions = both = [*BOTH.unpack(source.block(index, 0))]
        self._numbers = both[16:]
        del both[16:]
        self._decided = 1

    def one_in(self, n: float) -> bool:
        return (self._decisions or self._more_decisions()).pop() * n < 1 << 16

    def pick(self, options: Sequence[T]) -> T:
        return options[(self._decisions or self._more_decisions()).pop() * len(options) >> 16]

    def which(self, table: Outcomes[T]) -> Sequence[T]:
        return table.outcomes[(self._decisions or self._more_decisions()).pop() >> 4]

    def _more_decisions(self) -> list[int]:
        self._decisions = more = [*DECISIONS.unpack(self._source.block(self._index, self._decided))]
        self._decided += 1
        return more


class PlainDecisions:
    """Decisions that always take the plain side."""

    def one_in(self, n: float) -> bool:
        return False

    def pick(self, options: Sequence[T]) -> T:
        return options[0]

    def which(self, table: Outcomes[T]) -> Sequence[T]:
        return ()


def hashed(text: str) -> int:
    """A text as a number below 2⁶⁴, the same in every process."""
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big")
