"""Times: Unix milliseconds, as in every body of Clerk's."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from clerk_fakes.errors import InvalidArgument
from clerk_fakes.primitives.ids import KSUID_END, KSUID_EPOCH

SECOND, MINUTE, HOUR, DAY, YEAR = 1_000, 60_000, 3_600_000, 86_400_000, 31_557_600_000  # milliseconds
NOW = "2026-01-01T00:00:00Z"  # the default that all users lie before


def first_session(created_at: int) -> int:
    """When the session of a user who signs up begins (ms): 11 to 21 ms later, as recorded."""
    return created_at + 11 + created_at % 11


def shortly_after(at: int) -> int:
    """When Clerk is done with something of that time (ms): 4 to 16 ms later, which the time itself decides."""
    return at + 4 + at % 13


def moment(milliseconds: int) -> datetime:
    """The time of Unix milliseconds."""
    try:
        return datetime.fromtimestamp(0, timezone.utc) + timedelta(milliseconds=milliseconds)
    except (TypeError, OverflowError) as error:
        raise InvalidArgument(f"{milliseconds!r} is not a time; give Unix milliseconds") from error


def milliseconds(now: str | datetime) -> int:
    """Unix milliseconds of an ISO 8601 time or an aware datetime, within what a KSUID can hold."""
    try:
        moment = datetime.fromisoformat(now.replace("Z", "+00:00")) if isinstance(now, str) else now
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        made = round(moment.timestamp() * 1000)
    except (ValueError, AttributeError, TypeError) as error:
        raise InvalidArgument(f"now={now!r} is not a time; write it like '2026-01-01T00:00:00Z'") from error
    if not KSUID_EPOCH * SECOND + YEAR <= made < KSUID_END * SECOND:
        raise InvalidArgument(f"now={now!r} is outside what Clerk's ids can hold: 2015-05-14 to 2150-06-19")
    return made
