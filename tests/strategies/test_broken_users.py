"""`broken_users()`: believable users with exactly one broken rule."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from clerk_fakes import is_valid
from clerk_fakes.breaks import Break
from clerk_fakes.cases import cases
from clerk_fakes.errors import UnknownName
from clerk_fakes.strategies import broken_users
from tests.oracles.documents import bundled

VALIDATOR = jsonschema.Draft202012Validator(bundled())


@given(broken_users())
def test_a_broken_user_is_refused_at_one_place(broken: Break) -> None:
    blamed = broken.pointer.split("/")[1:]
    places = [[str(part) for part in error.absolute_path] for error in VALIDATOR.iter_errors(broken.user)]
    assert places
    assert not is_valid(broken.user)
    assert all(place == blamed[: len(place)] for place in places)


@given(broken_users("banned!*"))
def test_the_breaks_to_draw_from_can_be_selected(broken: Break) -> None:
    assert broken.place == "banned"


@given(st.data())
def test_an_unknown_break_is_an_error_when_the_test_runs(data: st.DataObject) -> None:
    strategy = broken_users("baned!null")
    with pytest.raises(UnknownName, match="banned!null"):
        data.draw(strategy)


def test_a_broken_user_shrinks_to_a_plain_one() -> None:
    found = find(broken_users("banned!null"), lambda broken: True)
    plain = cases("first_name=not-null")[0].user
    assert lengths(found.user) == lengths(plain)


def lengths(user: dict[str, Any]) -> dict[str, int]:
    return {name: len(value) for name, value in user.items() if isinstance(value, list)}
