"""Second factors: authenticator apps, text messages, backup codes."""

from __future__ import annotations

from clerk_fakes.records import verifications
from clerk_fakes.records.verifications import is_verified
from clerk_fakes.schema.templates import put
from clerk_fakes.simulation.account import Account
from clerk_fakes.types import PhoneNumber

CODES = 10  # backup codes that Clerk hands out at once


def set_up_second_factor(account: Account, factors: str, at: int) -> None:
    """Use an `app`, a `phone` or `both` from a time on (ms)."""
    receives_texts = factors != "app" and _receive_texts(account, at)
    if factors != "phone" or not receives_texts:
        account.user["totp_enabled"] = True
    account.user["backup_code_enabled"] = account.by_chance(2) or account.user["backup_code_enabled"]
    account.user["mfa_enabled_at"] = at


def turn_off_second_factors(account: Account, at: int) -> None:
    """Did without a second factor from then on; when it was turned on stays."""
    user = account.user
    user["totp_enabled"] = user["backup_code_enabled"] = False
    user["mfa_disabled_at"] = at
    for phone in user["phone_numbers"]:
        phone["reserved_for_second_factor"] = phone["default_second_factor"] = False
        phone.pop("backup_codes", None)


def use_as_second_factor(phone: PhoneNumber, at: int) -> None:
    """Send codes to a phone at every sign-in from a time on (ms)."""
    phone["reserved_for_second_factor"] = phone["default_second_factor"] = True
    phone["updated_at"] = max(phone["updated_at"], at)


def _receive_texts(account: Account, at: int) -> bool:
    """Receive codes on the first phone that is verified, or on a new one; False where there is none to be had."""
    phones = [phone for phone in account.user["phone_numbers"] if is_verified(phone)]
    if not phones:
        account.add_phone(at, verifications.otp(account, "phone_code", at))
        phones = [phone for phone in account.user["phone_numbers"] if is_verified(phone)]
    for phone in phones[:1]:
        use_as_second_factor(phone, at)
        if account.by_chance(2):
            codes = [account.details.letters(8).lower() for _ in range(CODES)]
            put(phone, PhoneNumber, "backup_codes", account.decisions.pick((codes, None)))
    return bool(phones)
