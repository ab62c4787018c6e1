"""Coherent users, written by hand: one for each way in that a rule looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.coherence.example_parts import (
    AVATAR,
    CREATED,
    DAY,
    DEFAULT,
    GRAVATAR,
    IDENTIFICATION,
    INS,
    PICTURE,
    REDIRECT,
    SOLANA,
    STORED,
    USER_ID,
    Json,
    born,
    connection,
    email,
    google,
    image,
    made,
    passkey,
    phone,
    saml_account,
    verification,
)


def person() -> Json:
    """Ada signed up with Google, then added a phone as second factor, and a passkey."""
    return {
        **born("user_", 2),
        "object": "user",
        "external_id": None,
        "primary_email_address_id": email()["id"],
        "primary_phone_number_id": phone()["id"],
        "primary_web3_wallet_id": None,
        "username": "ada_lovelace",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "locale": "en-US",
        "profile_image_url": STORED,
        "image_url": PICTURE,
        "has_image": True,
        "public_metadata": {},
        "private_metadata": {},
        "unsafe_metadata": {"theme": "dark"},
        "email_addresses": [email()],
        "phone_numbers": [phone()],
        "web3_wallets": [],
        "passkeys": [passkey()],
        "password_enabled": False,
        "two_factor_enabled": True,
        "totp_enabled": False,
        "backup_code_enabled": True,
        "mfa_enabled_at": CREATED + 2 * DAY,
        "mfa_disabled_at": CREATED + DAY,
        "password_last_updated_at": None,
        "external_accounts": [google()],
        "saml_accounts": [],
        "enterprise_accounts": [],
        "last_sign_in_at": CREATED + 9 * DAY,
        "banned": False,
        "locked": False,
        "lockout_expires_in_seconds": None,
        "verification_attempts_remaining": 100,
        "delete_self_enabled": True,
        "create_organization_enabled": True,
        "last_active_at": (CREATED // DAY + 9) * DAY,
        "legal_accepted_at": None,
    }


def without_second_factor() -> Json:
    off = {"two_factor_enabled": False, "backup_code_enabled": False, "primary_phone_number_id": None}
    return {**person(), **off, "phone_numbers": [], "mfa_enabled_at": None, "mfa_disabled_at": None}


def plain() -> Json:
    """Ada typed a code from her mail, and has no picture."""
    code = verification("otp", "email_code", attempts=1, expire_at=CREATED + 600_000)
    avatar = {"image_url": DEFAULT, "profile_image_url": GRAVATAR, "has_image": False}
    address = {**email(), "verification": code, "linked_to": []}
    return {
        **without_second_factor(),
        **avatar,
        "email_addresses": [address],
        "external_accounts": [],
        "passkeys": [],
    }


def fresh() -> Json:
    """Ada as `user.created` carries her: active before she exists, and her session yet to be written."""
    typed = born("idn_", 5, after=-20_000)
    moments = {"last_active_at": CREATED - 2, "last_sign_in_at": None, "legal_accepted_at": CREATED - 20_000 + 1}
    address = {**plain()["email_addresses"][0], **typed, "updated_at": CREATED + 12}
    return {**plain(), **moments, "email_addresses": [address], "primary_email_address_id": address["id"]}


def unverified() -> Json:
    """Ada signed up where nobody has to verify anything."""
    address = {**plain()["email_addresses"][0], "verification": None, "reserved": True}
    return {**plain(), "email_addresses": [address]}


def by_link() -> Json:
    """Ada opened a link in her mail."""
    client = made("client_", CREATED, 9)
    link = verification("email_link", "email_link", expire_at=CREATED + 600_000, verified_at_client=client)
    return {**plain(), "email_addresses": [{**plain()["email_addresses"][0], "verification": link}]}


def by_webhook() -> Json:
    """Ada as `user.created` shows her: the Google account has Google's names for things."""
    account = google()
    shape = {"object": "google_account", "id": IDENTIFICATION, "external_account_id": account["id"]}
    names = {"google_id": account["provider_user_id"], "given_name": "Ada", "family_name": "Lovelace"}
    return {**person(), "external_accounts": [{**account, **shape, **names, "picture": AVATAR}]}


def connecting() -> Json:
    """Ada went off to GitHub and has not come back."""
    start = born("eac_", 10, after=DAY)
    pending = {"status": "unverified", REDIRECT: "https://github.example.com/login"}
    account = {
        **start,
        "object": "external_account",
        "provider": "oauth_github",
        "identification_id": made("idn_", start["created_at"], 11),
        **dict.fromkeys(("provider_user_id", "approved_scopes", "email_address", "first_name", "last_name"), ""),
        "public_metadata": {},
        "verification": verification("oauth", "oauth_github", expire_at=start["created_at"] + 590_000, **pending),
    }
    return {**person(), "external_accounts": [account, google()]}


def collector() -> Json:
    """Ada has two wallets, and is about to sign for the second one."""
    first, second = born("idn_", 12, after=DAY), born("idn_", 13, after=2 * DAY)
    signed = {"attempts": 1, "expire_at": first["created_at"] + 600_000}
    asked = {
        "status": "unverified",
        "expire_at": second["created_at"] + 600_000,
        "nonce": "n",
        "message": "Sign",
    }
    wallets = [
        {
            **first,
            "object": "web3_wallet",
            "web3_wallet": "0x" + "ab" * 20,
            "verification": verification("web3", "web3_metamask_signature", **signed),
        },
        {
            **second,
            "object": "web3_wallet",
            "web3_wallet": SOLANA,
            "verification": verification("web3", "web3_solana_signature", **asked),
        },
    ]
    return {**plain(), "web3_wallets": wallets, "primary_web3_wallet_id": first["id"]}


def employee() -> Json:
    """Ada came through her company's Okta."""
    address = plain()["email_addresses"][0]
    proven = {"verification": verification("saml", "saml"), "matches_sso_connection": True}
    joined = connection("entconn_", 16, protocol="saml", logo_public_url=None)
    enterprise = {
        "protocol": "saml",
        "enterprise_connection_id": joined["id"],
        "enterprise_connection": joined,
    }
    saml = {"saml_connection": connection("samlc_", 17)}
    return {
        **plain(),
        "email_addresses": [{**address, **proven}],
        "saml_accounts": [{**saml_account("saml_account", "samlacc_", 14), **saml}],
        "enterprise_accounts": [{**saml_account("enterprise_account", "ea_", 15), **enterprise}],
        "scim": {"directory_id": made("scim_", CREATED, 18), "external_id": None},
    }


def founder() -> Json:
    """Ada created an organization."""
    user, start = plain(), born("org_", 19, after=3 * DAY)
    repeated = (
        "first_name",
        "last_name",
        "profile_image_url",
        "image_url",
        "has_image",
        "username",
        "banned",
    )
    organization = {
        **start,
        "object": "organization",
        "name": "Analytical Engines",
        "slug": "analytical-engines",
        "image_url": image(type="default", iid=INS, rid=start["id"], initials="A"),
        "has_image": False,
        "max_allowed_memberships": 5,
        "admin_delete_enabled": True,
        "public_metadata": {},
        "created_by": USER_ID,
    }
    membership = {
        **born("orgmem_", 20, after=3 * DAY + 24),
        "object": "organization_membership",
        "role": "org:admin",
        "role_name": "Admin",
        "permissions": [
            "org:sys_profile:manage",
            "org:sys_profile:delete",
            "org:sys_memberships:read",
            "org:sys_memberships:manage",
            "org:sys_domains:read",
            "org:sys_domains:manage",
            "org:sys_billing:read",
            "org:sys_billing:manage",
        ],
        "public_metadata": {},
        "organization": organization,
        "public_user_data": {
            "user_id": USER_ID,
            "identifier": "ada.lovelace@example.com",
            **{key: user[key] for key in repeated},
        },
    }
    return {**user, "organization_memberships": [membership]}


def invited() -> Json:
    """Ada was invited, her account made by an admin; she never came."""
    address = {**plain()["email_addresses"][0], **born("idn_", 21, after=7)}
    spare = {**address, "id": made("idn_", CREATED, 22), "email_address": "ada@example.org", "reserved": True}
    absent = {"last_sign_in_at": None, "last_active_at": None, "first_name": None, "last_name": None}
    return {
        **plain(),
        **absent,
        "image_url": image(type="default", iid=INS, rid=USER_ID),
        "primary_email_address_id": address["id"],
        "email_addresses": [
            {**address, "verification": verification("ticket", "ticket")},
            {**spare, "verification": None},
        ],
    }


def by_one_tap() -> Json:
    """Ada tapped once, and is locked out for having guessed at codes."""
    account = {**google(), "verification": verification("google_one_tap", "google_one_tap")}
    locked = {"locked": True, "lockout_expires_in_seconds": 1800, "verification_attempts_remaining": 0}
    return {**without_second_factor(), **locked, "external_accounts": [account]}


def by_openid() -> Json:
    """Ada came through her company's Google: an enterprise account, and no SAML account."""
    user = employee()
    (account,) = user["enterprise_accounts"]
    way = {"protocol": "oauth", "provider": "oauth_google"}
    oauth = verification("oauth", "oauth_google", expire_at=CREATED + 590_000)
    joined = {**account["enterprise_connection"], **way}
    accounts = [{**account, **way, "verification": oauth, "enterprise_connection": joined}]
    return {**user, "saml_accounts": [], "enterprise_accounts": accounts}


def through(provider: str, **fields: Any) -> Json:
    """Ada came through a provider that vouched for her address."""
    oauth = {**google()["verification"], "strategy": f"oauth_{provider}"}
    vouched = verification("from_oauth", f"from_oauth_{provider}")
    account = {**google(), "provider": f"oauth_{provider}", "verification": oauth, **fields}
    links = [{"type": account["provider"], "id": IDENTIFICATION}] if provider.isalpha() else []
    address = {**email(), "verification": vouched, "linked_to": links}
    return {**without_second_factor(), "email_addresses": [address], "external_accounts": [account]}


def by_github() -> Json:
    avatar = image(type="proxy", src="https://avatars.githubusercontent.com/u/583231?v=4", s="x" * 43)
    known = {"provider_user_id": "583231", "username": "ada", "approved_scopes": "read:user user:email"}
    return through("github", **known, image_url=avatar)


def by_custom_provider() -> Json:
    """A link cannot name a custom provider."""
    return through("custom_acme")


Maker = Callable[[], Json]
MAKERS: list[Maker] = [
    person,
    without_second_factor,
    plain,
    fresh,
    unverified,
    by_link,
    by_webhook,
    connecting,
    collector,
    employee,
    founder,
    invited,
    by_one_tap,
    by_openid,
    by_github,
    by_custom_provider,
]
