"""SAML and enterprise accounts, and the connections that they came through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.coherence.rules.core import Json, Subject, rule
from tests.coherence.rules.ids import is_id

SAML = {"saml_okta", "saml_google", "saml_microsoft", "saml_custom"}
PROVIDERS = {"saml": SAML, "oauth": {"oauth_google", "oauth_microsoft"}}
FOREIGN = {"saml": "verification_oauth", "oauth": "verification_saml"}


def domain_of(account: Json) -> str:
    return str(account.get("email_address")).rpartition("@")[2]


@rule
def saml_twin(subject: Subject) -> Iterator[str]:
    """A SAML account is in both arrays, with the same email address."""
    enterprise = [body for _, body in subject.items["enterprise_accounts"]]
    here = {body.get("email_address") for _, body in subject.items["saml_accounts"]}
    there = {body.get("email_address") for body in enterprise if body.get("protocol") == "saml"}
    for email in here ^ there:
        array = "enterprise_accounts" if email in here else "saml_accounts"
        yield f"the SAML account of {email} is missing in {array}"


@rule
def enterprise_provider(subject: Subject) -> Iterator[str]:
    """A SAML account is at a SAML provider, an OpenID account at Google or Microsoft."""
    for path, account in (*subject.items["saml_accounts"], *subject.items["enterprise_accounts"]):
        protocol = protocol_of(account)
        if protocol in PROVIDERS and account.get("provider") not in PROVIDERS[protocol]:
            yield f"{account.get('provider')!r} of {path} does not speak {protocol}"


def protocol_of(account: Json) -> Any:
    return "saml" if account.get("object") == "saml_account" else account.get("protocol")


@rule
def enterprise_verification(subject: Subject) -> Iterator[str]:
    """A SAML account is not verified by OAuth, nor an OAuth account by SAML."""
    for path, account in subject.items["enterprise_accounts"]:
        variant = (account.get("verification") or {}).get("object")
        if variant and variant == FOREIGN.get(protocol_of(account)):
            yield f"{variant} of {path}, which speaks {account['protocol']}"


@rule
def connection_domain(subject: Subject) -> Iterator[str]:
    """A connection's domain is in its list of domains, and the account's email address is there."""
    for path, account, connection in subject.connections:
        domain = connection.get("domain")
        if domain is None or domain not in (connection.get("domains") or ()):
            yield f"{domain!r} of {path} is not among its domains {connection.get('domains')!r}"
        elif domain != domain_of(account):
            yield f"{domain} of {path} is not that of {account.get('email_address')}"


@rule
def connection_account(subject: Subject) -> Iterator[str]:
    """A connection has the provider and the protocol of the account that came through it."""
    for path, account, connection in subject.connections:
        for key in ("provider", "protocol"):
            if key in account and key in connection and account[key] != connection[key]:
                yield f"{key} {connection[key]!r} of {path} is not its account's {account[key]!r}"


@rule
def connection_id(subject: Subject) -> Iterator[str]:
    """An enterprise account names the connection that it has."""
    for path, account in subject.items["enterprise_accounts"]:
        if (value := account.get("enterprise_connection_id")) is not None:
            connection = account.get("enterprise_connection") or {}
            if not is_id(value, "entconn_") or connection.get("id", value) != value:
                yield f"{value!r} of {path} is not that of its connection"


@rule
def matches_sso(subject: Subject) -> Iterator[str]:
    """An email address at the domain of an active connection is marked as matching one."""
    active = [body for _, _, body in subject.connections if body.get("active")]
    domains = {domain for body in active for domain in (body.get("domain"), *(body.get("domains") or ()))}
    for path, email in subject.items["email_addresses"] if domains else ():
        if domain_of(email) in domains and email.get("matches_sso_connection") is not True:
            yield f"matches_sso_connection of {path} is not true, though {domain_of(email)} has a connection"
