"""Playing a requested account: what is asked for happens, and nothing else.

Without traits and pins, a user has a name and an email address that a code has verified, and has signed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

from clerk_fakes.primitives.images import NO_PICTURE
from clerk_fakes.primitives.providers import OIDC_PROVIDERS, PROVIDERS, SAML_PROVIDERS, Provider, provider_named
from clerk_fakes.primitives.times import MINUTE
from clerk_fakes.records import verifications
from clerk_fakes.records.verifications import VERIFIERS
from clerk_fakes.schema.templates import put
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.admin import upload_picture
from clerk_fakes.simulation.events.oauth import connect, sign_up_through
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS, SignUp, admin_created, redirect
from clerk_fakes.simulation.events.single_sign_on import oidc, saml
from clerk_fakes.simulation.events.table import Event
from clerk_fakes.simulation.follow import follow
from clerk_fakes.simulation.play import Planned, Record, come_for_the_first_time, open_session, run, sign_in_again
from clerk_fakes.simulation.requests.account import RequestedAccount
from clerk_fakes.simulation.requests.traits import TRAITS, Stage, Trait
from clerk_fakes.types import User

PROVIDER_NAME = re.compile("(token_|custom_)?[a-z]+")
OAUTH, ONE_TAP = "verification_oauth", "verification_google_one_tap"
PLAIN: tuple[str, ...] = ("email_code",)

AtProvider: TypeAlias = "tuple[Provider, str]"  # where an OAuth account is, and the variant that verifies it


def play_requested(account: RequestedAccount, record: Record | None = None) -> None:
    """Play the whole of an account that has the traits, and what is fixed as far as an account can see to it."""
    states = [TRAITS[name] for name in account.request.traits if name in TRAITS]
    account.closed_lists |= {name for state in states for name in state.closes}
    created_at = account.created_at
    _take_effect(account, states, Stage.PROFILE, created_at)
    name, to_connect = _sign_up(account, states)
    _take_effect(account, states, Stage.SIGN_UP, created_at)
    if record:
        record(name, created_at)
    if all(state.signs_in for state in states):
        _live(account, states, to_connect, record)
    else:
        run(account, (*_connections(account, to_connect), *_missing(account)), record)
    at = account.user["last_sign_in_at"] or created_at
    _take_effect(account, states, Stage.ADMIN, at)
    _take_effect(account, states, Stage.LAST, at)
    _finish(account)
    if record:
        record("as requested", at)


def _take_effect(account: RequestedAccount, states: list[Trait], stage: Stage, at: int) -> None:
    for state in states:
        if state.stage is stage and state.apply:
            state.apply(account, at)


# --- signing up


def _sign_up(account: RequestedAccount, states: list[Trait]) -> tuple[str, list[AtProvider]]:
    """Sign up in the ways that traits name, else in the plainest that fits; returns what is yet to connect, too."""
    request = account.request
    names = [name for name in SIGN_UPS if name in request.traits]
    if not names and not request.wanted("external_accounts"):
        names = [_any_sign_up(account, states)]
    rows = [SIGN_UPS[name] for name in names]
    accounts = _accounts(account, [row for row in rows if row.provider])
    others = [row for row in rows if not row.provider]
    if not others and not (_can_begin(account) and _brings_the_oldest_address(account)):
        has_email = request.wanted("email_addresses") or "email_addresses" not in account.closed_lists
        others = [SIGN_UPS["email_code" if has_email else "phone"]]
    begun_at = 0
    for row in sorted(others, key=lambda row: row.apply is not admin_created):  # an admin can only have been the first
        account.begun_at = begun_at = max(row.begins(account.created_at), begun_at + 1)
        row.apply(account)
    if others:
        return others[0].name, accounts
    (provider, tag), *accounts = accounts
    account.begun_at = redirect(account.created_at)
    sign_up_through(account, provider, VERIFIERS[tag], "google_one_tap" if tag == ONE_TAP else None)
    return provider.name, accounts


def _any_sign_up(account: RequestedAccount, states: list[Trait]) -> str:
    request, options = account.request, PLAIN
    for state in states:
        options = state.sign_ups or options
    if request.forbids("email_addresses") and options is PLAIN:
        options = TRAITS["no_email"].sign_ups
    if request.lengths:
        fitting = [name for name in options if not any(map(request.forbids, SIGN_UPS[name].fills))]
        options = tuple(fitting) or options
    return account.decisions.pick(options)


def _accounts(account: RequestedAccount, rows: list[SignUp]) -> list[AtProvider]:
    """The OAuth accounts of those sign-ups and of what is fixed, oldest first, and the variants that verify them."""
    request = account.request
    requested = {row.provider: row.verification for row in rows}
    items = [request.item("external_accounts", place) for place in range(request.wanted("external_accounts"))]
    fixed = [_provider_name(item["provider"]) if "provider" in item else None for item in items]
    free = (name for name in (*requested, *PROVIDERS) if name not in fixed)
    names = [name or next(free, "custom_acme") for name in fixed]
    tags = [item.at("verification", "object") for item in items]
    accounts = [(name, tag or requested.get(name, OAUTH)) for name, tag in zip(names, tags, strict=True)]
    others = [item for item in requested.items() if item[0] not in names]
    return [(provider_named(name), tag if tag in VERIFIERS else OAUTH) for name, tag in (*accounts[::-1], *others)]


def _provider_name(provider: str) -> str:
    """What follows `oauth_`; a provider that no strategy can be named after counts as a custom one."""
    name = provider.removeprefix("oauth_")
    return name if PROVIDER_NAME.fullmatch(name) else "custom_unknown"


def _can_begin(account: RequestedAccount) -> bool:
    """Whether the oldest external account can be what the user signed up with."""
    item = account.request.item("external_accounts", max(account.request.wanted("external_accounts"), 1) - 1)
    return item.get("verification", "") is not None and item.at("verification", "status") in (None, "verified")


def _brings_the_oldest_address(account: RequestedAccount) -> bool:
    """Whether no address but the oldest one is fixed to have come with an account."""
    return not any(map(account.request.vouching, range(account.request.wanted("email_addresses") - 1)))


# --- what the owner does


def _live(account: RequestedAccount, states: list[Trait], to_connect: list[AtProvider], record: Record | None) -> None:
    if account.user["last_active_at"] is None:  # an admin made it
        run(account, come_for_the_first_time(account), record)
    else:
        open_session(account, record)
    run(account, _connections(account, to_connect), record)
    run(account, _missing(account), record)
    for state in states:
        if state.stage is Stage.OWNER and state.apply:
            run(account, [(_after(account), Event(_bound(state, account), label=state.name))], record)
    active = max(_active(account), account.created_at + MINUTE)
    run(account, sign_in_again(account, active, has_acted=True), record)


def _bound(state: Trait, account: RequestedAccount) -> Callable[[Account, int], None]:
    def apply(_: Account, at: int) -> None:
        if state.apply:
            state.apply(account, at)

    return apply


def _after(account: RequestedAccount) -> int:
    """Some time (ms) after all that the owner has done; without a session, the next moment of the sign-up."""
    if account.user["last_sign_in_at"] is None:
        account.begun_at += 1
        return account.begun_at
    begin = _active(account) + MINUTE
    return account.details.between(begin, account.settings.lately) if begin < account.settings.lately else begin


def _active(account: RequestedAccount) -> int:
    """When (ms) the owner last did something."""
    user = account.user
    return max(account.created_at, user["last_active_at"] or 0, user["last_sign_in_at"] or 0)


def _connections(account: RequestedAccount, to_connect: list[AtProvider]) -> Iterator[Planned]:
    """What connects each of those accounts, one after the other."""
    for provider, tag in to_connect:
        yield _after(account), Event(partial(_connect, provider, tag), label=provider.name)


def _connect(provider: Provider, tag: str, account: Account, at: int) -> None:
    has_own_address = isinstance(account, RequestedAccount) and account.next_address_is_by(provider)
    connect(account, provider, tag, at, has_own_address=has_own_address)


def _missing(account: RequestedAccount) -> Iterator[Planned]:
    """What adds to each list the items that are requested and not there yet."""
    user: Any = account.user
    for name, add in MORE.items():
        for _ in range(account.request.wanted(name) - len(user[name])):
            yield _after(account), Event(add, label=f"add to {name}")


def _verification(account: Account, at: int, tag: str, strategy: str) -> Any:
    """A verification by the owner, or by the admin of an account that was never used."""
    if account.user["last_sign_in_at"] is None:
        return verifications.admin(account, "admin", at)
    return VERIFIERS[tag](account, strategy, at)


def _add_email(account: Account, at: int) -> None:
    account.add_email(at, _verification(account, at, "verification_otp", "email_code"))


def _add_phone(account: Account, at: int) -> None:
    account.add_phone(at, _verification(account, at, "verification_otp", "phone_code"))


def _add_wallet(account: Account, at: int) -> None:
    strategy = account.choose("web3_wallets", account.settings.wallet_strategies, "verification", "strategy")
    account.add_wallet(at, strategy, _verification(account, at, "verification_web3", strategy))


def _add_passkey(account: Account, at: int) -> None:
    account.add_passkey(at)


def _add_saml_account(account: Account, at: int) -> None:
    saml(account)


def _add_enterprise_account(account: Account, at: int) -> None:
    """By OpenID Connect, or by SAML where a SAML provider is fixed."""
    provider = account.choose("enterprise_accounts", (OIDC_PROVIDERS[0], *SAML_PROVIDERS), "provider")
    (saml if provider in SAML_PROVIDERS else oidc)(account)


MORE: dict[str, Callable[[Account, int], None]] = {
    "email_addresses": _add_email,
    "phone_numbers": _add_phone,
    "web3_wallets": _add_wallet,
    "passkeys": _add_passkey,
    "saml_accounts": _add_saml_account,
    "enterprise_accounts": _add_enterprise_account,
}


# --- at the end


def _finish(account: RequestedAccount) -> None:
    """Have exactly what is fixed, of whatever does not follow from something else."""
    user: Any = account.user
    fields = account.request.fields
    _shorten(account)
    account.order_by_time()
    has_password = isinstance(user.get("password_last_updated_at"), int)
    if has_password and fields.get("password_enabled") is False:
        user["password_last_updated_at"], user["password_enabled"] = None, False
    elif not has_password and fields.get("password_enabled"):
        account.set_password(account.created_at)
    if fields.get("has_image") is True and user["profile_image_url"] == NO_PICTURE:
        upload_picture(account, account.created_at)
    elif fields.get("has_image") is False:
        user["profile_image_url"] = NO_PICTURE
    account.override_fields()
    account.override_accounts()
    if isinstance(fields.get("password_last_updated_at"), int):
        user["password_enabled"] = True
    if isinstance(at := fields.get("mfa_disabled_at"), int) and user["mfa_enabled_at"] is None:
        user["mfa_enabled_at"] = account.details.between(account.created_at, max(account.created_at, at - 1))
    if account.request.forbids("organization_memberships"):
        put(user, User, "organization_memberships", [])
    follow(account)


def _shorten(account: RequestedAccount) -> None:
    """Leave out what is beyond the fixed length of a list, and the links to it."""
    user: Any = account.user
    for name, length in account.request.lengths.items():
        del user.get(name, [])[length:]
    accounts = [external["identification_id"] for external in user["external_accounts"]]
    for name in ("email_addresses", "phone_numbers"):
        for position, made in enumerate(user[name]):
            if "linked_to" not in account.request.item(name, position):
                made["linked_to"] = [link for link in made["linked_to"] if link["id"] in accounts]
