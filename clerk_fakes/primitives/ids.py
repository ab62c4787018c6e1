"""Clerk's ids: KSUIDs, 27 base62 characters for four bytes of seconds and sixteen random ones.

They sort by creation. Seen in every recorded API body.
"""

from __future__ import annotations

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PAIRS = [high + low for high in BASE62 for low in BASE62]
KSUID_EPOCH = 1_400_000_000  # seconds
KSUID_END = KSUID_EPOCH + 2**32
HEADS_PER_SECOND = (1 << 160) // 62**21  # in units of 2⁻³²: a KSUID's first six characters count 7.79 to a second


def ksuid_head(second: int) -> str:
    """Six characters that, whatever 21 follow, make a KSUID of that Unix second, or the nearest that one can hold."""
    since = second - KSUID_EPOCH
    if since >> 32:
        since = 0 if since < 0 else 2**32 - 1
    # The ratio and the shift each round down by less than one, so that two more are enough; 7.79 would be too many.
    rest, last = divmod((since * HEADS_PER_SECOND >> 32) + 2, 3844)
    first, middle = divmod(rest, 3844)
    return f"{PAIRS[first]}{PAIRS[middle]}{PAIRS[last]}"
