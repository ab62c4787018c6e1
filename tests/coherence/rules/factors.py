"""Signing in: passwords, second factors, passkeys and lock-outs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.coherence.rules.core import Item, Subject, is_verified, precedes, rule


def second_factor_phones(subject: Subject) -> list[Item]:
    return [item for item in subject.items["phone_numbers"] if item.body.get("reserved_for_second_factor")]


@rule
def two_factor(subject: Subject) -> Iterator[str]:
    """Two-factor is enabled exactly when there is an authenticator app or a second-factor phone."""
    user = subject.user
    factor = bool(user.get("totp_enabled") or second_factor_phones(subject))
    if bool(user.get("two_factor_enabled")) != factor:
        yield f"two_factor_enabled is {user.get('two_factor_enabled')}, a second factor there is: {factor}"


@rule
def backup_code(subject: Subject) -> Iterator[str]:
    """Backup codes come with another second factor, never alone."""
    user = subject.user
    if user.get("backup_code_enabled") and not user.get("totp_enabled") and not second_factor_phones(subject):
        yield "backup_code_enabled without another second factor"


@rule
def second_factor_phone(subject: Subject) -> Iterator[str]:
    """A phone number used as second factor is verified."""
    for path, phone in second_factor_phones(subject):
        if not is_verified(phone):
            yield f"{path} is a second factor, yet not verified"


@rule
def default_second_factor(subject: Subject) -> Iterator[str]:
    """Exactly one of the second-factor phones is the default, and no other phone is."""
    phones = second_factor_phones(subject)
    defaults = [item for item in subject.items["phone_numbers"] if item.body.get("default_second_factor")]
    if len(defaults) != bool(phones) or any(item not in phones for item in defaults):
        yield f"{len(defaults)} defaults for {len(phones)} second-factor phones"


@rule
def mfa_enabled_at(subject: Subject) -> Iterator[str]:
    """A user with two-factor has it since a known time, later than it was last turned off."""
    enabled, disabled = subject.user.get("mfa_enabled_at"), subject.user.get("mfa_disabled_at")
    if subject.user.get("two_factor_enabled"):
        if enabled is None:
            yield "null, yet two_factor_enabled"
        elif disabled is not None and not precedes(disabled, enabled):
            yield f"{enabled} is not after mfa_disabled_at {disabled}, yet two_factor_enabled"


@rule
def mfa_disabled_at(subject: Subject) -> Iterator[str]:
    """Neither time is nulled again: what is off was never on, or was turned off after it was turned on."""
    enabled, disabled = subject.user.get("mfa_enabled_at"), subject.user.get("mfa_disabled_at")
    if disabled is not None and enabled is None:
        yield f"{disabled}, yet mfa_enabled_at is null"
    off = not subject.user.get("two_factor_enabled")
    if off and enabled is not None and not precedes(enabled, disabled):
        yield f"{disabled} is not after mfa_enabled_at {enabled}, yet two-factor is off"


@rule
def password(subject: Subject) -> Iterator[str]:
    """Without a password there is no time of its last change."""
    changed = subject.user.get("password_last_updated_at")
    if changed is not None and not subject.user.get("password_enabled"):
        yield f"password_last_updated_at is {changed} without a password"


@rule
def lockout(subject: Subject) -> Iterator[str]:
    """A lock-out lasts up to an hour or for ever (null), and only a locked user has one."""
    left = subject.user.get("lockout_expires_in_seconds")
    if left is not None and not subject.user.get("locked"):
        yield f"{left} seconds left, yet not locked"
    if left is not None and not 0 < left <= 3600:
        yield f"{left} seconds left of an hour"


@rule
def attempts_remaining(subject: Subject) -> Iterator[str]:
    """There are up to 100 attempts to verify (null: no limit), and none only for a locked user."""
    left = subject.user.get("verification_attempts_remaining")
    if left is not None and not 0 <= left <= 100:
        yield f"{left} of 100"
    if left == 0 and not subject.user.get("locked"):
        yield "0, yet not locked"


@rule
def passkey_name(subject: Subject) -> Iterator[str]:
    """A passkey has a name."""
    for path, passkey in subject.items["passkeys"]:
        if not passkey.get("name"):
            yield f"{passkey.get('name')!r} of {path}"


@rule
def passkey_use(subject: Subject) -> Iterator[str]:
    """A passkey is used once its user exists."""
    for path, passkey in subject.items["passkeys"]:
        used, created = passkey.get("last_used_at"), subject.user.get("created_at")
        if precedes(used, created):
            yield f"{path} was used at {used}, the user created at {created}"
