"""Decisions and details follow from the seed and the index alone, as often as they say."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_fakes.primitives.randomness import Details, SeededDecisions, Source

INDICES = range(20_000)


def test_options_are_picked_equally_often() -> None:
    picked = Counter(SeededDecisions(Source(7), index).pick("abcdef") for index in INDICES)

    assert [*picked.values()] == [pytest.approx(len(INDICES) / 6, rel=0.1)] * 6


@pytest.mark.parametrize("n", [1, 8, 9, 10, 18])
def test_digits_are_as_many_as_asked_for_and_begin_with_each_but_0(n: int) -> None:
    made = [Details(Source(7), index).digits(n) for index in range(2_000)]
    first = Counter(digits[0] for digits in made)

    assert {len(digits) for digits in made} == {n}
    assert [first[digit] for digit in "123456789"] == [pytest.approx(2_000 / 9, rel=0.3)] * 9


@given(draws=st.lists(st.sampled_from(["below", "letters", "hex", "digits", "one_in"]), min_size=2, max_size=40))
def test_no_two_things_come_from_the_same_bytes(draws: list[str]) -> None:
    class Noted(Source):
        def block(self, index: int, number: int) -> bytes:
            numbers.append(number)
            return super().block(index, number)

    numbers: list[int] = []
    decided = SeededDecisions(Noted(7), 0)
    for name in draws:
        getattr(decided, name)(18)

    assert len(numbers) == len({*numbers})


@pytest.mark.parametrize("place", range(64))
def test_each_byte_of_the_first_block_is_in_one_decision_or_number(place: int) -> None:
    class Changed(Source):
        def block(self, index: int, number: int) -> bytes:
            block = bytearray(super().block(index, number))
            block[place] ^= 1
            return bytes(block)

    def drawn(source: Source) -> list[int]:
        decided = SeededDecisions(source, 0)
        return [decided.pick(range(1 << 16)) for _ in range(16)] + [decided.below(1 << 32) for _ in range(8)]

    assert sum(one != other for one, other in zip(drawn(Source(7)), drawn(Changed(7)), strict=True)) == 1


def test_a_wide_number_is_of_64_bits() -> None:
    wide = [Details(Source(7), index).wide() for index in range(2_000)]

    assert [sum(number >> bit & 1 for number in wide) for bit in range(64)] == [pytest.approx(1_000, rel=0.15)] * 64
    assert max(wide) < 1 << 64
