"""What users sign in with: email addresses, phone numbers, wallets and passkeys."""

from __future__ import annotations

from typing import Any

from clerk_fakes.primitives.times import shortly_after
from clerk_fakes.records import verifications
from clerk_fakes.records.owner import Owner
from clerk_fakes.schema.templates import template
from clerk_fakes.types import EmailAddress, Passkey, PhoneNumber, Web3Wallet

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

EMAIL_ADDRESS = template(EmailAddress, reserved=False, matches_sso_connection=False)
PHONE_NUMBER = template(
    PhoneNumber, "backup_codes", reserved=False, reserved_for_second_factor=False, default_second_factor=False
)
WEB3_WALLET = template(Web3Wallet)
PASSKEY = template(Passkey)


def email_address(owner: Owner, created_at: int, since: int, address: str, verification: Any) -> EmailAddress:
    """An email address that was begun at `created_at` and is of its user since another time (ms)."""
    made = EMAIL_ADDRESS.copy()
    made["email_address"] = address
    made["linked_to"] = []
    _begin(made, owner, created_at, since, verification)
    if verification is not None and verification["status"] == "unverified":
        made["reserved"] = True
    return made


def phone_number(owner: Owner, created_at: int, since: int, number: str, verification: Any) -> PhoneNumber:
    """A phone number that was begun at `created_at` and is of its user since another time (ms)."""
    made = PHONE_NUMBER.copy()
    made["phone_number"] = number
    made["linked_to"] = []
    _begin(made, owner, created_at, since, verification)
    if made["verification"] is not None and made["verification"]["status"] == "unverified":
        made["reserved"] = True
    return made


def web3_wallet(owner: Owner, created_at: int, since: int, address: str, verification: Any) -> Web3Wallet:
    """A wallet that was begun at `created_at` and is of its user since another time (ms)."""
    made = WEB3_WALLET.copy()
    made["web3_wallet"] = address
    _begin(made, owner, created_at, since, verification)
    return made


def _begin(made: Any, owner: Owner, created_at: int, since: int, verification: Any) -> None:
    made["id"] = owner.new_id("idn_", created_at)
    made["verification"] = verification
    made["created_at"] = created_at
    made["updated_at"] = shortly_after(created_at if created_at > since else since)


def passkey(owner: Owner, created_at: int) -> Passkey:
    """A passkey, named after where it is kept and first used when it was made (ms)."""
    made = PASSKEY.copy()
    made["id"] = owner.new_id("idn_", created_at)
    made["name"] = PASSKEY_NAMES[owner.details.below(len(PASSKEY_NAMES))]
    made["last_used_at"] = created_at
    made["verification"] = verifications.passkey(owner, "passkey", created_at)
    return made


def set_verification(identification: Any, verification: Any) -> None:
    """Set how it was verified; what is still unverified is reserved for this user."""
    identification["verification"] = verification
    if "reserved" in identification:
        identification["reserved"] = verification is not None and verification["status"] == "unverified"


def link(identification: Any, provider: str, identification_id: str, at: int) -> None:
    """Tie an address or number to an external account (`idn_…`) at a time (ms)."""
    identification["linked_to"].append({"type": provider, "id": identification_id})
    if at > identification["updated_at"]:
        identification["updated_at"] = at


def wallet_address(owner: Owner, strategy: str, index: int, position: int) -> str:
    """An address for a `web3_…_signature` strategy, different for every account and position."""
    number = (index * 16 + position + 1) * SCATTER_64 % 2**64
    if "solana" in strategy:
        return _base58(int(owner.details.hex(48), 16) << 64 | number)
    return f"0x{owner.details.hex(24)}{number:016x}"


def _base58(number: int) -> str:
    letters = []
    while number:
        number, letter = divmod(number, 58)
        letters.append(BASE58[letter])
    return "".join(reversed(letters))
