"""What people sign in with: email addresses, phones, wallets and passkeys."""

from __future__ import annotations

from clerk_fakes.realism import verifications
from clerk_fakes.realism.clerk import shortly_after
from clerk_fakes.realism.facts import Facts
from clerk_fakes.realism.verifications import Verification
from clerk_fakes.realism.world import Origin, World
from clerk_fakes.schema.shapes import ABSENT, Maybe

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SCATTER_64 = 0x9E3779B97F4A7C15  # odd, so that multiplying by it modulo 2⁶⁴ is one to one
PASSKEY_NAMES = (
    "iCloud Keychain",
    "Chrome on Mac",
    "1Password",
    "Windows Hello",
    "YubiKey 5C",
    "Google Password Manager",
)


class LinkedTo(Facts):
    """The external account that an address or number came with, or was also proved by."""

    def __init__(self, type: str, id: str) -> None:
        self.type = type
        self.id = id


class Identification(Facts):
    """Something of the user's own, proved or not, and begun at a time; `created_at` and `updated_at` in ms."""

    reserved = False

    def __init__(self, origin: Origin, at: int, proof: Verification | None) -> None:
        self.id = origin.new_id("idn_", at)
        self.created_at = at
        self.updated_at = shortly_after(at if at > origin.created_at else origin.created_at)
        self.verification = proof
        if proof is not None and proof.status == "unverified":  # else it is not said: no wallet has that key
            self.reserved = True

    def prove(self, proof: Verification | None) -> None:
        """Have it proved like that; what is still to be answered is unverified, yet locked to this user."""
        self.verification = proof
        self.reserved = proof is not None and proof.status == "unverified"

    @property
    def is_verified(self) -> bool:
        proof = self.verification
        return proof is not None and proof.status == "verified"


class Linkable(Identification):
    """Something that an external account may come with, or prove as well."""

    linked_to: list[LinkedTo]

    def link(self, type: str, id: str, at: int) -> None:
        """Tie it to an external account by its identification (`idn_…`), at a time (ms)."""
        self.linked_to.append(LinkedTo(type, id))
        if at > self.updated_at:
            self.updated_at = at


class EmailAddress(Linkable):
    """An address that nobody can be reached at."""

    matches_sso_connection: Maybe[bool] = False

    def __init__(self, origin: Origin, at: int, proof: Verification | None, email_address: str) -> None:
        super().__init__(origin, at, proof)
        self.email_address = email_address
        self.linked_to = []

    @property
    def domain(self) -> str:
        return self.email_address.rpartition("@")[2]


class PhoneNumber(Linkable):
    """A number that nobody can be reached at, sometimes also a second factor."""

    reserved_for_second_factor = False
    default_second_factor = False
    backup_codes: Maybe[list[str] | None] = ABSENT

    def __init__(self, origin: Origin, at: int, proof: Verification | None, phone_number: str) -> None:
        super().__init__(origin, at, proof)
        self.phone_number = phone_number
        self.linked_to = []

    def use_as_second_factor(self, at: int) -> None:
        """Receive codes at every sign-in from a time on (ms)."""
        self.reserved_for_second_factor = self.default_second_factor = True
        self.updated_at = max(self.updated_at, at)


class Web3Wallet(Identification):
    """A wallet address in the form of its chain, never that of another life."""

    def __init__(self, origin: Origin, at: int, proof: Verification | None, web3_wallet: str) -> None:
        super().__init__(origin, at, proof)
        self.web3_wallet = web3_wallet


class Passkey(Facts):
    """A passkey, named after where it is kept, made at a time and last used at another (ms)."""

    def __init__(self, origin: Origin, at: int, last_used_at: int) -> None:
        self.id = origin.new_id("idn_", at)
        self.name = PASSKEY_NAMES[origin.grain.below(len(PASSKEY_NAMES))]
        self.last_used_at = last_used_at
        self.verification: Verification | None = verifications.passkey(origin, "passkey", at)


def wallet_address(origin: Origin, strategy: str, nth: int) -> str:
    """An address for a `web3_…_signature` strategy; `nth` tells the wallets of one life apart."""
    number = (origin.number * 16 + nth + 1) * SCATTER_64 % 2**64
    if "solana" in strategy:
        return _base58(int(origin.grain.hex(48), 16) << 64 | number)
    return f"0x{origin.grain.hex(24)}{number:016x}"


def wallet_strategies(world: World) -> tuple[str, ...]:
    """The ways to sign with a wallet that the document knows."""
    return world.options("verification_web3", "strategy") or ("web3_metamask_signature",)


def _base58(number: int) -> str:
    letters = []
    while number:
        number, letter = divmod(number, 58)
        letters.append(BASE58[letter])
    return "".join(reversed(letters))
