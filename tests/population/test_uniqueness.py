"""No two users have an identity in common."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest

from clerk_fakes import Population

User = dict[str, Any]
LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "pt_BR", "ja_JP", "zh_CN", "ar_AA", "hi_IN", "ru_RU")


class Distinct:
    """Counts what repeats among many millions of strings, at eight bytes each."""

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(256)]

    def add(self, texts: Iterable[str | None]) -> None:
        for text in texts:
            if text is not None:
                number = hash(text)
                self._buckets[number & 255].append(number)

    def repeats(self) -> int:
        return sum(len(bucket) - len(set(bucket)) for bucket in self._buckets)


def ids_of(user: User) -> set[str]:
    """The ids of what is the user's alone, each once: a Google account may be named after its identification."""
    items = [
        item
        for name, value in user.items()
        if isinstance(value, list)
        for item in value
        if "id" in item and name != "linked_to"
    ]
    ids = {user["id"], *(item["id"] for item in items)}
    for account in user["external_accounts"]:
        ids |= {account["identification_id"], account.get("external_account_id", account["id"])}
    for item in (*items, *user["email_addresses"]):
        ids |= {(item.get("verification") or {}).get("verified_at_client", user["id"])}
    return ids


def assert_all_are_distinct(users: Iterable[User]) -> None:
    ids, emails, names, wallets, phones = (Distinct() for _ in range(5))
    for user in users:
        ids.add(ids_of(user))
        emails.add(email["email_address"] for email in user["email_addresses"])
        names.add([user["username"]])
        wallets.add(wallet["web3_wallet"] for wallet in user["web3_wallets"])
        phones.add(phone["phone_number"] for phone in user["phone_numbers"])

    assert [kind.repeats() for kind in (ids, emails, names, wallets, phones)] == [0, 0, 0, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en_US", LOCALES], ids=["one locale", "ten locales"])
def test_no_identity_is_met_twice(locale: Any) -> None:
    assert_all_are_distinct(Population(7, locale=locale, organizations=True).take(20_000))


@pytest.mark.full
@pytest.mark.parametrize("locale", ["en_US", "ja_JP", LOCALES], ids=["en_US", "ja_JP", "ten locales"])
def test_no_identity_is_met_twice_in_a_million(locale: Any) -> None:
    population = Population(7, locale=locale)

    assert_all_are_distinct(islice(population, 1_000_000))


def test_a_repetition_would_be_noticed() -> None:
    users = Population(7).take(50)

    with pytest.raises(AssertionError):
        assert_all_are_distinct([*users, users[17]])
