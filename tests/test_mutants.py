"""The catalogue finds the slips in a webhook handler that a plain user does not find."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest

from clerk_fakes.cases import cases, packed
from clerk_fakes.factories import UserFactory
from clerk_fakes.strategies import users
from tests.mutants import ALLOWED, MUTANTS, SENT, SOURCE, Handler, Json, Mutant, load
from tests.sent_users import SENT_USERS
from tests.strategies.test_users import drawn

pytestmark = pytest.mark.slow

# The shares that are found of the slips that a user whom Clerk sends shows, at least.
FOUND_BY_PACKED_USERS = 0.95
FOUND_BY_DRAWN_USERS = {100: 0.8, 1_000: 0.95}
FOUND_BY_ONE_PLAIN_USER = 0.33  # at most

HANDLER = load(SOURCE)
HANDLERS = {mutant.name: load(mutant.source) for mutant in MUTANTS}
PLAINEST = cases("first_name=not-null")[0].user


def each(mutants: Iterable[Mutant]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("mutant", mutants, ids=lambda mutant: mutant.name)


def gives(handler: Handler, user: Json, row: Json) -> bool:
    """Whether a handler takes a user and gives that row."""
    try:
        return handler(user) == row
    except Exception:
        return False


def missed(met: Iterable[Json], mutants: Iterable[Mutant] = SENT) -> set[str]:
    """The slips that none of these users shows."""
    rows = [(user, HANDLER(user)) for user in met]
    handlers = {mutant.name: HANDLERS[mutant.name] for mutant in mutants}
    return {name for name, handler in handlers.items() if all(gives(handler, user, row) for user, row in rows)}


def found(names: set[str]) -> float:
    """The share of the slips that is found when these are missed."""
    return 1 - len(names) / len(SENT)


@cache
def missed_by_sent_users() -> set[str]:
    return missed((sent.user for sent in SENT_USERS.values()), MUTANTS)


def test_no_two_of_them_have_one_name() -> None:
    assert len(HANDLERS) == len(MUTANTS)


@each(MUTANTS)
def test_a_mutant_is_one_edit_of_the_handler(mutant: Mutant) -> None:
    assert SOURCE.count(mutant.old) == 1
    assert mutant.source != SOURCE


@each(SENT)
def test_every_slip_is_shown_by_a_user_that_clerk_sends(mutant: Mutant) -> None:
    assert mutant.name not in missed_by_sent_users()


def test_the_other_slips_are_shown_by_nobody_that_clerk_sends() -> None:
    assert {mutant.name for mutant in ALLOWED} == missed_by_sent_users()


def test_all_that_clerk_sends_finds_each_of_them() -> None:
    assert missed(case.user for case in cases(tier="sent")) == set()


def test_the_catalogue_finds_whatever_only_the_schema_allows() -> None:
    assert missed((case.user for case in cases()), ALLOWED) == set()


def test_packed_users_find_most_of_them() -> None:
    left = missed(packed())

    assert found(left) >= FOUND_BY_PACKED_USERS, left


@pytest.mark.parametrize(("several", "least"), FOUND_BY_DRAWN_USERS.items())
def test_drawn_users_find_most_of_them(several: int, least: float) -> None:
    left = missed(drawn(users(), several))

    assert found(left) >= least, left


def test_one_plain_user_finds_few_of_them() -> None:
    assert 0 < found(missed([PLAINEST])) < FOUND_BY_ONE_PLAIN_USER


def test_a_user_of_the_factory_finds_few_more() -> None:
    assert all(found(missed([UserFactory()])) < FOUND_BY_ONE_PLAIN_USER for _ in range(5))
