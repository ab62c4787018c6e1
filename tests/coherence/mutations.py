"""Edits of coherent users, each of which breaks one rule, and none that does not come with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.coherence.example_parts import (
    AVATAR,
    CREATED,
    DAY,
    DEFAULT,
    GOOGLE_SCOPES,
    GRAVATAR,
    IDENTIFICATION,
    INS,
    NOW,
    PICTURE,
    REDIRECT,
    SIGNED,
    SOLANA,
    USER_ID,
    Json,
    email,
    google,
    image,
    made,
    verification,
)
from tests.coherence.example_users import (
    Maker,
    by_custom_provider,
    by_github,
    by_link,
    by_webhook,
    collector,
    connecting,
    employee,
    founder,
    fresh,
    person,
    plain,
    unverified,
)

ABSENT = object()


class Mutation(NamedTuple):
    """Edits (place → value) that turn a coherent user into one that breaks one rule, and those that come with it."""

    rule: str
    user: Maker
    edits: Json
    also: tuple[str, ...] = ()


EMAIL, PHONE, WALLET = "email_addresses/0", "phone_numbers/0", "web3_wallets/0"
EMAIL_VERIFICATION, PHONE_VERIFICATION, WALLET_VERIFICATION = (
    f"{EMAIL}/verification",
    f"{PHONE}/verification",
    f"{WALLET}/verification",
)
ACCOUNT, GITHUB, SAML, ENTERPRISE = (
    "external_accounts/0",
    "external_accounts/0",
    "saml_accounts/0",
    "enterprise_accounts/0",
)
LINKED_BY = f"{ENTERPRISE}/enterprise_connection"
MEMBER = "organization_memberships/0"
ORG, SHOWN = f"{MEMBER}/organization", f"{MEMBER}/public_user_data"
REVEALED = {f"{ACCOUNT}/provider_user_id": "583231", f"{ACCOUNT}/verification/{REDIRECT}": ABSENT}
ERROR = {"code": "x", "message": "X", "long_message": "X."}
OTHER_ID = made("idn_", CREATED, 99)


def later_wallet() -> Json:
    """A wallet that is yet to sign, and was added a day after its user came."""
    wallet: Json = collector()["web3_wallets"][1]
    return wallet


MUTATIONS = [
    # ids
    Mutation("id-shape", person, {"passkeys/0/id": made("user_", CREATED, 7)}),
    Mutation("id-shape", person, {"passkeys/0/id": "idn_2short"}),
    Mutation("id-shape", person, {"passkeys/0/id": "idn_" + "z" * 27}),
    Mutation("id-shape", employee, {f"{SAML}/id": made("idn_", CREATED, 14)}),
    Mutation("ksuid", collector, {"web3_wallets/1/id": made("idn_", CREATED + 2 * DAY + 1000, 13)}),
    Mutation("ksuid", person, {f"{ACCOUNT}/id": made("eac_", CREATED - 1000, 8)}),
    Mutation("ksuid", by_webhook, {f"{ACCOUNT}/external_account_id": made("eac_", CREATED - 1000, 8)}),
    Mutation("ksuid", employee, {f"{SAML}/saml_connection/id": made("samlc_", CREATED, 17)}),
    Mutation("ids-distinct", person, {"passkeys/0/id": email()["id"]}),
    Mutation("references", employee, {"scim/directory_id": USER_ID}),
    Mutation("references", founder, {f"{ORG}/created_by": "user_x"}),
    Mutation("google-account", by_webhook, {f"{ACCOUNT}/id": google()["id"]}),
    Mutation("google-account", by_webhook, {f"{ACCOUNT}/google_id": ABSENT}),
    Mutation("primary", person, {"primary_email_address_id": OTHER_ID}),
    Mutation("primary", person, {"primary_phone_number_id": None}),
    Mutation("primary", plain, {"primary_web3_wallet_id": OTHER_ID}),
    Mutation("primary-verified", plain, {EMAIL_VERIFICATION: None}),
    Mutation("primary-verified", unverified, {f"{EMAIL}/reserved": False}),
    # contacts
    Mutation("email-domain", plain, {f"{EMAIL}/email_address": "ada@lovelace.com"}),
    Mutation("email-domain", plain, {f"{EMAIL}/email_address": "ada@example.com.evil.org"}),
    Mutation("phone-range", person, {f"{PHONE}/phone_number": "+12015551142"}),
    Mutation("addresses-distinct", plain, {"email_addresses/1": {**plain()["email_addresses"][0], "id": OTHER_ID}}),
    Mutation("wallet-address", collector, {f"{WALLET}/web3_wallet": SOLANA[::-1]}),
    Mutation("wallet-address", collector, {"web3_wallets/1/web3_wallet": "0x" + "cd" * 20}),
    Mutation("reserved", person, {f"{EMAIL}/reserved": True}),
    Mutation("username", person, {"username": "Ada"}),
    Mutation("locale", person, {"locale": "en_US"}),
    Mutation("text", person, {"unsafe_metadata/theme": "dark\0"}),
    Mutation("text", person, {"unsafe_metadata/theme": "\ud83d"}),
    # links
    Mutation("linked-to", person, {f"{EMAIL}/linked_to/0/id": OTHER_ID}),
    Mutation("linked-to", person, {f"{PHONE}/linked_to": [{"type": "oauth_github", "id": IDENTIFICATION}]}),
    Mutation("linked-email", person, {f"{ACCOUNT}/email_address": "ada@example.org"}),
    Mutation(
        "linked-unverified", person, {f"{ACCOUNT}/verification/status": "failed"}, also=("unverified-provider-id",)
    ),
    Mutation("from-oauth", person, {f"{EMAIL}/linked_to": []}),
    Mutation("from-oauth", by_custom_provider, {f"{ACCOUNT}/email_address": "ada@example.org"}),
    Mutation("unverified-account", connecting, {f"{GITHUB}/first_name": "Ada"}),
    Mutation("unverified-account", connecting, {f"{GITHUB}/image_url": SIGNED}),
    # verifications
    Mutation("verification-object", plain, {f"{EMAIL_VERIFICATION}/object": ABSENT}),
    Mutation("strategy-object", plain, {EMAIL_VERIFICATION: verification("ticket", "admin")}),
    Mutation("strategy-field", plain, {f"{EMAIL_VERIFICATION}/strategy": "phone_code"}),
    Mutation("strategy-field", person, {PHONE_VERIFICATION: verification("ticket", "ticket")}),
    Mutation("strategy-provider", connecting, {f"{GITHUB}/verification/strategy": "oauth_gitlab"}),
    Mutation("attempts", person, {f"{EMAIL_VERIFICATION}/attempts": 1}),
    Mutation("attempts", by_link, {f"{EMAIL_VERIFICATION}/attempts": 1}),
    Mutation("otp-attempts", plain, {f"{EMAIL_VERIFICATION}/attempts": None}),
    Mutation("otp-attempts", plain, {f"{EMAIL_VERIFICATION}/status": "expired"}, also=("primary-verified",)),
    Mutation("web3-attempts", collector, {f"{WALLET_VERIFICATION}/attempts": 0}),
    Mutation("expire-at", plain, {f"{EMAIL_VERIFICATION}/expire_at": None}),
    Mutation("expire-at", employee, {f"{EMAIL_VERIFICATION}/expire_at": CREATED + 600_000}),
    Mutation("expire-at", employee, {f"{SAML}/verification/expire_at": None}),
    Mutation("expire-at", person, {f"{ACCOUNT}/verification/expire_at": None}),
    Mutation("expire-order", plain, {f"{EMAIL_VERIFICATION}/expire_at": CREATED - 600_000}),
    Mutation(
        "expired",
        plain,
        {
            f"{EMAIL_VERIFICATION}/status": "expired",
            f"{EMAIL_VERIFICATION}/attempts": 0,
            f"{EMAIL_VERIFICATION}/expire_at": NOW + 1,
        },
        also=("primary-verified",),
    ),
    Mutation("verified-at-client", by_link, {f"{EMAIL_VERIFICATION}/verified_at_client": None}),
    Mutation("verified-at-client", by_link, {f"{EMAIL_VERIFICATION}/status": "expired"}, also=("primary-verified",)),
    Mutation("verified-at-client", plain, {f"{EMAIL_VERIFICATION}/verified_at_client": made("client_", CREATED, 9)}),
    Mutation("challenge", collector, {f"{WALLET_VERIFICATION}/nonce": "n"}),
    Mutation("challenge", person, {"passkeys/0/verification/nonce": "nonce"}),
    Mutation("error", person, {f"{ACCOUNT}/verification/error": ERROR}),
    Mutation(
        "error",
        connecting,
        {
            f"{GITHUB}/verification/status": "failed",
            f"{GITHUB}/verification/error": {},
            f"{GITHUB}/verification/{REDIRECT}": ABSENT,
        },
    ),
    Mutation("redirect-url", person, {f"{ACCOUNT}/verification/{REDIRECT}": "https://accounts.example.com"}),
    # images
    Mutation("image-url", person, {"image_url": "https://img.clerk.com/nothing"}),
    Mutation("image-url", person, {"image_url": PICTURE + "=="}),
    Mutation("image-url", person, {"image_url": image(type="proxy", src=AVATAR), "profile_image_url": AVATAR}),
    Mutation("default-avatar", plain, {"last_name": "Byron"}),
    Mutation("default-avatar", plain, {"first_name": None, "last_name": None}),
    Mutation("default-avatar", plain, {"image_url": image(type="default", iid=INS, rid=OTHER_ID, initials="AL")}),
    Mutation("has-image", person, {"has_image": False}),
    Mutation("has-image", plain, {"has_image": True}),
    Mutation("profile-image-url", person, {"profile_image_url": GRAVATAR}),
    Mutation("profile-image-url", plain, {"profile_image_url": DEFAULT}),
    Mutation("external-image", person, {f"{ACCOUNT}/image_url": image(type="proxy", src=AVATAR)}),
    Mutation("external-image", by_github, {f"{ACCOUNT}/image_url": SIGNED}),
    Mutation(
        "external-image",
        person,
        {f"{ACCOUNT}/image_url": image(type="proxy", src="https://x.org", s="x" * 43)},
    ),
    # signing in
    Mutation("two-factor", plain, {"totp_enabled": True}),
    Mutation("two-factor", plain, {"two_factor_enabled": True, "mfa_enabled_at": CREATED}),
    Mutation("backup-code", plain, {"backup_code_enabled": True}),
    Mutation("second-factor-phone", person, {PHONE_VERIFICATION: None}, also=("primary-verified",)),
    Mutation("default-second-factor", person, {f"{PHONE}/default_second_factor": False}),
    Mutation("mfa-enabled-at", person, {"mfa_enabled_at": None, "mfa_disabled_at": None}),
    Mutation("mfa-enabled-at", person, {"mfa_disabled_at": CREATED + 3 * DAY}),
    Mutation("mfa-disabled-at", plain, {"mfa_enabled_at": CREATED}),
    Mutation("mfa-disabled-at", plain, {"mfa_disabled_at": CREATED}),
    Mutation("password", person, {"password_last_updated_at": CREATED}),
    Mutation("lockout", person, {"lockout_expires_in_seconds": 1800}),
    Mutation("lockout", person, {"locked": True, "lockout_expires_in_seconds": 0}),
    Mutation("lockout", person, {"locked": True, "lockout_expires_in_seconds": 3_600_000}),
    Mutation("attempts-remaining", person, {"verification_attempts_remaining": 0}),
    Mutation("attempts-remaining", person, {"verification_attempts_remaining": 101}),
    Mutation("passkey-name", person, {"passkeys/0/name": ""}),
    Mutation("passkey-use", person, {"passkeys/0/last_used_at": CREATED - 1}),
    # times
    Mutation("updated-at", person, {f"{PHONE}/updated_at": CREATED}),
    Mutation("updated-at", employee, {f"{LINKED_BY}/updated_at": CREATED - 31 * DAY}),
    Mutation("future", person, {"last_sign_in_at": NOW + 1}),
    Mutation("future", person, {"passkeys/0/last_used_at": NOW + 1}),
    Mutation("after-creation", plain, {"password_enabled": True, "password_last_updated_at": CREATED - 1}),
    Mutation("last-sign-in-at", person, {"last_sign_in_at": CREATED - 1}),
    Mutation("last-active-at", person, {"last_active_at": CREATED - 4}),
    Mutation("last-active-at", person, {"last_active_at": (CREATED // DAY - 1) * DAY}),
    Mutation("never-signed-in", person, {"last_sign_in_at": None}),
    Mutation("never-signed-in", person, {"last_active_at": None}),
    Mutation("fresh", fresh, {"web3_wallets": [later_wallet()]}),
    Mutation("legal-accepted-at", fresh, {"legal_accepted_at": CREATED}),
    Mutation("newest-first", connecting, {"external_accounts": connecting()["external_accounts"][::-1]}),
    # external accounts
    Mutation("provider", connecting, {f"{GITHUB}/provider": "github", f"{GITHUB}/verification": None}),
    Mutation("provider", by_webhook, {f"{ACCOUNT}/object": "facebook_account"}),
    Mutation("scopes-sorted", person, {f"{ACCOUNT}/approved_scopes": " ".join(GOOGLE_SCOPES.split()[::-1])}),
    Mutation("scopes-sorted", person, {f"{ACCOUNT}/approved_scopes": GOOGLE_SCOPES.replace(" ", "  ")}),
    Mutation("scopes-granted", person, {f"{ACCOUNT}/approved_scopes": "email openid profile"}),
    Mutation("provider-user-id", by_github, {f"{ACCOUNT}/provider_user_id": "octo", f"{ACCOUNT}/image_url": None}),
    Mutation("provider-user-id", person, {f"{ACCOUNT}/provider_user_id": "204857600000000000001"}),
    Mutation("external-username", person, {f"{ACCOUNT}/username": "ada"}),
    Mutation("external-username", by_github, {f"{ACCOUNT}/username": None}),
    Mutation("google-email", plain, {"external_accounts": [{**google(), "email_address": ""}]}),
    Mutation("unverified-provider-id", connecting, {f"{ACCOUNT}/verification/status": "expired", **REVEALED}),
    Mutation("label", person, {f"{ACCOUNT}/label": "home"}),
    # enterprise
    Mutation("saml-twin", employee, {"saml_accounts": []}),
    Mutation("saml-twin", employee, {"enterprise_accounts": []}),
    Mutation(
        "enterprise-provider",
        employee,
        {f"{SAML}/provider": "oauth_google", f"{SAML}/saml_connection/provider": "oauth_google"},
    ),
    Mutation(
        "enterprise-verification",
        employee,
        {f"{ENTERPRISE}/verification": verification("oauth", "new", expire_at=CREATED)},
    ),
    Mutation("connection-domain", employee, {f"{LINKED_BY}/domains": ABSENT}),
    Mutation(
        "connection-domain",
        employee,
        {f"{LINKED_BY}/domain": "example.org", f"{LINKED_BY}/domains": ["example.org"]},
    ),
    Mutation("connection-account", employee, {f"{LINKED_BY}/provider": "saml_google"}),
    Mutation("connection-id", employee, {f"{ENTERPRISE}/enterprise_connection_id": made("entconn_", CREATED, 16)}),
    Mutation("matches-sso", employee, {f"{EMAIL}/matches_sso_connection": False}),
    # organizations
    Mutation("role", founder, {f"{MEMBER}/permissions": ["org:sys_memberships:read"]}),
    Mutation("role", founder, {f"{MEMBER}/role_name": "Member"}),
    Mutation("organization-limits", founder, {f"{ORG}/max_allowed_memberships": 7}),
    Mutation("slug", founder, {f"{ORG}/slug": "Analytical Engines"}),
    Mutation("slug", founder, {f"{ORG}/slug": "difference-engines"}),
    Mutation("organization-image", founder, {f"{ORG}/image_url": DEFAULT}),
    Mutation("organization-image", founder, {f"{ORG}/image_url": PICTURE}),
    Mutation("organization-image", founder, {f"{ORG}/has_image": True}),
    Mutation("public-user-data", founder, {f"{SHOWN}/last_name": "Byron"}),
    Mutation("public-user-data", founder, {f"{SHOWN}/identifier": "ada@example.com"}),
    Mutation("creator", founder, {f"{MEMBER}/created_at": CREATED + 3 * DAY + 31}),
    Mutation(
        "creator",
        founder,
        {
            f"{MEMBER}/role": "org:member",
            f"{MEMBER}/role_name": "Member",
            f"{MEMBER}/permissions": ["org:sys_memberships:read", "org:sys_billing:read"],
        },
    ),
    Mutation("joined-later", founder, {f"{ORG}/created_by": ABSENT, f"{MEMBER}/created_at": CREATED + 3 * DAY}),
]


def edited(user: Json, edits: Json) -> Json:
    for path, value in edits.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
        place: Any = user
        for step in way:
            place = place[step]
        put(place, last, value)
    return user


def put(place: Any, key: int | str, value: Any) -> None:
    if value is ABSENT:
        del place[key]
    elif key == len(place) and isinstance(place, list):
        place.append(value)
    else:
        place[key] = value
