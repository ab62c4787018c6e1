"""The life of somebody who was asked for: with traits and wishes, and nothing remarkable that nobody asked for.

Without any, somebody has a name and a proved email address, has signed in, and is neither barred nor in need of a
second factor. How they signed up, and what they have besides, is still up to chance.
"""

from __future__ import annotations

from collections.abc import Callable

from clerk_fakes.realism import afterwards as after
from clerk_fakes.realism import stories, treatment, verifications
from clerk_fakes.realism.chance import Odds
from clerk_fakes.realism.clerk import MINUTE
from clerk_fakes.realism.identifications import wallet_strategies
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.providers import OIDC_PROVIDERS, SAML_PROVIDERS
from clerk_fakes.realism.settling import settle
from clerk_fakes.realism.signing_up import sign_up
from clerk_fakes.realism.traits import SECOND_FACTORS, implied, second_factor_phones
from clerk_fakes.realism.verifications import Verification, sso_email_verification, verification
from clerk_fakes.realism.wishes import WishedLife, Wishes
from clerk_fakes.realism.world import Origin

Event = Callable[[Life], None]

PROFILE: Odds[Event] = Odds((after.tell_locale, 2), (after.consent, 4), (after.choose_username, 3))
BY_OWNER: Odds[Event] = Odds(
    (after.second_email, 10),
    (after.add_phone, 8),
    (after.link_provider, 10),
    (after.add_wallet, 40),
    (after.change_password, 8),
)
BY_OTHERS: Odds[Event] = Odds(
    (treatment.show_a_picture, 4),
    (treatment.be_described, 4),
    (treatment.be_migrated, 12),
    (treatment.count_attempts, 5),
    (treatment.leave_out, 30),
)
ADDS: dict[Event, tuple[str, ...]] = {
    after.second_email: ("email_addresses",),
    after.add_phone: ("phone_numbers",),
    after.link_provider: ("external_accounts", "email_addresses"),
    after.add_wallet: ("web3_wallets",),
}


def begin(origin: Origin, traits: frozenset[str], wishes: Wishes) -> Life:
    """The life of somebody who has those traits, and what is wished as far as a life can see to it."""
    life = WishedLife(origin, implied(traits, wishes), wishes)
    if "no_name" in life.traits:
        life.first_name = life.last_name = None
    _happen(life, PROFILE)
    sign_up(life)
    if "never_signed_in" in life.traits:
        life.never_signed_in()
        _complete(life)
    else:
        _live(life)
    _happen(life, BY_OTHERS)
    _be_treated(life)
    settle(life)
    return life


def _happen(life: WishedLife, events: Odds[Event]) -> None:
    """Let happen what chance has in store, but for what would add to a list that is settled."""
    for event in life.origin.chance.which(events):
        if not any(life.has_settled(name) for name in ADDS.get(event, ())):
            event(life)


# --- what the owner does


def _live(life: WishedLife) -> None:
    _happen(life, BY_OWNER)
    _complete(life)
    if "passkey" in life.traits and not life.passkeys:
        after.add_passkeys(life)
    if not SECOND_FACTORS.isdisjoint(life.traits):
        _set_up_second_factor(life, after.later(life))
        life.backup_code_enabled |= "backup_codes" in life.traits
    if life.last_sign_in_at is None or life.last_active > life.created_at or not life.origin.chance.one_in(4):
        life.signed_in_again()


def _set_up_second_factor(life: WishedLife, at: int) -> None:
    places = second_factor_phones(life.wishes)
    if not places:
        after.set_up_second_factor(life, _factors(life), at)
    for place in places:
        phone = life.phone_numbers[place]
        if "verification" not in life.wishes.item("phone_numbers", place):
            phone.prove(verifications.otp(life.origin, "phone_code", phone.created_at))
        phone.use_as_second_factor(at)
        phone.default_second_factor = place == places[0]
        life.mfa_enabled_at = at


def _factors(life: WishedLife) -> str:
    if life.wishes.fields.get("totp_enabled") is False:
        return "phone"
    if {"totp", "unverified"} & {*life.traits} or "phone_numbers" in life.wishes.lengths:
        return "app"
    return life.origin.chance.pick(("app", "phone", "both"))


def _complete(life: WishedLife) -> None:
    """Add to each list what is wished of it and not there yet."""
    for name, add in MORE.items():
        for _ in range(life.wishes.several(name) - len(getattr(life, name))):
            add(life)


def _proof(life: Life, at: int, tag: str, strategy: str) -> Verification:
    """A verification by the owner, or by the admin of an account that nobody has used."""
    if life.last_sign_in_at is None:
        return verifications.admin(life.origin, "admin", at)
    life.happened(at)
    return verification(life.origin, tag, strategy, at)


def _another_email(life: Life) -> None:
    at = life.origin.after(life.created_at + MINUTE)
    life.add_email(at, _proof(life, at, "verification_otp", "email_code"))


def _another_phone(life: Life) -> None:
    at = life.origin.after(life.created_at + MINUTE)
    life.add_phone(at, _proof(life, at, "verification_otp", "phone_code"))


def _another_wallet(life: Life) -> None:
    at = life.origin.after(life.created_at + MINUTE)
    strategy = life.choose(life.web3_wallets, wallet_strategies(life.origin.world), "verification", "strategy")
    life.add_wallet(at, strategy, _proof(life, at, "verification_web3", strategy))


def _another_passkey(life: Life) -> None:
    life.add_passkey(life.origin.after(life.created_at + MINUTE))


def _another_enterprise_account(life: Life) -> None:
    """By SAML where that leaves the twin that it brings a place, else by OpenID Connect."""
    provider = life.choose(life.enterprise_accounts, (OIDC_PROVIDERS[0], *SAML_PROVIDERS), "provider")
    (stories.saml if provider in SAML_PROVIDERS else stories.oidc)(life)


MORE: dict[str, Event] = {
    "email_addresses": _another_email,
    "phone_numbers": _another_phone,
    "web3_wallets": _another_wallet,
    "passkeys": _another_passkey,
    "saml_accounts": stories.saml,
    "enterprise_accounts": _another_enterprise_account,
}


# --- what others do


def _be_treated(life: WishedLife) -> None:
    if "locked_out" in life.traits:
        if life.wishes.fields.get("lockout_expires_in_seconds", treatment.LOCKOUT) is None:
            life.locked = True  # by an admin, and so for good
        else:
            treatment.fail_too_often(life)
    if "suspended" in life.traits:
        treatment.be_banned(life)
    if "unverified" in life.traits:
        _unprove(life)


def _unprove(life: WishedLife) -> None:
    """Have nothing proved, but for what somebody wished to be."""
    for name in ("email_addresses", "phone_numbers", "web3_wallets"):
        for place, made in enumerate(getattr(life, name)):
            proof = made.verification
            if proof and "verification" not in life.wishes.item(name, place):
                made.prove(_unproved(life, proof, made.created_at))
    for account in life.external_accounts:
        account.email_address_verified = False


def _unproved(life: Life, proof: Verification, at: int) -> Verification | None:
    if "unverified" not in life.origin.world.options(proof.object, "status"):
        return None
    if proof.object == "verification_saml":
        return sso_email_verification("unverified")
    return verification(life.origin, proof.object, proof.strategy, at, "unverified")
