"""Verifications: which strategy may hang where, and what attempts, times and leftovers it shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.coherence.core import Subject, is_int, precedes, rule
from tests.coherence.ids import is_id

WORKFORCE = ("saml_accounts", "enterprise_accounts")


class Row(NamedTuple):
    """A strategy: the `object` of its verifications, and the arrays in which they are found."""

    variant: str
    carriers: tuple[str, ...]


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
    """Every verification says which variant it is, without which the official SDK refuses it."""
    for proof in subject.proofs:
        if not proof.variant:
            yield f"the verification of {proof.path} has no object"


@rule
def strategy_object(subject: Subject) -> Iterator[str]:
    """A strategy is found in its own variant of verification."""
    for proof in subject.proofs:
        row = row_of(proof.strategy)
        if row and proof.variant in VARIANTS and proof.variant != row.variant:
            yield f"{proof.strategy} of {proof.path} is in a {proof.variant}"


@rule
def strategy_carrier(subject: Subject) -> Iterator[str]:
    """A strategy proves only what it can prove: a phone code no email address."""
    for proof in subject.proofs:
        if (row := row_of(proof.strategy)) and proof.carrier not in row.carriers:
            yield f"{proof.strategy} of {proof.path} is never found in {proof.carrier}"


@rule
def strategy_provider(subject: Subject) -> Iterator[str]:
    """An account at a provider is verified by the strategy of that provider."""
    for proof in subject.proofs:
        provider = proof.holder.get("provider")
        if proof.strategy == "google_one_tap" and provider != "oauth_google":
            yield f"google_one_tap of {proof.path} verifies an account of {provider}"
        if proof.strategy.startswith("oauth_") and proof.strategy.replace("oauth_token_", "oauth_") != provider:
            yield f"{proof.strategy} of {proof.path} verifies an account of {provider}"


@rule
def attempts(subject: Subject) -> Iterator[str]:
    """Only codes and signatures are attempted; all else has null attempts."""
    for proof in subject.proofs:
        value = proof.body.get("attempts")
        if proof.variant in VARIANTS and proof.variant not in COUNTED and value is not None:
            yield f"{value!r} of {proof.path}, where {proof.strategy} is never attempted"


@rule
def otp_attempts(subject: Subject) -> Iterator[str]:
    """A code was typed once or twice when verified, never while unverified or once expired."""
    for proof in subject.proofs:
        if proof.strategy in ("email_code", "phone_code"):
            value = proof.body.get("attempts")
            if not is_int(value) or value < 0 or value not in OTP_ATTEMPTS.get(proof.status, (value,)):
                yield f"{value!r} of {proof.path}, which is {proof.status}"


@rule
def web3_attempts(subject: Subject) -> Iterator[str]:
    """A wallet is verified by one signature."""
    for proof in subject.proofs:
        signed = proof.variant == "verification_web3" and proof.status == "verified"
        if signed and proof.body.get("attempts") != 1:
            yield f"{proof.body.get('attempts')!r} of {proof.path}, which is verified"


@rule
def expire_at(subject: Subject) -> Iterator[str]:
    """A code, link, signature or sign-in elsewhere has a time to run out, even after success."""
    for proof in subject.proofs:
        value = proof.body.get("expire_at")
        if proof.variant in VARIANTS and is_int(value) != runs_out(proof.variant, proof.carrier):
            yield f"{value!r} of {proof.path} does not suit {proof.strategy}"


def runs_out(variant: str, carrier: str) -> bool:
    return variant in TIMED or (variant == "verification_saml" and carrier in WORKFORCE)


@rule
def expire_order(subject: Subject) -> Iterator[str]:
    """A verification runs out after its object was created."""
    for proof in subject.proofs:
        end, start = proof.body.get("expire_at"), proof.holder.get("created_at")
        if precedes(end, start):
            yield f"{end} of {proof.path} is before its creation at {start}"


@rule
def expired(subject: Subject) -> Iterator[str]:
    """A verification that has expired did so before now."""
    for proof in subject.proofs:
        end = proof.body.get("expire_at")
        if proof.status == "expired" and precedes(subject.now_ms, end):
            yield f"{proof.path} has expired, yet runs out after now at {end}"


@rule
def verified_at_client(subject: Subject) -> Iterator[str]:
    """A verified email link names the client that opened it, and nothing else names one."""
    for proof in subject.proofs:
        if proof.variant in VARIANTS:
            value = proof.body.get("verified_at_client")
            opened = proof.variant == "verification_email_link" and proof.status == "verified"
            if not is_id(value, "client_") if opened else value is not None:
                yield f"{value!r} of {proof.path} does not suit {proof.strategy}, {proof.status}"


@rule
def challenge(subject: Subject) -> Iterator[str]:
    """A wallet is shown a nonce and a message only until it has signed, and a passkey never."""
    for proof in subject.proofs:
        if proof.variant == "verification_web3" and proof.status != "unverified":
            for key in ("nonce", "message"):
                if proof.body.get(key) is not None:
                    yield f"{key} of {proof.path} is left over"
        if proof.variant == "verification_passkey" and "nonce" in proof.body:
            yield f"nonce of {proof.path} is to be omitted"


@rule
def error(subject: Subject) -> Iterator[str]:
    """An error comes with a failure, as a code and two messages."""
    for proof in subject.proofs:
        value = proof.body.get("error")
        if value is not None and proof.variant in VARIANTS:
            if proof.status == "verified":
                yield f"{proof.path} is verified, yet has an error"
            if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ERROR_KEYS):
                yield f"{value!r} of {proof.path} lacks one of {', '.join(ERROR_KEYS)}"


@rule
def redirect_url(subject: Subject) -> Iterator[str]:
    """Only a sign-in elsewhere that is still to be made says where to go."""
    for proof in subject.proofs:
        over = proof.variant in VARIANTS and proof.status != "unverified"
        if over and proof.body.get("external_verification_redirect_url") is not None:
            yield f"external_verification_redirect_url of {proof.path} is left over, now {proof.status}"
