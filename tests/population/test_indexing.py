"""Users are numbered: slices are those of a list, and what is out of range is refused."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.errors import InvalidArgument, OutOfRange
from clerk_fakes.population import SIZE
from tests.coherence import incoherences

NOW = 1_767_225_600_000


def test_slices_are_those_of_a_list() -> None:
    population = Population(7)
    users = population.take(30)

    for bounds in [(0, 0), (5, 2), (3, 9), (None, 4), (0, 30, 10), (1, 30, 29), (29, 30), (SIZE, 3)]:
        assert population[slice(*bounds)] == users[slice(*bounds)]


def test_the_last_user_is_there() -> None:
    last = Population(7)[SIZE - 1]

    assert incoherences(last, now_ms=NOW) == []
    assert Population(7)[SIZE - 1 : SIZE] == [last]


@pytest.mark.parametrize(("start", "stop"), [(SIZE - 1, SIZE + 1), (SIZE + 5, SIZE + 7), (0, 10**20)])
def test_a_slice_of_more_than_there_are_is_refused_before_any_is_made(start: int, stop: int) -> None:
    with pytest.raises(OutOfRange, match=f"users are numbered from 0 to {SIZE - 1}; end the slice at {SIZE}"):
        Population(7)[start:stop]


def test_taking_none_gives_none() -> None:
    assert Population(7).take(0) == []


@pytest.mark.parametrize("index", [-1, -(10**30), SIZE, 10**30])
def test_an_index_out_of_range_says_where_users_are(index: int) -> None:
    with pytest.raises(OutOfRange) as refused:
        Population(7)[index]

    assert f"population[{index}]: users are numbered from 0 to {SIZE - 1}" in str(refused.value)
    assert isinstance(refused.value, IndexError)


OPEN = [slice(None), slice(3, None), slice(None, None, 2)]
BACKWARDS = [slice(-3, 5), slice(0, -1), slice(5, 0, -1), slice(-5, -2)]
SENSELESS = [slice("a", "b"), slice(0, "3"), slice(0.5, 3), slice(0, 5, 0), slice(0, 5, "2"), slice(None, 5.0)]


@pytest.mark.parametrize("index", [*OPEN, *BACKWARDS], ids=str)
def test_a_slice_without_an_end_says_what_to_give(index: slice) -> None:
    with pytest.raises(OutOfRange, match=r"has no end.*give a slice like \[10:20\]"):
        Population(7)[index]


@pytest.mark.parametrize("index", SENSELESS, ids=str)
def test_a_slice_of_no_numbers_is_refused(index: slice) -> None:
    with pytest.raises(InvalidArgument) as refused:
        Population(7)[index]

    assert f"population[{index}]" in str(refused.value)


@pytest.mark.parametrize("index", ["3", None, 1.0, (0, 1), b""], ids=repr)
def test_an_index_that_is_no_number_is_refused(index: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        Population(7)[index]

    assert f"population[{index!r}]: users are numbered" in str(refused.value)


@pytest.mark.parametrize("n", [-1, None, "3", 2.5])
def test_taking_what_is_no_number_is_refused(n: Any) -> None:
    with pytest.raises(InvalidArgument):
        Population(7).take(n)


@pytest.mark.parametrize("index", [-1, SIZE])
def test_starting_out_of_range_is_refused(index: int) -> None:
    with pytest.raises(OutOfRange):
        next(Population(7).starting(index))
