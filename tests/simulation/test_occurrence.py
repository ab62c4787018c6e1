"""Everything that the document allows occurs in a population: nulls, values, constants and variants."""

from __future__ import annotations

import pytest

from clerk_fakes import Population
from tests.oracles.reader import PLACES, Place, constants, is_nullable, is_optional, referred, schema_at
from tests.oracles.seen import Seen


@pytest.fixture(scope="module")
def seen() -> Seen:
    """All that occurs in 20,000 users of the default mix."""
    made = Seen()
    for user in Population(3, organizations=True).take(20_000):
        made.look(user)
    return made


UNCOUNTED = "attempts: null in the table of verifications"
TIMELESS = "expire_at: null in the table of verifications"
COUNTED = "attempts: counted wherever a code or a signature is"
TIMED = "expire_at: codes, links and signatures run out"
UNSEEN = "an error is of the way to a provider and back, and never on the address that came with it"
OF_ATTEMPTS = "transferable is a state of attempts to sign in or up, never of what a user has"
NO_CLIENT = "verified_at_client is a client_ id on email_link only"

NEVER_NULL = {
    Place("User", "verification_attempts_remaining"): "a setting of the instance: all its users have it, or none",
    Place("OTPVerification", "attempts"): COUNTED,
    Place("Web3Verification", "attempts"): COUNTED,
    Place("OTPVerification", "expire_at"): TIMED,
    Place("EmailLinkVerification", "expire_at"): TIMED,
    Place("Web3Verification", "expire_at"): TIMED,
    Place("PublicUserData", "profile_image_url"): "public_user_data repeats the user, whose address is never null",
}
ALWAYS_NULL = {
    Place("ExternalAccount", "label"): "label is null in every recording",
    Place("PublicUserData", "username"): "no recorded membership shows a username",
    **{Place(f"{variant}Verification", "error"): UNSEEN for variant in ("FromOAuth", "GoogleOneTap")},
    Place("PasskeyVerification", "message"): "a message is shown while pending, and a passkey never is",
    **{
        Place(f"{variant}Verification", "attempts"): UNCOUNTED
        for variant in ("Admin", "FromOAuth", "Ticket", "SAML", "EmailLink", "Passkey", "OAuth", "GoogleOneTap")
    },
    **{
        Place(f"{variant}Verification", "expire_at"): TIMELESS
        for variant in ("Admin", "FromOAuth", "Ticket", "Passkey", "GoogleOneTap")
    },
    **{
        Place(f"{variant}Verification", "verified_at_client"): NO_CLIENT
        for variant in ("OTP", "Admin", "FromOAuth", "Ticket", "SAML", "Web3", "Passkey", "OAuth", "GoogleOneTap")
    },
}
NEVER_THERE = {
    (Place("PasskeyVerification", "nonce"), "nonce"): "passkey: omit nonce",
    **{(Place(f"{variant}Verification", "status"), "transferable"): OF_ATTEMPTS for variant in ("SAML", "OAuth")},
}
STRATEGIES = {  # forms that a pattern of the document names
    "FromOAuthVerification": ["from_oauth_google", "from_oauth_token_apple", "from_oauth_custom_acme"],
    "OAuthVerification": ["oauth_google", "oauth_token_apple", "oauth_custom_acme"],
}

NULLABLE = [place for place in PLACES if is_nullable(schema_at(place))]
LISTED = [(place, text) for place in PLACES for text in constants(schema_at(place))]
VARIANTS = [(place, record) for place in PLACES for record in referred(schema_at(place))]


def shown(value: object) -> str:
    return ".".join(value) if isinstance(value, Place) else str(value)


def test_the_document_has_many_places_to_look_at() -> None:
    """Tables read from a document that is not understood would be empty, and every claim about them true."""
    assert len(NULLABLE) >= 80
    assert len(LISTED) >= 60
    assert len(VARIANTS) >= 30


@pytest.mark.parametrize("place", NULLABLE, ids=shown)
def test_a_nullable_field_occurs_null(place: Place, seen: Seen) -> None:
    """Absent will do where a field is optional: that is how Clerk leaves most of them out."""
    without = seen.null[place] + (seen.absent[place] if is_optional(place) else 0)

    assert (without > 0) == (place not in NEVER_NULL), NEVER_NULL.get(place)


@pytest.mark.parametrize("place", NULLABLE, ids=shown)
def test_a_nullable_field_occurs_with_a_value(place: Place, seen: Seen) -> None:
    assert (seen.there[place] > 0) == (place not in ALWAYS_NULL), ALWAYS_NULL.get(place)


@pytest.mark.parametrize(("place", "text"), LISTED, ids=shown)
def test_every_constant_occurs(place: Place, text: str, seen: Seen) -> None:
    """Every status of each variant, every strategy, both protocols, all kinds of external accounts."""
    assert (seen.texts[place, text] > 0) == ((place, text) not in NEVER_THERE)


@pytest.mark.parametrize(("place", "record"), VARIANTS, ids=shown)
def test_every_variant_occurs_wherever_it_may(place: Place, record: str, seen: Seen) -> None:
    assert seen.records[place, record] > 0


@pytest.mark.parametrize(
    ("variant", "strategy"), [(name, form) for name, forms in STRATEGIES.items() for form in forms]
)
def test_every_form_of_an_oauth_strategy_occurs(variant: str, strategy: str, seen: Seen) -> None:
    assert seen.texts[Place(variant, "strategy"), strategy] > 0
