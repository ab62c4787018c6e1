"""Neighbours share an organization, which changes nothing else about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from clerk_fakes import Population

User = dict[str, Any]
NEIGHBOURS = 8


@pytest.fixture(scope="module")
def companies() -> list[list[User]]:
    """Users, eight by eight."""
    population = Population(7, organizations=True)
    return [population[start : start + NEIGHBOURS] for start in range(0, 200 * NEIGHBOURS, NEIGHBOURS)]


def memberships(users: Iterable[User]) -> list[User]:
    return [membership for user in users for membership in user["organization_memberships"]]


def test_neighbours_share_one_company(companies: list[list[User]]) -> None:
    for users in companies:
        company, *same = [membership["organization"] for membership in memberships(users)]
        assert all(other == company for other in same)
        assert len(same) + 1 == company["members_count"]


def test_the_first_neighbour_founded_the_company(companies: list[list[User]]) -> None:
    for founder, *others in companies:
        (membership,) = founder["organization_memberships"]
        assert membership["organization"]["created_by"] == founder["id"]
        assert membership["role"] == "org:admin"
        assert {other["role"] for other in memberships(others)} <= {"org:member"}


def test_no_user_is_in_two_companies_and_some_are_in_none(companies: list[list[User]]) -> None:
    counts = {len(user["organization_memberships"]) for users in companies for user in users}
    sizes = {len(memberships(users)) for users in companies}

    assert counts == {0, 1}
    assert sizes == set(range(2, NEIGHBOURS + 1))


def test_companies_differ(companies: list[list[User]]) -> None:
    made = [memberships(users)[0]["organization"] for users in companies]

    for key in ("id", "name", "slug"):
        assert len({company[key] for company in made}) == len(companies)


def test_a_member_knows_the_company_without_the_founder_asked_first(companies: list[list[User]]) -> None:
    for number in (3, 57, 199):
        alone = Population(7, organizations=True)[number * NEIGHBOURS + 1]
        assert alone["organization_memberships"][0]["organization"] == memberships(companies[number])[0]["organization"]


def test_companies_come_on_request_and_change_nothing_else() -> None:
    for with_company, without in zip(Population(7, organizations=True).take(200), Population(7).take(200), strict=True):
        del with_company["organization_memberships"]
        assert with_company == without
