"""How an identity was proved: each variant with the attempts, deadline and remains that recordings show.

`VERIFIERS` has a row for every `object` tag that we know; a variant without a row is filled from its shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clerk_fakes.realism.clerk import MINUTE, SECOND
from clerk_fakes.realism.facts import ABSENT, Facts, Maybe
from clerk_fakes.realism.world import Origin

CODE_LIFETIME = 10 * MINUTE
OAUTH_LIFETIME = (574 * SECOND, 596 * SECOND)

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

    def __init__(self, object: str, strategy: str, status: str) -> None:
        self.object = object
        self.strategy = strategy
        self.status = status

    @property
    def is_verified(self) -> bool:
        return self.status == "verified"


def _code(made: Verification, begun: int, origin: Origin) -> None:
    tries = origin.chance.pick((1, 1, 1, 1, 1, 2))
    made.attempts = tries if made.is_verified else 3 if made.status == "failed" else 0
    made.expire_at = begun + CODE_LIFETIME


def _elsewhere(made: Verification, begun: int, origin: Origin) -> None:
    """Proved by somebody else: no attempts, no deadline, no remains."""


def _by_provider(made: Verification, begun: int, origin: Origin) -> None:
    if not made.is_verified and origin.chance.one_in(2):
        made.error = _failure(*DENIED)


def _link(made: Verification, begun: int, origin: Origin) -> None:
    made.expire_at = begun + CODE_LIFETIME
    if made.is_verified:
        made.verified_at_client = origin.new_id("client_", begun)


def _signature(made: Verification, begun: int, origin: Origin) -> None:
    made.attempts = 0 if made.status in ("unverified", "expired") else 1
    made.expire_at = begun + CODE_LIFETIME
    if made.status == "unverified":
        made.nonce = origin.grain.hex(32)
        made.message = f"Sign this message to prove that the wallet is yours. Nonce: {made.nonce}"


def _redirect(made: Verification, begun: int, origin: Origin) -> None:
    made.expire_at = begun + origin.grain.between(*OAUTH_LIFETIME)
    if made.status == "unverified":
        state = origin.grain.letters(32)
        made.external_verification_redirect_url = f"https://clerk.example.com/v1/oauth_callback?state={state}"
    elif made.status == "failed":
        made.error = _failure(*DENIED)
    elif made.status == "transferable":
        made.error = _failure(*NOT_YOURS)


def _failure(code: str, explanation: str) -> dict[str, Any]:
    return {"code": code, "message": code.replace("_", " "), "long_message": explanation, "meta": {}}


FAMILIAR_STRATEGIES = {"verification_from_oauth": "from_oauth_google", "verification_oauth": "oauth_google"}
Verifier = Callable[[Verification, int, Origin], None]
VERIFIERS: dict[str, Verifier] = {
    "verification_otp": _code,
    "verification_admin": _elsewhere,
    "verification_from_oauth": _by_provider,
    "verification_ticket": _elsewhere,
    "verification_saml": _redirect,
    "verification_email_link": _link,
    "verification_web3": _signature,
    "verification_passkey": _elsewhere,
    "verification_oauth": _redirect,
    "verification_google_one_tap": _by_provider,
}


def verification(origin: Origin, tag: str, strategy: str, begun: int, status: str = "verified") -> Verification:
    """A verification prepared at `begun` (ms), with all that its variant and status bring along."""
    made = Verification(tag, strategy, status)
    VERIFIERS[tag](made, begun, origin)
    return made


def plain_strategy(tag: str, known: Sequence[str], *, by_phone: bool) -> str:
    """The strategy to take for a variant when any will do, of those that the document lists."""
    fitting = [strategy for strategy in known if ("phone" in strategy) == by_phone]
    return [*fitting, *known, FAMILIAR_STRATEGIES.get(tag, "")][0]


def sso_email_verification(status: str = "verified") -> Verification:
    """What single sign-on leaves on an email address: the deadline stays with the account."""
    return Verification("verification_saml", "saml", status)
