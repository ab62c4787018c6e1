"""How people sign up: the stories, with how often each is told.

A story makes the identity that an account begins with. What comes after, by chance, is in afterwards.py
and treatment.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from clerk_fakes.realism import verifications
from clerk_fakes.realism.accounts import SSO_DOMAIN, EnterpriseAccount, ExternalAccount, SAMLAccount
from clerk_fakes.realism.clerk import MINUTE
from clerk_fakes.realism.identifications import wallet_strategies
from clerk_fakes.realism.lives import SCIM, Life
from clerk_fakes.realism.providers import CUSTOM, OIDC_PROVIDERS, OTHERS, PROVIDERS, SAML_PROVIDERS, Provider
from clerk_fakes.realism.verifications import Verifier, sso_email_verification, verification

LEAST_TYPING, MOST_TYPING = 5_000, 3 * MINUTE  # ms between asking for a code or link and the account it makes
LEAST_REDIRECT, MOST_REDIRECT = 20, 300  # ms between coming back from a provider and the account it makes
LEAST_BACKEND, MOST_BACKEND = 3, 11  # ms after which a Backend-created account gets its identifications


Tell: TypeAlias = Callable[[Life], None]


@dataclass(frozen=True, slots=True)
class Story:
    """A way to sign up, and how often it is told among a hundred or so."""

    tell: Tell
    weight: int


def email_code(life: Life) -> None:
    """Typed a code from an email, and often a password."""
    at = _begun(life)
    life.add_email(at, verifications.otp(life.origin, "email_code", at))
    _password(life)


def email_link(life: Life) -> None:
    """Clicked a link in an email."""
    at = _begun(life)
    life.add_email(at, verifications.email_link(life.origin, "email_link", at))


def phone(life: Life) -> None:
    """Typed a code from a text message; by email once no phone is left."""
    at = _begun(life)
    if not life.add_phone(at, verifications.otp(life.origin, "phone_code", at)):
        email_code(life)


def wallet(life: Life) -> None:
    """Signed a message with a web3 wallet."""
    at = _begun(life)
    strategy = life.choose(life.web3_wallets, wallet_strategies(life.origin.world), "verification", "strategy")
    life.add_wallet(at, strategy, verifications.web3(life.origin, strategy, at))
    if life.origin.chance.one_in(2):
        life.first_name = life.last_name = None


def invited(life: Life) -> None:
    """Followed the ticket in an invitation."""
    at = _begun(life)
    life.add_email(at, verifications.ticket(life.origin, "ticket", at))
    _password(life)


def admin_created(life: Life) -> None:
    """Was made through the Backend API, and has often not signed in yet."""
    at = life.created_at + life.origin.grain.between(LEAST_BACKEND, MOST_BACKEND)
    life.add_email(at, verifications.admin(life.origin, "admin", at))
    if life.origin.chance.one_in(3):
        life.add_phone(at + 1, verifications.admin(life.origin, "admin", at))
    if life.origin.chance.one_in(12):
        life.add_wallet(at + 2, "web3_metamask_signature", verifications.admin(life.origin, "admin", at))
    if not life.origin.chance.one_in(3):
        life.never_signed_in()
    life.external_id = f"crm_{life.origin.grain.digits(8)}"


def one_tap(life: Life) -> None:
    """Accepted Google One Tap."""
    come_through(life, PROVIDERS["google"], verifications.google_one_tap, "google_one_tap")


def social(life: Life) -> None:
    """Came through one of the rarer OAuth providers."""
    come_through(life, PROVIDERS[life.origin.chance.pick(OTHERS)])


def custom(life: Life) -> None:
    """Came through an OAuth provider that the instance set up itself."""
    come_through(life, CUSTOM)


def native(life: Life) -> None:
    """Came through Apple's or Google's native sign-in, which hands over a token."""
    provider = PROVIDERS[life.origin.chance.pick(("apple", "google"))]
    come_through(life, provider, strategy=f"oauth_token_{provider.name}")


def saml(life: Life) -> None:
    """Came through a SAML identity provider, or by an invitation to it that has not led there yet."""
    provider = life.choose(life.enterprise_accounts, SAML_PROVIDERS, "provider")
    at = life.created_at - life.origin.grain.between(LEAST_REDIRECT, MOST_REDIRECT)
    email = life.add_email(at, sso_email_verification(), SSO_DOMAIN)
    tag, strategy = life.origin.chance.pick((*(("verification_saml", "saml"),) * 7, ("verification_ticket", "ticket")))
    proof = verification(life.origin, tag, strategy, at)
    life.keep(SAMLAccount(life.origin, email, provider, proof), life.saml_accounts)
    life.keep(EnterpriseAccount(life.origin, email, provider, proof), life.enterprise_accounts)
    if tag == "verification_saml":
        _authenticate(life)
    if life.origin.chance.one_in(3):
        provision(life)


def oidc(life: Life) -> None:
    """Came through an enterprise's OpenID Connect provider."""
    provider = life.choose(life.enterprise_accounts, OIDC_PROVIDERS, "provider")
    at = life.created_at - life.origin.grain.between(LEAST_REDIRECT, MOST_REDIRECT)
    email = life.add_email(at, verifications.from_oauth(life.origin, f"from_{provider}", at), SSO_DOMAIN)
    proof = verifications.oauth(life.origin, provider, at)
    life.keep(EnterpriseAccount(life.origin, email, provider, proof), life.enterprise_accounts)
    _authenticate(life)


def _familiar(name: str) -> Tell:
    def tell(life: Life) -> None:
        come_through(life, PROVIDERS[name])

    return tell


# How often each way is met: our estimate, for an instance that has all of them turned on. Override it per population.
STORIES: Mapping[str, Story] = {
    "email_code": Story(email_code, 34),
    "google": Story(_familiar("google"), 20),
    "github": Story(_familiar("github"), 7),
    "email_link": Story(email_link, 6),
    "apple": Story(_familiar("apple"), 5),
    "phone": Story(phone, 5),
    "microsoft": Story(_familiar("microsoft"), 4),
    "admin_created": Story(admin_created, 4),
    "invited": Story(invited, 4),
    "one_tap": Story(one_tap, 3),
    "facebook": Story(_familiar("facebook"), 3),
    "saml": Story(saml, 3),
    "discord": Story(_familiar("discord"), 2),
    "wallet": Story(wallet, 2),
    "oidc": Story(oidc, 2),
    "social": Story(social, 2),
    "native": Story(native, 1),
    "custom": Story(custom, 1),
}


def _begun(life: Life) -> int:
    """When somebody who signs up alone began to: before the account was there (ms)."""
    return life.created_at - life.origin.grain.between(LEAST_TYPING, MOST_TYPING)


def _password(life: Life) -> None:
    if not life.origin.chance.one_in(4):
        life.password_last_updated_at = life.created_at


def come_through(
    life: Life, provider: Provider, prove: Verifier = verifications.oauth, strategy: str | None = None
) -> None:
    """Have an account from an OAuth provider and the address that came with it, proved by each other."""
    at = life.created_at - life.origin.grain.between(LEAST_REDIRECT, MOST_REDIRECT)
    origin, strategy = life.origin, strategy or provider.strategy
    account = life.keep(ExternalAccount(origin, at, provider, prove(origin, strategy, at)), life.external_accounts)
    chance = origin.chance
    status = chance.pick(origin.world.statuses("verification_from_oauth")) if chance.one_in(4) else "verified"
    # Who came by One Tap has an address from Google all the same.
    vouching = strategy if strategy.startswith("oauth_") else provider.strategy
    email = life.add_email(at, verifications.from_oauth(origin, f"from_{vouching}", at, status))
    life.link(account, email, provider)
    if status != "verified":
        account.email_address_verified = False


def _authenticate(life: Life) -> None:
    user_id = life.origin.grain.hex(20)
    for account in (*life.saml_accounts, *life.enterprise_accounts):
        account.authenticated(life.created_at, user_id, life.first_name, life.last_name)


def provision(life: Life) -> None:
    """Have come from a directory rather than by oneself."""
    external_id = life.origin.chance.pick((f"emp-{life.origin.grain.digits(6)}", None))
    life.scim = SCIM(life.origin.world.shared_id("scim_", 0, life.origin.world.opened), external_id)
    life.deprovisioned = life.origin.chance.one_in(6)
