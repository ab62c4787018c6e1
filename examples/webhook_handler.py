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
ROLES = {"org:admin": "admin", "admin": "admin"}  # in our application; whoever has another role is a member


def user_row(user: Json) -> Json:
    """The columns of a user; lists are the rows of tables that belong to it."""
    return {
        "id": user["id"],
        **profile(user),
        **contacts(user),
        **rights(user),
        **security(user),
        **activity(user),
        **logins(user),
        **organizations(user),
    }


# --- who a user is, and how to reach them


def profile(user: Json) -> Json:
    settings = user.get("unsafe_metadata", {})  # users write it themselves, so it grants no rights
    return {
        "name": display_name(user),
        "greeting": text(user["first_name"]) or "there",
        "avatar": user.get("image_url") or None,
        "locale": text(user.get("locale")) or "en",
        "settings": settings,
        "wanted_plan": plain(settings.get("plan")),
    }


def display_name(user: Json) -> str:
    """First and last name, or what there is of them, or the username."""
    names = [text(user["first_name"]), text(user["last_name"])]
    return text(" ".join(name for name in names if name)) or text(user["username"]) or "Somebody"


def contacts(user: Json) -> Json:
    """What is primary, or None: a column that is unique takes None several times."""
    email = primary(user["email_addresses"], user["primary_email_address_id"])
    phone = primary(user["phone_numbers"], user["primary_phone_number_id"])
    wallet = primary(user["web3_wallets"], user["primary_web3_wallet_id"])
    found = {
        "email": address(email) if email else None,
        "username": text(user["username"]),
        "phone": phone["phone_number"] if phone else None,
        "wallet": wallet["web3_wallet"] if wallet else None,
    }
    return {
        **found,
        "known_as": found["email"] or found["username"] or found["phone"] or found["wallet"],
        "email_is_proved": email is not None and is_proved(email),
        "phone_is_proved": phone is not None and is_proved(phone),
        "emails": [email_row(email) for email in user["email_addresses"]],
        "invitations_to": [address(email) for email in user["email_addresses"] if is_proved(email)],
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


def primary(items: list[Json], id: str | None) -> Json | None:
    """The item that Clerk calls primary; None without one, and for an id that none of the items has."""
    return next((item for item in items if id is not None and item.get("id") == id), None)


def address(of: Json) -> str | None:
    """An email address as we compare it; None for none."""
    return str(of["email_address"]).strip().lower() or None


# --- what a user may do, and how safe their account is


def rights(user: Json) -> Json:
    """What only the backend writes; it holds whatever the backend wrote."""
    metadata = user["public_metadata"]
    values = {key: plain(value) for key, value in metadata.items()}
    return {
        "is_staff": metadata.get("role") == "admin",
        "plan": plain(metadata.get("plan")) or "free",
        "traits": {key: value for key, value in values.items() if value is not None},
        "crm_id": plain((user.get("private_metadata") or {}).get("crm_id")),
    }


def security(user: Json) -> Json:
    has_two_factors = user["two_factor_enabled"]  # the times below stay when the second factor goes
    return {
        "can_sign_in": not (user["banned"] or user["locked"] or user.get("deprovisioned", False)),
        "locked_until": locked_until(user),
        "attempts_left": count(user["verification_attempts_remaining"]),
        "has_two_factors": has_two_factors,
        "two_factors_since": moment(user["mfa_enabled_at"]) if has_two_factors else None,
        "second_factors": second_factors(user),
        "backup_codes": sum(len(phone.get("backup_codes") or []) for phone in user["phone_numbers"]),
        "password_set_at": moment(user.get("password_last_updated_at")),
        "directory_id": (user.get("scim") or {}).get("directory_id"),
    }


def locked_until(user: Json) -> datetime | None:
    """When a lock ends, which for one without an end in sight is never; None without a lock."""
    seconds = user["lockout_expires_in_seconds"]
    if seconds is not None:
        return moment(user["updated_at"] + 1000 * seconds) or FOREVER
    return FOREVER if user["locked"] else None


def second_factors(user: Json) -> list[str]:
    phone = any(phone.get("reserved_for_second_factor") for phone in user["phone_numbers"])
    factors = {"totp": user["totp_enabled"], "phone": phone, "backup_code": user["backup_code_enabled"]}
    return [name for name, is_on in factors.items() if is_on]


# --- since when, and until when


def activity(user: Json) -> Json:
    created_at, seen_at = moment(user["created_at"]), last_seen_at(user)
    return {
        "created_at": created_at,
        "accepted_terms_at": moment(user["legal_accepted_at"]),
        "last_sign_in_at": moment(user["last_sign_in_at"]),
        "last_seen_at": seen_at,
        "is_awaited": seen_at is None,
        "days_active": days_between(created_at, seen_at),
    }


def last_seen_at(user: Json) -> datetime | None:
    """The latest time at which Clerk saw the user, which may be a sign-up without a sign-in; None if it never did."""
    used = [passkey["last_used_at"] for passkey in user["passkeys"]]
    seen = [at for at in (user["last_sign_in_at"], user["last_active_at"], *used) if at is not None]
    return moment(max(seen, default=None))


def days_between(first: datetime | None, last: datetime | None) -> int:
    """Whole days; none where the last time is before the first, as it is by a millisecond or three at a sign-up."""
    return max(0, (last - first).days) if first and last else 0


# --- accounts elsewhere


def logins(user: Json) -> Json:
    """The accounts that a user signs in with; one that was never verified is a failed attempt to link it."""
    accounts = user["external_accounts"]
    proved = [account for account in accounts if is_proved(account)]
    return {
        "logins": [login_row(account) for account in proved],
        "failed_links": [link_id(account) for account in accounts if not is_proved(account)],
        "login_keys": [f"{account['provider']}:{account['provider_user_id']}" for account in proved],
        "has_google": any(account["provider"] == "oauth_google" for account in proved),
        "sso_domains": sso_domains(user),
    }


def login_row(account: Json) -> Json:
    return {
        "link_id": link_id(account),
        "provider": OAUTH.sub("", account["provider"]),
        "login": text(account.get("username")) or address(account),
        "picture": account.get("image_url") or account.get("avatar_url") or None,
        "is_trusted": account.get("email_address_verified") is True,
    }


def link_id(account: Json) -> str:
    """What Clerk deletes an account by; the `id` of Google's and Facebook's is that of their identification."""
    return str(account.get("external_account_id") or account["id"])


def sso_domains(user: Json) -> list[str]:
    """The email domains of the enterprise connections that a user can sign in through."""
    saml = [account.get("saml_connection") for account in user["saml_accounts"] if account["active"]]
    others = [account.get("enterprise_connection") for account in user["enterprise_accounts"] if account["active"]]
    connections = [connection for connection in (*saml, *others) if connection]
    domains = [it for connection in connections for it in (connection.get("domain"), *connection.get("domains", []))]
    return sorted({domain.strip().lower() for domain in domains if isinstance(domain, str)} - {""})


def organizations(user: Json) -> Json:
    memberships = user.get("organization_memberships", [])
    return {
        "organizations": [organization_row(membership) for membership in memberships],
        "home": memberships[0]["organization"]["id"] if len(memberships) == 1 else None,  # of several, they choose one
    }


def organization_row(membership: Json) -> Json:
    organization = membership["organization"]
    return {
        "name": text(organization["name"]),
        "role": ROLES.get(membership["role"], "member"),
        "title": text(membership.get("role_name")) or membership["role"],
        "members": count(organization.get("members_count")),
    }


# --- values


def text(value: str | None) -> str | None:
    """Trimmed, and cut to what a column holds; None for nothing and for blanks."""
    return (value or "").strip()[:VARCHAR] or None


def plain(value: Any) -> str | None:
    """A value out of metadata as text; None for nothing, and for lists and objects."""
    return None if value is None or isinstance(value, dict | list) else text(str(value))


def count(number: int | None) -> int | None:
    """As near to a number as a column comes."""
    return None if number is None else max(0, min(number, INTEGER))


def moment(milliseconds: int | None) -> datetime | None:
    """The time that Clerk gives; None for none, and for one that no calendar has."""
    try:
        return None if milliseconds is None else EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def is_proved(item: Json) -> bool:
    """Whether an address, number or account is known to belong to the user, which its being primary does not say."""
    return proof(item["verification"]) is not None


def proof(verification: Json | None) -> str | None:
    """What showed that an address or account belongs to the user: code, link, google…; None if nothing has yet."""
    if verification is None or verification["status"] != "verified":
        return None
    strategy = verification["strategy"]
    if OAUTH.match(strategy):
        return OAUTH.sub("", strategy)
    kind = str(verification.get("object", strategy)).removeprefix("verification_")  # `object` is absent before mid-2025
    return "code" if kind in CODES else PROOFS.get(kind, kind)
