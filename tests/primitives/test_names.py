"""Names of every place, and addresses that are nobody else's."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, takewhile
from typing import Any

import pytest
from faker.config import AVAILABLE_LOCALES
from faker.providers.person.ja_JP import Provider as Japanese

from clerk_fakes.errors import InvalidArgument, UnknownName
from clerk_fakes.primitives.names import People, Person, checked_locales
from clerk_fakes.primitives.phones import any_phone, unique_phone
from clerk_fakes.primitives.randomness import Details, Source

LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "pt_BR", "ja_JP", "zh_CN", "ar_AA", "hi_IN", "ru_RU")
MANY = 50_000
SCRIPTS = {
    "ja_JP": ("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA"),
    "zh_CN": ("CJK",),
    "ar_AA": ("ARABIC",),
    "hi_IN": ("DEVANAGARI",),
    "ru_RU": ("CYRILLIC",),
}
ADDRESS = re.compile(r"[a-z]+[._-][a-z]+[0-9]*")
USERNAME = re.compile(r"[a-z0-9_-]{4,64}")
TAG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
FICTION = re.compile(r"\+1([2-9](?!11)[0-9]{2})55501[0-9]{2}")


def people_of(*locales: str, numbers: range) -> Iterator[Person]:
    people, seed = People(locales, offset=2**61 + 7), Source(5)
    return (people.person(number, Details(seed, number)) for number in numbers)


@pytest.mark.slow
@pytest.mark.parametrize("locales", [*((locale,) for locale in LOCALES), LOCALES], ids=" ".join)
def test_no_two_people_have_one_address_or_username(locales: tuple[str, ...]) -> None:
    addresses: set[str] = set()
    usernames: set[str] = set()
    for person in people_of(*locales, numbers=range(MANY)):
        addresses.update(map(person.address, range(3)))
        usernames.update(map(person.username, range(2)))

    assert len(addresses) == 3 * MANY
    assert len(usernames) == 2 * MANY
    assert not [address for address in addresses if not ADDRESS.fullmatch(address)]
    assert not [username for username in usernames if not USERNAME.fullmatch(username)]


def test_far_away_numbers_are_other_people_too() -> None:
    """Beyond the last pair of names, people are numbered."""
    numbers = [*range(1000), *range(10**6, 10**6 + 1000), *range(10**11, 10**11 + 1000)]
    people, seed = People(["ja_JP"]), Source(5)
    made = [people.person(number, Details(seed, number)) for number in numbers]

    assert len({person.address(0) for person in made}) == len({person.username(0) for person in made}) == 3000
    assert all(USERNAME.fullmatch(person.username(0)) for person in made)


@pytest.mark.parametrize("locale", SCRIPTS)
def test_names_are_written_as_where_they_are_from(locale: str) -> None:
    for person in people_of(locale, numbers=range(2000)):
        letters = [letter for letter in person.first.written + person.last.written if letter.isalpha()]
        assert letters
        assert all(unicodedata.name(letter).startswith(SCRIPTS[locale]) for letter in letters), person


def test_japanese_names_are_spelled_as_faker_romanises_them() -> None:
    """The readings of kanji cannot be told from the kanji, so Faker's own are taken."""
    families = {written: roman.lower() for written, _, roman in Japanese.last_name_pairs}
    given_names = {written: roman.lower() for written, _, roman in Japanese.first_name_pairs}

    spelled = {}
    for person in people_of("ja_JP", numbers=range(3000)):
        assert given_names[person.first.written] == person.first.spelled
        spelled[person.last.written] = person.last.spelled

    assert spelled == {written: families[written] for written in spelled}
    assert spelled["前田"] == "maeda"


def test_names_with_accents_are_spelled_without() -> None:
    spelled = {person.last.written: person.last.spelled for person in people_of("de_DE", numbers=range(3000))}

    assert spelled["Pölitz"] == "politz"


def test_two_populations_begin_with_different_people() -> None:
    details = Details(Source(5), 0)

    assert People(["en_US"], 1).person(0, details) != People(["en_US"], 12_345).person(0, details)


RENAMED = {"fr_QC"}  # Faker warns of it, and has fr_CA instead


@pytest.mark.slow
@pytest.mark.parametrize("locale", sorted(set(AVAILABLE_LOCALES) - RENAMED))
def test_every_locale_of_faker_has_people(locale: str) -> None:
    made = list(people_of(locale, numbers=range(200)))

    assert len({person.address(0) for person in made}) == len({person.username(1) for person in made}) == 200
    for person in made:
        assert ADDRESS.fullmatch(person.address(1))
        assert USERNAME.fullmatch(person.username(1))
        assert person.first.written.strip() == person.first.written
        assert person.last.written.strip() == person.last.written
        assert TAG.fullmatch(person.locale), person.locale


@pytest.mark.parametrize(("locale", "tag"), [("pt_BR", "pt-BR"), ("th", "th"), ("ar_AA", "ar"), ("fil_PH", "fil-PH")])
def test_a_locale_is_told_as_bcp_47(locale: str, tag: str) -> None:
    """AA is nobody's country code."""
    assert {person.locale for person in people_of(locale, numbers=range(50))} == {tag}


def test_mixed_locales_all_occur() -> None:
    assert len({person.locale for person in people_of(*LOCALES, numbers=range(1000))}) == len(LOCALES)


def test_a_locale_given_twice_counts_once() -> None:
    assert list(people_of("en_US", "en_US", numbers=range(50))) == list(people_of("en_US", numbers=range(50)))


def until_used_up(phone: Callable[[int], str | None]) -> list[str]:
    return [number for number in takewhile(bool, map(phone, count())) if number]


def test_phones_fill_the_range_of_fiction_once_and_then_there_are_none() -> None:
    """There are 792 area codes without those that end in 11, and a hundred numbers in each."""
    phone = partial(unique_phone, offset=2**61 + 7)
    main, second = (until_used_up(partial(phone, position=position)) for position in (0, 1))
    codes = [FICTION.fullmatch(number) for number in (*main, *second)]

    assert all(codes)
    assert len({code[1] for code in codes if code}) == 792
    assert len({*main, *second}) == len(main) + len(second) == 79_200
    for used_up in (len(main), len(second), 10**9):
        assert phone(used_up + len(main), 0) is None
        assert phone(used_up, 1) is None


def test_phones_that_may_come_again_never_run_out() -> None:
    assert all(FICTION.fullmatch(any_phone(index, position, 0)) for index in (0, 10**5, 10**12) for position in (0, 5))


@pytest.mark.parametrize(
    ("locale", "hint"),
    [
        ("en-US", "did you mean 'en_US'"),
        ("jp_JP", "'ja_JP'"),
        ("pt", "known: pt_BR, pt_PT"),
        ("", "such as"),
        (5, "such as"),
    ],
)
def test_an_unknown_locale_is_refused_with_the_nearest(locale: Any, hint: str) -> None:
    with pytest.raises(UnknownName) as refused:
        checked_locales(("ja_JP", locale))

    assert f"Faker has no locale {locale!r}" in str(refused.value)
    assert hint in str(refused.value)


@pytest.mark.parametrize("locale", [(), [], iter(())])
def test_no_locale_at_all_is_refused(locale: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"names no locale; give at least one, such as 'en_US'"):
        checked_locales(locale)


@pytest.mark.parametrize("locale", [None, 5, 1.5, True])
def test_what_is_neither_a_locale_nor_several_is_refused(locale: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        checked_locales(locale)

    assert f"locale={locale!r}" in str(refused.value)
    assert "'en_US'" in str(refused.value)


@pytest.mark.parametrize("locales", [("en_US", "en_CA"), ("th", "th_TH"), ("de", "de_DE", "de_AT")], ids=" ".join)
def test_locales_with_the_same_names_share_them_out(locales: tuple[str, ...]) -> None:
    """A first name that several have is one's alone, or two people might have the same address."""
    made = list(people_of(*locales, numbers=range(5000)))
    owners = {(person.first.spelled, person.locale) for person in made}
    share = Counter(person.locale for person in made)

    assert len(owners) == len({first for first, _ in owners})
    assert len({person.address(0) for person in made}) == 5000
    assert len(share) == len(locales)
    assert min(share.values()) > 5000 // len(locales) // 2
    assert all(sum(tag == locale for _, locale in owners) > 100 for tag in share)
