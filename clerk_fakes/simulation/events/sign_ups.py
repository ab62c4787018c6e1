"""How people sign up: one row each, with how often it is met and what it fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clerk_fakes.errors import InvalidArgument, UnknownName, suggestion
from clerk_fakes.primitives.providers import CUSTOM, OTHERS, PROVIDERS, Provider
from clerk_fakes.primitives.times import MINUTE
from clerk_fakes.records import verifications
from clerk_fakes.records.verifications import Verifier
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.oauth import sign_up_through
from clerk_fakes.simulation.events.single_sign_on import oidc, saml
from clerk_fakes.simulation.requests.request import Request, is_oidc

LEAST_TYPING, MOST_TYPING = 5_000, 3 * MINUTE  # ms between asking for a code or link and the account it makes
LEAST_REDIRECT, MOST_REDIRECT = 20, 300  # ms between coming back from a provider and the account it makes
MOST_SHARES = 65_536  # the longest table that one decision can pick from; a share is right to one in so many
THROUGH_PROVIDER = ("external_accounts", "email_addresses")
THROUGH_SAML = ("email_addresses", "saml_accounts", "enterprise_accounts")
THROUGH_OIDC = ("email_addresses", "enterprise_accounts")


# A prime part of the time: the whole would leave nothing of its last digits in the difference.
def typing(created_at: int) -> int:
    """When a user who types a code or follows a link gave an address (ms): seconds before the account."""
    return created_at - LEAST_TYPING - created_at // 1009 % (MOST_TYPING - LEAST_TYPING)


def form(created_at: int) -> int:
    """When a form that asks for no verification was sent (ms)."""
    return created_at - 1


def redirect(created_at: int) -> int:
    """When a user came back from a provider (ms): just before the account."""
    return created_at - LEAST_REDIRECT - created_at // 1009 % (MOST_REDIRECT - LEAST_REDIRECT)


def backend(created_at: int) -> int:
    """When an account that the Backend API made gets its identifications (ms): 3 to 11 ms later, as recorded."""
    return created_at + 3 + created_at % 9


@dataclass(frozen=True, slots=True, eq=False)
class SignUp:
    """A way to sign up: its share of a hundred, the lists that it fills, and the OAuth account that it brings.

    The docstring of `apply` describes it, and its name is that of a trait, which some requests imply. `begins` is when
    its identifications are made, by the time of the account (ms).
    """

    name: str
    apply: Callable[[Account], None]
    share: int
    fills: tuple[str, ...]
    provider: str = ""
    verification: str = ""
    begins: Callable[[int], int] = typing
    is_implied: Callable[[Request], bool] = lambda request: False

    @property
    def needs_email(self) -> bool:
        """Whether signing up that way takes an address; an admin may leave it out."""
        return "email_addresses" in self.fills and self.apply is not admin_created

    @property
    def prose(self) -> str:
        """What it is, in a sentence."""
        return (self.apply.__doc__ or "").strip()


def email_code(account: Account) -> None:
    """Typed a code from an email, and often set a password."""
    _identify(account, account.add_email, verifications.otp, "email_code")
    _often_set_password(account)


def email_link(account: Account) -> None:
    """Clicked a link in an email."""
    _identify(account, account.add_email, verifications.email_link, "email_link")


def phone(account: Account) -> None:
    """Typed a code from a text message; by email once no phone number is left."""
    if _identify(account, account.add_phone, verifications.otp, "phone_code") is None:
        email_code(account)


def credentials(account: Account) -> None:
    """Chose a username and a password, where the instance asks for nothing else."""
    account.user["username"] = account.person.username(account.created_at % 2)
    account.set_password(account.created_at)


def wallet(account: Account) -> None:
    """Signed a message with a web3 wallet."""
    at = account.begun_at
    strategy = account.choose("web3_wallets", account.settings.wallet_strategies, "verification", "strategy")
    account.add_wallet(at, strategy, verifications.web3(account, strategy, at))
    if account.by_chance(2):
        account.user["first_name"] = account.user["last_name"] = None


def invited(account: Account) -> None:
    """Followed the ticket in an invitation."""
    at = account.begun_at
    account.add_email(at, verifications.ticket(account, "ticket", at))
    _often_set_password(account)


def admin_created(account: Account) -> None:
    """Was made through the Backend API, and has often not signed in yet."""
    at = account.begun_at
    account.add_email(at, verifications.admin(account, "admin", at))
    if account.by_chance(3):
        account.add_phone(at + 1, verifications.admin(account, "admin", at))
    if account.by_chance(12):
        account.add_wallet(at + 2, "web3_metamask_signature", verifications.admin(account, "admin", at))
    account.never_signed_in()
    if account.user["external_id"] is None and account.by_chance(1.5):  # else it was migrated from another system
        account.user["external_id"] = f"crm_{account.details.digits(8)}"


def one_tap(account: Account) -> None:
    """Accepted Google One Tap."""
    sign_up_through(account, PROVIDERS["google"], verifications.google_one_tap, "google_one_tap")


def social(account: Account) -> None:
    """Came through one of the rarer OAuth providers."""
    sign_up_through(account, PROVIDERS[account.decisions.pick(OTHERS)])


def custom(account: Account) -> None:
    """Came through an OAuth provider that the instance set up itself."""
    sign_up_through(account, CUSTOM)


def native(account: Account) -> None:
    """Came through Apple's or Google's native sign-in, which hands over a token."""
    provider = PROVIDERS[account.decisions.pick(("apple", "google"))]
    sign_up_through(account, provider, strategy=f"oauth_token_{provider.name}")


def _through(provider: Provider) -> SignUp:
    def apply(account: Account) -> None:
        sign_up_through(account, provider)

    apply.__doc__ = f"Came through {provider.title}."
    tag = "verification_oauth"
    return SignUp(provider.name, apply, provider.sign_up_share, THROUGH_PROVIDER, provider.name, tag, redirect)


def _asks_for_oidc(request: Request) -> bool:
    is_enterprise = request.wanted("enterprise_accounts") and not request.wanted("saml_accounts")
    by_openid = is_oidc(request.item("enterprise_accounts", 0)) or request.forbids("saml_accounts")
    return bool(is_enterprise) and by_openid


def _asks_for_saml(request: Request) -> bool:
    wanted = request.wanted("saml_accounts") or request.wanted("enterprise_accounts")
    return bool(wanted) and not _asks_for_oidc(request)


# How often each way is met: our estimate, for an instance that has all of them turned on. Override it per population.
SIGN_UPS: Mapping[str, SignUp] = {
    row.name: row
    for row in (
        SignUp("email_code", email_code, 28, ("email_addresses",)),
        *(_through(provider) for provider in PROVIDERS.values() if provider.sign_up_share),
        SignUp("email_link", email_link, 5, ("email_addresses",)),
        SignUp("phone", phone, 4, ("phone_numbers",)),
        SignUp("admin_created", admin_created, 4, ("email_addresses",), begins=backend),
        SignUp("invited", invited, 4, ("email_addresses",)),
        SignUp("one_tap", one_tap, 3, THROUGH_PROVIDER, "google", "verification_google_one_tap", redirect),
        SignUp("saml", saml, 3, THROUGH_SAML, begins=redirect, is_implied=_asks_for_saml),
        SignUp("wallet", wallet, 2, ("web3_wallets",)),
        SignUp("oidc", oidc, 2, THROUGH_OIDC, begins=redirect, is_implied=_asks_for_oidc),
        SignUp("social", social, 2, THROUGH_PROVIDER, begins=redirect),
        SignUp("credentials", credentials, 2, (), begins=form),
        SignUp("native", native, 1, THROUGH_PROVIDER, begins=redirect),
        SignUp("custom", custom, 1, THROUGH_PROVIDER, begins=redirect),
    )
}


def weighted(shares: Mapping[str, int] | None = None) -> list[SignUp]:
    """The sign-ups to pick from, each as often as its share; raises for an unknown name or a share below 0."""
    shares = {name: row.share for name, row in SIGN_UPS.items()} if shares is None else shares
    if not isinstance(shares, Mapping):
        raise InvalidArgument(f"stories={shares!r} must be a mapping of names to weights, such as {{'google': 3}}")
    for name, share in shares.items():
        if name not in SIGN_UPS:
            raise UnknownName(f"no story {name!r}; {suggestion(str(name), SIGN_UPS)}")
        if not isinstance(share, int) or share < 0:
            raise InvalidArgument(f"stories[{name!r}]={share!r} must be a whole number from 0")
    total = sum(shares.values())
    if not 0 < total <= MOST_SHARES:
        raise InvalidArgument(f"stories={dict(shares)!r} add up to {total}; give weights of 1 to {MOST_SHARES} in all")
    return [row for name, row in SIGN_UPS.items() for _ in range(shares.get(name, 0))]


def _identify(account: Account, add: Callable[[int, Any], Any], verify: Verifier, strategy: str) -> Any:
    """Add what a user signs up with; what the instance does not have verified is reserved all the same."""
    at = account.begun_at
    if not account.settings.unverified_sign_ups:
        return add(at, verify(account, strategy, at))
    made = add(at, None)
    if made and made["verification"] is None:
        made["reserved"] = True
    return made


def _often_set_password(account: Account) -> None:
    if account.by_chance(4 / 3):
        account.set_password(account.created_at)
