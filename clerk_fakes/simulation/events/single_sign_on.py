"""Signing up through an enterprise's identity provider."""

from __future__ import annotations

from clerk_fakes.primitives.providers import OIDC_PROVIDERS, SAML_PROVIDERS
from clerk_fakes.records import enterprise_accounts as records
from clerk_fakes.records import verifications
from clerk_fakes.records.enterprise_accounts import SSO_DOMAIN
from clerk_fakes.records.verifications import VERIFIERS, sso_email_verification
from clerk_fakes.schema.templates import put
from clerk_fakes.simulation.account import Account
from clerk_fakes.types import EmailAddress, EnterpriseConnection, SAMLConnection, User


def saml(account: Account) -> None:
    """Came through a SAML identity provider, or by an invitation to it that has not led there yet."""
    provider = account.choose("enterprise_accounts", SAML_PROVIDERS, "provider")
    at = account.begun_at
    email = account.add_email(at, sso_email_verification(), SSO_DOMAIN)
    tag = "verification_ticket" if account.by_chance(8) else "verification_saml"
    strategy = tag.removeprefix("verification_")
    address, settings = email["email_address"], account.settings
    connection = settings.connection(SAMLConnection, "samlc_", provider, _domain(email))
    verification = VERIFIERS[tag](account, strategy, at)
    account.add("saml_accounts", records.saml_account(account, at, provider, address, verification, connection))
    _add_enterprise_account(account, at, email, provider, verification.copy())
    if tag == "verification_saml":
        _authenticate(account)
    if account.by_chance(3):
        provision(account)
    elif account.by_chance(8):
        put(account.user, User, "deprovisioned", False)  # recorded without a directory, too


def oidc(account: Account) -> None:
    """Came through an enterprise's OpenID Connect provider."""
    provider = account.choose("enterprise_accounts", OIDC_PROVIDERS, "provider")
    at = account.begun_at
    email = account.add_email(at, verifications.from_oauth(account, f"from_{provider}", at), SSO_DOMAIN)
    _add_enterprise_account(account, at, email, provider, verifications.oauth(account, provider, at))
    _authenticate(account)


def provision(account: Account) -> None:
    """Came from a directory rather than by signing up."""
    decisions, settings = account.decisions, account.settings
    external_id = decisions.pick((f"emp-{account.details.digits(6)}", None))
    directory_id = settings.shared_id("scim_", 0, settings.opened)
    put(account.user, User, "deprovisioned", account.by_chance(6))
    put(account.user, User, "scim", records.directory(directory_id, external_id))


def _add_enterprise_account(
    account: Account, at: int, email: EmailAddress, provider: str, verification: object
) -> None:
    address = email["email_address"]
    connection = account.settings.connection(EnterpriseConnection, "entconn_", provider, _domain(email))
    made = records.enterprise_account(account, at, provider, address, verification, connection)
    account.add("enterprise_accounts", made)


def _domain(email: EmailAddress) -> str:
    return email["email_address"].rpartition("@")[2]


def _authenticate(account: Account) -> None:
    user = account.user
    user_id = account.details.hex(20)
    for sso in (*user["saml_accounts"], *user["enterprise_accounts"]):
        records.authenticate(sso, account.created_at, user_id, user["first_name"], user["last_name"])
