"""A life: one account at Clerk, and the rules that hold across its fields.

A story (see stories.py) tells how somebody signed up, and afterwards.py and treatment.py what came then; the life keeps
it coherent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from clerk_fakes.realism import clerk
from clerk_fakes.realism.accounts import SSO_DOMAIN, EnterpriseAccount, ExternalAccount, SAMLAccount
from clerk_fakes.realism.facts import Facts
from clerk_fakes.realism.identifications import (
    EmailAddress,
    Identification,
    Passkey,
    PhoneNumber,
    Web3Wallet,
    wallet_address,
)
from clerk_fakes.realism.organizations import OrganizationMembership, memberships
from clerk_fakes.realism.people import ADDRESS_LOOKS
from clerk_fakes.realism.providers import Provider
from clerk_fakes.realism.verifications import Verification
from clerk_fakes.realism.world import Origin
from clerk_fakes.schema.shapes import ABSENT, Maybe

ALIASES = ("work", "home", "mail")  # what people add to their name for a second address

T = TypeVar("T")
Part = TypeVar("Part", bound=Facts)


class SCIM(Facts):
    """The directory that an account comes from."""

    directory_enabled: Maybe[bool] = True

    def __init__(self, directory_id: str, external_id: str | None) -> None:
        self.directory_id = directory_id
        self.external_id = external_id


class Life(Facts):
    """One account; times in ms. Attributes bear the names of a user's fields; `conclude` sets those that follow."""

    __slots__ = ("last_active", "origin", "picture")

    last_active: int
    origin: Origin
    picture: str | None

    primary_email_address_id: str | None
    primary_phone_number_id: str | None = None
    primary_web3_wallet_id: str | None = None
    image_url: str
    has_image = False
    profile_image_url = clerk.NO_PICTURE
    external_id: str | None = None
    username: str | None = None
    locale: Maybe[str | None] = None
    password_last_updated_at: Maybe[int | None] = None
    password_enabled = False
    two_factor_enabled = False
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
        signed_in = clerk.first_sign_in(origin.created_at)
        self.updated_at = signed_in + 11
        self.last_sign_in_at: int | None = signed_in
        self.last_active_at: int | None = origin.created_at
        self.last_active = origin.created_at
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
    def identifier(self) -> str | None:
        """What others know the user by: the first email address or phone that is proved, or the username."""
        for email in self.email_addresses:
            if email.is_verified:
                return email.email_address
        return next((phone.phone_number for phone in self.phone_numbers if phone.is_verified), self.username)

    def conclude(self) -> None:
        """Settle what follows from the rest, once the rest is told."""
        self.primary_email_address_id = _first_proved(self.email_addresses)
        texts = False
        if self.phone_numbers:
            self.primary_phone_number_id = _first_proved(self.phone_numbers)
            texts = any(phone.reserved_for_second_factor for phone in self.phone_numbers)
        if self.web3_wallets:
            self.primary_web3_wallet_id = _first_proved(self.web3_wallets)
        if texts or self.totp_enabled:
            self.two_factor_enabled = True
        if isinstance(self.password_last_updated_at, int):
            self.password_enabled = True
        if self.picture is None:
            first, last = self.first_name, self.last_name
            initials = f"{first[0] if first else ''}{last[0] if last else ''}".upper()
            self.image_url = clerk.default_avatar(self.origin.world.instance_id, self.id, initials)
        else:
            self.has_image = True
            self.image_url = clerk.proxied_image(self.picture)
            self.profile_image_url = self.picture

    def come_back(self, moment: int) -> int:
        """Do something at some time (ms) after a moment, and let the account show it."""
        lately = self.origin.world.lately
        at = self.origin.grain.between(moment, lately) if moment < lately else moment
        if at > self.last_active:
            self.last_active = at
            self.updated_at = at + 11
        return at

    def happened(self, at: int) -> None:
        """Let the account show that its owner did something at a time (ms)."""
        if at > self.last_active:
            self.last_active = at
            self.updated_at = min(self.origin.world.now, at + 11)

    def add_email(self, at: int, proof: Verification | None, domain: str | None = None) -> EmailAddress:
        """One more address, begun at a time (ms) and different from any other of any life; `domain` picks its end."""
        origin, number = self.origin, len(self.email_addresses)
        style, end = ADDRESS_LOOKS[at % len(ADDRESS_LOOKS)]  # as good as drawn: times are in milliseconds
        local = origin.person.address(style)
        if number:
            local = f"{local}.{ALIASES[number - 1] if number <= len(ALIASES) else number}"
        if origin.world.clerk_test:
            local = f"{local}+clerk_test"
        email = EmailAddress(origin, at, proof, f"{local}@{domain or end}")
        if domain == SSO_DOMAIN:
            email.matches_sso_connection = True
        return self.keep(email, self.email_addresses)

    def add_phone(self, at: int, proof: Verification | None) -> PhoneNumber | None:
        """One more phone, or None where the range set aside for fiction has none left for this life."""
        number = self.origin.world.people.phone(self.origin.number, len(self.phone_numbers))
        return None if number is None else self.keep(PhoneNumber(self.origin, at, proof, number), self.phone_numbers)

    def add_wallet(self, at: int, strategy: str, proof: Verification | None) -> Web3Wallet:
        """One more wallet, on the chain of a `web3_…_signature` strategy."""
        address = wallet_address(self.origin, strategy, len(self.web3_wallets))
        return self.keep(Web3Wallet(self.origin, at, proof, address), self.web3_wallets)

    def add_passkey(self, at: int) -> Passkey:
        """One more passkey, used at least when it was made."""
        passkey = self.keep(Passkey(self.origin, at, self.origin.after(at)), self.passkeys)
        self.happened(passkey.last_used_at)
        return passkey

    def keep(self, made: Part, among: list[Part]) -> Part:
        """Have one more of something, at the end of one of this life's lists."""
        among.append(made)
        return made

    def choose(self, among: list[Part], options: Sequence[T], *names: str) -> T:
        """What the next of a list will have under nested `names`: one of the options, the first being the plainest."""
        return self.origin.chance.pick(options)

    def link(self, account: ExternalAccount, email: EmailAddress, provider: Provider) -> None:
        """Fill in what the provider told, and tie the account and the address (or phone) it names to each other."""
        account.fill(self.origin, provider, email.email_address, self.first_name, self.last_name)
        is_linked = provider.is_linked and account.provider == provider.strategy
        if is_linked:
            email.link(account.provider, account.identification_id, account.updated_at)
        if provider.phones and self.phone_numbers:
            phone = self.phone_numbers[0]
            account.phone_number = phone.phone_number
            if is_linked:
                phone.link(account.provider, account.identification_id, account.updated_at)

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
        self.last_sign_in_at = self.come_back(self.last_active)
        day = self.last_active // clerk.DAY * clerk.DAY
        self.last_active_at = day if day > self.created_at else self.created_at

    def join_company(self) -> None:
        """Take part in the company that this life shares with its neighbours."""
        self.organization_memberships = memberships(self.origin, self)


def _first_proved(identifications: Sequence[Identification]) -> str | None:
    for identification in identifications:
        proof = identification.verification
        if proof is not None and proof.status == "verified":  # `is_verified`, without its call
            return identification.id
    return None
