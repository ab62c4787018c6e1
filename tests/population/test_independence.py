"""Changing one user changes no other."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from clerk_fakes import Population
from clerk_fakes.schema.bundled import bundled


def disturb(value: Any) -> None:
    """Change everything that can be changed, all the way down."""
    if isinstance(value, dict):
        for inner in value.values():
            disturb(inner)
        value.clear()
        value["disturbed"] = True
    elif isinstance(value, list):
        for inner in value:
            disturb(inner)
        value.append("disturbed")


@pytest.mark.parametrize("schema", [None, bundled()], ids=["bundled", "another document"])
def test_changing_a_user_changes_no_other(schema: Any) -> None:
    population = Population(7, organizations=True, schema=schema)
    users = population.take(200)
    before = deepcopy(users)
    for user in users:
        disturb(user)

    assert population.take(200) == before


def containers(value: Any) -> Iterator[int]:
    if isinstance(value, dict | list):
        yield id(value)
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


def test_no_two_places_share_an_object() -> None:
    """Whoever edits one verification has edited one verification."""
    users = Population(7, organizations=True, stories={"saml": 1, "google": 1}).take(2000)
    found = [place for user in users for place in containers(user)]

    assert len(found) == len(set(found))


def test_keys_are_in_the_order_of_the_document() -> None:
    document = bundled()

    for user in Population(7, organizations=True).take(500):
        assert list(user) == [name for name in document["properties"] if name in user]
        for email in user["email_addresses"]:
            assert list(email) == [name for name in document["$defs"]["EmailAddress"]["properties"] if name in email]
