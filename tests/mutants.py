"""Forty slips that people make in a webhook handler, each as one edit of `examples/webhook_handler.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

Json: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Json], Json]

SOURCE = (Path(__file__).parents[1] / "examples" / "webhook_handler.py").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One slip: what it forgets, and the text that it puts in place of another."""

    name: str
    old: str
    new: str

    @property
    def source(self) -> str:
        """The handler with the slip in it."""
        return SOURCE.replace(self.old, self.new)


def load(source: str) -> Handler:
    """The `user_row` of a handler's source."""
    namespace: dict[str, Any] = {"__name__": "webhook_handler"}
    exec(compile(source, "webhook_handler.py", "exec"), namespace)  # noqa: S102 - our own source, with one slip in it
    return cast("Handler", namespace["user_row"])


MUTANTS = (
    # a `.get` turned into `[]`
    Mutant("id of an item taken for granted", 'item.get("id") == id', 'item["id"] == id'),
    Mutant("picture taken for granted", 'user.get("image_url") or None', 'user["image_url"] or None'),
    Mutant("locale taken for granted", 'user.get("locale")', 'user["locale"]'),
    Mutant("deprovisioned taken for granted", 'user.get("deprovisioned", False)', 'user["deprovisioned"]'),
    Mutant(
        "memberships taken for granted", 'user.get("organization_memberships", [])', 'user["organization_memberships"]'
    ),
    Mutant(
        "second factor of a phone taken for granted",
        'phone.get("reserved_for_second_factor")',
        'phone["reserved_for_second_factor"]',
    ),
    Mutant(
        "object of a verification taken for granted", 'verification.get("object", strategy)', 'verification["object"]'
    ),
    Mutant(
        "connection of a saml account taken for granted", 'account.get("saml_connection")', 'account["saml_connection"]'
    ),
    Mutant("old domain of a connection taken for granted", 'connection.get("domain"),', 'connection["domain"],'),
    # a missing check for null
    Mutant("user without an email", "address(email) if email else None", "address(email)"),
    Mutant("null metadata", '(user.get("private_metadata") or {})', 'user.get("private_metadata", {})'),
    Mutant("null backup codes", 'phone.get("backup_codes") or []', 'phone.get("backup_codes", [])'),
    Mutant("null text", '(value or "").strip()', "value.strip()"),
    Mutant("null time", "None if milliseconds is None else EPOCH", "EPOCH"),
    Mutant("null name", "for name in names if name", "for name in names"),
    Mutant("null verification", "verification is None or verification", "verification"),
    Mutant("null sign-in", "*used) if at is not None]", "*used)]"),
    Mutant("null connection", "(*saml, *others) if connection]", "(*saml, *others)]"),
    # null, absent, zero and false taken for each other
    Mutant("phone without an id is the primary one", "if id is not None and item", "if item"),
    Mutant(
        "no word on an address is a good word",
        'account.get("email_address_verified") is True',
        'account.get("email_address_verified", True)',
    ),
    Mutant("lock without end is no lock", 'FOREVER if user["locked"] else None', "None"),
    Mutant("lock that ends now is no lock", "if seconds is not None:", "if seconds:"),
    Mutant("first moment of 1970 is no time", "None if milliseconds is None", "None if not milliseconds"),
    # a variant, a value of an enum or a place forgotten
    Mutant("verification by ticket", ', "ticket": "invitation"', ""),
    Mutant("verification by admin", "PROOFS.get(kind, kind)", "PROOFS[kind]"),
    Mutant("custom provider", "(token_|custom_)?", "(token_)?"),
    Mutant("expired code", '{"failed", "expired"}', '{"failed"}'),
    Mutant("failed and transferable", '!= "verified"', '== "unverified"'),
    Mutant("locked, though not banned", 'user["banned"] or user["locked"] or', 'user["banned"] or'),
    Mutant(
        "new domains of a connection",
        '(connection.get("domain"), *connection.get("domains", []))',
        '(connection.get("domain"),)',
    ),
    # the first item taken for the right one, the type of a value taken for granted
    Mutant(
        "first email is the primary one",
        'primary(user["email_addresses"], user["primary_email_address_id"])',
        'next(iter(user["email_addresses"]), None)',
    ),
    Mutant(
        "no second account shares an email", 'for link in email["linked_to"]]', 'for link in email["linked_to"][:1]]'
    ),
    Mutant("metadata is flat", " if not isinstance(value, dict | list)}", "}"),
    Mutant("domains are text", " if isinstance(domain, str)}", "}"),
    # units and limits
    Mutant("milliseconds for seconds", "1000 * seconds", "seconds"),
    Mutant("times that no calendar has", "except OverflowError", "except ValueError"),
    Mutant("counts that no column holds", "min(number, INTEGER)", "number"),
    Mutant("names that no column holds", "[:VARCHAR]", ""),
    Mutant("space around a name", '(value or "").strip()', '(value or "")'),
    Mutant("time without a zone", "datetime(1970, 1, 1, tzinfo=timezone.utc)", "datetime(1970, 1, 1)"),
)
