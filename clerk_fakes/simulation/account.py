"""An account: the user's JSON body itself, which sign-ups and events change. It is valid after each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from clerk_fakes.primitives.ids import ksuid_head
from clerk_fakes.primitives.images import NO_PICTURE
from clerk_fakes.primitives.names import ADDRESS_LOOKS
from clerk_fakes.primitives.providers import Provider
from clerk_fakes.primitives.randomness import Decisions, Details
from clerk_fakes.primitives.times import SECOND
from clerk_fakes.records import external_accounts, identifications
from clerk_fakes.records.enterprise_accounts import SSO_DOMAIN
from clerk_fakes.schema.templates import put, template
from clerk_fakes.simulation.settings import InstanceSettings
from clerk_fakes.types import EmailAddress, ExternalAccount, Passkey, PhoneNumber, User, Web3Wallet

ALIASES = ("work", "home", "mail")  # what people add to their name for a second address
NEWEST_FIRST = {"email_addresses", "phone_numbers", "external_accounts"}  # as in every recorded body
RARE = ("deprovisioned", "create_organizations_limit", "scim")
PLAIN = {
    "profile_image_url": NO_PICTURE,
    "has_image": False,
    "password_enabled": False,
    "two_factor_enabled": False,
    "totp_enabled": False,
    "backup_code_enabled": False,
    "banned": False,
    "locked": False,
    "create_organization_enabled": True,
    "bypass_client_trust": False,
}
USER = template(User, "organization_memberships", *RARE, **PLAIN)
MEMBER = template(User, *RARE, **PLAIN)

T = TypeVar("T")


class Account:
    """One account of an instance; `decisions` and `details` are who chooses, `user` is its body at this moment."""

    __slots__ = (
        "_head",
        "_second",
        "begun_at",
        "by_chance",
        "created_at",
        "decisions",
        "details",
        "index",
        "person",
        "settings",
        "user",
    )

    def __init__(self, settings: InstanceSettings, index: int, decisions: Decisions, details: Details) -> None:
        self.settings = settings
        self.index = index
        self.decisions = decisions
        # Whether something happens that was not asked for: once in n times, and never to a user that is requested.
        self.by_chance: Callable[[float], bool] = decisions.one_in
        self.details = details
        self._second = 0
        self._head = ""
        self.user = user = (MEMBER if settings.organizations else USER).copy()
        self.begin(settings.arrivals.time(details))
        self.person = person = settings.people.person(index, details)
        user["first_name"] = person.first.written
        user["last_name"] = person.last.written
        user["public_metadata"] = {}
        user["private_metadata"] = {}
        user["unsafe_metadata"] = {}
        user["email_addresses"] = []
        user["phone_numbers"] = []
        user["web3_wallets"] = []
        user["passkeys"] = []
        user["external_accounts"] = []
        user["saml_accounts"] = []
        user["enterprise_accounts"] = []
        if settings.organizations:
            user["organization_memberships"] = []
        user["verification_attempts_remaining"] = settings.attempts
        user["delete_self_enabled"] = settings.delete_self_enabled

    def begin(self, created_at: int) -> None:
        """Set the times (ms) and the id of an account that is created then; its session is yet to be written."""
        user = self.user
        self.created_at = self.begun_at = created_at
        user["id"] = self.new_id("user_", created_at)
        user["created_at"] = created_at
        user["last_active_at"] = created_at - 1 - created_at % 3
        user["updated_at"] = created_at + 4 + created_at % 37

    def new_id(self, prefix: str, at: int) -> str:
        """The id of something created at a time (ms), unlike any other."""
        second = at // SECOND
        if second != self._second:  # half of an account's ids are of the second of the one before
            self._second, self._head = second, ksuid_head(second)
        details = self.details
        return f"{prefix}{self._head}{(details.id_bodies or details.more_id_bodies()).pop()}"

    def choose(self, name: str, options: Sequence[T], *path: str) -> T:
        """What the next item of a list will have at a path: one of the options, the first being the plainest."""
        return self.decisions.pick(options)

    def add(self, name: str, item: Any) -> Any:
        """Put one more item into one of the user's lists, where the newest stands first in most."""
        if name in NEWEST_FIRST:
            self.user[name].insert(0, item)  # type: ignore[literal-required]  # one of the lists, by its name
        else:
            self.user[name].append(item)  # type: ignore[literal-required]  # likewise
        return item

    def add_email(self, at: int, verification: Any, domain: str | None = None) -> EmailAddress:
        """One more address, begun at a time (ms) and different from that of any account; `domain` picks its end."""
        number = len(self.user["email_addresses"])
        style, end = ADDRESS_LOOKS[at % len(ADDRESS_LOOKS)]  # as good as drawn: times are in milliseconds
        local = self.person.address(style)
        if number:
            local = f"{local}.{ALIASES[number - 1] if number <= len(ALIASES) else number}"
        if self.settings.clerk_test:
            local = f"{local}+clerk_test"
        made = identifications.email_address(self, at, self.created_at, f"{local}@{domain or end}", verification)
        if domain == SSO_DOMAIN:
            made["matches_sso_connection"] = True
        email: EmailAddress = self.add("email_addresses", made)
        return email

    def add_phone(self, at: int, verification: Any) -> PhoneNumber | None:
        """One more phone, or None where the fictitious range has none left for this account."""
        settings = self.settings
        number = settings.phones(self.index, len(self.user["phone_numbers"]), settings.phone_offset)
        if number is None:
            return None
        made = identifications.phone_number(self, at, self.created_at, number, verification)
        phone: PhoneNumber = self.add("phone_numbers", made)
        return phone

    def add_wallet(self, at: int, strategy: str, verification: Any) -> Web3Wallet:
        """One more wallet, on the chain of a `web3_…_signature` strategy."""
        address = identifications.wallet_address(self, strategy, self.index, len(self.user["web3_wallets"]))
        made = identifications.web3_wallet(self, at, self.created_at, address, verification)
        wallet: Web3Wallet = self.add("web3_wallets", made)
        return wallet

    def add_passkey(self, at: int) -> Passkey:
        """One more passkey, used when it was made (ms)."""
        passkey: Passkey = self.add("passkeys", identifications.passkey(self, at))
        return passkey

    def add_external_account(self, at: int, provider: Provider, verification: Any) -> ExternalAccount:
        """One more OAuth account, of which nothing is known yet."""
        made = external_accounts.external_account(self, provider, at, verification)
        account: ExternalAccount = self.add("external_accounts", made)
        return account

    def set_password(self, at: int) -> None:
        """Set or change the password at a time (ms)."""
        user = self.user
        user["password_enabled"] = True
        if "password_last_updated_at" in user:
            user["password_last_updated_at"] = at
        else:
            put(user, User, "password_last_updated_at", at)

    def active(self, at: int) -> None:
        """Show that the owner did something at a time (ms)."""
        user = self.user
        last = user["last_active_at"]
        if last is None or at > last:
            user["last_active_at"] = at
            user["updated_at"] = at + 12

    def changed(self, at: int) -> None:
        """Show that others changed the account at a time (ms)."""
        self.user["updated_at"] = max(self.user["updated_at"] + 1, at + 11)

    def sign_in(self, at: int) -> None:
        """Sign in at a time (ms), which is not before anything else; activity is shown once there is some."""
        user = self.user
        user["last_sign_in_at"] = at
        user["updated_at"] = at + 11
        if user["last_active_at"] is None:  # an admin made it
            user["last_active_at"] = at
        if user["passkeys"]:
            user["passkeys"][-1]["last_used_at"] = at
        elif user["external_accounts"]:
            external_accounts.sign_in(user["external_accounts"][-1], at)

    def never_signed_in(self) -> None:
        """Show nothing of the owner, who was not there when an admin made the account."""
        self.user["last_active_at"] = None
        self.user["updated_at"] = self.created_at
