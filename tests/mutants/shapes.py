"""Slips about the shape of what Clerk sends: what is absent, null, of another kind or in another unit."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

SHAPES = (
    # a `.get` turned into `[]`
    Mutant("deprovisioned taken for granted", 'user.get("deprovisioned", False)', 'user["deprovisioned"]'),
    Mutant(
        "memberships taken for granted", 'user.get("organization_memberships", [])', 'user["organization_memberships"]'
    ),
    # a missing check for null
    Mutant("user without an email", "address(email) if email else None", "address(email)"),
    Mutant("null metadata", '(user.get("private_metadata") or {})', 'user.get("private_metadata", {})'),
    Mutant("null backup codes", 'phone.get("backup_codes") or []', 'phone.get("backup_codes", [])'),
    Mutant("null text", '(value or "").strip()', "value.strip()"),
    Mutant("null time", "None if milliseconds is None else EPOCH", "EPOCH"),
    Mutant("null name", "for name in names if name", "for name in names"),
    Mutant("null verification", "verification is None or verification", "verification"),
    Mutant("null sign-in", "*used) if at is not None]", "*used)]"),
    # null, absent, zero and false taken for each other
    Mutant(
        "no word on an address is a good word",
        'account.get("email_address_verified") is True',
        'account.get("email_address_verified", True)',
    ),
    Mutant("lock without end is no lock", 'FOREVER if user["locked"] else None', "None"),
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
    Mutant("metadata is flat", "value is None or isinstance(value, dict | list)", "value is None"),
    # units and limits
    Mutant("milliseconds for seconds", "1000 * seconds", "seconds"),
    Mutant("names that no column holds", "[:VARCHAR]", ""),
    Mutant("space around a name", '(value or "").strip()', '(value or "")'),
    Mutant("time without a zone", "datetime(1970, 1, 1, tzinfo=timezone.utc)", "datetime(1970, 1, 1)"),
)
