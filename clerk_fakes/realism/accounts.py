"""Accounts elsewhere: OAuth providers, and the SAML and OIDC connections of enterprises."""

from __future__ import annotations

from typing import Any

from clerk_fakes.realism.chance import Grain
from clerk_fakes.realism.clerk import DAY, MINUTE, proxied_image, shortly_after
from clerk_fakes.realism.facts import Facts, Shared
from clerk_fakes.realism.identifications import EmailAddress
from clerk_fakes.realism.providers import OIDC_PROVIDERS, SAML_PROVIDERS, Provider
from clerk_fakes.realism.verifications import Verification
from clerk_fakes.realism.world import Origin, World
from clerk_fakes.schema.shapes import ABSENT, Maybe

SSO_DOMAIN = "example.org"
CONNECTION_NAMES = (
    "Okta Workforce",
    "Google Workspace",
    "Entra ID",
    "Single Sign-on",
    "Google (OIDC)",
    "Microsoft (OIDC)",
)
TOLD: tuple[Maybe[bool | None], ...] = (*(True,) * 8, None, ABSENT)  # whether an address is verified
CONNECTION_PROVIDERS = (*SAML_PROVIDERS, *OIDC_PROVIDERS)


class ExternalAccount(Facts):
    """An OAuth account; until it is verified its strings are empty, as recorded, and some keys are not there."""

    object = "external_account"
    provider_user_id = ""
    approved_scopes = ""
    email_address = ""
    email_address_verified: Maybe[bool | None] = True
    first_name = ""
    last_name = ""
    avatar_url: Maybe[str] = ""
    image_url: Maybe[str | None] = None
    username: Maybe[str | None] = None
    phone_number: Maybe[str | None] = ABSENT
    label: Maybe[str | None] = None

    # What only the providers' own objects have, see `_reshape`.
    external_account_id: Maybe[str] = ABSENT
    google_id: Maybe[str] = ABSENT
    given_name: Maybe[str] = ABSENT
    family_name: Maybe[str] = ABSENT
    picture: Maybe[str] = ABSENT
    facebook_id: Maybe[str] = ABSENT

    def __init__(self, origin: Origin, at: int, provider: Provider, verification: Verification | None) -> None:
        self.public_metadata: dict[str, Any] = {}
        self.id = origin.new_id("eac_", at)
        self.identification_id = origin.new_id("idn_", at)
        self.provider = provider.strategy
        self.verification = verification
        self.created_at = at
        self.updated_at = shortly_after(at if at > origin.created_at else origin.created_at)

    def fill(self, origin: Origin, provider: Provider, email_address: str, first: str | None, last: str | None) -> None:
        """What the provider tells once it has let the user in."""
        grain, chance = origin.grain, origin.chance
        self.provider_user_id = provider.user_id(grain)
        self.approved_scopes = provider.scopes
        self.email_address = email_address
        self.first_name = first or ""
        self.last_name = last or ""
        told = chance.pick(TOLD)
        if told is ABSENT:
            self.leave_out("email_address_verified")
        elif not told:
            self.email_address_verified = told
        if provider.usernames:
            self.username = origin.person.username(1)
        avatar = provider.avatar(self.provider_user_id, grain)
        if avatar:
            self.avatar_url = avatar
            self.image_url = proxied_image(avatar, grain.letters(43))
        object = chance.pick(provider.objects)
        if object != "external_account":
            self._reshape(provider, object)

    def stay_untold(self) -> None:
        """What is known where the provider has not let the user in."""
        self.leave_out("email_address_verified", "avatar_url", "image_url")

    def _reshape(self, provider: Provider, object: str) -> None:
        """Take the provider's own `object`, as webhooks write it, with the keys that only it has."""
        self.object = object
        if object == "google_account":
            names = {"given_name": self.first_name, "family_name": self.last_name, "picture": self.avatar_url}
            vars(self).update({"external_account_id": self.id, "google_id": self.provider_user_id, **names})
            self.id = self.identification_id
        elif provider.own_id:
            vars(self)[provider.own_id] = self.provider_user_id


class Connection(Shared):
    """One enterprise connection, shared by all who sign in through it; `protocol` is saml or oauth."""

    active = True
    sync_user_attributes = True
    allow_subdomains = False
    allow_idp_initiated = False
    disable_additional_identifications = False
    logo_public_url: str | None = None

    def __init__(self, world: World, provider: str, prefix: str, domain: str = SSO_DOMAIN) -> None:
        number = CONNECTION_PROVIDERS.index(provider)
        self.grain = Grain(world.seed, number, prefix)
        self.created_at = world.opened + number * DAY // 10
        self.updated_at = self.created_at + (number + 1) * MINUTE
        self.id = world.shared_id(prefix, number, self.created_at)
        self.provider = provider
        self.protocol = "saml" if provider in SAML_PROVIDERS else "oauth"
        self.domain = domain
        self.domains = [domain]
        self.name = CONNECTION_NAMES[number]
        self.allow_idp_initiated = self.protocol == "saml"
        if number % 2:
            self.logo_public_url = proxied_image(
                f"https://images.clerk.dev/uploaded/{world.shared_id('img_', number, self.created_at)}"
            )


class SSOAccount(Facts):
    """An account at an enterprise's identity provider; `last_authenticated_at` in ms."""

    active = True
    first_name: Maybe[str | None] = None
    last_name: Maybe[str | None] = None
    provider_user_id: Maybe[str | None] = None
    last_authenticated_at: Maybe[int | None] = None
    prefix: str

    def __init__(self, origin: Origin, email: EmailAddress, provider: str, verification: Verification | None) -> None:
        self.id = origin.new_id(self.prefix, email.created_at)
        self.provider = provider
        self.email_address = email.email_address
        self.verification = verification
        self.public_metadata: dict[str, Any] = {}

    def authenticated(self, at: int, user_id: str, first: str | None, last: str | None) -> None:
        """What the identity provider tells at a sign-in (ms)."""
        self.last_authenticated_at = at
        self.provider_user_id = user_id
        self.first_name, self.last_name = first, last


class SAMLAccount(SSOAccount):
    """An account at a SAML identity provider."""

    prefix = "samlacc_"

    def __init__(self, origin: Origin, email: EmailAddress, provider: str, verification: Verification | None) -> None:
        super().__init__(origin, email, provider, verification)
        self.saml_connection: Connection | None = Connection(origin.world, provider, "samlc_", email.domain)


class EnterpriseAccount(SSOAccount):
    """An account of either protocol, the one that replaces SAML accounts."""

    prefix = "ea_"

    def __init__(self, origin: Origin, email: EmailAddress, provider: str, verification: Verification | None) -> None:
        super().__init__(origin, email, provider, verification)
        self.enterprise_connection: Connection | None = Connection(origin.world, provider, "entconn_", email.domain)
        self.enterprise_connection_id: str | None = self.enterprise_connection.id
        self.protocol = self.enterprise_connection.protocol
