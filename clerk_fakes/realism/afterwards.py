"""What happens to an account after it was made, each thing by its own chance and in this order."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from clerk_fakes.realism.accounts import SSO_DOMAIN
from clerk_fakes.realism.chance import Odds
from clerk_fakes.realism.clerk import MINUTE
from clerk_fakes.realism.facts import ABSENT
from clerk_fakes.realism.identifications import wallet_strategies
from clerk_fakes.realism.lives import Life
from clerk_fakes.realism.providers import FAMILIAR, OTHERS, PROVIDERS, Provider
from clerk_fakes.realism.verifications import Verification, sso_email_verification, verification

LOCKOUT = 3600  # seconds that Clerk locks for by default
CODES = 10  # backup codes that Clerk hands out at once
TO_LINK = (*FAMILIAR * 6, *OTHERS)
PLANS = ("free", "pro", "team", "enterprise")


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
        email.verification = sso_email_verification(status)
    elif tag:
        email.verification = verification(life.origin, tag, strategy, at, status)


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
    taken = {account.provider.removeprefix("oauth_") for account in life.external_accounts}
    provider = PROVIDERS[life.origin.chance.pick([name for name in TO_LINK if name not in taken])]
    at = later(life)
    tags = ("verification_oauth",) * 9 + (("verification_google_one_tap",) * 9 if provider.name == "google" else ())
    tag = life.origin.chance.pick((*tags, ""))
    status = life.origin.chance.pick(life.origin.world.statuses(tag))
    connect(life, provider, tag, at, status)


def connect(life: Life, provider: Provider, tag: str, at: int, status: str = "verified") -> None:
    """Have one more OAuth account from a time on (ms), proved by a variant, or by nothing where `tag` is empty."""
    strategy = "google_one_tap" if "one_tap" in tag else f"oauth_{provider.name}"
    proof = verification(life.origin, tag, strategy, at, status) if tag else None
    account = life.add_external_account(at, provider, proof)
    if account.verification and account.verification.is_verified:
        proved = [email for email in life.email_addresses if email.is_verified]
        named = [email for email in proved if account.email_address in ("", email.email_address)]
        life.link(account, named[0] if named else life.add_email_from(account.provider, at), provider)
        account.reshape(provider, life.origin.chance.pick(provider.objects))


def retry_single_sign_on(life: Life) -> None:
    """Went through single sign-on once more, which need not have worked."""
    for account in life.enterprise_accounts:
        proof = account.verification
        if proof:
            status = life.origin.chance.pick(life.origin.world.statuses(proof.object))
            again = verification(life.origin, proof.object, proof.strategy, later(life), status)
            for same in (account, *life.saml_accounts):
                same.verification = deepcopy(again)  # no two places of a user share an object


def lose_connection(life: Life) -> None:
    """Belongs to an enterprise connection that was deleted."""
    for account in (*life.saml_accounts, *life.enterprise_accounts):
        account.active = False
        account.saml_connection = None
        if life.origin.chance.one_in(3):
            account.verification = None
    for account in life.enterprise_accounts:
        account.enterprise_connection = account.enterprise_connection_id = None


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
        life.turn_off_second_factors(_after(life, at + 1))
    elif chance.one_in(6):
        life.mfa_disabled_at = grain.between(life.created_at, at - 1)


def set_up_second_factor(life: Life, factors: str, at: int) -> None:
    """Use an `app`, a `phone` or `both` from a time on (ms)."""
    if factors != "app":
        _texts(life, at)
    if factors != "phone" or not life.two_factor_enabled:
        life.totp_enabled = True
    life.backup_code_enabled = life.origin.chance.one_in(2)
    life.mfa_enabled_at = at


def _texts(life: Life, at: int) -> None:
    """Receive codes on the first phone that is proved, or on a new one."""
    phones = [phone for phone in life.phone_numbers if phone.is_verified]
    if not phones:
        life.add_phone(at, verification(life.origin, "verification_otp", "phone_code", at))
        phones = [phone for phone in life.phone_numbers if phone.is_verified]
    for phone in phones[:1]:
        phone.use_as_second_factor(at)
        if life.origin.chance.one_in(2):
            codes = [life.origin.grain.letters(8).lower() for _ in range(CODES)]
            phone.backup_codes = life.origin.chance.pick((codes, None))


def show_a_picture(life: Life) -> None:
    """Has a picture: the provider's, or one of their own."""
    where = life.external_accounts[0].provider if life.external_accounts else "uploaded"
    life.picture = f"https://images.clerk.dev/{where}/{life.origin.new_id('img_', life.created_at)}"


def be_described(life: Life) -> None:
    """Has metadata that the application wrote."""
    chance, grain = life.origin.chance, life.origin.grain
    life.public_metadata = {"plan": chance.pick(PLANS), "onboarded": chance.one_in(2)}
    if chance.one_in(2):
        life.unsafe_metadata = {
            "theme": chance.pick(("light", "dark")),
            "survey": {"score": grain.below(11), "tags": []},
        }
    if chance.one_in(3):
        life.private_metadata = chance.pick(({"stripe_customer_id": f"cus_{grain.letters(14)}"}, None))


def count_attempts(life: Life) -> None:
    """Belongs to an instance of another age: newer ones allow 10 attempts, some have no lock-out at all."""
    life.verification_attempts_remaining = life.origin.chance.pick((10, 10, None))


def be_locked_out(life: Life) -> None:
    """Failed too often, or was locked by an admin: then for good, with attempts left."""
    if life.origin.chance.one_in(3):
        life.locked = True
    else:
        fail_too_often(life)


def fail_too_often(life: Life) -> None:
    """Has no attempt left, and so is locked out for a while."""
    life.locked = True
    life.lockout_expires_in_seconds = life.origin.grain.between(1, LOCKOUT)
    life.verification_attempts_remaining = 0


def be_banned(life: Life) -> None:
    """Was banned."""
    life.banned = True


def be_limited(life: Life) -> None:
    """May do less, or more, than others."""
    chance = life.origin.chance
    life.delete_self_enabled = not chance.one_in(2)
    life.create_organization_enabled = not chance.one_in(3)
    if chance.one_in(2):
        life.create_organizations_limit = chance.pick((0, 3, None))
    life.bypass_client_trust = chance.pick((False, True, ABSENT))


def be_migrated(life: Life) -> None:
    """Came from another system, which had a name for the user."""
    life.external_id = f"legacy-{life.origin.grain.digits(9)}"


def leave_out(life: Life) -> None:
    """Is told by an API version that does not know the newest fields."""
    life.locale = life.bypass_client_trust = ABSENT
    if not life.password_enabled:
        life.password_last_updated_at = ABSENT


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
BY_OTHERS: Odds[Callable[[Life], None]] = Odds(
    (lose_connection, 12),
    (show_a_picture, 4),
    (be_described, 4),
    (be_migrated, 12),
    (count_attempts, 5),
    (be_locked_out, 40),
    (be_banned, 50),
    (be_limited, 40),
    (leave_out, 30),
)


# What gives an account a value where most have none.
EVERYTHING = (choose_username, tell_locale, consent, turn_on_second_factor, add_passkeys, be_described, be_migrated)


def later(life: Life) -> int:
    """Some time (ms) at which the account's owner does something."""
    return _after(life, life.created_at + MINUTE)


def _after(life: Life, moment: int) -> int:
    at = life.origin.after(moment)
    life.happened(at)
    return at
