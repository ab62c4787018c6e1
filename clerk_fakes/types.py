"""The objects of Clerk's document as types, for annotations: `def handle(user: User) -> None`.

Written by `python -m clerk_fakes.schema.typed`; a test holds it to the document.
"""

from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict


class SCIM(TypedDict):
    directory_id: str
    directory_enabled: NotRequired[bool]
    external_id: str | None


class PublicUserData(TypedDict):
    user_id: str
    first_name: str | None
    last_name: str | None
    profile_image_url: str | None
    image_url: str
    has_image: bool
    identifier: NotRequired[str | None]
    username: NotRequired[str | None]
    banned: NotRequired[bool]


class Organization(TypedDict):
    object: Literal["organization"]
    id: str
    name: str
    slug: str
    image_url: NotRequired[str]
    has_image: bool
    members_count: NotRequired[int]
    missing_member_with_elevated_permissions: NotRequired[bool]
    pending_invitations_count: NotRequired[int]
    max_allowed_memberships: int
    admin_delete_enabled: bool
    public_metadata: dict[str, Any]
    private_metadata: NotRequired[dict[str, Any]]
    created_by: NotRequired[str]
    created_at: int
    updated_at: int
    last_active_at: NotRequired[int]
    role_set_key: NotRequired[str | None]


class OrganizationMembership(TypedDict):
    id: str
    object: Literal["organization_membership"]
    role: str
    role_name: NotRequired[str]
    permissions: list[str]
    public_metadata: dict[str, Any]
    private_metadata: NotRequired[dict[str, Any]]
    organization: Organization
    public_user_data: NotRequired[PublicUserData]
    created_at: int
    updated_at: int


class EnterpriseConnection(TypedDict):
    id: str
    protocol: str
    provider: str
    name: str
    logo_public_url: str | None
    domain: NotRequired[str]
    domains: NotRequired[list[Any]]
    active: bool
    sync_user_attributes: bool
    allow_subdomains: bool
    allow_idp_initiated: bool
    disable_additional_identifications: bool
    created_at: int
    updated_at: int


class OAuthVerification(TypedDict):
    object: NotRequired[Literal["verification_oauth"]]
    status: Literal["unverified", "verified", "failed", "expired", "transferable"]
    strategy: str
    external_verification_redirect_url: NotRequired[str]
    error: NotRequired[dict[str, Any] | None]
    expire_at: int
    attempts: int | None
    verified_at_client: NotRequired[str | None]


class SAMLVerification(TypedDict):
    object: NotRequired[Literal["verification_saml"]]
    status: Literal["unverified", "verified", "failed", "expired", "transferable"]
    strategy: Literal["saml"]
    external_verification_redirect_url: NotRequired[str | None]
    error: NotRequired[dict[str, Any] | None]
    expire_at: NotRequired[int | None]
    attempts: int | None
    verified_at_client: NotRequired[str | None]


class TicketVerification(TypedDict):
    object: NotRequired[Literal["verification_ticket"]]
    status: Literal["unverified", "verified", "expired"]
    strategy: Literal["ticket"]
    attempts: int | None
    expire_at: int | None
    verified_at_client: NotRequired[str | None]


class EnterpriseAccount(TypedDict):
    id: str
    object: Literal["enterprise_account"]
    protocol: NotRequired[Literal["oauth", "saml"]]
    provider: str
    active: bool
    email_address: str
    first_name: NotRequired[str | None]
    last_name: NotRequired[str | None]
    provider_user_id: NotRequired[str | None]
    enterprise_connection_id: NotRequired[str | None]
    public_metadata: NotRequired[dict[str, Any]]
    verification: TicketVerification | SAMLVerification | OAuthVerification | None
    enterprise_connection: NotRequired[EnterpriseConnection | None]
    last_authenticated_at: NotRequired[int | None]


class SAMLConnection(TypedDict):
    id: str
    name: str
    domain: NotRequired[str]
    domains: NotRequired[list[Any]]
    active: bool
    provider: str
    sync_user_attributes: bool
    allow_subdomains: NotRequired[bool]
    allow_idp_initiated: NotRequired[bool]
    disable_additional_identifications: NotRequired[bool]
    created_at: int
    updated_at: int


class SAMLAccount(TypedDict):
    id: str
    object: Literal["saml_account"]
    provider: str
    active: bool
    email_address: str
    first_name: NotRequired[str | None]
    last_name: NotRequired[str | None]
    provider_user_id: NotRequired[str | None]
    last_authenticated_at: NotRequired[int | None]
    public_metadata: NotRequired[dict[str, Any]]
    verification: SAMLVerification | TicketVerification | None
    saml_connection: NotRequired[SAMLConnection | None]


class GoogleOneTapVerification(TypedDict):
    object: NotRequired[Literal["verification_google_one_tap"]]
    status: Literal["unverified", "verified"]
    strategy: Literal["google_one_tap"]
    expire_at: int | None
    attempts: int | None
    verified_at_client: NotRequired[str | None]
    error: NotRequired[dict[str, Any] | None]


class ExternalAccount(TypedDict):
    object: Literal["external_account", "facebook_account", "google_account"]
    id: str
    provider: str
    identification_id: str
    provider_user_id: str
    approved_scopes: str
    email_address: str
    email_address_verified: NotRequired[bool | None]
    first_name: str
    last_name: str
    avatar_url: NotRequired[str]
    image_url: NotRequired[str | None]
    username: NotRequired[str | None]
    phone_number: NotRequired[str | None]
    public_metadata: dict[str, Any]
    label: NotRequired[str | None]
    created_at: int
    updated_at: int
    verification: OAuthVerification | GoogleOneTapVerification | None


class PasskeyVerification(TypedDict):
    object: NotRequired[Literal["verification_passkey"]]
    status: Literal["verified"]
    strategy: Literal["passkey"]
    nonce: NotRequired[Literal["nonce"]]
    message: NotRequired[str | None]
    attempts: int | None
    expire_at: int | None
    verified_at_client: NotRequired[str | None]


class Passkey(TypedDict):
    id: NotRequired[str]
    object: Literal["passkey"]
    name: str
    last_used_at: int
    verification: PasskeyVerification | None


class AdminVerification(TypedDict):
    object: NotRequired[Literal["verification_admin"]]
    status: Literal["verified"]
    strategy: Literal["admin"]
    attempts: int | None
    expire_at: int | None
    verified_at_client: NotRequired[str | None]


class Web3Verification(TypedDict):
    object: NotRequired[Literal["verification_web3"]]
    status: Literal["unverified", "verified", "failed", "expired"]
    strategy: Literal[
        "web3_metamask_signature",
        "web3_base_signature",
        "web3_coinbase_wallet_signature",
        "web3_okx_wallet_signature",
        "web3_solana_signature",
    ]
    nonce: NotRequired[str | None]
    message: NotRequired[str | None]
    attempts: int | None
    expire_at: int | None
    verified_at_client: NotRequired[str | None]


class Web3Wallet(TypedDict):
    id: NotRequired[str]
    object: Literal["web3_wallet"]
    web3_wallet: str
    verification: Web3Verification | AdminVerification | None
    created_at: int
    updated_at: int


class LinkedTo(TypedDict):
    type: str
    id: str


class OTPVerification(TypedDict):
    object: NotRequired[Literal["verification_otp"]]
    status: Literal["unverified", "verified", "failed", "expired"]
    strategy: Literal["phone_code", "email_code", "reset_password_email_code"]
    attempts: int | None
    expire_at: int | None
    verified_at_client: NotRequired[str | None]


class PhoneNumber(TypedDict):
    id: NotRequired[str]
    object: Literal["phone_number"]
    phone_number: str
    reserved_for_second_factor: NotRequired[bool]
    default_second_factor: NotRequired[bool]
    reserved: bool
    verification: OTPVerification | AdminVerification | None
    linked_to: list[LinkedTo]
    backup_codes: NotRequired[list[str] | None]
    created_at: int
    updated_at: int


class EmailLinkVerification(TypedDict):
    object: NotRequired[Literal["verification_email_link"]]
    status: Literal["unverified", "verified", "failed", "expired"]
    strategy: Literal["email_link"]
    attempts: int | None
    expire_at: int | None
    verified_at_client: NotRequired[str | None]


class FromOAuthVerification(TypedDict):
    object: NotRequired[Literal["verification_from_oauth"]]
    status: Literal["unverified", "verified"]
    strategy: str
    error: NotRequired[dict[str, Any] | None]
    expire_at: int | None
    attempts: int | None
    verified_at_client: NotRequired[str | None]


class EmailAddress(TypedDict):
    id: NotRequired[str]
    object: Literal["email_address"]
    email_address: str
    reserved: bool
    verification: (
        OTPVerification
        | AdminVerification
        | FromOAuthVerification
        | TicketVerification
        | SAMLVerification
        | EmailLinkVerification
        | None
    )
    linked_to: list[LinkedTo]
    matches_sso_connection: NotRequired[bool]
    created_at: int
    updated_at: int


class User(TypedDict):
    id: str
    object: Literal["user"]
    external_id: str | None
    primary_email_address_id: str | None
    primary_phone_number_id: str | None
    primary_web3_wallet_id: str | None
    username: str | None
    first_name: str | None
    last_name: str | None
    locale: NotRequired[str | None]
    profile_image_url: NotRequired[str]
    image_url: NotRequired[str]
    has_image: bool
    public_metadata: dict[str, Any]
    private_metadata: NotRequired[dict[str, Any] | None]
    unsafe_metadata: NotRequired[dict[str, Any]]
    email_addresses: list[EmailAddress]
    phone_numbers: list[PhoneNumber]
    web3_wallets: list[Web3Wallet]
    passkeys: list[Passkey]
    password_enabled: bool
    two_factor_enabled: bool
    totp_enabled: bool
    backup_code_enabled: bool
    mfa_enabled_at: int | None
    mfa_disabled_at: int | None
    password_last_updated_at: NotRequired[int | None]
    external_accounts: list[ExternalAccount]
    saml_accounts: list[SAMLAccount]
    enterprise_accounts: list[EnterpriseAccount]
    organization_memberships: NotRequired[list[OrganizationMembership]]
    last_sign_in_at: int | None
    banned: bool
    locked: bool
    deprovisioned: NotRequired[bool]
    lockout_expires_in_seconds: int | None
    verification_attempts_remaining: int | None
    updated_at: int
    created_at: int
    delete_self_enabled: bool
    create_organization_enabled: bool
    create_organizations_limit: NotRequired[int | None]
    last_active_at: int | None
    legal_accepted_at: int | None
    bypass_client_trust: NotRequired[bool]
    scim: NotRequired[SCIM | None]
