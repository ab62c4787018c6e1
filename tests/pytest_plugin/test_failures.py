"""What a failing test tells of its users, and that the command which it gives makes them again."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest

from clerk_fakes.factories import UserFactory, user_factory
from tests.pytest_plugin.conftest import Project

FAILED = "saml_accounts[].verification(saml).status=failed"
AGAIN = re.compile(r"^(clerk_\w+): ((?:clerk-fakes |UserFactory\(|user_factory\(|clerk_fakes\.).*)$", re.MULTILINE)


def again(result: pytest.RunResult) -> list[tuple[str, str]]:
    """Fixtures that failing tests tell of, and how to make their users again."""
    return AGAIN.findall(result.stdout.str())


def users_of(command: str) -> list[dict[str, Any]]:
    """What the command prints, run by a shell as a reader would run it."""
    command = command.replace("clerk-fakes ", f"{shlex.quote(sys.executable)} -m clerk_fakes ", 1)
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602  # as it is told
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row.get("user", row) for row in rows]


def test_the_command_makes_the_user_again(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        def test_user(clerk_user, tell):
            tell(clerk_user)
            clerk_user.clear()
            assert False

        @pytest.mark.clerk_cases("first_name=null")
        def test_case(clerk_user_case, tell):
            tell(clerk_user_case.user)
            assert False

        @pytest.mark.clerk_cases("email_addresses[].verification(otp)!unknown-key")
        def test_broken(clerk_broken_case, tell):
            tell(clerk_broken_case.user)
            assert False

        @pytest.mark.clerk_cases("passkeys[].name~null")
        def test_wild(clerk_wild_case, tell):
            tell(clerk_wild_case.user)
            assert False

        def test_packed(clerk_user_case, tell):
            tell(clerk_user_case.user)
            assert clerk_user_case.id != "packed-3"
    """
    )
    said = ["--clerk-seed=7", "--clerk-locale=ja_JP,de_DE", "--clerk-now=2024-01-01T00:00:00Z"]
    result = project.run(*said)
    told = {path.stem: json.loads(path.read_text("utf-8")) for path in (pytester.path / "told").glob("*.json")}

    result.assert_outcomes(failed=5, passed=4)
    expected = [
        told["test_it.py.test_user"],
        told["test_it.py.test_case[first_name=null]"],
        told["test_it.py.test_broken[email_addresses[].verification(otp)!unknown-key]"],
        told["test_it.py.test_wild[passkeys[].name~null]"],
        told["test_it.py.test_packed[packed-3]"],
    ]
    assert [users_of(command) for _, command in again(result)] == [[user] for user in expected]


def test_a_call_makes_the_user_again(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.clerk_user(google=True, first_name="Ada")
        def test_user(clerk_user, tell):
            tell(clerk_user)
            assert False

        def test_factory(clerk_user_factory, tell):
            tell(clerk_user_factory(mfa=True))
            assert False

        @pytest.mark.clerk_cases("*(saml).status=failed")
        def test_verification(clerk_verification, tell):
            tell(clerk_verification.user)
            assert clerk_verification.carrier != "saml_accounts"
    """
    )
    import clerk_fakes.cases

    for said in ([], ["--clerk-locale=ja_JP"]):
        result = project.run("--clerk-seed=7", *said)
        told = {path.stem: json.loads(path.read_text("utf-8")) for path in (pytester.path / "told").glob("*.json")}
        known = {"UserFactory": UserFactory, "user_factory": user_factory, "clerk_fakes": clerk_fakes}
        made = {name: eval(call, known) for name, call in again(result)}  # noqa: S307  # our own words

        assert made == {
            "clerk_user": told["test_it.py.test_user"],
            "clerk_user_factory": told["test_it.py.test_factory"],
            "clerk_verification": told[f"test_it.py.test_verification[{FAILED}]"],
        }


def test_only_what_differs_from_the_plainest_user_is_shown(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        @pytest.mark.clerk_cases(
            "first_name=long", "email_addresses=empty", "email_addresses[].verification(otp).object=absent",
        )
        def test_it(clerk_user_case):
            assert False
    """
    )
    result = project.run()

    result.stdout.fnmatch_lines(
        [
            '{"email_addresses": []}',
            "without email_addresses[[]0].verification.object",
            '{"first_name": "Adaa*…"}',
        ]
    )


def test_a_long_story_is_cut(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_users):
            clerk_users(9, saml=True)
            assert False
    """
    )
    result = project.run()
    section = result.stdout.str().partition(" clerk_fakes ---")[2]

    assert section.count("clerk_users: UserFactory(") == 3
    assert "\n… and 6 more\n" in section
    assert "lines more\n" in section
    assert max(map(len, section.splitlines())) <= 120


def test_a_test_that_passes_or_has_no_users_tells_nothing(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        def test_passes(clerk_user):
            pass

        @pytest.mark.xfail(strict=True)
        def test_expected(clerk_user):
            assert False

        def test_nobody():
            assert False

        def test_asks_nobody(clerk_users):
            assert False
    """
    )
    result = project.run("-rA")

    result.assert_outcomes(passed=1, xfailed=1, failed=2)
    result.stdout.no_fnmatch_line("*- clerk_fakes -*")


def test_setup_and_teardown_tell_too(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.fixture
        def before(clerk_user):
            assert False

        @pytest.fixture
        def after(clerk_user):
            yield
            assert False

        def test_before(before):
            pass

        def test_after(after):
            pass
    """
    )
    result = project.run()

    result.assert_outcomes(errors=2, passed=1)
    assert result.stdout.str().count("clerk_user: clerk-fakes generate --seed 0 --start") == 2


def test_what_is_no_json_is_shown_nevertheless(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import datetime
        def test_it(clerk_users):
            clerk_users(1, first_name=datetime.date(2026, 1, 1), _validate=False)
            assert False
    """
    )

    project.run().stdout.fnmatch_lines(["*datetime.date(2026, 1, 1)*"])


def test_workers_tell_as_well(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_user):
            assert False
    """
    )

    assert again(project.run("-n2", beside="xdist")) == again(project.run()) != []
