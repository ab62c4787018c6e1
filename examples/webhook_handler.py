"""What a backend does with Clerk's `user.created` and `user.updated`: a row for its own table of users.

The view of any web framework calls `user_row(event["data"])`, once it has checked the signature of the webhook.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

VARCHAR = 255  # characters that a column for names holds; ids, addresses and links have no limit
INTEGER = 2**31 - 1  # the most that a column for counts holds
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
FOREVER = datetime.max.replace(tzinfo=timezone.utc)
OAUTH = re.compile(r"^(from_)?oauth_(token_|custom_)?")
CODES = {"otp", "email_code", "phone_code", "reset_password_email_code"}
PROOFS = {"email_link": "link", "google_one_tap": "google", "saml": "sso", "ticket": "invitation"}


def user_row(user: Json) -> Json:
    """The columns of a user; lists are the rows of tables that belong to it."""
    email = primary(user["email_addresses"], user["primary_email_address_id"])
    phone = primary(user["phone_numbers"], user["primary_phone_number_id"])
    metadata = user["public_metadata"]
    return {
        "id": user["id"],
        "name": display_name(user),
        "email": address(email) if email else None,
        "phone": phone["phone_number"] if phone else None,
        "avatar": user.get("image_url") or None,
        "locale": text(user.get("locale")) or "en",
        "traits": {key: str(value) for key, value in metadata.items() if not isinstance(value, dict | list)},
        "crm_id": (user.get("private_metadata") or {}).get("crm_id"),
        "settings": user.get("unsafe_metadata", {}),
        "can_sign_in": not (user["banned"] or user["locked"] or user.get("deprovisioned", False)),
        "locked_until": locked_until(user),
        "attempts_left": count(user["verification_attempts_remaining"]),
        "second_factors": second_factors(user),
        "backup_codes": sum(len(phone.get("backup_codes") or []) for phone in user["phone_numbers"]),
        "password_set_at": moment(user.get("password_last_updated_at")),
        "created_at": moment(user["created_at"]),
        "last_seen_at": last_seen_at(user),
        "directory_id": (user.get("scim") or {}).get("directory_id"),
        "sso_domains": sso_domains(user),
        "emails": [email_row(email) for email in user["email_addresses"]],
        "logins": [login_row(account) for account in user["external_accounts"] if proof(account["verification"])],
        "organizations": [organization_row(membership) for membership in user.get("organization_memberships", [])],
    }


def email_row(email: Json) -> Json:
    verification = email["verification"]
    return {
        "address": address(email),
        "proof": proof(verification),
        "needs_new_code": verification is not None and verification["status"] in {"failed", "expired"},
        "is_managed": email.get("matches_sso_connection", False),
        "shared_with": [OAUTH.sub("", link["type"]) for link in email["linked_to"]],
    }


def login_row(account: Json) -> Json:
    return {
        "provider": OAUTH.sub("", account["provider"]),
        "login": text(account.get("username")) or address(account),
        "is_trusted": account.get("email_address_verified") is True,
    }


def organization_row(membership: Json) -> Json:
    organization = membership["organization"]
    return {
        "name": text(organization["name"]),
        "role": text(membership.get("role_name")) or membership["role"],
        "members": count(organization.get("members_count")),
    }


def text(value: str | None) -> str | None:
    """Trimmed, and cut to what a column holds; None for nothing and for blanks."""
    return (value or "").strip()[:VARCHAR] or None


def count(number: int | None) -> int | None:
    """As near to a number as a column comes."""
    return None if number is None else max(0, min(number, INTEGER))


def moment(milliseconds: int | None) -> datetime | None:
    """The time that Clerk gives; None for none, and for one that no calendar has."""
    try:
        return None if milliseconds is None else EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def address(of: Json) -> str:
    """An email address as we compare it."""
    return str(of["email_address"]).strip().lower()


def primary(items: list[Json], id: str | None) -> Json | None:
    """The item that Clerk calls primary; None without one, and for an id that none of the items has."""
    return next((item for item in items if id is not None and item.get("id") == id), None)


def display_name(user: Json) -> str:
    """First and last name, or what there is of them, or the username."""
    names = [text(user["first_name"]), text(user["last_name"])]
    return text(" ".join(name for name in names if name)) or text(user["username"]) or "Somebody"


def proof(verification: Json | None) -> str | None:
    """What showed that an address or account is somebody's: code, link, google…; None if nothing has yet."""
    if verification is None or verification["status"] != "verified":
        return None
    strategy = verification["strategy"]
    if OAUTH.match(strategy):
        return OAUTH.sub("", strategy)
    kind = str(verification.get("object", strategy)).removeprefix("verification_")  # `object` is absent before mid-2025
    return "code" if kind in CODES else PROOFS.get(kind, kind)


def locked_until(user: Json) -> datetime | None:
    """When a lock ends, which for a lock without end is never; None without a lock."""
    seconds = user["lockout_expires_in_seconds"]
    if seconds is not None:
        return moment(user["updated_at"] + 1000 * seconds)
    return FOREVER if user["locked"] else None


def second_factors(user: Json) -> list[str]:
    phone = any(phone.get("reserved_for_second_factor") for phone in user["phone_numbers"])
    factors = {"totp": user["totp_enabled"], "phone": phone, "backup_code": user["backup_code_enabled"]}
    return [name for name, is_on in factors.items() if is_on]


def last_seen_at(user: Json) -> datetime | None:
    """The latest time at which Clerk saw somebody; None if it never did."""
    used = [passkey["last_used_at"] for passkey in user["passkeys"]]
    seen = [at for at in (user["last_sign_in_at"], user["last_active_at"], *used) if at is not None]
    return moment(max(seen, default=None))


def sso_domains(user: Json) -> list[str]:
    """The email domains of the enterprise connections that somebody can sign in through."""
    saml = [account.get("saml_connection") for account in user["saml_accounts"] if account["active"]]
    others = [account.get("enterprise_connection") for account in user["enterprise_accounts"] if account["active"]]
    connections = [connection for connection in (*saml, *others) if connection]
    domains = [it for connection in connections for it in (connection.get("domain"), *connection.get("domains", []))]
    return sorted({domain.strip().lower() for domain in domains if isinstance(domain, str)} - {""})
