"""Beside other plugins, and in tests of every kind."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.pytest_plugin.conftest import ALONE, Project

pytestmark = pytest.mark.slow

HEAVY = ("hypothesis", "faker", "factory", "jsonschema_rs", "sqlalchemy", "rich", "clerk_fakes.makers")


def test_users_come_to_a_testcase_as_attributes(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import unittest
        import pytest

        @pytest.mark.usefixtures("clerk_user", "clerk_users")
        class TestIt(unittest.TestCase):
            def setUp(self):
                assert self.clerk_user["object"] == "user"

            @pytest.mark.clerk_user(first_name="Ada")
            def test_ada(self):
                self.assertEqual(self.clerk_user["first_name"], "Ada")
                self.assertEqual(len(self.clerk_users(3)), 3)

            @pytest.mark.usefixtures("clerk_database", "clerk_user_factory", "clerk_population", "clerk_seed")
            def test_all(self):
                self.assertEqual(self.clerk_database.dialect.name, "sqlite")
                self.assertTrue(self.clerk_user_factory(banned=True)["banned"])
                self.assertEqual(self.clerk_population.seed, self.clerk_seed)

            @pytest.mark.usefixtures("clerk_user_case")
            def test_case(self):
                pass
    """
    )
    result = project.run()

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["clerk_user_case needs a test function that has it as an argument: *"])


def test_beside_given(pytester: pytest.Pytester, project: Project) -> None:
    """Hypothesis allows no fixture that is made anew for each test, for it would not be for each example."""
    pytester.makepyfile(
        test_it="""
        from hypothesis import given, settings
        from clerk_fakes.strategies import users

        @settings(max_examples=5, database=None)
        @given(user=users())
        def test_it(clerk_population, clerk_seed, user):
            assert clerk_population[3]["id"] != user["id"]
    """
    )

    project.run().assert_outcomes(passed=1)


def test_beside_pytest_asyncio(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        import pytest_asyncio

        @pytest_asyncio.fixture
        async def name(clerk_user):
            return clerk_user["first_name"]

        @pytest.mark.asyncio
        @pytest.mark.clerk_user(first_name="Ada")
        async def test_it(name, clerk_user, clerk_users):
            assert name == clerk_user["first_name"] == "Ada"
            assert clerk_users(1)
    """
    )
    result = project.run("-oasyncio_default_fixture_loop_scope=function", beside="asyncio")

    result.assert_outcomes(passed=1)


def test_beside_pytest_factoryboy(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        from pytest_factoryboy import register
        from clerk_fakes.factories import UserFactory

        register(UserFactory)

        def test_it(user, user_factory, clerk_user, clerk_user_factory):
            ids = [user["id"], user_factory()["id"], clerk_user["id"], clerk_user_factory()["id"]]
            assert len(set(ids)) == 4
    """
    )

    project.run(beside="pytest-factoryboy").assert_outcomes(passed=1)


def test_beside_faker(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it="def test_it(faker, clerk_user): assert faker.name()")

    project.run(beside="faker").assert_outcomes(passed=1)


@pytest.mark.parametrize("args", [["--collect-only"], ["--clerk-seed=7", "--clerk-cases=all"], ["-n2"], []])
def test_a_run_that_does_not_use_it_imports_nothing_heavy(pytester: pytest.Pytester, args: list[str]) -> None:
    """Hypothesis' own plugin imports Hypothesis at the end of a run, and Faker's imports Faker at the start."""
    pytester.makeconftest(f"""
        import sys

        def pytest_unconfigure():
            print("imported:", [name for name in {HEAVY} if name in sys.modules])
    """)
    pytester.makepyfile(test_it="def test_it(): pass")
    if not args:
        pytester.makeini("[pytest]\nclerk_locale = ja_JP, de_DE\nclerk_cases = email* first_name*")
    others = [each for each in (*ALONE, "-pno:hypothesispytest", "-pno:anyio") if "xdist" not in each]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *others, *args], capture_output=True, text=True, check=True, cwd=pytester.path
    )

    assert "clerk_fakes: seed" in done.stdout
    assert "imported: []" in done.stdout


def test_a_failure_of_another_plugin_has_no_frame_of_ours(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        from hypothesis import given, strategies as st

        @given(st.integers())
        def test_it(tmp_path, n):
            pass
    """
    )
    result = project.run("--tb=short")

    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*pytest_plugin/__init__.py*")
