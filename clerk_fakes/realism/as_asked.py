"""The life of somebody who was asked for: with traits and wishes, and nothing remarkable that nobody asked for.

Without any, somebody has a name and a proved email address, has signed in, and is neither barred nor in need of a
second factor. How they signed up, and what they have besides, is still up to chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy

from clerk_fakes.realism import afterwards as after
from clerk_fakes.realism import stories
from clerk_fakes.realism.chance import Odds
from clerk_fakes.realism.clerk import MINUTE
from clerk_fakes.realism.identifications import LinkedTo, wallet_strategies
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.organizations import ADMIN, OrganizationMembership, founded
from clerk_fakes.realism.providers import FAMILIAR, OIDC_PROVIDERS, PROVIDERS, SAML_PROVIDERS, Provider, provider_named
from clerk_fakes.realism.stories import STORIES
from clerk_fakes.realism.traits import SECOND_FACTORS, WITHOUT_EMAIL, fills, implied, second_factor_phones
from clerk_fakes.realism.verifications import Verification, sso_email_verification, verification
from clerk_fakes.realism.wishes import WishedLife, Wishes
from clerk_fakes.realism.world import Origin

Event = Callable[[Life], None]

PROVIDER_NAME = re.compile("(token_|custom_)?[a-z]+")
COMPANIES = 100_000  # so that their names have short numbers, if any
OAUTH, ONE_TAP = "verification_oauth", "verification_google_one_tap"
THROUGH_PROVIDERS = {**dict.fromkeys(FAMILIAR, OAUTH), "one_tap": ONE_TAP}  # story: what proves its account
ORDINARY = tuple(name for name, story in STORIES.items() if name not in WITHOUT_EMAIL for _ in range(story.weight))
UNADDRESSED = ("phone", "phone", "wallet")
PROFILE: Odds[Event] = Odds((after.tell_locale, 2), (after.consent, 4), (after.choose_username, 3))
BY_OWNER: Odds[Event] = Odds(
    (after.second_email, 10),
    (after.add_phone, 8),
    (after.link_provider, 10),
    (after.add_wallet, 40),
    (after.change_password, 8),
)
BY_OTHERS: Odds[Event] = Odds(
    (after.show_a_picture, 4),
    (after.be_described, 4),
    (after.be_migrated, 12),
    (after.count_attempts, 5),
    (after.leave_out, 30),
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
    _sign_up(life)
    if "never_signed_in" in life.traits:
        life.never_signed_in()
        _complete(life)
    else:
        _live(life)
    _happen(life, BY_OTHERS)
    _be_treated(life)
    _settle(life)
    return life


def _happen(life: WishedLife, events: Odds[Event]) -> None:
    """Let happen what chance has in store, but for what would add to a list that is settled."""
    for event in life.origin.chance.which(events):
        if not any(_is_settled(life, name) for name in ADDS.get(event, ())):
            event(life)


def _is_settled(life: WishedLife, name: str) -> bool:
    return name in life.wishes.lengths or (name == "email_addresses" and "no_email" in life.traits)


# --- signing up


def _sign_up(life: WishedLife) -> None:
    names = [name for name in STORIES if name in life.traits]
    if not names and not life.wishes.several("external_accounts"):
        names = [_any_story(life)]
    accounts = _accounts(life, [name for name in names if name in THROUGH_PROVIDERS])
    others = [name for name in names if name not in THROUGH_PROVIDERS]
    if not others and not _proves_the_first(life):
        others = ["phone" if _is_settled(life, "email_addresses") else "email_code"]
    for name in sorted(others, key="admin_created".__ne__):  # an admin can only have been the first
        STORIES[name].tell(life)
    if "no_email" in life.traits and life.email_addresses:
        life.email_addresses.clear()
        life.add_phone(life.created_at, verification(life.origin, "verification_admin", "admin", life.created_at))
    for provider, tag in accounts:
        if life.email_addresses or others:
            after.connect(life, provider, tag, after.later(life))
        else:
            stories.come_through(life, provider, tag, "google_one_tap" if tag == ONE_TAP else None)


def _any_story(life: WishedLife) -> str:
    if "never_signed_in" in life.traits:
        return "admin_created"
    wishes, options = life.wishes, ORDINARY
    if "no_email" in life.traits or wishes.forbids("email_addresses"):
        options = UNADDRESSED
    elif any("verification" in wish for wish in wishes.items.get("email_addresses", {}).values()):
        options = ("email_code",)
    if wishes.lengths:
        fitting = [name for name in options if not any(map(wishes.forbids, fills(name)))]
        options = tuple(fitting) or options
    return life.origin.chance.pick(options)


def _accounts(life: WishedLife, names: list[str]) -> list[tuple[Provider, str]]:
    """The OAuth accounts of those stories and of the wishes, in order, each with what proves it."""
    asked = {"google" if name == "one_tap" else name: THROUGH_PROVIDERS[name] for name in names}
    places = range(life.wishes.several("external_accounts"))
    wishes = [life.wishes.item("external_accounts", place) for place in places]
    wished = [_provider_name(wish["provider"]) if "provider" in wish else None for wish in wishes]
    free = (name for name in (*asked, *PROVIDERS) if name not in wished)
    taken = [name or next(free, "custom_acme") for name in wished]
    proofs = [wish.at("verification", "object") for wish in wishes]
    accounts = [(name, tag or asked.get(name, OAUTH)) for name, tag in zip(taken, proofs, strict=True)]
    others = [item for item in asked.items() if item[0] not in taken]
    return [(provider_named(name), tag) for name, tag in (*accounts, *others)]


def _provider_name(provider: str) -> str:
    """What follows `oauth_`; a provider that no strategy can be named after counts as a custom one."""
    name = provider.removeprefix("oauth_")
    return name if PROVIDER_NAME.fullmatch(name) else "custom_unknown"


def _proves_the_first(life: WishedLife) -> bool:
    """Whether the first external account can be what somebody signed up with."""
    wish = life.wishes.item("external_accounts", 0)
    return wish.get("verification", "") is not None and wish.at("verification", "status") in (None, "verified")


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
            phone.verification = verification(life.origin, "verification_otp", "phone_code", phone.created_at)
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
        return verification(life.origin, "verification_admin", "admin", at)
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


# --- what others do, and what is settled anyway


def _be_treated(life: WishedLife) -> None:
    if "locked_out" in life.traits:
        if life.wishes.fields.get("lockout_expires_in_seconds", after.LOCKOUT) is None:
            life.locked = True  # by an admin, and so for good
        else:
            after.fail_too_often(life)
    if "suspended" in life.traits:
        after.be_banned(life)
    if "unverified" in life.traits:
        _unprove(life)


def _unprove(life: WishedLife) -> None:
    """Have nothing proved, but for what somebody wished to be."""
    for name in ("email_addresses", "phone_numbers", "web3_wallets"):
        for place, made in enumerate(getattr(life, name)):
            proof = made.verification
            if proof and "verification" not in life.wishes.item(name, place):
                made.verification = _unproved(life, name, proof, made.created_at)
    for account in life.external_accounts:
        account.email_address_verified = False


def _unproved(life: Life, name: str, proof: Verification, at: int) -> Verification | None:
    if "unverified" not in life.origin.world.options(proof.object, "status"):
        return None
    if proof.object == "verification_saml":
        return sso_email_verification("unverified")
    return verification(life.origin, proof.object, proof.strategy, at, "unverified")


def _settle(life: WishedLife) -> None:
    """Have exactly what is wished, of whatever does not follow from something else."""
    fields = life.wishes.fields
    if life.wishes.lengths:
        _cut(life)
    if "password_enabled" in fields and life.password_enabled != fields["password_enabled"]:
        life.password_last_updated_at = life.created_at if fields["password_enabled"] else None
    if fields.get("has_image") is True and life.picture is None:
        after.show_a_picture(life)
    elif fields.get("has_image") is False:
        life.picture = None
    for name in fields.plain():
        if hasattr(life, name) and not isinstance(getattr(Life, name, None), property):
            vars(life)[name] = deepcopy(fields[name])
    if isinstance(at := fields.get("mfa_disabled_at"), int) and life.mfa_enabled_at is None:
        life.mfa_enabled_at = life.origin.grain.between(life.created_at, at - 1)
    if life.wishes.forbids("organization_memberships"):
        life.organization_memberships = []
    elif "with_organization" in life.traits:
        _found_companies(life)


def _found_companies(life: WishedLife) -> None:
    own: list[OrganizationMembership] = []
    life.organization_memberships = own
    for number in range(max(1, life.wishes.several("organization_memberships"))):
        role = life.wishes.item("organization_memberships", number).get("role", ADMIN)
        life.keep(founded(life.origin, life, life.origin.number % COMPANIES + number, role), own)


def _cut(life: WishedLife) -> None:
    """Leave out what is beyond the wished length of a list, and the links to it."""
    for name, length in life.wishes.lengths.items():
        if isinstance(among := getattr(life, name, None), list):
            del among[length:]
    accounts = [account.identification_id for account in life.external_accounts]
    for made in (*life.email_addresses, *life.phone_numbers):
        made.linked_to = [link for link in made.linked_to if not isinstance(link, LinkedTo) or link.id in accounts]
