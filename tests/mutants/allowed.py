"""Slips that only a user shows whom Clerk's schema allows, and Clerk does not send."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

ALLOWED = (
    # a `.get` turned into `[]`
    Mutant("locale taken for granted", 'user.get("locale")', 'user["locale"]'),
    Mutant("id of an item taken for granted", 'item.get("id") == id', 'item["id"] == id'),
    Mutant("picture taken for granted", 'user.get("image_url") or None', 'user["image_url"] or None'),
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
    Mutant("null connection", "(*saml, *others) if connection]", "(*saml, *others)]"),
    # null, absent, zero and false taken for each other
    Mutant("phone without an id is the primary one", "if id is not None and item", "if item"),
    Mutant("lock that ends now is no lock", "if seconds is not None:", "if seconds:"),
    Mutant("first moment of 1970 is no time", "None if milliseconds is None", "None if not milliseconds"),
    # the first item taken for the right one, the type of a value taken for granted
    Mutant("domains are text", " if isinstance(domain, str)}", "}"),
    # units and limits
    Mutant("times that no calendar has", "except OverflowError", "except ValueError"),
    Mutant("counts that no column holds", "min(number, INTEGER)", "number"),
)
