"""What the owner of an account does after signing up, at any time."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from clerk_fakes.primitives.providers import FAMILIAR, OTHERS, PROVIDERS, Provider
from clerk_fakes.records.enterprise_accounts import SSO_DOMAIN
from clerk_fakes.records.verifications import VERIFIERS, is_verified, sso_email_verification
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.oauth import connect
from clerk_fakes.simulation.events.second_factors import set_up_second_factor, turn_off_second_factors
from clerk_fakes.simulation.events.table import Event, EventTable

TO_LINK = [PROVIDERS[name] for name in (*FAMILIAR * 6, *OTHERS)]
PHONE_VERIFICATIONS = ("verification_otp", "verification_otp", "verification_otp", "verification_admin", "")
WALLET_VERIFICATIONS = ("verification_web3",) * 5 + ("verification_admin", "")


def add_email_address(account: Account, at: int) -> None:
    """Added another address, verified or not yet."""
    tag, strategy = account.decisions.pick(_email_verifications(account))
    status = account.decisions.pick(account.settings.statuses(tag))
    if tag == "verification_saml":
        account.add_email(at, sso_email_verification(status), SSO_DOMAIN)
    else:
        account.add_email(at, VERIFIERS[tag](account, strategy, at, status) if tag else None)


def _email_verifications(account: Account) -> list[tuple[str, str]]:
    """Variants and strategies that can verify an address of this account; the empty ones for none at all."""
    codes = [code for code in account.settings.options("verification_otp", "strategy") if "phone" not in code]
    found = [("verification_otp", code) for code in codes]
    found += [
        ("verification_email_link", "email_link"),
        ("verification_admin", "admin"),
        ("verification_ticket", "ticket"),
    ]
    found += [("verification_saml", "saml")] * bool(account.user["saml_accounts"])
    return [*found, ("", "")]


def make_newest_primary(account: Account, at: int) -> None:
    """Made the address that was added last the primary one, if it is verified."""
    newest = account.user["email_addresses"][0]
    if is_verified(newest):
        account.user["primary_email_address_id"] = newest["id"]


def add_phone_number(account: Account, at: int) -> None:
    """Added a phone, verified or not yet; sometimes an admin did."""
    account.add_phone(at, _verification(account, PHONE_VERIFICATIONS, at, "phone_code"))


def add_wallet(account: Account, at: int) -> None:
    """Connected a wallet."""
    strategy = account.choose("web3_wallets", account.settings.wallet_strategies, "verification", "strategy")
    account.add_wallet(at, strategy, _verification(account, WALLET_VERIFICATIONS, at, strategy))


def _verification(account: Account, tags: tuple[str, ...], at: int, strategy: str) -> Any:
    """A verification by one of a few variants, in any status that the document knows; None for the empty variant."""
    tag = account.decisions.pick(tags)
    if not tag:
        return None
    status = account.decisions.pick(account.settings.statuses(tag))
    return VERIFIERS[tag](account, "admin" if tag == "verification_admin" else strategy, at, status)


def link_provider(account: Account, at: int) -> None:
    """Connected an OAuth provider, or tried to."""
    taken = [external["provider"] for external in account.user["external_accounts"]]
    provider = account.decisions.pick(_free(*taken))
    tags = ("verification_oauth",) * 9 + (("verification_google_one_tap",) * 9 if provider.name == "google" else ())
    tag = account.decisions.pick((*tags, ""))
    status = account.decisions.pick(account.settings.statuses(tag))
    connect(account, provider, tag, at, status, has_own_address=account.by_chance(3))


@lru_cache(maxsize=1024)
def _free(*taken: str) -> list[Provider]:
    return [provider for provider in TO_LINK if provider.strategy not in taken]


def retry_single_sign_on(account: Account, at: int) -> None:
    """Went through single sign-on once more, which need not have worked."""
    for enterprise in account.user["enterprise_accounts"]:
        before: Any = enterprise["verification"]
        if before:
            tag = before["object"]
            status = account.decisions.pick(account.settings.statuses(tag))
            again = VERIFIERS[tag](account, before["strategy"], at, status)
            enterprise["verification"] = again
            for twin in account.user["saml_accounts"]:
                twin["verification"] = deepcopy(again)  # no two places of a user share an object


def add_passkeys(account: Account, at: int) -> None:
    """Made a passkey or two."""
    for _ in range(1 + account.decisions.one_in(4)):
        passkey = account.add_passkey(at)
        if account.decisions.one_in(12):
            passkey["verification"] = None


def change_password(account: Account, at: int) -> None:
    """Set or changed a password."""
    account.set_password(at)


def turn_on_second_factor(account: Account, at: int) -> None:
    """Set up an authenticator app, text messages or both, often with backup codes."""
    set_up_second_factor(account, account.decisions.pick(("app", "app", "phone", "phone", "both")), at)


def turn_on_second_factor_again(account: Account, at: int) -> None:
    """Set a second factor up once more."""
    turn_on_second_factor(account, at)


# (what, once in how many accounts): our estimate.
OWNER_EVENTS = EventTable(
    Event(add_email_address, 8, then=Event(make_newest_primary, 3)),
    Event(add_phone_number, 8),
    Event(link_provider, 10),
    Event(add_wallet, 40),
    Event(add_passkeys, 12),
    Event(change_password, 8),
    Event(
        turn_on_second_factor,
        10,
        then=Event(turn_off_second_factors, 3, then=Event(turn_on_second_factor_again, 2.5)),
    ),
)
# What only those do who sign in through an enterprise's identity provider.
SINGLE_SIGN_ON_EVENTS = EventTable(Event(retry_single_sign_on, 3))
