"""Names, and what people make of them: addresses and usernames that never repeat.

A population's names are a numbered list of pairs, and account i takes pair i (scattered). Each way of writing a pair as
an address or username can be read back, so two accounts that share none of their numbers share neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from anyascii import anyascii

from clerk_fakes.errors import InvalidArgument, UnknownName, suggestion
from clerk_fakes.primitives.randomness import Details

if TYPE_CHECKING:
    from faker import Faker

DRAWS = 1_000  # per list of names: after that, Faker hardly gives a new one
LONGEST = 24  # letters of a spelled name, so that a username stays within Clerk's 64
DOMAINS = (
    "example.com",
    "example.net",
)  # example.org is the one with single sign-on
SEPARATORS = (".", "_", "-")
STYLES = len(SEPARATORS)  # of addresses
ADDRESS_LOOKS = [
    (style, domain) for domain in DOMAINS for style in range(STYLES)
]  # with "ada.lovelace" or the like before the @
NO_COUNTRY = "AA"  # Faker's ar_AA: private use in ISO 3166, so left out of a BCP-47 tag


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written and as it is spelled in an address: lower-case a to z."""

    written: str
    spelled: str


class Person(NamedTuple):
    """Who an account belongs to: names, BCP-47 locale, and `again`, 0 for the first person with both names."""

    first: Name
    last: Name
    locale: str
    again: int

    def address(self, style: int) -> str:
        """The part of an email address before the @, in one of the `STYLES`."""
        return f"{self.first.spelled}{SEPARATORS[style]}{self.last.spelled}{self.again or ''}"

    def username(self, style: int) -> str:
        """4 to 64 characters of a-z, 0-9, _ and -; never that of another person."""
        return self.joined(SEPARATORS[1 + style % 2])

    def joined(self, separator: str) -> str:
        """The names with something between them; never those of another person."""
        return f"{self.last.spelled}{separator}{self.first.spelled}{self.again or ''}"


@dataclass(frozen=True, slots=True)
class Group:
    """First names that go with last names, in one locale."""

    firsts: Sequence[Name]
    lasts: Sequence[Name]
    locale: str
    pairs: int
    stride: int


class People:
    """Everybody a population can hold, numbered from 0 without end; `offset` tells two populations apart."""

    def __init__(self, locales: Iterable[str], offset: int = 0) -> None:
        self._groups = _groups(tuple(locales))
        self._firsts = [offset % group.pairs for group in self._groups]

    def person(self, number: int, details: Details) -> Person:
        """The person of a number: different names, or at least another `again`, for every number."""
        which = details.below(len(self._groups))
        group = self._groups[which]
        again, place = divmod(number, group.pairs)
        first, last = divmod((place * group.stride + self._firsts[which]) % group.pairs, len(group.lasts))
        return Person(group.firsts[first], group.lasts[last], group.locale, again)


class OnePerson(People):
    """A population of Ada Lovelaces, for users that must be plain and need no names from Faker."""

    def __init__(self) -> None:
        super().__init__(())

    def person(self, number: int, details: Details) -> Person:
        return Person(Name("Ada", "ada"), Name("Lovelace", "lovelace"), "en", number)


def spelling(name: str) -> str:
    """A name in any script as the letters a to z that an address holds; empty where it has none."""
    return _spelled(anyascii(name))[:LONGEST]


def checked_locales(locale: str | Iterable[str]) -> tuple[str, ...]:
    """One Faker locale or several as a tuple; raises `UnknownName` for one that Faker does not have."""
    from faker.config import AVAILABLE_LOCALES

    if not isinstance(locale, Iterable):
        raise InvalidArgument(f"locale={locale!r} is no locale; give one, such as 'en_US', or several")
    if isinstance(locale, Set | Mapping):  # a set has another order in every process, and weights would be lost
        raise InvalidArgument(f"locale={locale!r} is no list; give several in an order, such as ['ja_JP', 'pt_BR']")
    locales = (locale,) if isinstance(locale, str) else tuple(locale)
    if not locales:
        raise InvalidArgument("locale=() names no locale; give at least one, such as 'en_US'")
    for name in locales:
        if name not in AVAILABLE_LOCALES:
            language = re.split("[-_]", str(name))[0]
            near = [known for known in AVAILABLE_LOCALES if known.partition("_")[0] == language]
            raise UnknownName(f"Faker has no locale {name!r}; {suggestion(str(name), near or AVAILABLE_LOCALES)}")
    return locales


def _stride(pairs: int) -> int:
    """A step about 0.6 of the way round that meets every pair before it meets one again."""
    step = int(pairs * 0.618) | 1
    while gcd(step, pairs) != 1:
        step += 2
    return step % pairs or 1


@cache
def _groups(locales: tuple[str, ...]) -> list[Group]:
    """Women's and men's names of each locale; no first name is in two groups, so that it tells its group."""
    drawn = [(locale, *names) for locale in dict.fromkeys(locales) for names in _names(locale)]
    groups = []
    for (locale, _, lasts), firsts in zip(drawn, _dealt([firsts for _, firsts, _ in drawn]), strict=True):
        if firsts:
            pairs = len(firsts) * len(lasts)
            groups.append(Group(firsts, lasts, _bcp47(locale), pairs, _stride(pairs)))
    return groups


def _dealt(lists: Sequence[Sequence[Name]]) -> list[list[Name]]:
    """The lists without what others of them have: what several have is dealt out to them in turn."""
    taken: set[str] = set()
    dealt: list[list[Name]] = [[] for _ in lists]
    dealing = [(hand, iter(names)) for hand, names in zip(dealt, lists, strict=True)]
    while dealing:
        dealing = [(hand, names) for hand, names in dealing if _deal(hand, names, taken)]
    return dealt


def _deal(hand: list[Name], names: Iterator[Name], taken: set[str]) -> bool:
    """Put the next name that nobody has taken into a hand; False where there is none left."""
    for name in names:
        if name.spelled not in taken:
            taken.add(name.spelled)
            hand.append(name)
            return True
    return False


@cache
def _names(locale: str) -> list[tuple[list[Name], list[Name]]]:
    """First and last names of women, and of men, as Faker draws them."""
    from faker import Faker  # slow to import, and only a population needs it

    fake = Faker(locale)
    fake.seed_instance(0)
    return [(_drawn(fake, "first_name", gender), _drawn(fake, "last_name", gender)) for gender in ("female", "male")]


def _drawn(fake: Faker, kind: str, gender: str) -> list[Name]:
    """Distinct names that Faker gives, in the order drawn; Japanese ones come with their own romanisation."""
    pairs = getattr(fake, f"{kind}_{gender}_pair", None) or getattr(fake, f"{kind}_pair", None)
    if pairs is not None:
        drawn = [(written, roman) for written, _, roman in (pairs() for _ in range(DRAWS))]
    else:
        drawn = [(name, anyascii(name)) for name in (getattr(fake, f"{kind}_{gender}")() for _ in range(DRAWS))]
    names: dict[str, str] = {}
    for written, roman in drawn:
        names.setdefault(_spelled(roman), written.strip())
    return [Name(written, spelled) for spelled, written in names.items() if 1 < len(spelled) <= LONGEST]


def _spelled(name: str) -> str:
    return "".join(letter for letter in name.lower() if "a" <= letter <= "z")


def _bcp47(locale: str) -> str:
    language, _, country = locale.partition("_")
    return f"{language}-{country}" if country and country != NO_COUNTRY else language
