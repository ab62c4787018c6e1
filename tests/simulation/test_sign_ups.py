"""Every way to sign up makes users of its kind, and all of them together whatever the document allows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from clerk_fakes import Population, is_valid
from clerk_fakes.errors import InvalidArgument, UnknownName
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS, weighted
from tests.coherence import incoherences
from tests.oracles.seen import PLACES, Place, Seen, constants, is_nullable, is_optional, referred, schema_at

User = dict[str, Any]

NOW = 1_767_225_600_000  # the clock of a population that is not told another
FAMILIAR = ("google", "github", "apple", "microsoft", "facebook", "discord")


def first(user: User, carrier: str) -> User:
    """The first item of an array, which is what the user signed up with; nothing without one."""
    items: list[User] = user[carrier]
    return items[0] if items else {"verification": None}


def proof(user: User, carrier: str) -> tuple[str, str]:
    """How the first item was proved, or is to be."""
    verification = first(user, carrier)["verification"] or {}
    return verification.get("object", ""), verification.get("strategy", "")


def is_before(user: User, carrier: str) -> bool:
    """Whoever signs up begins before the account is there."""
    began, created = first(user, carrier)["created_at"], user["created_at"]
    return bool(began < created)


def proved_by(carrier: str, variant: str, strategy: str) -> Callable[[User], bool]:
    return lambda user: proof(user, carrier) == (variant, strategy) and is_before(user, carrier)


def came_through(provider: str, strategy: str, variant: str = "verification_oauth") -> Callable[[User], bool]:
    """An account at a provider (patterns), and the address that it vouches for."""

    def is_so(user: User) -> bool:
        account, email = first(user, "external_accounts"), first(user, "email_addresses")
        return (
            re.fullmatch(f"oauth_({provider})", account.get("provider", "")) is not None
            and account["verification"] is not None
            and account["verification"]["object"] == variant
            and re.fullmatch(strategy, account["verification"]["strategy"]) is not None
            and account["verification"]["status"] == "verified"
            and email["verification"]["object"] == "verification_from_oauth"
            and account["provider"].removeprefix("oauth_") in email["verification"]["strategy"]
            and account["email_address"] == email["email_address"]
            and is_before(user, "external_accounts")
        )

    return is_so


def was_made_by_an_admin(user: User) -> bool:
    """The Backend API makes the account first and then its identifications."""
    return proof(user, "email_addresses") == ("verification_admin", "admin") and not is_before(user, "email_addresses")


def has_a_wallet(user: User) -> bool:
    variant, strategy = proof(user, "web3_wallets")
    return variant == "verification_web3" and strategy.endswith("_signature") and is_before(user, "web3_wallets")


def works_at(protocol: str) -> Callable[[User], bool]:
    """Both arrays have a SAML account; an OpenID one is only among the enterprise accounts."""

    def is_so(user: User) -> bool:
        accounts = [account["protocol"] for account in user["enterprise_accounts"]]
        return accounts == [protocol] and len(user["saml_accounts"]) == (protocol == "saml")

    return is_so


KINDS: dict[str, Callable[[User], bool]] = {
    "email_code": proved_by("email_addresses", "verification_otp", "email_code"),
    "email_link": proved_by("email_addresses", "verification_email_link", "email_link"),
    "phone": proved_by("phone_numbers", "verification_otp", "phone_code"),
    "invited": proved_by("email_addresses", "verification_ticket", "ticket"),
    "admin_created": was_made_by_an_admin,
    "wallet": has_a_wallet,
    **{name: came_through(name, f"oauth_{name}") for name in FAMILIAR},
    "one_tap": came_through("google", "google_one_tap", "verification_google_one_tap"),
    "social": came_through(f"(?!{'|'.join(FAMILIAR)})[a-z]+", "oauth_[a-z]+"),
    "native": came_through("apple|google", "oauth_token_(apple|google)"),
    "custom": came_through("custom_[a-z]+", "oauth_custom_[a-z]+"),
    "saml": works_at("saml"),
    "oidc": works_at("oauth"),
}


def test_every_story_has_a_kind() -> None:
    assert KINDS.keys() == SIGN_UPS.keys()


@pytest.mark.parametrize("name", SIGN_UPS)
def test_a_story_makes_valid_and_coherent_users_of_its_kind(name: str) -> None:
    for number, user in enumerate(Population(3, stories={name: 1}, organizations=True).take(200)):
        assert is_valid(user), number
        assert incoherences(user, now_ms=NOW) == [], number
        assert KINDS[name](user), number


@pytest.mark.parametrize("name", [name for name in SIGN_UPS if name not in ("email_code", "phone", "social")])
def test_a_story_is_told_apart_from_the_plainest(name: str) -> None:
    """Were a kind true of anybody, it would say nothing."""
    users = Population(3, stories={"email_code": 1}).take(200)

    assert sum(map(KINDS[name], users)) < 20


def test_who_comes_after_the_last_phone_signs_up_by_email() -> None:
    """The range of numbers set aside for fiction ends."""
    population = Population(3, stories={"phone": 1})

    for user in population[60_000:60_100]:
        assert user["phone_numbers"] == []
        assert KINDS["email_code"](user)
        assert incoherences(user, now_ms=NOW) == []


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
NO_CLIENT = "verified_at_client is a client_ id on email_link only"

NEVER_NULL = {
    Place("OTPVerification", "attempts"): COUNTED,
    Place("Web3Verification", "attempts"): COUNTED,
    Place("OTPVerification", "expire_at"): TIMED,
    Place("EmailLinkVerification", "expire_at"): TIMED,
    Place("Web3Verification", "expire_at"): TIMED,
    Place("PublicUserData", "profile_image_url"): "public_user_data repeats the user, whose address is never null",
}
ALWAYS_NULL = {
    Place("ExternalAccount", "label"): "label is null in every recording",
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
NEVER_TOLD = {(Place("PasskeyVerification", "nonce"), "nonce"): "passkey: omit nonce"}
STRATEGIES = {  # forms that a pattern of the document names
    "FromOAuthVerification": ["from_oauth_google", "from_oauth_token_apple", "from_oauth_custom_acme"],
    "OAuthVerification": ["oauth_google", "oauth_token_apple", "oauth_custom_acme"],
}

NULLABLE = [place for place in PLACES if is_nullable(place)]
LISTED = [(place, text) for place in PLACES for text in constants(place)]
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
    assert (seen.texts[place, text] > 0) == ((place, text) not in NEVER_TOLD)


@pytest.mark.parametrize(("place", "record"), VARIANTS, ids=shown)
def test_every_variant_occurs_wherever_it_may(place: Place, record: str, seen: Seen) -> None:
    assert seen.records[place, record] > 0


@pytest.mark.parametrize(
    ("variant", "strategy"), [(name, form) for name, forms in STRATEGIES.items() for form in forms]
)
def test_every_form_of_an_oauth_strategy_occurs(variant: str, strategy: str, seen: Seen) -> None:
    assert seen.texts[Place(variant, "strategy"), strategy] > 0


def test_the_default_mix_has_each_story_as_often_as_its_weight() -> None:
    assert Counter(row.name for row in weighted()) == {name: row.share for name, row in SIGN_UPS.items()}
    assert 90 <= sum(row.share for row in SIGN_UPS.values()) <= 110


def test_weights_decide_how_often_a_story_is_told() -> None:
    users = Population(3, stories={"google": 3, "saml": 1, "phone": 0}).take(4000)
    counted = Counter(name for user in users for name in ("google", "saml", "phone") if KINDS[name](user))

    assert counted["phone"] == 0
    assert counted["google"] + counted["saml"] == 4000
    assert 2850 < counted["google"] < 3150


REFUSED = [
    ({"gogle": 1}, "no story 'gogle'; did you mean 'google'"),
    ({"google": 1, "sms": 2}, "no story 'sms'; known: admin_created, apple"),
    ({5: 1}, "no story 5; known: admin_created, apple"),
    ({"google": -1}, "stories['google']=-1 must be a whole number from 0"),
    ({"google": 1.5}, "stories['google']=1.5 must be a whole number"),
    ({"google": "1"}, "stories['google']='1' must be a whole number"),
    ({"google": None}, "stories['google']=None must be a whole number"),
    ({}, "stories={} add up to 0; give weights of 1 to 65536 in all"),
    ({"google": 0}, "add up to 0"),
    ({"google": 65_536, "saml": 1}, "add up to 65537"),
    ({"google": 10**12}, "add up to 1000000000000"),
    ("google", "stories='google'"),
    (["google"], "stories=['google']"),
    (3, "stories=3"),
]


@pytest.mark.parametrize(("stories", "message"), REFUSED, ids=str)
def test_weights_that_make_no_mix_are_refused(stories: Any, message: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        Population(stories=stories)

    assert message in str(refused.value)


def test_an_unknown_story_is_an_unknown_name() -> None:
    with pytest.raises(UnknownName):
        Population(stories={"gogle": 1})


def test_the_longest_table_can_be_picked_from() -> None:
    assert len(weighted({"google": 65_535, "saml": 1})) == 65_536


def test_times_of_sign_ups_have_every_last_digit() -> None:
    """They follow from each other, and must not look it."""
    users = Population(3).take(2_000)
    for times in (
        [user["created_at"] for user in users],
        [email["created_at"] for user in users for email in user["email_addresses"]],
        [account["created_at"] for user in users for account in user["external_accounts"]],
    ):
        digits = Counter(at % 10 for at in times)

        assert len(digits) == 10
        assert max(digits.values()) < len(times) / 5
