"""Ids: their form, the second they were made in, and what they point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.coherence.rules.core import Subject, is_int, is_named_after_identification, is_verified, rule

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DIGITS = bytes(max(ALPHABET.find(chr(code)), 0) for code in range(256))
EPOCH = 1_400_000_000  # KSUIDs count seconds from here
LARGEST = "aWgEPTl1tmebfsQzFP4bxwgy80V"  # 160 bits of ones: the alphabet is in ASCII order, so strings compare
ID = re.compile(r"([a-z]+_)([0-9A-Za-z]{27})")
PRIMARIES = (
    ("primary_email_address_id", "email_addresses"),
    ("primary_phone_number_id", "phone_numbers"),
    ("primary_web3_wallet_id", "web3_wallets"),
)
GOOGLE_NAMES = (("google_id", "provider_user_id"), ("given_name", "first_name"), ("family_name", "last_name"))
SHARED = ("samlc_", "entconn_", "org_")  # connections and organizations belong to many


def is_id(value: Any, prefix: str) -> bool:
    """Whether a value is the prefix and a KSUID."""
    found = ID.fullmatch(value) if isinstance(value, str) else None
    return found is not None and found[1] == prefix and found[2] <= LARGEST


def ksuid_second(value: str) -> int:
    """The Unix second in an id's last 27 characters.

    >>> ksuid_second("0ujtsYcgvSTl8PAuAdqWYSMnLOv")
    1507608047
    """
    number = 0
    for digit in value[-27:].encode("latin-1", "replace").translate(DIGITS):
        number = number * 62 + digit
    return (number >> 128) + EPOCH


@rule
def id_shape(subject: Subject) -> Iterator[str]:
    """Every id is the prefix of its object and 27 base62 characters that are a KSUID."""
    for path, value, prefix, _ in subject.identities:
        if not is_id(value, prefix):
            yield f"{value!r} of {path} is not {prefix} and a KSUID"


@rule
def ksuid(subject: Subject) -> Iterator[str]:
    """The second in an object's id is the second of its `created_at`."""
    for path, value, _, created_at in subject.identities:
        if is_int(created_at) and isinstance(value, str) and ksuid_second(value) != created_at // 1000:
            yield f"{value} of {path} is of second {ksuid_second(value)}, created_at of {created_at // 1000}"


@rule
def ids_distinct(subject: Subject) -> Iterator[str]:
    """No two objects of a user have the same id."""
    seen: dict[Any, str] = {}
    for path, value, prefix, _ in subject.identities:
        if value is not None and prefix not in SHARED and (first := seen.setdefault(value, path)) != path:
            yield f"{value} of {path} is also the id of {first}"


@rule
def references(subject: Subject) -> Iterator[str]:
    """Ids of what is outside the user (directory, creator) have the prefix of what they name."""
    if (scim := subject.user.get("scim")) and not is_id(scim.get("directory_id"), "scim_"):
        yield f"{scim.get('directory_id')!r} of scim.directory_id is not a directory"
    for path, body in subject.organizations:
        if (creator := body.get("created_by")) and not is_id(creator, "user_"):
            yield f"{creator!r} of {path}.created_by is not a user"


@rule
def google_account(subject: Subject) -> Iterator[str]:
    """An account in Google's shape has the id of its identification, and repeats things under Google's names."""
    for path, account in subject.items["external_accounts"]:
        if is_named_after_identification(account) and account.get("id") != account.get("identification_id"):
            yield f"{account.get('id')} of {path} is not its identification_id"
        if account.get("object") == "google_account":
            for theirs, ours in GOOGLE_NAMES:
                if account.get(theirs) != account.get(ours, ""):
                    yield f"{theirs} of {path} is {account.get(theirs)!r}, {ours} {account.get(ours)!r}"


@rule
def primary(subject: Subject) -> Iterator[str]:
    """A primary id is that of an item of its array, and null only when no item there is verified."""
    for key, array in PRIMARIES:
        value, items = subject.user.get(key), subject.items[array]
        if value is None and any(is_verified(body) for _, body in items):
            yield f"{key} is null, yet {array} has a verified item"
        if value is not None and all(body.get("id") != value for _, body in items):
            yield f"{key} {value} is not in {array}"


@rule
def primary_verified(subject: Subject) -> Iterator[str]:
    """What is primary is verified, or was signed up with where nothing had to be: reserved, without a verification."""
    for key, array in PRIMARIES:
        for path, body in subject.items[array]:
            # Recorded of an instance that does not verify at sign-up.
            is_unasked = body.get("verification") is None and body.get("reserved")
            if body.get("id") == subject.user.get(key) and not is_verified(body) and not is_unasked:
                yield f"{key} is that of {path}, which is not verified"
