"""Many small choices from one draw of bytes.

One draw is many times as fast as many, and leaves Hypothesis nothing to copy from one choice to another, so that it
tries more new combinations. Zero bytes choose the plainest everywhere, and shrinking moves towards them byte by byte.
"""

from __future__ import annotations

from hypothesis import strategies as st

BYTE, TWO_BYTES = 1 << 8, 1 << 16


class ByteChoices:
    """Choices read from bytes, once, from left to right; past the last byte, every choice is the plainest."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def part(self, size: int) -> ByteChoices:
        """The next so many bytes, as choices of their own."""
        return ByteChoices(bytes(self._byte() for _ in range(size)))

    def below(self, n: int) -> int:
        """An integer from 0 to n - 1, all about equally often; n is at most 65,536."""
        if n <= 1:
            return 0
        return self._byte() * n // BYTE if n <= BYTE else self.number() * n // TWO_BYTES

    def number(self) -> int:
        """An integer of two bytes."""
        return self._byte() * BYTE + self._byte()

    def _byte(self) -> int:
        return next(self._data, 0)


def byte_choices(size: int) -> st.SearchStrategy[ByteChoices]:
    """Choices from that many bytes."""
    return st.binary(min_size=size, max_size=size).map(ByteChoices)
