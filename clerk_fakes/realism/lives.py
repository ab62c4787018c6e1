"""A life: one account at Clerk, and the rules that hold across its fields.

A story (see stories.py) tells how somebody signed up and what came after; the life keeps it coherent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from clerk_fakes.realism import clerk
from clerk_fakes.realism.accounts import SSO_DOMAIN, EnterpriseAccount, ExternalAccount, SAMLAccount
from clerk_fakes.realism.facts import ABSENT, Facts, Maybe
from clerk_fakes.realism.identifications import (
    EmailAddress,
    Identification,
    LinkedTo,
    Passkey,
    PhoneNumber,
    Web3Wallet,
    wallet_address,
)
from clerk_fakes.realism.organizations import OrganizationMembership, memberships
from clerk_fakes.realism.people import DOMAINS
from clerk_fakes.realism.providers import Provider
from clerk_fakes.realism.verifications import Verification, verification
from clerk_fakes.realism.world import Origin

ALIASES = ("work", "home", "mail")  # what people add to their name for a second address

LINKABLE = re.compile("oauth_[a-z]+")

T = TypeVar("T")
Part = TypeVar("Part", bound=Facts)
Own = TypeVar("Own", bound=Identification)


class SCIM(Facts):
    """The directory that an account comes from."""

    directory_enabled: Maybe[bool] = True

    def __init__(self, directory_id: str, external_id: str | None) -> None:
        self.directory_id = directory_id
        self.external_id = external_id


class Life(Facts):
    """One account; times in ms. Its attributes bear the names of a user's fields, the properties follow from others."""

    __slots__ = ("last_active", "origin", "picture")

    last_active: int
    origin: Origin
    picture: str | None

    external_id: str | None = None
    username: str | None = None
    locale: Maybe[str | None] = None
    password_last_updated_at: Maybe[int | None] = None
    totp_enabled = False
    backup_code_enabled = False
    mfa_enabled_at: int | None = None
    mfa_disabled_at: int | None = None
    banned = False
    locked = False
    deprovisioned: Maybe[bool] = ABSENT
    lockout_expires_in_seconds: int | None = None
    verification_attempts_remaining: int | None = 100
    delete_self_enabled = True
    create_organization_enabled = True
    create_organizations_limit: Maybe[int | None] = ABSENT
    legal_accepted_at: Maybe[int | None] = None
    bypass_client_trust: Maybe[bool] = False
    scim: Maybe[SCIM | None] = ABSENT
    organization_memberships: Maybe[Sequence[OrganizationMembership]] = ABSENT

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.picture = None
        self.id = origin.user_id
        self.created_at = origin.created_at
        took = origin.grain.between(4, 14)  # ms, as recorded at sign-up
        self.updated_at = self.created_at + took + 11
        self.last_sign_in_at: int | None = self.created_at + took
        self.last_active_at: int | None = self.created_at
        self.last_active = self.created_at
        self.first_name: str | None = origin.person.first.written
        self.last_name: str | None = origin.person.last.written
        self.public_metadata: dict[str, Any] = {}
        self.private_metadata: Maybe[dict[str, Any] | None] = {}
        self.unsafe_metadata: dict[str, Any] = {}
        self.email_addresses: list[EmailAddress] = []
        self.phone_numbers: list[PhoneNumber] = []
        self.web3_wallets: list[Web3Wallet] = []
        self.passkeys: list[Passkey] = []
        self.external_accounts: list[ExternalAccount] = []
        self.saml_accounts: list[SAMLAccount] = []
        self.enterprise_accounts: list[EnterpriseAccount] = []

    @property
    def names(self) -> tuple[str | None, str | None]:
        return self.first_name, self.last_name

    @property
    def primary_email_address_id(self) -> str | None:
        return _primary(self.email_addresses)

    @property
    def primary_phone_number_id(self) -> str | None:
        return _primary(self.phone_numbers)

    @property
    def primary_web3_wallet_id(self) -> str | None:
        return _primary(self.web3_wallets)

    @property
    def identifier(self) -> str | None:
        """What others know the user by: the first email address or phone that is proved, or the username."""
        for email in self.email_addresses:
            if email.is_verified:
                return email.email_address
        return next((phone.phone_number for phone in self.phone_numbers if phone.is_verified), self.username)

    @property
    def initials(self) -> str:
        return f"{(self.first_name or '')[:1]}{(self.last_name or '')[:1]}".upper()

    @property
    def has_image(self) -> bool:
        return self.picture is not None

    @property
    def image_url(self) -> str:
        if self.picture is not None:
            return clerk.proxied_image(self.picture)
        return clerk.default_avatar(self.origin.world.instance_id, self.id, self.initials)

    @property
    def profile_image_url(self) -> str:
        return clerk.NO_PICTURE if self.picture is None else self.picture

    @property
    def password_enabled(self) -> bool:
        return isinstance(self.password_last_updated_at, int)

    @property
    def two_factor_enabled(self) -> bool:
        phones = self.phone_numbers
        return self.totp_enabled or bool(phones and any(phone.reserved_for_second_factor for phone in phones))

    def happened(self, at: int) -> None:
        """Let the account show that its owner did something at a time (ms)."""
        if at > self.last_active:
            self.last_active = at
            self.updated_at = min(at + 11, self.origin.world.now)

    def add_email(self, at: int, proof: Verification | None, domain: str | None = None) -> EmailAddress:
        """One more address, begun at a time (ms) and different from any other of any life; `domain` picks its end."""
        email = EmailAddress(self.origin, at, self._new_address(domain))
        email.matches_sso_connection = domain == SSO_DOMAIN
        return self._added(email, self.email_addresses, at, proof)

    def _new_address(self, domain: str | None) -> str:
        grain, number = self.origin.grain, len(self.email_addresses)
        alias = "" if not number else f".{ALIASES[number - 1] if number <= len(ALIASES) else number}"
        tag = "+clerk_test" if self.origin.world.clerk_test else ""
        return (
            f"{self.origin.person.address(grain.below(3))}{alias}{tag}@{domain or DOMAINS[grain.below(len(DOMAINS))]}"
        )

    def add_phone(self, at: int, proof: Verification | None) -> PhoneNumber | None:
        """One more phone, or None where the range set aside for fiction has none left for this life."""
        number = self.origin.world.people.phone(self.origin.number, len(self.phone_numbers))
        return (
            None if number is None else self._added(PhoneNumber(self.origin, at, number), self.phone_numbers, at, proof)
        )

    def add_wallet(self, at: int, strategy: str, proof: Verification | None) -> Web3Wallet:
        """One more wallet, on the chain of a `web3_…_signature` strategy."""
        address = wallet_address(self.origin, strategy, len(self.web3_wallets))
        return self._added(Web3Wallet(self.origin, at, address), self.web3_wallets, at, proof)

    def add_passkey(self, at: int) -> Passkey:
        """One more passkey, used at least when it was made."""
        passkey = self.keep(Passkey(self.origin, at, self.origin.after(at)), self.passkeys)
        self.happened(passkey.last_used_at)
        return passkey

    def _added(self, made: Own, among: list[Own], at: int, proof: Verification | None) -> Own:
        made.verification = proof
        made.updated_at = max(at, self.created_at) + self.origin.grain.between(4, 16)
        return self.keep(made, among)

    def keep(self, made: Part, among: list[Part]) -> Part:
        """Have one more of something, at the end of one of this life's lists."""
        among.append(made)
        return made

    def choose(self, among: list[Part], options: Sequence[T], *names: str) -> T:
        """What the next of a list will have under nested `names`: one of the options, the first being the plainest."""
        return self.origin.chance.pick(options)

    def add_external_account(self, at: int, provider: Provider, proof: Verification | None) -> ExternalAccount:
        """One more OAuth account, as empty as it is until its provider lets the user in."""
        account = ExternalAccount(self.origin, at, provider, proof)
        account.updated_at = max(at, self.created_at) + self.origin.grain.between(4, 16)
        return self.keep(account, self.external_accounts)

    def add_email_from(self, strategy: str, at: int, status: str = "verified") -> EmailAddress:
        """The address that an OAuth provider vouches for, after a sign-in by a strategy such as `oauth_google`."""
        return self.add_email(at, verification(self.origin, "verification_from_oauth", f"from_{strategy}", at, status))

    def link(self, account: ExternalAccount, email: EmailAddress, provider: Provider) -> None:
        """Fill in what the provider told, and tie the account and the address (or phone) it names to each other."""
        account.fill(self.origin, provider, email.email_address, self.names)
        named: list[EmailAddress | PhoneNumber] = [email]
        if provider.phones and self.phone_numbers:
            named.append(self.phone_numbers[0])
            account.phone_number = self.phone_numbers[0].phone_number
        # A custom or native provider fits no link type that the document allows.
        if LINKABLE.fullmatch(account.provider):
            for identification in named:
                identification.linked_to.append(LinkedTo(account.provider, account.identification_id))
                identification.updated_at = max(identification.updated_at, account.updated_at)

    def turn_off_second_factors(self, at: int) -> None:
        """Do without a second factor from a time on (ms); when it was turned on stays told."""
        self.totp_enabled = self.backup_code_enabled = False
        self.mfa_disabled_at = at
        for phone in self.phone_numbers:
            phone.reserved_for_second_factor = phone.default_second_factor = False
            phone.forget("backup_codes")

    def never_signed_in(self) -> None:
        """Take back the sign-in that comes with a sign-up: somebody else made this account."""
        self.last_sign_in_at = self.last_active_at = None
        self.updated_at = self.created_at

    def signed_in_again(self) -> None:
        """Move the last sign-in to some time after all that happened; activity is told by the day."""
        self.last_sign_in_at = self.origin.after(self.last_active)
        self.happened(self.last_sign_in_at)
        self.last_active_at = max(self.created_at, self.last_active // clerk.DAY * clerk.DAY)

    def join_company(self) -> None:
        """Take part in the company that this life shares with its neighbours."""
        self.organization_memberships = memberships(self.origin, self)


def _primary(identifications: Sequence[Identification]) -> str | None:
    for identification in identifications:
        if identification.is_verified:
            return identification.id
    return None
