"""What the owner of an account does, each thing by its own chance and in this order.

What others do to it is in treatment.py.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache

from clerk_fakes.realism import verifications
from clerk_fakes.realism.accounts import SSO_DOMAIN, ExternalAccount
from clerk_fakes.realism.chance import Odds
from clerk_fakes.realism.clerk import MINUTE
from clerk_fakes.realism.identifications import wallet_strategies
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.providers import FAMILIAR, OTHERS, PROVIDERS, Provider
from clerk_fakes.realism.verifications import Verification, sso_email_verification, verification

CODES = 10  # backup codes that Clerk hands out at once
TO_LINK = [PROVIDERS[name] for name in (*FAMILIAR * 6, *OTHERS)]


def drop_names(life: Life) -> None:
    """Gave no name, or only the first one."""
    life.last_name = None
    if not life.origin.chance.one_in(3):
        life.first_name = None


def choose_username(life: Life) -> None:
    """Chose a username."""
    life.username = life.origin.person.username(life.origin.grain.below(2))


def tell_locale(life: Life) -> None:
    """Has a browser that tells its language."""
    life.locale = life.origin.person.locale


def consent(life: Life) -> None:
    """Accepted the terms at sign-up."""
    life.legal_accepted_at = life.created_at


def change_password(life: Life) -> None:
    """Set or changed a password."""
    life.password_last_updated_at = later(life)


def second_email(life: Life) -> None:
    """Added another address, proved or not yet."""
    at = later(life)
    tag, strategy = life.origin.chance.pick(_email_proofs(life))
    status = life.origin.chance.pick(life.origin.world.statuses(tag))
    domain = SSO_DOMAIN if tag == "verification_saml" else None
    email = life.add_email(at, None, domain)
    if tag == "verification_saml":
        email.prove(sso_email_verification(status))
    elif tag:
        email.prove(verification(life.origin, tag, strategy, at, status))


def _email_proofs(life: Life) -> list[tuple[str, str]]:
    """Variants and strategies that can prove an address of this life; the empty ones for none at all."""
    codes = [code for code in life.origin.world.options("verification_otp", "strategy") if "phone" not in code]
    proofs = [("verification_otp", code) for code in codes]
    proofs += [
        ("verification_email_link", "email_link"),
        ("verification_admin", "admin"),
        ("verification_ticket", "ticket"),
    ]
    proofs += [("verification_saml", "saml")] * bool(life.saml_accounts)
    return [*proofs, ("", "")]


def add_phone(life: Life) -> None:
    """Added a phone, proved or not yet; sometimes an admin did."""
    at = later(life)
    proof = _proof(
        life,
        ("verification_otp", "verification_otp", "verification_otp", "verification_admin", ""),
        at,
        "phone_code",
    )
    life.add_phone(at, proof)


def add_wallet(life: Life) -> None:
    """Connected a wallet."""
    at = later(life)
    strategy = life.choose(life.web3_wallets, wallet_strategies(life.origin.world), "verification", "strategy")
    proof = _proof(life, ("verification_web3",) * 5 + ("verification_admin", ""), at, strategy)
    life.add_wallet(at, strategy, proof)


def _proof(life: Life, tags: tuple[str, ...], at: int, strategy: str) -> Verification | None:
    """A verification by one of a few variants, in any status that the document knows; None for the empty variant."""
    tag = life.origin.chance.pick(tags)
    if not tag:
        return None
    status = life.origin.chance.pick(life.origin.world.statuses(tag))
    return verification(life.origin, tag, "admin" if tag == "verification_admin" else strategy, at, status)


def link_provider(life: Life) -> None:
    """Connected an OAuth provider, or tried to."""
    provider = life.origin.chance.pick(_free(*[account.provider for account in life.external_accounts]))
    at = later(life)
    tags = ("verification_oauth",) * 9 + (("verification_google_one_tap",) * 9 if provider.name == "google" else ())
    tag = life.origin.chance.pick((*tags, ""))
    status = life.origin.chance.pick(life.origin.world.statuses(tag))
    connect(life, provider, tag, at, status)


@lru_cache(maxsize=1024)
def _free(*taken: str) -> list[Provider]:
    return [provider for provider in TO_LINK if provider.strategy not in taken]


def connect(life: Life, provider: Provider, tag: str, at: int, status: str = "verified") -> None:
    """Have one more OAuth account from a time on (ms), proved by a variant, or by nothing where `tag` is empty."""
    strategy = "google_one_tap" if "one_tap" in tag else provider.strategy
    proof = verification(life.origin, tag, strategy, at, status) if tag else None
    account = life.keep(ExternalAccount(life.origin, at, provider, proof), life.external_accounts)
    if account.verification and account.verification.is_verified:
        proved = [email for email in life.email_addresses if email.is_verified]
        named = [email for email in proved if account.email_address in ("", email.email_address)]
        vouched = verifications.from_oauth(life.origin, f"from_{provider.strategy}", at)
        life.link(account, named[0] if named else life.add_email(at, vouched), provider)
    else:
        account.stay_untold()


def retry_single_sign_on(life: Life) -> None:
    """Went through single sign-on once more, which need not have worked."""
    for account in life.enterprise_accounts:
        proof = account.verification
        if proof:
            status = life.origin.chance.pick(life.origin.world.statuses(proof.object))
            again = verification(life.origin, proof.object, proof.strategy, later(life), status)
            account.verification = again
            for twin in life.saml_accounts:
                twin.verification = deepcopy(again)  # no two places of a user share an object


def add_passkeys(life: Life) -> None:
    """Made a passkey or two."""
    for _ in range(1 + life.origin.chance.one_in(4)):
        passkey = life.add_passkey(later(life))
        if life.origin.chance.one_in(12):
            passkey.verification = None


def turn_on_second_factor(life: Life) -> None:
    """Set up an authenticator app, text messages or both, often with backup codes; some turned it off again."""
    chance, grain = life.origin.chance, life.origin.grain
    at = later(life)
    set_up_second_factor(life, chance.pick(("app", "app", "phone", "phone", "both")), at)
    if chance.one_in(5):
        life.turn_off_second_factors(life.come_back(at + 1))
    elif chance.one_in(6):
        life.mfa_disabled_at = grain.between(life.created_at, at - 1)


def set_up_second_factor(life: Life, factors: str, at: int) -> None:
    """Use an `app`, a `phone` or `both` from a time on (ms)."""
    texts = factors != "app" and _texts(life, at)
    if factors != "phone" or not texts:
        life.totp_enabled = True
    life.backup_code_enabled = life.origin.chance.one_in(2)
    life.mfa_enabled_at = at


def _texts(life: Life, at: int) -> bool:
    """Receive codes on the first phone that is proved, or on a new one; False where there is none to be had."""
    phones = [phone for phone in life.phone_numbers if phone.is_verified]
    if not phones:
        life.add_phone(at, verifications.otp(life.origin, "phone_code", at))
        phones = [phone for phone in life.phone_numbers if phone.is_verified]
    for phone in phones[:1]:
        phone.use_as_second_factor(at)
        if life.origin.chance.one_in(2):
            codes = [life.origin.grain.letters(8).lower() for _ in range(CODES)]
            phone.backup_codes = life.origin.chance.pick((codes, None))
    return bool(phones)


# (what, once in how many accounts): our estimate. The first list is about the profile and comes before the story.
PROFILE: Odds[Callable[[Life], None]] = Odds(
    (drop_names, 9),
    (tell_locale, 2),
    (consent, 4),
    (choose_username, 3),
)
BY_OWNER: Odds[Callable[[Life], None]] = Odds(
    (second_email, 10),
    (add_phone, 8),
    (link_provider, 10),
    (add_wallet, 40),
    (retry_single_sign_on, 3),
    (add_passkeys, 12),
    (change_password, 8),
    (turn_on_second_factor, 10),
)


def later(life: Life) -> int:
    """Some time (ms) at which the account's owner does something."""
    return life.come_back(life.created_at + MINUTE)
