"""Many small decisions from one draw of bytes.

One draw is many times as fast as many, and leaves Hypothesis nothing to copy from one decision to another, so that it
tries more that is new. A tape of zeros decides for the plain side everywhere, and shrinking goes there byte by byte.
"""

from __future__ import annotations

from hypothesis import strategies as st

BYTE, TWO_BYTES = 1 << 8, 1 << 16


class Tape:
    """Bytes that are read once from left to right; after the last one, all is plain."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1, all as often as they can be; n is at most 65,536."""
        if n <= 1:
            return 0
        return self._byte() * n // BYTE if n <= BYTE else self.number() * n // TWO_BYTES

    def number(self) -> int:
        """A whole number of two bytes."""
        return self._byte() * BYTE + self._byte()

    def _byte(self) -> int:
        return next(self._data, 0)


def tapes(size: int) -> st.SearchStrategy[Tape]:
    """Tapes of that many bytes."""
    return st.binary(min_size=size, max_size=size).map(Tape)
