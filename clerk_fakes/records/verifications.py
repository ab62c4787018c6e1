"""How an identification was verified: each variant with the attempts, deadline and leftovers that recordings show.

`VERIFIERS` has a row for every `object` tag that we know; a variant without a row is an unknown one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from clerk_fakes.primitives.times import MINUTE, SECOND
from clerk_fakes.records.owner import Owner
from clerk_fakes.schema.templates import put, template
from clerk_fakes.types import (
    AdminVerification,
    EmailLinkVerification,
    FromOAuthVerification,
    GoogleOneTapVerification,
    OAuthVerification,
    OTPVerification,
    PasskeyVerification,
    SAMLVerification,
    TicketVerification,
    Web3Verification,
)

CODE_LIFETIME = 10 * MINUTE
LEAST_OAUTH_LIFETIME, OAUTH_LIFETIMES = 574 * SECOND, 22 * SECOND  # the shortest, and how much they differ

# Codes and messages as Clerk's table of error codes has them; the sentences are ours.
CLAIMED = ("oauth_identification_claimed", "identification claimed", "This account is connected to another user.")
UNREADABLE = ("saml_response_invalid", "invalid SAML response", "The response of the identity provider is not valid.")

OTP = template(OTPVerification, "verified_at_client", status="verified")
ADMIN = template(AdminVerification, "verified_at_client", status="verified")
TICKET = template(TicketVerification, "verified_at_client", status="verified")
PASSKEY = template(PasskeyVerification, "nonce", "message", "verified_at_client", status="verified")
FROM_OAUTH = template(FromOAuthVerification, "error", "verified_at_client", status="verified")
GOOGLE_ONE_TAP = template(GoogleOneTapVerification, "error", "verified_at_client", status="verified")
EMAIL_LINK = template(EmailLinkVerification, "verified_at_client", status="verified")
CLICKED_EMAIL_LINK = template(EmailLinkVerification, status="verified")
WEB3 = template(Web3Verification, "nonce", "message", "verified_at_client", status="verified")
PENDING = ("external_verification_redirect_url", "error", "verified_at_client")
OAUTH = template(OAuthVerification, *PENDING, status="verified")
SAML = template(SAMLVerification, *PENDING, status="verified", expire_at=None)


class Verifier(Protocol):
    """Makes a verification that was prepared at `begun` (ms), with all that its variant and status bring along."""

    def __call__(self, owner: Owner, strategy: Any, begun: int, status: Any = "verified") -> Any: ...


def otp(owner: Owner, strategy: Any, begun: int, status: Any = "verified") -> OTPVerification:
    """By a code that is typed, from an email or a text message."""
    made = OTP.copy()
    made["status"] = status
    made["strategy"] = strategy
    made["attempts"] = (1 if begun % 6 else 2) if status == "verified" else 3 if status == "failed" else 0
    made["expire_at"] = begun + CODE_LIFETIME
    return made


def _plain(template: Any) -> Verifier:
    """What makes a verification that is nothing but a strategy and a status."""

    def make(owner: Owner, strategy: Any, begun: int, status: Any = "verified") -> Any:
        made = template.copy()
        made["status"] = status
        made["strategy"] = strategy
        return made

    return make


admin = _plain(ADMIN)  # who vouches for it
ticket = _plain(TICKET)  # of an invitation that is followed
passkey = _plain(PASSKEY)  # that is made


from_oauth = _plain(FROM_OAUTH)  # to the address that came with an account
google_one_tap = _plain(GOOGLE_ONE_TAP)  # to a page


def email_link(owner: Owner, strategy: Any, begun: int, status: Any = "verified") -> EmailLinkVerification:
    """By clicking a link in an email."""
    made = (CLICKED_EMAIL_LINK if status == "verified" else EMAIL_LINK).copy()
    made["status"] = status
    made["strategy"] = strategy
    made["expire_at"] = begun + CODE_LIFETIME
    if status == "verified":
        made["verified_at_client"] = owner.new_id("client_", begun)
    return made


def web3(owner: Owner, strategy: Any, begun: int, status: Any = "verified") -> Web3Verification:
    """By signing a message with a wallet."""
    made = WEB3.copy()
    made["status"] = status
    made["strategy"] = strategy
    made["attempts"] = 0 if status in ("unverified", "expired") else 1
    made["expire_at"] = begun + CODE_LIFETIME
    if status == "unverified":
        nonce = owner.details.hex(32)
        put(made, Web3Verification, "nonce", nonce)
        put(made, Web3Verification, "message", f"Sign this message to prove that the wallet is yours. Nonce: {nonce}")
    return made


def oauth(owner: Owner, strategy: str, begun: int, status: Any = "verified") -> OAuthVerification:
    """By the way to an OAuth provider and back."""
    made = OAUTH.copy()
    made["status"] = status
    made["strategy"] = strategy
    made["expire_at"] = begun + LEAST_OAUTH_LIFETIME + begun % OAUTH_LIFETIMES
    if status != "verified":
        _leave_pending(owner, made, OAuthVerification)
    return made


def saml(owner: Owner, strategy: Any, begun: int, status: Any = "verified") -> SAMLVerification:
    """By the way to a SAML identity provider and back."""
    made = sso_email_verification(status)
    made["strategy"] = strategy
    made["expire_at"] = begun + LEAST_OAUTH_LIFETIME + begun % OAUTH_LIFETIMES
    if status != "verified":
        _leave_pending(owner, made, SAMLVerification)
    return made


def sso_email_verification(status: Any = "verified") -> SAMLVerification:
    """What single sign-on leaves on an email address: the deadline stays with the account."""
    made = SAML.copy()
    made["status"] = status
    return made


def _leave_pending(owner: Owner, made: OAuthVerification | SAMLVerification, kind: type) -> None:
    if made["status"] == "unverified":
        url = f"https://clerk.example.com/v1/oauth_callback?state={owner.details.letters(32)}"
        put(made, kind, "external_verification_redirect_url", url)
    elif made["status"] == "failed":
        put(made, kind, "error", _error(*(_denied(made["strategy"]) if kind is OAuthVerification else UNREADABLE)))
    elif made["status"] == "transferable":
        put(made, kind, "error", _error(*CLAIMED))


def _denied(strategy: str) -> tuple[str, str, str]:
    """What Clerk says when somebody turned back at a provider: no message, and the provider in the long one."""
    name = strategy.removeprefix("oauth_").removeprefix("token_").removeprefix("custom_").title()
    return "oauth_access_denied", "", f"You did not grant access to your {name} account"


def _error(code: str, message: str, long_message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "long_message": long_message, "meta": {}}


VERIFIERS: dict[str, Verifier] = {
    "verification_otp": otp,
    "verification_admin": admin,
    "verification_from_oauth": from_oauth,
    "verification_ticket": ticket,
    "verification_saml": saml,
    "verification_email_link": email_link,
    "verification_web3": web3,
    "verification_passkey": passkey,
    "verification_oauth": oauth,
    "verification_google_one_tap": google_one_tap,
}
FAMILIAR_STRATEGIES = {"verification_from_oauth": "from_oauth_google", "verification_oauth": "oauth_google"}


def is_verified(identification: Any) -> bool:
    """Whether an address, number, wallet or account has passed its verification."""
    verification = identification["verification"]
    return verification is not None and verification["status"] == "verified"


def plain_strategy(tag: str, known: Sequence[str], *, by_phone: bool) -> str:
    """The strategy to take for a variant when any will do, of those that the document lists."""
    fitting = [strategy for strategy in known if ("phone" in strategy) == by_phone]
    return [*fitting, *known, FAMILIAR_STRATEGIES.get(tag, "")][0]
