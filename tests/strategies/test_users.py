"""`users()`: believable people on a few edges, all of whom Clerk's schema allows."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from clerk_fakes import InvalidUser, is_valid
from clerk_fakes.cases import cases, coverage
from clerk_fakes.errors import InvalidArgument, UnknownField, UnknownName
from clerk_fakes.primitives.providers import CUSTOM, PROVIDERS
from clerk_fakes.schema.reader import read
from clerk_fakes.strategies import users
from clerk_fakes.strategies.byte_choices import BYTE, ByteChoices
from clerk_fakes.strategies.edge_sampler import HALF, edge_sampler
from tests.coherence import incoherences
from tests.oracles.sign_ups import SIGNED_UP_BY, sign_ups

User = dict[str, Any]
T = TypeVar("T")

NOW = 1_767_225_600_000  # ms; 2026-01-01


def drawn(strategy: st.SearchStrategy[T], several: int) -> list[T]:
    """That many examples, as a test would meet them."""
    found: list[T] = []

    @settings(max_examples=several, database=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def collect(example: T) -> None:
        found.append(example)

    collect()
    return found


@settings(settings.get_profile("default"))
@given(users())
def test_users_are_valid_by_default_settings(user: User) -> None:
    assert is_valid(user)


@given(users(edges=False))
def test_users_without_edges_make_sense_as_a_whole(user: User) -> None:
    assert is_valid(user)
    assert incoherences(user, now_ms=NOW) == []


@pytest.mark.full
def test_two_thousand_users_are_valid_and_make_sense_without_edges() -> None:
    assert all(map(is_valid, drawn(users(), 2_000)))
    for user in drawn(users(edges=False), 2_000):
        assert is_valid(user)
        assert incoherences(user, now_ms=NOW) == []


def test_every_edge_that_the_plainest_user_is_not_on_can_be_drawn() -> None:
    sampler = edge_sampler(read(), "*")
    every = [ByteChoices(bytes((first, second))) for first in range(HALF, BYTE) for second in range(BYTE)]
    drawn = {edge.id for choices in every for edge in sampler.sample(choices)}

    assert drawn == set(sampler.order)


@pytest.mark.full
def test_ten_thousand_users_reach_nearly_every_edge() -> None:
    reached = coverage(drawn(users(edges="*"), 10_000))

    assert len(reached.missed) <= 16, reached.missed


def test_nearly_every_variant_is_met_in_every_status_that_is_sent_among_two_thousand() -> None:
    met = {verification for user in drawn(users(), 2_000) for verification in verifications(user)}
    sent = {verification for case in cases("*.status=*", tier="sent") for verification in verifications(case.user)}

    assert len(sent) > 25
    assert len(met & sent) > 0.9 * len(sent)


def test_lives_are_drawn_and_not_only_edges_on_the_plainest_user() -> None:
    found = drawn(users(), 1_000)
    with_several = [user for user in found if len(user["email_addresses"]) > 1]

    assert len(with_several) >= 150
    assert sum(is_primary_not_first(user) for user in with_several) >= 50
    assert {way for user in found for way in sign_ups(user)} == SIGNED_UP_BY.keys()
    providers = {account["provider"] for user in found for account in user["external_accounts"]}
    assert providers == {provider.strategy for provider in (*PROVIDERS.values(), CUSTOM)}


def is_primary_not_first(user: User) -> bool:
    return user["primary_email_address_id"] not in (None, user["email_addresses"][0]["id"])


@given(users())
def test_whatever_is_drawn_by_default_is_what_clerk_sends(user: User) -> None:
    assert incoherences(user, now_ms=NOW) == []


def verifications(value: Any) -> set[tuple[str, str]]:
    """The variant and status of every verification in a user."""
    if isinstance(value, list):
        return {verification for item in value for verification in verifications(item)}
    if not isinstance(value, dict):
        return set()
    inner = {verification for item in value.values() for verification in verifications(item)}
    return inner | ({(value["object"], value["status"])} if {"object", "status", "strategy"} <= value.keys() else set())


# --- options


@given(users(edges="email_addresses*"))
def test_edges_can_be_selected(user: User) -> None:
    plain = cases("email_addresses=one")[0].user

    assert user.keys() == plain.keys()
    if user["external_accounts"] == user["phone_numbers"] == user["web3_wallets"] == [] and not user["username"]:
        assert [user[name] for name in ("username", "banned", "locked")] == [None, False, False]


def test_a_glob_finds_what_it_selects() -> None:
    """However many edges meet at one address, a null that is drawn stays."""
    found = drawn(users(edges=["email_addresses*", "first_name*"]), 400)
    nulls = [user for user in found if None in [email["verification"] for email in user["email_addresses"]]]

    assert len(nulls) > 20
    assert len([user for user in found if user["email_addresses"] == []]) > 5


@pytest.mark.parametrize("edges", [["*", "!first_name*", "!*[]*"], "!*[]*,!first_name*"])
def test_what_is_excluded_is_not_drawn(edges: Any) -> None:
    found = drawn(users(edges=edges), 300)
    items = [item for user in found for value in user.values() if isinstance(value, list) for item in value]

    assert all(user["first_name"] and len(user["first_name"]) < 100 for user in found)
    assert [user for user in found if user["last_name"] is None]
    assert items
    assert not [item for item in items if "not_in_the_document" in item or item.get("verification", ...) is None]


@pytest.mark.parametrize(
    "pins",
    [
        {"last_sign_in_at": None},
        {"totp_enabled": True},
        {"backup_code_enabled": True},
        {"two_factor_enabled": True, "totp_enabled": False},
        {"locked": True},
        {"created_at": 1_700_000_000_000},
        {"enterprise_accounts": []},
    ],
    ids=str,
)
def test_whatever_is_pinned_users_without_edges_make_sense(pins: User) -> None:
    for user in drawn(users(edges=False, **pins), 60):
        assert incoherences(user, now_ms=NOW) == []


@given(users(story="saml"))
def test_a_story_can_be_asked_for(user: User) -> None:
    assert is_valid(user)


def test_a_story_is_followed_where_no_edge_changes_it() -> None:
    for user in drawn(users(story="saml", edges=False), 50):
        assert user["saml_accounts"]


@given(users(first_name="Ada", banned=st.booleans(), locked=True))
def test_a_field_is_pinned_to_a_value_or_drawn(user: User) -> None:
    assert (user["first_name"], user["locked"]) == ("Ada", True)


def test_a_pin_is_agreed_with() -> None:
    for user in drawn(users(edges=False, first_name="Ada", locked=True), 50):
        assert user["lockout_expires_in_seconds"]
        assert incoherences(user, now_ms=NOW) == []


@pytest.mark.parametrize(
    ("wanted", "error", "message"),
    [
        (
            {"frist_name": "Ada"},
            UnknownField,
            r"users\(frist_name=…\): no field 'frist_name'; did you mean 'first_name'",
        ),
        ({"story": "gogle"}, UnknownName, r"users\(story='gogle'\): did you mean 'google'"),
        ({"edges": "emial*"}, UnknownName, r"'emial\*' selects nothing"),
        ({"edges": 5}, InvalidArgument, r"users\(edges=5\): give True, False, a glob such as '\*=null', or several"),
        ({"edges": ("email*", 3)}, InvalidArgument, r"users\(edges=\('email\*', 3\)\): give"),
        ({"banned": "yes"}, InvalidUser, '/banned: type: "yes" is not boolean'),
    ],
)
@given(data=st.data())
def test_an_unknown_name_or_invalid_value_is_refused_when_the_test_runs(
    data: st.DataObject, wanted: User, error: type[Exception], message: str
) -> None:
    strategy = users(**wanted)

    with pytest.raises(error, match=message):
        data.draw(strategy)


def test_a_failing_test_notes_the_edges() -> None:
    @settings(database=None, derandomize=True)
    @given(users(edges="username*"))
    def handler(user: User) -> None:
        assert user["username"] != ""

    with pytest.raises(AssertionError) as caught:
        handler()

    assert "edges: username=empty" in "\n".join(caught.value.__notes__)


def test_the_plainest_user_is_the_one_of_the_catalogue_or_nearly() -> None:
    user = find(users(), lambda user: True)
    plain = cases("banned=false")[0].user

    assert {name: user[name] for name in ("first_name", "last_name")} == {"first_name": "Ada", "last_name": "Lovelace"}
    assert [name for name in plain if isinstance(plain[name], list) and len(plain[name]) != len(user[name])] == []
