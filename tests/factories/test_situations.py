"""Situations: whoever is asked for is in it, and makes sense as a whole."""

from __future__ import annotations

import pytest

from clerk_fakes import violations
from clerk_fakes.cases import cases
from clerk_fakes.errors import Contradiction
from clerk_fakes.factories import UserFactory
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.requests.situations import SITUATIONS, Situation
from tests.coherence import incoherences
from tests.oracles.situations import IN_SITUATION

NOW = 1_767_225_600_000  # ms; 2026-01-01


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_user_is_in_the_situation_that_is_asked_for(name: str) -> None:
    for index in range(40):
        user = UserFactory(_seed=3, _index=index, **{name: True})

        assert IN_SITUATION[name](user)
        assert violations(user) == []
        assert incoherences(user, now_ms=NOW) == []


def test_every_situation_is_looked_at_from_outside() -> None:
    assert IN_SITUATION.keys() == SITUATIONS.keys()


def test_every_situation_is_described_in_words() -> None:
    assert len({row.prose for row in SITUATIONS.values()}) > len(SITUATIONS) - 2
    assert all(row.prose for row in SITUATIONS.values())


def test_a_situation_is_described_in_the_words_of_clerk_and_of_providers() -> None:
    prose = " ".join(row.prose for row in SITUATIONS.values())

    assert "GitHub" in prose
    assert (SIGN_UPS["github"].prose, SIGN_UPS["google"].prose) == ("Came through GitHub.", "Came through Google.")
    assert not [word for word in ("Github", "proved", "somebody", "nobody") if word in prose]
    assert not [name for name in SITUATIONS if "proved" in name]


def test_what_is_pinned_wins_over_a_situation() -> None:
    user = UserFactory(metadata_claims=True, unsafe_metadata={"role": "guest"})

    assert user["unsafe_metadata"] == {"role": "guest"}


def test_two_situations_may_meet() -> None:
    user = UserFactory(phone_only=True, banned_account=True)

    assert IN_SITUATION["phone_only"](user)
    assert user["banned"]


@pytest.mark.parametrize("other", ["google", "made_by_admin"])
def test_situations_that_contradict_are_refused(other: str) -> None:
    with pytest.raises(Contradiction, match="exclude each other"):
        UserFactory(made_by_admin=True, **{other if other == "google" else "passkey": True})


@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=lambda row: row.id)
def test_a_situation_is_a_case_of_the_catalogue(situation: Situation) -> None:
    (case,) = cases(situation.id)

    assert (case.kind, case.tier, case.about) == ("situation", "sent", situation.prose)
    assert IN_SITUATION[situation.name](case.user)
    assert case.user["id"] == cases("banned=true")[0].user["id"]
