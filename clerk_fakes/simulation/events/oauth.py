"""Signing up with, and connecting, OAuth providers."""

from __future__ import annotations

from clerk_fakes.primitives.images import NO_PICTURE, stored_picture
from clerk_fakes.primitives.providers import Provider
from clerk_fakes.records import external_accounts, verifications
from clerk_fakes.records.identifications import link
from clerk_fakes.records.verifications import VERIFIERS, Verifier, is_verified
from clerk_fakes.simulation.account import Account
from clerk_fakes.types import EmailAddress, ExternalAccount


def sign_up_through(
    account: Account, provider: Provider, verifier: Verifier = verifications.oauth, strategy: str | None = None
) -> None:
    """Have an account at an OAuth provider and the address that came with it, each verified by the other."""
    at = account.begun_at
    known_at = at - 6 - at % 13  # an account is 6 to 18 ms older than its address, as recorded
    strategy = strategy or provider.strategy
    external = account.add_external_account(known_at, provider, verifier(account, strategy, known_at))
    status = "verified"
    if account.by_chance(4):
        status = account.decisions.pick(account.settings.statuses("verification_from_oauth"))
    # Who came by One Tap has an address from Google all the same.
    vouching = strategy if strategy.startswith("oauth_") else provider.strategy
    email = account.add_email(at, verifications.from_oauth(account, f"from_{vouching}", at, status))
    _agree(account, external, email, provider)
    if status != "verified":
        external["email_address_verified"] = False


def connect(
    account: Account,
    provider: Provider,
    tag: str,
    at: int,
    status: str = "verified",
    *,
    has_own_address: bool = False,
) -> None:
    """Have one more OAuth account from a time on (ms), verified by a variant, or by nothing where `tag` is empty.

    It is at one of the user's addresses that are verified, or else brings its own.
    """
    strategy = "google_one_tap" if "one_tap" in tag else provider.strategy
    known_at = at - 6 - at % 13  # before the address that it may bring
    verification = VERIFIERS[tag](account, strategy, known_at, status) if tag else None
    external = account.add_external_account(known_at, provider, verification)
    if is_verified(external):
        verified = [email for email in account.user["email_addresses"] if is_verified(email)]
        named = [email for email in verified if external["email_address"] in ("", email["email_address"])]
        if not named or has_own_address:
            vouched = verifications.from_oauth(account, f"from_{provider.strategy}", at)
            named = [account.add_email(at, vouched)]
        _agree(account, external, named[-1], provider)


def _agree(account: Account, external: ExternalAccount, email: EmailAddress, provider: Provider) -> None:
    """Fill in what the provider reveals, and tie the account and the address (or phone) it names to each other."""
    user = account.user
    address = email["email_address"]
    external_accounts.describe(account, external, provider, address, user["first_name"], user["last_name"])
    if external["avatar_url"] and user["profile_image_url"] == NO_PICTURE:  # as in 7 of 7 recorded bodies
        user["profile_image_url"] = stored_picture(external["provider"], account.new_id("img_", external["created_at"]))
    if provider.usernames:
        external["username"] = account.person.joined(provider.usernames)
    is_linked = provider.is_linked and external["provider"] == provider.strategy
    if is_linked:
        link(email, external["provider"], external["identification_id"], external["updated_at"])
    if provider.phones and user["phone_numbers"]:
        phone = user["phone_numbers"][-1]
        external_accounts.set_phone_number(external, phone["phone_number"])
        if is_linked:
            link(phone, external["provider"], external["identification_id"], external["updated_at"])
