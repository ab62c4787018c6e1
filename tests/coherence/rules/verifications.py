"""Verifications: which strategy is found where, and what attempts, times and leftovers it shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.coherence.rules.core import Subject, is_int, precedes, rule
from tests.coherence.rules.ids import is_id

WORKFORCE = ("saml_accounts", "enterprise_accounts")


class Row(NamedTuple):
    """A strategy: the `object` of its verifications, and the arrays in which they are found."""

    variant: str
    fields: tuple[str, ...]


STRATEGIES = {
    "email_code": Row("verification_otp", ("email_addresses",)),
    "reset_password_email_code": Row("verification_otp", ("email_addresses",)),
    "phone_code": Row("verification_otp", ("phone_numbers",)),
    "admin": Row("verification_admin", ("email_addresses", "phone_numbers", "web3_wallets")),
    "ticket": Row("verification_ticket", ("email_addresses", *WORKFORCE)),
    "saml": Row("verification_saml", ("email_addresses", *WORKFORCE)),
    "email_link": Row("verification_email_link", ("email_addresses",)),
    "web3_metamask_signature": Row("verification_web3", ("web3_wallets",)),
    "web3_base_signature": Row("verification_web3", ("web3_wallets",)),
    "web3_coinbase_wallet_signature": Row("verification_web3", ("web3_wallets",)),
    "web3_okx_wallet_signature": Row("verification_web3", ("web3_wallets",)),
    "web3_solana_signature": Row("verification_web3", ("web3_wallets",)),
    "passkey": Row("verification_passkey", ("passkeys",)),
    "google_one_tap": Row("verification_google_one_tap", ("external_accounts",)),
}
FROM_OAUTH = Row("verification_from_oauth", ("email_addresses",))
OAUTH = Row("verification_oauth", ("external_accounts", "enterprise_accounts"))

COUNTED = {"verification_otp", "verification_web3"}
TIMED = {"verification_otp", "verification_email_link", "verification_web3", "verification_oauth"}
VARIANTS = {row.variant for row in (*STRATEGIES.values(), FROM_OAUTH, OAUTH)}
OTP_ATTEMPTS = {"verified": (1, 2), "unverified": (0,), "expired": (0,)}
ERROR_KEYS = ("code", "message", "long_message")


@cache
def row_of(strategy: str) -> Row | None:
    """What is known of a strategy; None for one that came after these rules."""
    if strategy.startswith("from_oauth_"):
        return FROM_OAUTH
    return OAUTH if strategy.startswith("oauth_") else STRATEGIES.get(strategy)


@rule
def verification_object(subject: Subject) -> Iterator[str]:
    """Every verification names its variant, without which the official SDK refuses it."""
    for found in subject.verifications:
        if not found.variant:
            yield f"the verification of {found.path} has no object"


@rule
def strategy_object(subject: Subject) -> Iterator[str]:
    """A strategy is found in its own variant of verification."""
    for found in subject.verifications:
        row = row_of(found.strategy)
        if row and found.variant in VARIANTS and found.variant != row.variant:
            yield f"{found.strategy} of {found.path} is in a {found.variant}"


@rule
def strategy_field(subject: Subject) -> Iterator[str]:
    """A strategy verifies only what it can verify: a phone code no email address."""
    for found in subject.verifications:
        if (row := row_of(found.strategy)) and found.field not in row.fields:
            yield f"{found.strategy} of {found.path} is never found in {found.field}"


@rule
def strategy_provider(subject: Subject) -> Iterator[str]:
    """An account at a provider is verified by the strategy of that provider."""
    for found in subject.verifications:
        provider = found.owner.get("provider")
        if found.strategy == "google_one_tap" and provider != "oauth_google":
            yield f"google_one_tap of {found.path} verifies an account of {provider}"
        if found.strategy.startswith("oauth_") and found.strategy.replace("oauth_token_", "oauth_") != provider:
            yield f"{found.strategy} of {found.path} verifies an account of {provider}"


@rule
def attempts(subject: Subject) -> Iterator[str]:
    """Only codes and signatures are attempted; all else has null attempts."""
    for found in subject.verifications:
        value = found.body.get("attempts")
        if found.variant in VARIANTS and found.variant not in COUNTED and value is not None:
            yield f"{value!r} of {found.path}, where {found.strategy} is never attempted"


@rule
def otp_attempts(subject: Subject) -> Iterator[str]:
    """A code was typed once or twice when verified, never while unverified or once expired."""
    for found in subject.verifications:
        if found.strategy in ("email_code", "phone_code"):
            value = found.body.get("attempts")
            if not is_int(value) or value < 0 or value not in OTP_ATTEMPTS.get(found.status, (value,)):
                yield f"{value!r} of {found.path}, which is {found.status}"


@rule
def web3_attempts(subject: Subject) -> Iterator[str]:
    """A wallet is verified by one signature."""
    for found in subject.verifications:
        signed = found.variant == "verification_web3" and found.status == "verified"
        if signed and found.body.get("attempts") != 1:
            yield f"{found.body.get('attempts')!r} of {found.path}, which is verified"


@rule
def expire_at(subject: Subject) -> Iterator[str]:
    """A code, link, signature or sign-in elsewhere has a time to run out, even after success."""
    for found in subject.verifications:
        value = found.body.get("expire_at")
        if found.variant in VARIANTS and is_int(value) != runs_out(found.variant, found.field):
            yield f"{value!r} of {found.path} does not suit {found.strategy}"


def runs_out(variant: str, field: str) -> bool:
    return variant in TIMED or (variant == "verification_saml" and field in WORKFORCE)


@rule
def expire_order(subject: Subject) -> Iterator[str]:
    """A verification runs out after its object was created."""
    for found in subject.verifications:
        end, start = found.body.get("expire_at"), found.owner.get("created_at")
        if precedes(end, start):
            yield f"{end} of {found.path} is before its creation at {start}"


@rule
def expired(subject: Subject) -> Iterator[str]:
    """A verification that has expired did so before now."""
    for found in subject.verifications:
        end = found.body.get("expire_at")
        if found.status == "expired" and precedes(subject.now_ms, end):
            yield f"{found.path} has expired, yet runs out after now at {end}"


@rule
def verified_at_client(subject: Subject) -> Iterator[str]:
    """A verified email link names the client that opened it, and nothing else names one."""
    for found in subject.verifications:
        if found.variant in VARIANTS:
            value = found.body.get("verified_at_client")
            opened = found.variant == "verification_email_link" and found.status == "verified"
            if not is_id(value, "client_") if opened else value is not None:
                yield f"{value!r} of {found.path} does not suit {found.strategy}, {found.status}"


@rule
def challenge(subject: Subject) -> Iterator[str]:
    """A wallet is shown a nonce and a message only until it has signed, and a passkey never."""
    for found in subject.verifications:
        if found.variant == "verification_web3" and found.status != "unverified":
            for key in ("nonce", "message"):
                if found.body.get(key) is not None:
                    yield f"{key} of {found.path} is left over"
        if found.variant == "verification_passkey" and "nonce" in found.body:
            yield f"nonce of {found.path} is to be omitted"


@rule
def error(subject: Subject) -> Iterator[str]:
    """An error comes with a failure, as a code and two messages."""
    for found in subject.verifications:
        value = found.body.get("error")
        if value is not None and found.variant in VARIANTS:
            if found.status == "verified":
                yield f"{found.path} is verified, yet has an error"
            if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ERROR_KEYS):
                yield f"{value!r} of {found.path} lacks one of {', '.join(ERROR_KEYS)}"


@rule
def redirect_url(subject: Subject) -> Iterator[str]:
    """Only a sign-in elsewhere that is still to be made has a URL to go to."""
    for found in subject.verifications:
        over = found.variant in VARIANTS and found.status != "unverified"
        if over and found.body.get("external_verification_redirect_url") is not None:
            yield f"external_verification_redirect_url of {found.path} is left over, now {found.status}"
