"""How Clerk writes ids, pictures and times.

Ids are KSUIDs: 27 base62 characters for four bytes of seconds and sixteen of anything, so that ids sort by creation.
Seen in every recorded API body.
"""

from __future__ import annotations

from binascii import b2a_base64
from datetime import datetime, timezone
from functools import lru_cache
from json import JSONEncoder

from clerk_fakes.errors import InvalidArgument

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PAIRS = [high + low for high in BASE62 for low in BASE62]
KSUID_EPOCH = 1_400_000_000  # seconds
KSUID_END = KSUID_EPOCH + 2**32
HEADS_PER_SECOND = (1 << 160) // 62**21  # in units of 2⁻³²: a KSUID's first six characters count 7.79 to a second
SERIALS = 62**7
SCATTER = 0x5851F42D4C957F2D % SERIALS | 1  # prime to 62, so that multiplying by it is one to one

SECOND, MINUTE, HOUR, DAY, YEAR = 1_000, 60_000, 3_600_000, 86_400_000, 31_557_600_000  # milliseconds

_quoted = JSONEncoder(ensure_ascii=False).encode
NO_PICTURE = "https://www.gravatar.com/avatar?d=mp"


def ksuid_head(second: int) -> str:
    """Six characters that, whatever 21 follow, make a KSUID of that Unix second, or the nearest that one can hold."""
    since = second - KSUID_EPOCH
    if since >> 32:
        since = 0 if since < 0 else 2**32 - 1
    # The ratio and the shift each round down by less than one, so that two more are enough; 7.79 would be too many.
    rest, last = divmod((since * HEADS_PER_SECOND >> 32) + 2, 3844)
    first, middle = divmod(rest, 3844)
    return f"{PAIRS[first]}{PAIRS[middle]}{PAIRS[last]}"


def first_sign_in(created_at: int) -> int:
    """When somebody who signs up is signed in (ms): 4 to 18 ms later, and not when Clerk is done with their address."""
    return created_at + 4 + created_at % 15


def shortly_after(at: int) -> int:
    """When Clerk is done with something of that time (ms): 4 to 16 ms later, which the time itself decides."""
    return at + 4 + at % 13


def tail(serial: int) -> str:
    """The seven characters that tell a serial below 62⁷ from all others; those of its neighbours look unlike them."""
    rest, last = divmod((serial + 1) * SCATTER % SERIALS, 62)
    rest, third = divmod(rest, 3844)
    first, second = divmod(rest, 3844)
    return f"{PAIRS[first]}{PAIRS[second]}{PAIRS[third]}{BASE62[last]}"


def proxied_image(source: str, signature: str = "") -> str:
    """The address of a stored picture: unpadded base64 of compact JSON, as all of Clerk's pictures have."""
    signed = f',"s":"{signature}"' if signature else ""
    return _image(f'{{"type":"proxy","src":{_quoted(source)}{signed}}}')


def default_avatar(instance_id: str, owner_id: str, initials: str) -> str:
    """The address of the generated avatar of a user or organization; `initials` may be empty."""
    return _image(f'{{"type":"default","iid":"{instance_id}","rid":"{owner_id}"{_initialed(initials)}}}')


@lru_cache(maxsize=4096)
def _initialed(initials: str) -> str:
    encodable = initials.encode(errors="replace").decode()  # half of a surrogate pair is text, too
    return f',"initials":{_quoted(encodable)}' if initials else ""


def _image(about: str) -> str:
    return "https://img.clerk.com/" + b2a_base64(about.encode()).rstrip(b"=\n").decode()


def milliseconds(now: str | datetime) -> int:
    """Unix milliseconds of an ISO 8601 time or an aware datetime, within what a KSUID can hold."""
    try:
        moment = datetime.fromisoformat(now.replace("Z", "+00:00")) if isinstance(now, str) else now
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        made = round(moment.timestamp() * 1000)
    except (ValueError, AttributeError, TypeError) as error:
        raise InvalidArgument(f"now={now!r} is no time; write it like '2026-01-01T00:00:00Z'") from error
    if not KSUID_EPOCH * SECOND + YEAR <= made < KSUID_END * SECOND:
        raise InvalidArgument(f"now={now!r} is outside what Clerk's ids can hold: 2015-05-14 to 2150-06-19")
    return made
