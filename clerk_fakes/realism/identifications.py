"""What people sign in with: email addresses, phones, wallets and passkeys."""

from __future__ import annotations

from clerk_fakes.realism.facts import ABSENT, Facts, Maybe
from clerk_fakes.realism.verifications import Verification, verification
from clerk_fakes.realism.world import Origin, World

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
    """Something of the user's own, proved or not; `created_at` and `updated_at` in ms."""

    verification: Verification | None = None

    def __init__(self, origin: Origin, at: int) -> None:
        self.id = origin.new_id("idn_", at)
        self.created_at = at
        self.updated_at = at
        self.linked_to: list[LinkedTo] = []

    @property
    def is_verified(self) -> bool:
        proof = self.verification
        return proof is not None and proof.status == "verified"

    @property
    def reserved(self) -> bool:
        """Unverified, yet locked to this user: while the verification is still to be answered."""
        proof = self.verification
        return proof is not None and proof.status == "unverified"


class EmailAddress(Identification):
    """An address that nobody can be reached at."""

    matches_sso_connection: Maybe[bool] = False

    def __init__(self, origin: Origin, at: int, email_address: str) -> None:
        super().__init__(origin, at)
        self.email_address = email_address

    @property
    def domain(self) -> str:
        return self.email_address.rpartition("@")[2]


class PhoneNumber(Identification):
    """A number that nobody can be reached at, sometimes also a second factor."""

    reserved_for_second_factor = False
    default_second_factor = False
    backup_codes: Maybe[list[str] | None] = ABSENT

    def __init__(self, origin: Origin, at: int, phone_number: str) -> None:
        super().__init__(origin, at)
        self.phone_number = phone_number

    def use_as_second_factor(self, at: int) -> None:
        """Receive codes at every sign-in from a time on (ms)."""
        self.reserved_for_second_factor = self.default_second_factor = True
        self.updated_at = max(self.updated_at, at)


class Web3Wallet(Identification):
    """A wallet address in the form of its chain, never that of another life."""

    def __init__(self, origin: Origin, at: int, web3_wallet: str) -> None:
        super().__init__(origin, at)
        self.web3_wallet = web3_wallet


class Passkey(Identification):
    """A passkey, named after where it is kept and last used at a time in ms."""

    def __init__(self, origin: Origin, at: int, last_used_at: int) -> None:
        super().__init__(origin, at)
        self.name = PASSKEY_NAMES[origin.grain.below(len(PASSKEY_NAMES))]
        self.last_used_at = last_used_at
        self.verification = verification(origin, "verification_passkey", "passkey", at)


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
