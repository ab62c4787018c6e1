"""Nobody is reached and nothing real is shown: whatever a provider could resolve is where it has nobody."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clerk_fakes import Population

User = dict[str, Any]

MANY = 10_000  # users of each locale
LOCALES = ("en_US", "de_DE", "fr_FR", "es_MX", "pt_BR", "ja_JP", "zh_CN", "pl_PL", "tr_TR", "sv_SE")
YEARS = 31_557_600_000  # ms
IN_2036 = 2_082_758_400  # Unix seconds


def is_later_than(years: int, epoch: int) -> Callable[[str], bool]:
    """A snowflake has the milliseconds since its provider's epoch in the bits above the lowest 22."""
    return lambda it: (int(it) >> 22) + epoch > years * YEARS


# What is known of the ids that each provider gives out, not of ours.
NOBODY: dict[str, Callable[[str], bool]] = {
    "google": lambda it: len(it) == 21 and not it.startswith("1"),  # real ones: 21 digits from 1
    "github": lambda it: 10**9 < int(it) < 2**63,  # 0.25 billion in 2026
    "facebook": lambda it: int(it) > 10**17,  # up to 17 digits
    "discord": is_later_than(2075 - 1970, 1_420_070_400_000),
    "twitter": is_later_than(2075 - 1970, 1_288_834_974_657),
    "tiktok": lambda it: int(it) >> 32 > IN_2036,  # seconds above the lowest 32 bits
    "apple": lambda it: re.fullmatch(r"9\d{5}\.[0-9a-f]{32}\.\d{4}", it) is not None,  # real ones: from 000 to 002
    "microsoft": lambda it: re.fullmatch(r"ffff[0-9a-f]{12}", it) is not None,  # real ones: from 0
}
LARGEST_ACCOUNT_NUMBER = 10**11  # of providers that count their accounts
# What a username at a provider may be made of: one that has anything else is nobody's.
USERNAMES = {
    "github": re.compile(r"[a-zA-Z0-9-]+"),
    "discord": re.compile(r"[a-z0-9_.]+"),
    "twitch": re.compile(r"\w+"),
    "twitter": re.compile(r"\w+"),
    "tiktok": re.compile(r"[\w.]+"),
}
ANY_USERNAME = re.compile(r"[\w.-]+")
REAL_GOOGLE_PICTURE = 50  # letters of the token in a picture's address, at least

PICTURES: tuple[tuple[str, Callable[[re.Match[str]], bool]], ...] = (
    (r"https://avatars\.githubusercontent\.com/u/(\d+)\?v=4", lambda found: NOBODY["github"](found[1])),
    (r"https://lh3\.googleusercontent\.com/a/([\w-]+)=s1000-c", lambda found: len(found[1]) < REAL_GOOGLE_PICTURE),
    (r"https://cdn\.discordapp\.com/avatars/(\d+)/[0-9a-f]{32}\.png", lambda found: NOBODY["discord"](found[1])),
    (
        r"https://platform-lookaside\.fbsbx\.com/platform/profilepic/\?asid=(\d+)&height=50&width=50",
        lambda found: NOBODY["facebook"](found[1]),
    ),
    (r"https://images\.clerk\.dev/\w+/img_[0-9A-Za-z]{27}", lambda found: True),  # Clerk's own form
    (r"https://www\.gravatar\.com/avatar\?d=mp", lambda found: True),  # which shows nobody
)


def urls(value: Any) -> Iterator[str]:
    """Every address in a user, and those inside the addresses of proxied pictures."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from urls(inner)
    elif isinstance(value, str) and value.startswith("https://img.clerk.com/"):
        packed = value.removeprefix("https://img.clerk.com/")
        image = json.loads(base64.b64decode(packed + "=" * (-len(packed) % 4)))
        yield from [image["src"]] if image["type"] == "proxy" else []
    elif isinstance(value, str) and value.startswith("http"):
        yield value


def is_safe(url: str) -> bool:
    if re.match(r"https://clerk\.example\.com/", url):
        return True
    matches = ((re.fullmatch(pattern, url), holds) for pattern, holds in PICTURES)
    return any(found and holds(found) for found, holds in matches)


def is_nobody(account: User) -> bool:
    number: str = account["provider_user_id"]
    holds = NOBODY.get(account["provider"].removeprefix("oauth_"), is_beyond_counting)
    return (number == "" or holds(number)) and not is_a_username(account)


def is_a_username(account: User) -> bool:
    form = USERNAMES.get(account["provider"].removeprefix("oauth_"), ANY_USERNAME)
    return bool(account["username"]) and form.fullmatch(account["username"]) is not None


def is_beyond_counting(number: str) -> bool:
    return re.fullmatch(r"\d+", number) is not None and int(number) > LARGEST_ACCOUNT_NUMBER


def check(locale: str, several: int) -> None:
    for user in Population(11, locale=locale, organizations=True)[:several]:
        assert [account for account in user["external_accounts"] if not is_nobody(account)] == []
        scopes = "".join(account["approved_scopes"] for account in user["external_accounts"])
        assert [url for url in urls(user) if not is_safe(url) and url not in scopes] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_id_and_no_picture_is_a_real_persons(locale: str) -> None:
    check(locale, 500)


@pytest.mark.full
@pytest.mark.parametrize("locale", LOCALES)
def test_no_id_and_no_picture_of_a_hundred_thousand_users_is_a_real_persons(locale: str) -> None:
    check(locale, MANY)


def test_a_real_picture_would_be_found() -> None:
    assert not is_safe("https://avatars.githubusercontent.com/u/583231?v=4")
    assert not is_safe("https://lh3.googleusercontent.com/a/" + "A" * 54 + "=s1000-c")
    assert not is_nobody({"provider": "oauth_google", "provider_user_id": "104857600000000000001", "username": ""})
    assert not is_nobody({"provider": "oauth_twitch", "provider_user_id": "12345678", "username": ""})
    octo = {"provider": "oauth_github", "provider_user_id": "9000000000", "username": "ada-lovelace"}
    assert not is_nobody(octo)
    assert is_nobody({**octo, "username": "ada_lovelace"})
