"""pytest-factoryboy's `register` gives fixtures with sensible names, and overrides by fixture."""

from __future__ import annotations

import pytest

CONFTEST = """
from pytest_factoryboy import register
from clerk_fakes.factories import EmailAddressFactory, UserFactory

register(UserFactory)
register(EmailAddressFactory)
register(UserFactory, "ada", first_name="Ada", google=True)
"""
TESTS = """
import pytest
from clerk_fakes import is_valid

def test_a_user(user, user_factory, email_address):
    assert is_valid(user) and is_valid(user_factory(google=True))
    assert email_address["object"] == "email_address"

def test_ada(ada):
    assert ada["external_accounts"][0]["first_name"] == "Ada"

@pytest.mark.parametrize("user__locked", [True])
def test_a_locked_user(user):
    assert user["lockout_expires_in_seconds"]

@pytest.fixture
def user__first_name():
    return "Grace"

def test_grace(user):
    assert user["email_addresses"][0]["email_address"].startswith("grace")
"""


def test_register_gives_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS)

    result = pytester.runpytest("-pno:faker", "-pno:asyncio", "-Werror", "-q")

    result.assert_outcomes(passed=4)
