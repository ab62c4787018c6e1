"""Clerk's test mode shows in addresses alone."""

from __future__ import annotations

import json
import re

from clerk_fakes import Population

LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "pt_BR", "ja_JP", "zh_CN", "ar_AA", "hi_IN", "ru_RU")
ADDRESS = re.compile(r"[a-z._-]+[0-9]*(\.(work|home|mail))?\+clerk_test@example\.(com|net|org)")


def test_every_address_can_be_one_of_the_test_mode() -> None:
    users = Population(7, clerk_test=True, locale=LOCALES).take(2000)
    emails = [email["email_address"] for user in users for email in user["email_addresses"]]

    assert len(set(emails)) == len(emails)
    assert [email for email in emails if not ADDRESS.fullmatch(email)] == []


def test_nothing_but_addresses_tells_the_test_mode() -> None:
    for marked, plain in zip(Population(7, clerk_test=True).take(300), Population(7).take(300), strict=True):
        assert json.loads(json.dumps(marked).replace("+clerk_test@", "@")) == plain
