"""Signing up with, and connecting, OAuth providers."""

from __future__ import annotations

from clerk_fakes.primitives.providers import Provider
from clerk_fakes.records import external_accounts, verifications
from clerk_fakes.records.identifications import link
from clerk_fakes.records.verifications import VERIFIERS, Verifier, is_verified
from clerk_fakes.simulation.account import Account
from clerk_fakes.types import EmailAddress, ExternalAccount

LEAST_REDIRECT, MOST_REDIRECT = 20, 300  # ms between coming back from a provider and the account it makes


def come_back(account: Account) -> int:
    """When a user who signs up came back from a provider (ms): before the account was there, by its own time."""
    return account.created_at - LEAST_REDIRECT - account.created_at // 1009 % (MOST_REDIRECT - LEAST_REDIRECT)


def sign_up_through(
    account: Account, provider: Provider, verifier: Verifier = verifications.oauth, strategy: str | None = None
) -> None:
    """Have an account at an OAuth provider and the address that came with it, each verified by the other."""
    at = come_back(account)
    strategy = strategy or provider.strategy
    external = account.add_external_account(at, provider, verifier(account, strategy, at))
    decisions = account.decisions
    status = "verified"
    if decisions.one_in(4):
        status = decisions.pick(account.settings.statuses("verification_from_oauth"))
    # Who came by One Tap has an address from Google all the same.
    vouching = strategy if strategy.startswith("oauth_") else provider.strategy
    email = account.add_email(at, verifications.from_oauth(account, f"from_{vouching}", at, status))
    _agree(account, external, email, provider)
    if status != "verified":
        external["email_address_verified"] = False


def connect(account: Account, provider: Provider, tag: str, at: int, status: str = "verified") -> None:
    """Have one more OAuth account from a time on (ms), verified by a variant, or by nothing where `tag` is empty."""
    strategy = "google_one_tap" if "one_tap" in tag else provider.strategy
    verification = VERIFIERS[tag](account, strategy, at, status) if tag else None
    external = account.add_external_account(at, provider, verification)
    if is_verified(external):
        verified = [email for email in account.user["email_addresses"] if is_verified(email)]
        named = [email for email in verified if external["email_address"] in ("", email["email_address"])]
        if not named:
            vouched = verifications.from_oauth(account, f"from_{provider.strategy}", at)
            named = [account.add_email(at, vouched)]
        _agree(account, external, named[0], provider)


def _agree(account: Account, external: ExternalAccount, email: EmailAddress, provider: Provider) -> None:
    """Fill in what the provider reveals, and tie the account and the address (or phone) it names to each other."""
    user = account.user
    address = email["email_address"]
    external_accounts.describe(account, external, provider, address, user["first_name"], user["last_name"])
    if provider.usernames:
        external["username"] = account.person.username(1)
    is_linked = provider.is_linked and external["provider"] == provider.strategy
    if is_linked:
        link(email, external["provider"], external["identification_id"], external["updated_at"])
    if provider.phones and user["phone_numbers"]:
        phone = user["phone_numbers"][0]
        external_accounts.set_phone_number(external, phone["phone_number"])
        if is_linked:
            link(phone, external["provider"], external["identification_id"], external["updated_at"])
