"""Accounts at an enterprise's identity provider, by SAML or OpenID Connect, and the connections they came through."""

from __future__ import annotations

from typing import Any, cast

from clerk_fakes.primitives.images import proxied_image, stored_picture
from clerk_fakes.primitives.providers import OIDC_PROVIDERS, SAML_PROVIDERS
from clerk_fakes.primitives.times import MINUTE
from clerk_fakes.records.owner import Owner
from clerk_fakes.schema.templates import template
from clerk_fakes.types import SCIM, EnterpriseAccount, EnterpriseConnection, SAMLAccount, SAMLConnection

SSO_DOMAIN = "example.org"
CONNECTION_NAMES = (
    "Okta Workforce",
    "Google Workspace",
    "Entra ID",
    "Single Sign-on",
    "Google (OIDC)",
    "Microsoft (OIDC)",
)
CONNECTION_PROVIDERS = (*SAML_PROVIDERS, *OIDC_PROVIDERS)

SETTINGS = {
    "active": True,
    "sync_user_attributes": True,
    "allow_subdomains": False,
    "disable_additional_identifications": False,
}
SAML_ACCOUNT = template(SAMLAccount, active=True)
SAML_CONNECTION = template(SAMLConnection, **SETTINGS)
ENTERPRISE_ACCOUNT = template(EnterpriseAccount, active=True)
ENTERPRISE_CONNECTION = template(EnterpriseConnection, **SETTINGS)
DIRECTORY = template(SCIM, directory_enabled=True)


def saml_account(
    owner: Owner, created_at: int, provider: str, address: str, verification: Any, connection: SAMLConnection
) -> SAMLAccount:
    """An account at a SAML identity provider, begun at a time (ms)."""
    made = SAML_ACCOUNT.copy()
    made["id"] = owner.new_id("samlacc_", created_at)
    made["provider"] = provider
    made["email_address"] = address
    made["public_metadata"] = {}
    made["verification"] = verification
    made["saml_connection"] = connection
    return made


def enterprise_account(
    owner: Owner, created_at: int, provider: str, address: str, verification: Any, connection: EnterpriseConnection
) -> EnterpriseAccount:
    """An account of either protocol, the one that replaces SAML accounts, begun at a time (ms)."""
    made = ENTERPRISE_ACCOUNT.copy()
    made["id"] = owner.new_id("ea_", created_at)
    made["protocol"] = "saml" if connection["protocol"] == "saml" else "oauth"
    made["provider"] = provider
    made["email_address"] = address
    made["enterprise_connection_id"] = connection["id"]
    made["public_metadata"] = {}
    made["verification"] = verification
    made["enterprise_connection"] = connection
    return made


def authenticate(account: Any, at: int, user_id: str, first: str | None, last: str | None) -> None:
    """Fill in what the identity provider reveals at a sign-in (ms)."""
    account["last_authenticated_at"] = at
    account["provider_user_id"] = user_id
    account["first_name"] = first
    account["last_name"] = last


def connection(kind: type, provider: str, domain: str, created_at: int, id: str, logo: str | None) -> dict[str, Any]:
    """A `SAMLConnection` or `EnterpriseConnection` of an instance, created at a time (ms)."""
    plain: Any = SAML_CONNECTION if kind is SAMLConnection else ENTERPRISE_CONNECTION
    number = CONNECTION_PROVIDERS.index(provider)
    is_saml = provider in SAML_PROVIDERS
    values = {
        "id": id,
        "protocol": "saml" if is_saml else "oauth",
        "provider": provider,
        "name": CONNECTION_NAMES[number],
        "logo_public_url": None if logo is None else proxied_image(stored_picture("uploaded", logo)),
        "domain": domain,
        "domains": [domain, f"staff.{domain}"] if number % 2 else [domain],
        "allow_idp_initiated": is_saml,
        "created_at": created_at,
        "updated_at": created_at + (number + 1) * MINUTE,
    }
    return cast("dict[str, Any]", plain) | {name: value for name, value in values.items() if name in plain}


def directory(directory_id: str, external_id: str | None) -> SCIM:
    """The directory that an account comes from."""
    made = DIRECTORY.copy()
    made["directory_id"] = directory_id
    made["external_id"] = external_id
    return made
