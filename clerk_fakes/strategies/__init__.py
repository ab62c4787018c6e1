"""Hypothesis strategies: find the user that breaks my code.

`users()` are believable people on a few edges of the schema, and shrink to the plainest user and the one guilty edge.
`any_users()` are whatever the schema allows. There is a plural strategy for each object of a user, and
`believable=False` draws it as freely as `any_users()` does. Unknown names are refused when the test runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from hypothesis import strategies as st

from clerk_fakes.schema.reader import read_part
from clerk_fakes.schema.shapes import Json
from clerk_fakes.strategies.anything import Texts
from clerk_fakes.strategies.believable import Wanted
from clerk_fakes.strategies.broken import broken_users as broken_users
from clerk_fakes.strategies.parts import WantedVerification, part, verification
from clerk_fakes.strategies.populations import populations as populations

Objects = st.SearchStrategy[dict[str, Json]]


def users(*, edges: bool | str | Iterable[str] = True, story: str | None = None, **pins: object) -> Objects:
    """A believable user on a few edges, whose ids are noted when a test fails.

    `edges` is a glob or several over the ids of the catalogue, or False for users who make sense as a whole; `story` is
    a way to sign up; any other keyword is a field of a user with its value, or a strategy for it.
    """
    wanted = Wanted(edges, story, pins)
    return st.deferred(lambda: wanted.ready())


def any_users(*, allow_x00: bool = True, codec: str | None = "utf-8") -> Objects:
    """Whatever the schema allows: any text that `codec` can encode, any 64-bit number, any JSON in open objects."""
    return from_document(None, allow_x00=allow_x00, codec=codec)


def email_addresses(*, believable: bool = True) -> Objects:
    """One of a user's email addresses."""
    return part("email_addresses", believable)


def phone_numbers(*, believable: bool = True) -> Objects:
    """One of a user's phone numbers."""
    return part("phone_numbers", believable)


def web3_wallets(*, believable: bool = True) -> Objects:
    """One of a user's wallets."""
    return part("web3_wallets", believable)


def passkeys(*, believable: bool = True) -> Objects:
    """One of a user's passkeys."""
    return part("passkeys", believable)


def external_accounts(*, believable: bool = True) -> Objects:
    """One of a user's OAuth accounts."""
    return part("external_accounts", believable)


def saml_accounts(*, believable: bool = True) -> Objects:
    """One of a user's accounts at a SAML identity provider."""
    return part("saml_accounts", believable)


def enterprise_accounts(*, believable: bool = True) -> Objects:
    """One of a user's accounts at an enterprise's identity provider."""
    return part("enterprise_accounts", believable)


def organization_memberships(*, believable: bool = True) -> Objects:
    """One of a user's memberships."""
    return part("organization_memberships", believable)


def verifications(
    carrier: str | None = None, kind: str | None = None, status: str | None = None, *, believable: bool = True
) -> Objects:
    """A verification, of any `kind` (`saml`, or `verification_saml`) on any `carrier` (`email_addresses`).

    Raises, when the test runs, for a kind that a carrier cannot have, or a status that a kind cannot have.
    """
    return verification(WantedVerification(carrier, kind, status), believable)


def from_document(
    source: str | Path | Mapping[str, Json] | None,
    pointer: str = "",
    *,
    allow_x00: bool = True,
    codec: str | None = "utf-8",
) -> st.SearchStrategy[Json]:
    """Whatever a document allows at a JSON pointer: Clerk's OpenAPI, or a JSON Schema in the same dialect.

    Raises a `SchemaError`, when the test runs, for a document or a keyword that cannot be used.
    """
    return st.deferred(lambda: Texts(allow_x00, codec).strategy(read_part(source, pointer)))
