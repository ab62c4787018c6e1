"""Every way to sign up makes users who signed up that way, and as many of them as its weight says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from clerk_fakes import Population, is_valid
from clerk_fakes.errors import InvalidArgument, UnknownName
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS, weighted
from tests.coherence import incoherences
from tests.oracles.sign_ups import SIGNED_UP_BY, sign_ups

NOW = 1_767_225_600_000  # the clock of a population by default


def test_every_sign_up_is_recognised() -> None:
    assert SIGNED_UP_BY.keys() == SIGN_UPS.keys()


@pytest.mark.parametrize("name", SIGN_UPS)
def test_a_sign_up_makes_valid_and_coherent_users_of_that_way_alone(name: str) -> None:
    for number, user in enumerate(Population(3, stories={name: 1}, organizations=True).take(200)):
        assert is_valid(user), number
        assert incoherences(user, now_ms=NOW) == [], number
        assert sign_ups(user) == [name], number


def test_after_the_last_phone_number_users_sign_up_by_email() -> None:
    """The range of numbers set aside for fiction ends."""
    population = Population(3, stories={"phone": 1})

    for user in population[60_000:60_100]:
        assert user["phone_numbers"] == []
        assert sign_ups(user) == ["email_code"]
        assert incoherences(user, now_ms=NOW) == []


def test_the_default_mix_has_each_story_as_often_as_its_weight() -> None:
    assert Counter(row.name for row in weighted()) == {name: row.share for name, row in SIGN_UPS.items()}
    assert 90 <= sum(row.share for row in SIGN_UPS.values()) <= 110


def test_weights_decide_how_often_a_sign_up_occurs() -> None:
    users = Population(3, stories={"google": 3, "saml": 1, "phone": 0}).take(4000)
    counted = Counter(name for user in users for name in sign_ups(user))

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
