"""A history is every state of an account: valid and coherent, in order, and the last one is the user."""

from __future__ import annotations

import itertools
from collections import Counter
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_fakes import Population, violations
from clerk_fakes.errors import OutOfRange
from clerk_fakes.simulation.events.admin import ADMIN_EVENTS, CONNECTION_EVENTS
from clerk_fakes.simulation.events.owner import OWNER_EVENTS, SINGLE_SIGN_ON_EVENTS
from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.history import State, snapshot
from tests.coherence import incoherences

NOW = 1_767_225_600_000  # ms; 2026-01-01
FEW, MANY = range(300), range(5_000)


def check(population: Population, index: int) -> list[State]:
    """A history of which everything holds that is promised."""
    states = population.history(index)

    assert states[-1].user == population[index]
    for state in states:
        assert violations(state.user) == [], (index, state.event)
        assert incoherences(state.user, now_ms=NOW) == [], (index, state.event)
    for before, after in pairwise(states):
        assert before.user != after.user, (index, after.event)
        assert before.user["updated_at"] <= after.user["updated_at"], index
        assert before.user["id"] == after.user["id"]
        assert before.user["created_at"] == after.user["created_at"]
    return states


@pytest.mark.parametrize("organizations", [False, True])
def test_every_state_is_coherent_and_the_last_is_the_user(organizations: bool) -> None:
    population = Population(3, organizations=organizations)
    for index in FEW:
        check(population, index)


@pytest.mark.full
@pytest.mark.parametrize("organizations", [False, True])
def test_every_state_of_five_thousand_histories_is_coherent(organizations: bool) -> None:
    population = Population(4, organizations=organizations)
    for index in MANY:
        check(population, index)


def test_a_history_begins_with_the_sign_up() -> None:
    population = Population(3)
    for index in FEW:
        first = population.history(index)[0]

        assert first.event in SIGN_UPS
        assert first.at == first.user["created_at"]


def test_times_are_in_order_and_within_the_account() -> None:
    population = Population(3, organizations=True)
    for index in FEW:
        times = [state.at for state in population.history(index)]

        assert times == sorted(times)
        assert times[-1] <= NOW


def test_every_event_occurs() -> None:
    population = Population(3, organizations=True)
    seen = Counter(state.event for index in range(3_000) for state in population.history(index))
    rows = [*OWNER_EVENTS.rows, *SINGLE_SIGN_ON_EVENTS.rows, *ADMIN_EVENTS.rows, *CONNECTION_EVENTS.rows]
    names = {event.name for event in rows} | SIGN_UPS.keys()
    names |= {"open_session", "sign_in", "stay", "join_organization"}
    names |= {"make_newest_primary", "turn_off_second_factors", "turn_on_second_factor_again"}

    assert seen.keys() == names


def test_a_second_factor_is_turned_off_only_after_it_was_turned_on() -> None:
    population = Population(3)
    for index in range(3_000):
        events = [state.event for state in population.history(index)]
        if "turn_off_second_factors" in events:
            assert events.index("turn_on_second_factor") < events.index("turn_off_second_factors")


def test_states_share_nothing() -> None:
    states = Population(3, organizations=True).history(12)
    kept = deepcopy(states)
    scribble(states[0].user)

    assert states[1:] == kept[1:]


def scribble(value: Any) -> None:
    """Change everything that can be changed."""
    for inner in list(value.values() if isinstance(value, dict) else value):
        if isinstance(inner, dict | list):
            scribble(inner)
    value.clear()


@given(index=st.integers(0, 10**6))
def test_a_snapshot_is_a_deep_copy(index: int) -> None:
    user: Any = Population(3, organizations=True)[index]
    kept = deepcopy(user)
    copied: Any = snapshot(user)

    assert copied == user
    scribble(copied)
    assert user == kept


def test_a_newer_document_has_histories_too() -> None:
    from tests.oracles.documents import with_field

    population = Population(3, schema=with_field("User", "brand_new", {"type": "string"}, required=True))
    for index in range(40):
        states = population.history(index)

        assert states[-1].user == population[index]
        assert len({state.user["brand_new"] for state in states}) == 1


@pytest.mark.parametrize("index", [-1, 62**7])
def test_there_is_no_history_of_a_user_that_there_is_not(index: int) -> None:
    with pytest.raises(OutOfRange):
        Population(3).history(index)


def test_whatever_changes_a_user_moves_its_updated_at() -> None:
    population = Population(3)
    for index in range(600):
        states = population.history(index)
        for before, after in itertools.pairwise(states):
            if after.user != before.user:
                assert after.user["updated_at"] > before.user["updated_at"], after.event
