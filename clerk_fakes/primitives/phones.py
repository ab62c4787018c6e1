"""Fictitious phone numbers: 555-0100 to 555-0199, which are reserved for fiction in every area code."""

from __future__ import annotations

AREA_CODES = tuple(code for code in range(200, 1000) if code % 100 != 11)  # without N11
MAIN_PHONES = 60_000
ALL_PHONES = len(AREA_CODES) * 100
RANGES = ((0, MAIN_PHONES), (MAIN_PHONES, ALL_PHONES - MAIN_PHONES))  # (from, how many) for a first and a second one


def unique_phone(index: int, position: int, offset: int) -> str | None:
    """Phone number `position` of account `index` in E.164; None once the range is used up."""
    start, phones = RANGES[position] if position < len(RANGES) else (0, 0)
    return _phone(start + (index * 7919 + offset) % phones) if index < phones else None


def any_phone(index: int, position: int, offset: int) -> str:
    """A phone number in E.164, which other accounts may have too: it never runs out."""
    return _phone((index * 7919 + position * 24_001) % ALL_PHONES)


def _phone(number: int) -> str:
    return f"+1{AREA_CODES[number % len(AREA_CODES)]}55501{number // len(AREA_CODES):02d}"
