"""Events happen as often as their rows say, whatever else does, and in the order of their times."""

from __future__ import annotations

from itertools import combinations

import pytest

from clerk_fakes.primitives.randomness import SeededDecisions, Source
from clerk_fakes.simulation.account import Account
from clerk_fakes.simulation.events.admin import ADMIN_EVENTS, CONNECTION_EVENTS
from clerk_fakes.simulation.events.owner import OWNER_EVENTS
from clerk_fakes.simulation.events.profile import PROFILE_EVENTS
from clerk_fakes.simulation.events.table import SLOTS, Event, EventTable

INDICES = range(20_000)
TABLES = {"profile": PROFILE_EVENTS, "owner": OWNER_EVENTS, "admin": ADMIN_EVENTS, "connection": CONNECTION_EVENTS}


def rain(account: Account, at: int) -> None: ...


def guests(account: Account, at: int) -> None: ...
def snow(account: Account, at: int) -> None: ...


WEATHER = EventTable(Event(rain, 2), Event(guests, 4), Event(snow, 9))


def chosen(table: EventTable, index: int) -> tuple[Event, ...]:
    return tuple(SeededDecisions(Source(7), index).which(table))


@pytest.fixture(scope="module")
def days() -> list[tuple[Event, ...]]:
    return [chosen(WEATHER, index) for index in INDICES]


@pytest.mark.parametrize("event", WEATHER.rows, ids=lambda event: event.name)
def test_an_event_happens_once_in_so_many_times(days: list[tuple[Event, ...]], event: Event) -> None:
    assert sum(event in day for day in days) == pytest.approx(len(days) / event.one_in, rel=0.1)


@pytest.mark.parametrize(("one", "other"), [*combinations(WEATHER.rows, 2)])
def test_an_event_happens_whatever_else_does(days: list[tuple[Event, ...]], one: Event, other: Event) -> None:
    often = one.one_in * other.one_in

    assert sum({one, other} <= {*day} for day in days) == pytest.approx(len(days) / often, rel=0.2)


def test_events_keep_the_order_of_their_rows(days: list[tuple[Event, ...]]) -> None:
    assert all(day == tuple(event for event in WEATHER.rows if event in day) for day in days)


def test_an_event_that_always_happens_does() -> None:
    always = EventTable(Event(rain, 1), Event(snow, 1))

    assert {chosen(always, index) for index in range(1_000)} == {tuple(always.rows)}


def test_a_longer_table_moves_no_later_decision() -> None:
    long = EventTable(*(Event(rain, 3) for _ in range(8)))
    for index in range(100):
        one, other = SeededDecisions(Source(7), index), SeededDecisions(Source(7), index)
        one.which(WEATHER), other.which(long)

        assert [one.pick(INDICES) for _ in range(40)] == [other.pick(INDICES) for _ in range(40)]


@pytest.mark.parametrize("name", TABLES)
def test_the_slots_of_each_table_are_as_many_as_its_rows_say(name: str) -> None:
    table = TABLES[name]

    assert len(table.outcomes) == SLOTS
    for event in table.rows:
        slots = sum(event in outcome for outcome in table.outcomes)
        assert slots == pytest.approx(SLOTS / event.one_in, rel=0.02), event.name


def test_every_event_says_what_it_is() -> None:
    assert all(event.apply.__doc__ for table in TABLES.values() for event in table.rows)
