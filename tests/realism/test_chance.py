"""What is settled by chance is settled as often as it says, and by the seed and the index alone."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_fakes.realism.chance import Grain, Odds, Seed, Seeded

ODDS = {"rain": 2, "guests": 4, "snow": 9}
INDICES = range(20_000)


@pytest.fixture(scope="module")
def days() -> list[list[str]]:
    odds = Odds(*ODDS.items())
    return [[*Seeded(Seed(7), index).which(odds)] for index in INDICES]


@pytest.mark.parametrize(("thing", "often"), ODDS.items())
def test_a_thing_happens_once_in_so_many_times(days: list[list[str]], thing: str, often: int) -> None:
    assert sum(thing in day for day in days) == pytest.approx(len(days) / often, rel=0.1)


@pytest.mark.parametrize(("one", "other"), [*combinations(ODDS, 2)])
def test_a_thing_happens_whatever_else_does(days: list[list[str]], one: str, other: str) -> None:
    often = ODDS[one] * ODDS[other]

    assert sum({one, other} <= {*day} for day in days) == pytest.approx(len(days) / often, rel=0.2)


def test_what_happens_keeps_its_order(days: list[list[str]]) -> None:
    assert all(day == [thing for thing in ODDS if thing in day] for day in days)


def test_what_always_happens_does() -> None:
    always = Odds(("sunrise", 1), ("sunset", 1))

    assert {tuple(Seeded(Seed(7), index).which(always)) for index in range(1_000)} == {("sunrise", "sunset")}


def test_one_thing_more_changes_the_lives_alone_in_which_it_happens(days: list[list[str]]) -> None:
    longer = Odds(*ODDS.items(), ("storm", 10))
    stormy = [[*Seeded(Seed(7), index).which(longer)] for index in INDICES]

    assert [day for day in stormy if "storm" not in day] == [
        day for day, other in zip(days, stormy, strict=True) if "storm" not in other
    ]


def test_the_same_thing_may_be_there_twice() -> None:
    twice = Odds(("rain", 2), ("rain", 2))
    days = Counter(len(Seeded(Seed(7), index).which(twice)) for index in INDICES)

    assert [days[0], days[1], days[2]] == pytest.approx([5_000, 10_000, 5_000], rel=0.1)


def test_longer_odds_move_no_later_decision() -> None:
    short, long = Odds(("rain", 2)), Odds(*((str(number), 3) for number in range(10)))
    for index in range(100):
        one, other = Seeded(Seed(7), index), Seeded(Seed(7), index)
        one.which(short), other.which(long)

        assert [one.pick(INDICES) for _ in range(40)] == [other.pick(INDICES) for _ in range(40)]


def test_options_are_picked_equally_often() -> None:
    picked = Counter(Seeded(Seed(7), index).pick("abcdef") for index in INDICES)

    assert [*picked.values()] == [pytest.approx(len(INDICES) / 6, rel=0.1)] * 6


@pytest.mark.parametrize("n", [1, 8, 9, 10, 18])
def test_digits_are_as_many_as_asked_for_and_begin_with_each_but_0(n: int) -> None:
    made = [Grain(Seed(7), index).digits(n) for index in range(2_000)]
    first = Counter(digits[0] for digits in made)

    assert {len(digits) for digits in made} == {n}
    assert [first[digit] for digit in "123456789"] == [pytest.approx(2_000 / 9, rel=0.3)] * 9


@given(draws=st.lists(st.sampled_from(["below", "letters", "hex", "digits", "one_in"]), min_size=2, max_size=40))
def test_no_two_things_come_from_the_same_bytes(draws: list[str]) -> None:
    class Noted(Seed):
        def block(self, index: int, number: int) -> bytes:
            numbers.append(number)
            return super().block(index, number)

    numbers: list[int] = []
    decided = Seeded(Noted(7), 0)
    for name in draws:
        getattr(decided, name)(18)

    assert len(numbers) == len({*numbers})


@pytest.mark.parametrize("place", range(64))
def test_each_byte_of_the_first_block_is_in_one_decision_or_number(place: int) -> None:
    class Changed(Seed):
        def block(self, index: int, number: int) -> bytes:
            block = bytearray(super().block(index, number))
            block[place] ^= 1
            return bytes(block)

    def drawn(seed: Seed) -> list[int]:
        decided = Seeded(seed, 0)
        return [decided.pick(range(1 << 16)) for _ in range(16)] + [decided.below(1 << 32) for _ in range(8)]

    assert sum(one != other for one, other in zip(drawn(Seed(7)), drawn(Changed(7)), strict=True)) == 1


def test_a_wide_number_is_of_64_bits() -> None:
    wide = [Grain(Seed(7), index).wide() for index in range(2_000)]

    assert [sum(number >> bit & 1 for number in wide) for bit in range(64)] == [pytest.approx(1_000, rel=0.15)] * 64
    assert max(wide) < 1 << 64
