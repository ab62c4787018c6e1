"""What a person is reached and known by: addresses, numbers, wallets, names, plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.coherence.rules.core import Subject, is_verified, rule

EXAMPLE_EMAIL = re.compile(r"[^@\s]+@example\.(?:com|org|net)")
FICTION = re.compile(r"\+1[2-9]\d\d55501\d\d", re.ASCII)
USERNAME = re.compile(r"[a-z0-9_-]{4,64}")
LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
HEX_WALLET = re.compile(r"0x[0-9A-Fa-f]{40}")
BASE58_WALLET = re.compile(r"[1-9A-HJ-NP-Za-km-z]{32,44}")
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode  # made once: a third faster
HEX_STRATEGIES = {f"web3_{name}_signature" for name in ("metamask", "base", "coinbase_wallet", "okx_wallet")}
ACCOUNTS = ("external_accounts", "saml_accounts", "enterprise_accounts")
ADDRESSES = (
    ("email_addresses", "email_address"),
    ("phone_numbers", "phone_number"),
    ("web3_wallets", "web3_wallet"),
)


def emails_of(subject: Subject) -> Iterator[tuple[str, Any]]:
    for array in ("email_addresses", *ACCOUNTS):
        for path, body in subject.items[array]:
            yield path, body.get("email_address")


@rule
def email_domain(subject: Subject) -> Iterator[str]:
    """Every email address is at example.com, example.org or example.net, which belong to no one."""
    for path, email in emails_of(subject):
        if email and not EXAMPLE_EMAIL.fullmatch(email):
            yield f"{email!r} of {path} might reach a person"


@rule
def phone_range(subject: Subject) -> Iterator[str]:
    """Every phone number is one of the hundred per area that are kept for fiction."""
    for array in ("phone_numbers", "external_accounts"):
        for path, body in subject.items[array]:
            if (phone := body.get("phone_number")) and not FICTION.fullmatch(phone):
                yield f"{phone!r} of {path} might reach a person"


@rule
def addresses_distinct(subject: Subject) -> Iterator[str]:
    """A user has each email address, phone number and wallet once."""
    for array, key in ADDRESSES:
        items = subject.items[array]
        if len(items) > 1 and len({body.get(key) for _, body in items}) < len(items):
            yield f"{array} has the same {key} twice"


@rule
def wallet_address(subject: Subject) -> Iterator[str]:
    """A Solana wallet is base58, every other wallet 0x and forty hexadecimal digits."""
    for path, body in subject.items["web3_wallets"]:
        strategy = (body.get("verification") or {}).get("strategy")
        address = body.get("web3_wallet") or ""
        if strategy == "web3_solana_signature" and not BASE58_WALLET.fullmatch(address):
            yield f"{address!r} of {path} is not base58"
        if strategy in HEX_STRATEGIES and not HEX_WALLET.fullmatch(address):
            yield f"{address!r} of {path} is not 0x and forty hexadecimal digits"


@rule
def reserved(subject: Subject) -> Iterator[str]:
    """A reserved address is not verified: it is locked to this user, yet never proven."""
    for array in ("email_addresses", "phone_numbers"):
        for path, body in subject.items[array]:
            if body.get("reserved") and is_verified(body):
                yield f"{path} is both reserved and verified"


@rule
def username(subject: Subject) -> Iterator[str]:
    """A username is null, or 4 to 64 lower-case letters, digits, underscores and dashes."""
    value = subject.user.get("username")
    if value is not None and not USERNAME.fullmatch(value):
        yield repr(value)


@rule
def locale(subject: Subject) -> Iterator[str]:
    """A locale is null or looks like BCP-47."""
    value = subject.user.get("locale")
    if value is not None and not LOCALE.fullmatch(value):
        yield repr(value)


@rule
def text(subject: Subject) -> Iterator[str]:
    """No string holds U+0000 or half of a surrogate pair, which most databases refuse."""
    dumped = ENCODE(subject.user)
    # A backslash before u0000 may also be text of its own; only a parsed value can tell.
    if "\\u0000" in dumped and any("\0" in string for string in strings_in(subject.user)):
        yield "a string holds U+0000"
    if not dumped.isascii() and dumped != dumped.encode("utf-8", "replace").decode():
        yield "a string holds a lone surrogate"


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings_in(part)
    if isinstance(value, dict):
        yield from value
