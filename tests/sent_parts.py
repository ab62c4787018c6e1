"""What users are made of, as recorded bodies have it but for ids that can be read: addresses, accounts, memberships."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

CREATED = 1_760_000_000_000  # ms; when everybody here signs up
CODE_SENT = CREATED - 20_000  # an address is older than its user
DAY = 86_400_000


def verification(object: str, strategy: str, status: str = "verified", **more: Any) -> Json:
    expire_at = CREATED + 600_000
    return {
        "object": f"verification_{object}",
        "status": status,
        "strategy": strategy,
        "attempts": 1 if object == "otp" else None,
        "expire_at": expire_at if object in {"otp", "oauth", "saml", "email_link"} else None,
        **more,
    }


CODE = verification("otp", "email_code")
ADMIN = verification("admin", "admin")
FROM_GOOGLE = verification("from_oauth", "from_oauth_google")
BEGUN = verification("otp", "email_code", "unverified", attempts=0)


def without(object: Json, *names: str) -> Json:
    return {name: value for name, value in object.items() if name not in names}


def stamped(object: str, id: str, **fields: Any) -> Json:
    return {"object": object, "id": id, "created_at": CODE_SENT, "updated_at": CREATED + 4, **fields}


def email(name: str, proof: Json | None = CODE, **fields: Any) -> Json:
    made = stamped("email_address", f"idn_{name}", email_address=f"{name}@example.com", verification=proof)
    return {**made, "reserved": False, "linked_to": [], "matches_sso_connection": False, **fields}


def phone(last: int, proof: Json | None = None, **fields: Any) -> Json:
    made = stamped("phone_number", f"idn_{last}", phone_number=f"+120255501{last:02}", reserved=False, linked_to=[])
    second_factor = {"reserved_for_second_factor": False, "default_second_factor": False, "backup_codes": None}
    return {**made, **second_factor, "verification": proof or verification("otp", "phone_code"), **fields}


def wallet() -> Json:
    proof = verification("web3", "web3_metamask_signature", attempts=1)
    return stamped(
        "web3_wallet", "idn_wallet", web3_wallet="0x00000000000000000000000000000000000000ad", verification=proof
    )


def account(provider: str, proof: Json | None = None, **fields: Any) -> Json:
    known = {
        "provider_user_id": f"{provider}-4711",
        "approved_scopes": "email profile",
        "email_address": "ada@example.com",
        "email_address_verified": True,
        "first_name": "Ada",
        "last_name": "",
        "avatar_url": "https://images.example.com/ada.png",
        "image_url": "https://img.clerk.com/ada",
    }
    made = stamped("external_account", f"eac_{provider}", provider=f"oauth_{provider}", **known)
    named: Json = {"username": "ada-codes", "phone_number": None, "label": None, "public_metadata": {}}
    proof = proof or verification("oauth", f"oauth_{provider}")
    return {**made, **named, "identification_id": f"idn_{provider}", "verification": proof, **fields}


def failed_link(provider: str, status: str = "unverified") -> Json:
    """An account that is not verified, which has empty texts and fewer keys."""
    known = dict.fromkeys(("provider_user_id", "approved_scopes", "email_address", "first_name", "last_name"), "")
    made = account(provider, verification("oauth", f"oauth_{provider}", status), **known, username=None)
    return without(made, "email_address_verified", "avatar_url", "image_url")


def google(proof: Json | None = None, **fields: Any) -> Json:
    """Google's account as webhooks write it."""
    own = {"external_account_id": "eac_google", "google_id": "google-4711", "given_name": "Ada", "family_name": ""}
    made = account("google", proof, object="google_account", id="idn_google", username=None)
    return {**made, **own, "picture": made["avatar_url"], **fields}


def google_without_picture() -> Json:
    return without(google(avatar_url="", picture=""), "image_url")


def facebook() -> Json:
    own = {"external_account_id": "eac_facebook", "facebook_id": "facebook-4711"}
    return {**account("facebook", object="facebook_account", id="idn_facebook", username=None), **own}


def connection(*domains: str) -> Json:
    of = {"id": "samlc_1", "name": "Example", "provider": "saml_okta", "domain": domains[0], "domains": [*domains]}
    off = dict.fromkeys(("allow_subdomains", "allow_idp_initiated", "disable_additional_identifications"), False)
    times = {"created_at": CREATED - DAY, "updated_at": CREATED - DAY}
    return {**of, "active": True, "sync_user_attributes": True, **off, **times}


def saml_account(connection: Json | None) -> Json:
    made = {"object": "saml_account", "id": "samlacc_1", "provider": "saml_okta", "active": connection is not None}
    proof = verification("saml", "saml")
    return {**made, "email_address": "ada@example.com", "verification": proof, "saml_connection": connection}


def enterprise_account(proof: Json, provider: str, connection: Json | None) -> Json:
    protocol = "saml" if provider.startswith("saml_") else "oauth"
    made = {
        "object": "enterprise_account",
        "id": "ea_1",
        "protocol": protocol,
        "provider": provider,
        "active": connection is not None,
    }
    lent = {"id": "entconn_1", "protocol": protocol, "provider": provider, "logo_public_url": None}
    connection = {**connection, **lent} if connection else None
    return {**made, "email_address": "ada@example.com", "verification": proof, "enterprise_connection": connection}


def by_saml(connection: Json | None) -> Json:
    """The fields of a user of single sign-on by SAML, which are in two lists."""
    email_of = email("ada", verification("saml", "saml", expire_at=None), matches_sso_connection=connection is not None)
    account = enterprise_account(verification("saml", "saml"), "saml_okta", connection)
    return {
        "email_addresses": [email_of],
        "saml_accounts": [saml_account(connection)],
        "enterprise_accounts": [account],
    }


def by_oidc(connection: Json) -> Json:
    """The fields of a user of single sign-on by OIDC, which are in one list."""
    proof = verification("oauth", "oauth_custom_acme")
    return {"enterprise_accounts": [enterprise_account(proof, "oauth_custom_acme", connection)]}


def linked(*accounts: Json, proof: Json = CODE) -> Json:
    """The fields of a user whose address is that of all these accounts."""
    links = [{"type": account["provider"], "id": account["identification_id"]} for account in accounts]
    return {"external_accounts": [*accounts], "email_addresses": [email("ada", proof, linked_to=links)]}


def membership(key: str, role: str = "org:member", **fields: Any) -> Json:
    organization = stamped("organization", f"org_{key}", name=f"{key} Ltd", slug=key, has_image=False)
    limits = {"max_allowed_memberships": 5, "admin_delete_enabled": True, "public_metadata": {}}
    made = stamped("organization_membership", f"orgmem_{key}", role=role, permissions=[], public_metadata={})
    return {**made, "organization": {**organization, **limits}, **fields}
