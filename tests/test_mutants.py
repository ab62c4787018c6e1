"""The catalogue finds the slips in a webhook handler that a plain user does not find."""

from __future__ import annotations

import pytest

from clerk_fakes.cases import cases, packed
from clerk_fakes.factories import UserFactory
from clerk_fakes.strategies import users
from tests.mutants import MUTANTS, SOURCE, Handler, Json, Mutant, load
from tests.strategies.test_users import drawn

pytestmark = pytest.mark.slow

FEW = len(MUTANTS) / 4
KILLED_BY_DRAWN_USERS = {100: 25, 1_000: 36}  # of the forty, at least
KILLED_BY_PACKED_USERS = 33  # of the forty: where a user is on many edges at once, one can hide another

HANDLER = load(SOURCE)
PLAINEST = cases("first_name=not-null")[0].user
ROWS = [(case.user, HANDLER(case.user)) for case in cases()]

each_mutant = pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)


def gives(handler: Handler, user: Json, row: Json) -> bool:
    """Whether a handler takes a user and gives that row."""
    try:
        return handler(user) == row
    except Exception:
        return False


def kills(user: Json, mutant: Mutant) -> bool:
    return not gives(load(mutant.source), user, HANDLER(user))


def test_no_two_of_them_have_one_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@each_mutant
def test_a_mutant_is_one_edit_of_the_handler(mutant: Mutant) -> None:
    assert SOURCE.count(mutant.old) == 1
    assert mutant.source != SOURCE


@each_mutant
def test_the_catalogue_kills_every_mutant(mutant: Mutant) -> None:
    handler = load(mutant.source)
    assert not all(gives(handler, user, row) for user, row in ROWS)


def test_one_plain_user_kills_few_of_them() -> None:
    assert 0 < sum(kills(PLAINEST, mutant) for mutant in MUTANTS) < FEW


def test_a_user_of_the_factory_kills_few_more() -> None:
    assert all(sum(kills(UserFactory(), mutant) for mutant in MUTANTS) < FEW for _ in range(5))


@pytest.mark.parametrize(("several", "least"), KILLED_BY_DRAWN_USERS.items())
def test_drawn_users_kill_them(several: int, least: int) -> None:
    met = drawn(users(), several)
    rows = [(user, HANDLER(user)) for user in met]
    killed = [mutant for mutant in MUTANTS if not all(gives(load(mutant.source), user, row) for user, row in rows)]

    assert len(killed) >= least


def test_packed_users_kill_most_of_them() -> None:
    users = packed()
    killed = [mutant for mutant in MUTANTS if any(kills(user, mutant) for user in users)]
    assert len(killed) >= KILLED_BY_PACKED_USERS
