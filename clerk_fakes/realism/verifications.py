"""How an identity was proved: each variant with the attempts, deadline and remains that recordings show.

`VERIFIERS` has a row for every `object` tag that we know; a variant without a row is filled from its shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from clerk_fakes.realism.clerk import MINUTE, SECOND
from clerk_fakes.realism.facts import Facts
from clerk_fakes.realism.world import Origin
from clerk_fakes.schema.shapes import ABSENT, Maybe

CODE_LIFETIME = 10 * MINUTE
LEAST_OAUTH_LIFETIME, OAUTH_LIFETIMES = 574 * SECOND, 22 * SECOND  # the shortest, and how much they differ

TRIES = (1, 1, 1, 1, 1, 2)
NOT_YOURS = ("external_account_exists", "This account is already connected to another user.")
DENIED = ("oauth_access_denied", "You did not grant access to your account.")


class Verification(Facts):
    """One verification; `object` is the tag of its variant."""

    attempts: int | None = None
    expire_at: int | None = None
    verified_at_client: Maybe[str | None] = ABSENT
    nonce: Maybe[str | None] = ABSENT
    message: Maybe[str | None] = ABSENT
    error: Maybe[dict[str, Any] | None] = ABSENT
    external_verification_redirect_url: Maybe[str | None] = ABSENT

    def __init__(self, object: str, strategy: str, status: str = "verified") -> None:
        self.object = object
        self.strategy = strategy
        self.status = status

    @property
    def is_verified(self) -> bool:
        return self.status == "verified"


def otp(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """A code that is typed, from an email or a text message."""
    made = Verification("verification_otp", strategy, status)
    tries = origin.chance.pick(TRIES)
    made.attempts = tries if status == "verified" else 3 if status == "failed" else 0
    made.expire_at = begun + CODE_LIFETIME
    return made


def admin(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """An admin's word."""
    return Verification("verification_admin", strategy, status)


def ticket(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """An invitation that is followed."""
    return Verification("verification_ticket", strategy, status)


def passkey(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """A passkey that is made."""
    return Verification("verification_passkey", strategy, status)


def from_oauth(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """An OAuth provider's word."""
    made = Verification("verification_from_oauth", strategy, status)
    return made if status == "verified" else _denied(made, origin)


def google_one_tap(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """Google's word to a page."""
    made = Verification("verification_google_one_tap", strategy, status)
    return made if status == "verified" else _denied(made, origin)


def email_link(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """A link in an email that is clicked."""
    made = Verification("verification_email_link", strategy, status)
    made.expire_at = begun + CODE_LIFETIME
    if status == "verified":
        made.verified_at_client = origin.new_id("client_", begun)
    return made


def web3(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """A message that is signed by a wallet."""
    made = Verification("verification_web3", strategy, status)
    made.attempts = 0 if status in ("unverified", "expired") else 1
    made.expire_at = begun + CODE_LIFETIME
    if status == "unverified":
        made.nonce = origin.grain.hex(32)
        made.message = f"Sign this message to prove that the wallet is yours. Nonce: {made.nonce}"
    return made


def oauth(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """The way to an OAuth provider and back."""
    made = Verification("verification_oauth", strategy, status)
    made.expire_at = begun + LEAST_OAUTH_LIFETIME + begun % OAUTH_LIFETIMES
    return made if status == "verified" else _underway(made, origin)


def saml(origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification:
    """The way to a SAML identity provider and back."""
    made = Verification("verification_saml", strategy, status)
    made.expire_at = begun + LEAST_OAUTH_LIFETIME + begun % OAUTH_LIFETIMES
    return made if status == "verified" else _underway(made, origin)


def _denied(made: Verification, origin: Origin) -> Verification:
    if origin.chance.one_in(2):
        made.error = _failure(*DENIED)
    return made


def _underway(made: Verification, origin: Origin) -> Verification:
    if made.status == "unverified":
        state = origin.grain.letters(32)
        made.external_verification_redirect_url = f"https://clerk.example.com/v1/oauth_callback?state={state}"
    elif made.status == "failed":
        made.error = _failure(*DENIED)
    elif made.status == "transferable":
        made.error = _failure(*NOT_YOURS)
    return made


def _failure(code: str, explanation: str) -> dict[str, Any]:
    return {"code": code, "message": code.replace("_", " "), "long_message": explanation, "meta": {}}


class Verifier(Protocol):
    """Makes a verification that was prepared at `begun` (ms), with all that its variant and status bring along."""

    def __call__(self, origin: Origin, strategy: str, begun: int, status: str = "verified") -> Verification: ...


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


def verification(origin: Origin, tag: str, strategy: str, begun: int, status: str = "verified") -> Verification:
    """The verification of the variant with that `object`."""
    return VERIFIERS[tag](origin, strategy, begun, status)


def sso_email_verification(status: str = "verified") -> Verification:
    """What single sign-on leaves on an email address: the deadline stays with the account."""
    return Verification("verification_saml", "saml", status)


def plain_strategy(tag: str, known: Sequence[str], *, by_phone: bool) -> str:
    """The strategy to take for a variant when any will do, of those that the document lists."""
    fitting = [strategy for strategy in known if ("phone" in strategy) == by_phone]
    return [*fitting, *known, FAMILIAR_STRATEGIES.get(tag, "")][0]
