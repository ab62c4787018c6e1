"""What is true of one user, as short texts: the things whose shares are counted.

Each text is true of a user or not, however many items show it, so that the number of users it is true of is
binomial.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from json import loads
from typing import Any
from urllib.parse import urlsplit

from tests.oracles.sign_ups import sign_ups

Json = dict[str, Any]

DAY = 86_400_000  # ms
YEAR = 365 * DAY
METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")
# Fields whose texts are a small set, and numbers that are picked rather than measured.
LISTED = {
    *("object", "type", "status", "strategy", "provider", "protocol", "role", "role_name", "role_set_key", "code"),
    *("locale", "domain", "plan", "theme", "attempts", "verification_attempts_remaining", "create_organizations_limit"),
    *("max_allowed_memberships", "members_count", "pending_invitations_count"),
}


def facts(user: Json) -> set[str]:
    """Everything countable that is true of a user."""
    ways = sign_ups(user)
    states = set(states_of(user))
    return {
        *(f"sign-up {way}" for way in ways),
        f"{len(ways)} sign-ups recognised",
        *states,
        *(f"sign-up {way}, {state}" for way in ways for state in states),
        *body_facts(user, ""),
    }


def body_facts(body: Json, path: str) -> Iterator[str]:
    """Which keys an object has, and what is in them."""
    for key, value in body.items():
        at = f"{path}.{key}" if path else key
        yield f"has {at}"
        yield from metadata(value, at) if key in METADATA else values(value, key, at)


def values(value: Any, key: str, at: str) -> Iterator[str]:
    match value:
        case None | True | False:
            yield f"{at} is {value}"
        case dict():
            yield from verifications(value, at) if key == "verification" else body_facts(value, at)
        case list():
            yield f"{at} has {len(value)}"
            for item in value:
                yield from values(item, key, f"{at}[]")
        case str() if key.endswith("image_url") or key == "avatar_url" or key == "logo_public_url":
            yield f"{at} is {image(value)}"
        case _ if key in LISTED:
            yield f"{at} is {value}"
        case str():
            yield f"{at} is {'text' if value else 'empty'}"
        case _:
            yield f"{at} is {'a number' if value else 0}"


def verifications(body: Json, at: str) -> Iterator[str]:
    """A verification by the list it is in: its object, strategy and status together, then all its other keys."""
    yield f"{at} is {body.get('object')} {body.get('status')}"
    yield f"{at} is {body.get('object')} {body.get('strategy')} {body.get('status')}"
    error = body.get("error") or {}
    yield f"{at} is {body.get('object')} {body.get('status')}, error {error.get('code')}"
    yield from (f"has {at}({body.get('strategy')}).{key}" for key in body)
    yield from body_facts(body, f"{at}({body.get('object')})")


def metadata(value: Any, at: str) -> Iterator[str]:
    yield f"{at} is {shape(value)}"
    if isinstance(value, dict):
        for key in sorted(value.keys() & {"plan", "theme", "onboarded"}):
            yield f"{at}.{key} is {value[key]}"


def shape(value: Any) -> str:
    """The keys of metadata, those of the objects in it too."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shape(inside)}" for key, inside in sorted(value.items())) + "}"
    return type(value).__name__


def image(url: str) -> str:
    """What an image shows, by its host and the JSON in Clerk's own URLs."""
    parts = urlsplit(url)
    if parts.netloc != "img.clerk.com":
        return f"at {parts.netloc}/{parts.path.split('/')[1]}" if url else "empty"
    text = parts.path[1:]
    shown = loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    source = urlsplit(shown.get("src", "")).netloc
    return " ".join(filter(None, (shown["type"], "initials" if shown.get("initials") else "", source)))


def states_of(user: Json) -> Iterator[str]:
    """The states of an account that its owner or an admin would name."""
    for field in ("email_addresses", "phone_numbers", "web3_wallets", "passkeys", "external_accounts"):
        yield f"{len(user[field])} {field}"
    yield f"second factors {' '.join(second_factors(user)) or 'none'}"
    yield f"names {bool(user['first_name'])} {bool(user['last_name'])}, username {bool(user['username'])}"
    changed = user.get("password_last_updated_at") or 0
    yield f"password {user['password_enabled']}, changed later {changed > user['created_at']}"
    yield f"lock {user['locked']}, {'for a while' if user['lockout_expires_in_seconds'] else 'without end'}"
    yield f"banned {user['banned']}"
    yield f"picture {user['has_image']}"
    yield f"external_id like {re.sub('[0-9]', '0', user['external_id'] or 'none')}"
    yield f"member {bool(user.get('organization_memberships'))}"
    yield f"statuses {' '.join(sorted(statuses(user)))}"
    yield f"created in {1970 + user['created_at'] // YEAR}"
    yield f"signed in {since(user, 'last_sign_in_at')}, active {since(user, 'last_active_at')}"


def second_factors(user: Json) -> Iterator[str]:
    yield from (name for name in ("totp_enabled", "backup_code_enabled") if user[name])
    if any(phone["reserved_for_second_factor"] for phone in user["phone_numbers"]):
        yield "phone"


def statuses(user: Json) -> set[str]:
    fields = ("email_addresses", "phone_numbers", "web3_wallets", "external_accounts", "enterprise_accounts")
    return {(item["verification"] or {"status": "null"})["status"] for field in fields for item in user[field]}


def since(user: Json, field: str) -> str:
    """How long after its creation something last happened to an account."""
    if user.get(field) is None:
        return "never"
    days = (user[field] - user["created_at"]) // DAY
    return next((f"in {limit} days" for limit in (1, 30, 365) if days < limit), "later")
