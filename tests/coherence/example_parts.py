"""The objects inside coherent users, written by hand."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.coherence.rules.ids import ALPHABET

Json = dict[str, Any]
DAY = 86_400_000
CREATED = 1_760_000_123_456  # 2025-10-09T08:55:23Z
NOW = CREATED + 40 * DAY
AVATAR = "https://lh3.googleusercontent.com/a/ACg8ocJx=s1000-c"
GOOGLE_SCOPES = (
    "email https://www.googleapis.com/auth/userinfo.email"
    " https://www.googleapis.com/auth/userinfo.profile openid profile"
)


def made(prefix: str, created_at: int, payload: int) -> str:
    """An id of the prefix, made at a time in milliseconds."""
    number = (created_at // 1000 - 1_400_000_000) << 128 | payload
    digits = ""
    for _ in range(27):
        number, digit = divmod(number, 62)
        digits = ALPHABET[digit] + digits
    return prefix + digits


def image(**shown: str) -> str:
    text = json.dumps(shown, separators=(",", ":"))
    return "https://img.clerk.com/" + base64.b64encode(text.encode()).decode().rstrip("=")


def born(prefix: str, payload: int, after: int = 0) -> Json:
    """The id and times that an object created `after` milliseconds after the user has."""
    at = CREATED + after
    return {"id": made(prefix, at, payload), "created_at": at, "updated_at": at + 9}


def verification(variant: str, strategy: str, **fields: Any) -> Json:
    fixed = {"object": f"verification_{variant}", "status": "verified", "strategy": strategy}
    return {**fixed, "attempts": None, "expire_at": None, **fields}


INS, USER_ID = made("ins_", CREATED - 90 * DAY, 1), made("user_", CREATED, 2)
DEFAULT = image(type="default", iid=INS, rid=USER_ID, initials="AL")
STORED = f"https://images.clerk.dev/oauth_google/{made('img_', CREATED, 3)}"
PICTURE = image(type="proxy", src=STORED)
IDENTIFICATION = made("idn_", CREATED, 4)
SOLANA = "4Nd1mYQzvNcLs6VfuGEcEK3hZ7yWQK6u1QpVt8wVb3Qx"
GRAVATAR = "https://www.gravatar.com/avatar?d=mp"
SIGNED = image(type="proxy", src=AVATAR, s="x" * 43)
REDIRECT = "external_verification_redirect_url"


def email() -> Json:
    """An address that Google vouched for."""
    return {
        **born("idn_", 5, after=4),
        "object": "email_address",
        "email_address": "ada.lovelace@example.com",
        "reserved": False,
        "verification": verification("from_oauth", "from_oauth_google"),
        "linked_to": [{"type": "oauth_google", "id": IDENTIFICATION}],
        "matches_sso_connection": False,
    }


def phone() -> Json:
    """A number that codes are sent to."""
    start = born("idn_", 6, after=DAY)
    return {
        **start,
        "object": "phone_number",
        "phone_number": "+12015550142",
        "reserved_for_second_factor": True,
        "default_second_factor": True,
        "reserved": False,
        "verification": verification("otp", "phone_code", attempts=1, expire_at=start["created_at"] + 600_000),
        "linked_to": [],
        "backup_codes": None,
    }


def passkey() -> Json:
    return {
        "id": made("idn_", CREATED + 2 * DAY, 7),
        "object": "passkey",
        "name": "Ada's phone",
        "last_used_at": CREATED + 9 * DAY,
        "verification": verification("passkey", "passkey"),
    }


def google() -> Json:
    start = born("eac_", 8)
    return {
        **start,
        "object": "external_account",
        "provider": "oauth_google",
        "identification_id": IDENTIFICATION,
        "provider_user_id": "104857600000000000001",
        "approved_scopes": GOOGLE_SCOPES,
        "email_address": "ada.lovelace@example.com",
        "email_address_verified": True,
        "first_name": "Ada",
        "last_name": "Lovelace",
        "image_url": SIGNED,
        "username": None,
        "phone_number": None,
        "public_metadata": {},
        "label": None,
        "verification": verification("oauth", "oauth_google", expire_at=start["created_at"] + 590_000),
    }


def connection(prefix: str, payload: int, **fields: Any) -> Json:
    return {
        **born(prefix, payload, after=-30 * DAY),
        "name": "Example Okta",
        "domain": "example.com",
        "domains": ["example.com"],
        "active": True,
        "provider": "saml_okta",
        "sync_user_attributes": True,
        "allow_subdomains": False,
        "allow_idp_initiated": False,
        "disable_additional_identifications": False,
        **fields,
    }


def saml_account(kind: str, prefix: str, payload: int) -> Json:
    return {
        "id": made(prefix, CREATED, payload),
        "object": kind,
        "provider": "saml_okta",
        "active": True,
        "email_address": "ada.lovelace@example.com",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "provider_user_id": "00u1",
        "public_metadata": {},
        "last_authenticated_at": CREATED,
        "verification": verification("saml", "saml", expire_at=CREATED + 600_000),
    }
