"""factory_boy factories: give me a user *like this*.

What a call pins is what the user has, and the rest agrees with it. What no trait asks for does not happen:
`UserFactory()` has a name and a verified email address, has signed in, and is neither banned nor in need of a second
factor. Randomness is factory_boy's own: `factory.random.reseed_random("ada")` makes the same users again.
"""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet annotates none of its declarations.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from clerk_fakes.factories.base import RecordFactory, Trait, parameters
from clerk_fakes.factories.parts import part, verification_part, whole_user
from clerk_fakes.primitives.times import NOW
from clerk_fakes.schema.shapes import Json
from clerk_fakes.simulation.requests.traits import TRAIT_NAMES
from clerk_fakes.simulation.requests.users import Circumstances


def plain(name: str) -> type:
    """A model that makes plain dicts; pytest-factoryboy names its fixtures after it."""
    return type(name, (dict,), {"__new__": lambda cls, **fields: fields})


def traits() -> Any:
    """The `Params` of a factory of users."""
    return parameters(**{name: Trait(False) for name in TRAIT_NAMES})


class UserFactory(RecordFactory):
    """Makes users, by traits (`google=True`), pins (`first_name="Ada"`), paths (`email_addresses__0__…`) and counts."""

    _part = whole_user()

    class Meta:
        model = plain("User")

    Params = traits()


def user_factory(
    *,
    locale: str | Iterable[str] = "en_US",
    now: str | datetime = NOW,
    schema: str | Path | Mapping[str, Json] | None = None,
) -> type[RecordFactory]:
    """A `UserFactory` for names of other locales, another time, or users of a newer document."""
    whole = whole_user(Circumstances.checked(locale, now, schema))

    class UserFactory(RecordFactory):
        _part = whole

        class Meta:
            model = plain("User")

        Params = traits()

    return UserFactory


class EmailAddressFactory(RecordFactory):
    """Makes email addresses, verified by a code."""

    _part = part("email_addresses__0")

    class Meta:
        model = plain("EmailAddress")


class PhoneNumberFactory(RecordFactory):
    """Makes fictitious phone numbers."""

    _part = part("phone_numbers__0")

    class Meta:
        model = plain("PhoneNumber")


class Web3WalletFactory(RecordFactory):
    """Makes wallets, in the form of their chain."""

    _part = part("web3_wallets__0")

    class Meta:
        model = plain("Web3Wallet")


class PasskeyFactory(RecordFactory):
    """Makes passkeys."""

    _part = part("passkeys__0")

    class Meta:
        model = plain("Passkey")


class ExternalAccountFactory(RecordFactory):
    """Makes OAuth accounts."""

    _part = part("external_accounts__0")

    class Meta:
        model = plain("ExternalAccount")


class SAMLAccountFactory(RecordFactory):
    """Makes accounts at a SAML identity provider."""

    _part = part("saml_accounts__0")

    class Meta:
        model = plain("SAMLAccount")


class EnterpriseAccountFactory(RecordFactory):
    """Makes accounts at an enterprise's identity provider."""

    _part = part("enterprise_accounts__0")

    class Meta:
        model = plain("EnterpriseAccount")


class OrganizationMembershipFactory(RecordFactory):
    """Makes memberships in an organization."""

    _part = part("organization_memberships__0")

    class Meta:
        model = plain("OrganizationMembership")


class OrganizationFactory(RecordFactory):
    """Makes organizations."""

    _part = part("organization_memberships__0__organization")

    class Meta:
        model = plain("Organization")


class OTPVerificationFactory(RecordFactory):
    """Makes verifications by a code."""

    _part = verification_part("verification_otp")

    class Meta:
        model = plain("OTPVerification")


class AdminVerificationFactory(RecordFactory):
    """Makes verifications by an admin."""

    _part = verification_part("verification_admin")

    class Meta:
        model = plain("AdminVerification")


class FromOAuthVerificationFactory(RecordFactory):
    """Makes verifications by the word of an OAuth provider."""

    _part = verification_part("verification_from_oauth")

    class Meta:
        model = plain("FromOauthVerification")


class TicketVerificationFactory(RecordFactory):
    """Makes verifications by the ticket of an invitation."""

    _part = verification_part("verification_ticket")

    class Meta:
        model = plain("TicketVerification")


class SAMLVerificationFactory(RecordFactory):
    """Makes verifications by a SAML identity provider."""

    _part = verification_part("verification_saml")

    class Meta:
        model = plain("SAMLVerification")


class EmailLinkVerificationFactory(RecordFactory):
    """Makes verifications by a link in an email."""

    _part = verification_part("verification_email_link")

    class Meta:
        model = plain("EmailLinkVerification")


class Web3VerificationFactory(RecordFactory):
    """Makes verifications by a wallet's signature."""

    _part = verification_part("verification_web3")

    class Meta:
        model = plain("Web3Verification")


class PasskeyVerificationFactory(RecordFactory):
    """Makes verifications by a passkey."""

    _part = verification_part("verification_passkey")

    class Meta:
        model = plain("PasskeyVerification")


class OAuthVerificationFactory(RecordFactory):
    """Makes verifications by an OAuth provider."""

    _part = verification_part("verification_oauth")

    class Meta:
        model = plain("OauthVerification")


class GoogleOneTapVerificationFactory(RecordFactory):
    """Makes verifications by Google One Tap."""

    _part = verification_part("verification_google_one_tap")

    class Meta:
        model = plain("GoogleOneTapVerification")
