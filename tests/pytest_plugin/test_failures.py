"""What a failing test shows of its users, and that the command it shows makes them again."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest

from clerk_fakes.cases import packed_cases
from tests.pytest_plugin.conftest import Project, newer

pytestmark = pytest.mark.slow

FAILED = "saml_accounts[].verification(saml).status=failed"
AGAIN = re.compile(r"^(clerk_\w+): ((?:clerk-fakes |from clerk_fakes).*)$", re.MULTILINE)


def again(result: pytest.RunResult) -> list[tuple[str, str]]:
    """The fixtures of failing tests, each with what makes its user again."""
    return AGAIN.findall(result.stdout.str())


def users_of(command: str) -> list[dict[str, Any]]:
    """What the command prints, run by a shell as a reader would run it."""
    command = command.replace("clerk-fakes ", f"{shlex.quote(sys.executable)} -m clerk_fakes ", 1)
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602  # as it is shown
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row.get("user", row) for row in rows]


def value_of(code: str) -> Any:
    """What the last expression of some Python comes to, as a reader would run it."""
    known: dict[str, Any] = {}
    imports, _, call = code.rpartition("; ")
    exec(f"{imports}\nvalue = {call}", known)  # noqa: S102  # our own code
    return known["value"]


def test_the_command_makes_the_user_again(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        def test_user(clerk_user, send):
            send(clerk_user)
            clerk_user.clear()
            assert False

        @pytest.mark.clerk_cases("first_name=null")
        def test_case(clerk_user_case, send):
            send(clerk_user_case.user)
            assert False

        @pytest.mark.clerk_cases("email_addresses[].verification(otp)!unknown-key")
        def test_broken(clerk_broken_case, send):
            send(clerk_broken_case.user)
            assert False

        @pytest.mark.clerk_cases("passkeys[].name~null")
        def test_wild(clerk_wild_case, send):
            send(clerk_wild_case.user)
            assert False

        def test_packed(clerk_user_case, send):
            send(clerk_user_case.user)
            assert clerk_user_case.id != "packed-3"
    """
    )
    flags = ["--clerk-seed=7", "--clerk-locale=ja_JP,de_DE", "--clerk-now=2024-01-01T00:00:00Z"]
    result = project.run(*flags)
    sent = project.received()

    result.assert_outcomes(failed=5, passed=len(packed_cases()) - 1)
    expected = [
        sent["test_it.py.test_user"],
        sent["test_it.py.test_case[first_name=null]"],
        sent["test_it.py.test_broken[email_addresses[].verification(otp)!unknown-key]"],
        sent["test_it.py.test_wild[passkeys[].name~null]"],
        sent["test_it.py.test_packed[packed-3]"],
    ]
    made = [users_of(code)[0] if code.startswith("clerk-fakes") else value_of(code) for _, code in again(result)]
    assert made == expected


def test_a_call_makes_the_user_again(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.clerk_user(google=True, first_name="Ada")
        def test_user(clerk_user, send):
            send(clerk_user)
            assert False

        def test_factory(clerk_user_factory, send):
            send(clerk_user_factory(mfa=True))
            assert False

        @pytest.mark.clerk_cases("*(saml).status=failed")
        def test_verification(clerk_verification, send):
            send(clerk_verification.user)
            assert clerk_verification.carrier != "saml_accounts"
    """
    )
    for flags in ([], ["--clerk-locale=ja_JP"]):
        result = project.run("--clerk-seed=7", *flags)
        sent = project.received()
        made = {name: value_of(code) for name, code in again(result)}

        assert made == {
            "clerk_user": sent["test_it.py.test_user"],
            "clerk_user_factory": sent["test_it.py.test_factory"],
            "clerk_verification": sent[f"test_it.py.test_verification[{FAILED}]"],
        }


def test_a_situation_is_described_next_to_its_id(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it="def test_it(clerk_user_case): assert False")
    result = project.run("--clerk-cases=situation=phone-only")

    result.stdout.fnmatch_lines(
        [
            "clerk_user_case: clerk-fakes cases situation=phone-only *",
            "situation=phone-only: has a phone number and no other way to sign in",
        ],
        consecutive=True,
    )


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

    shown = result.stdout.str()

    assert '  "email_addresses": [],\n' in shown
    assert "without email_addresses[0].verification.object\n" in shown
    assert re.search('"first_name": "Adaa+…"', shown)


def test_a_long_list_is_cut_to_its_end(pytester: pytest.Pytester, project: Project) -> None:
    """Where a loop fails, it is at the last user."""
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_users, send):
            send(clerk_users(30, saml=True)[-1]["id"])
            assert False
    """
    )
    result = project.run()
    section = result.stdout.str().partition(" clerk_fakes ---")[2]
    (sent,) = project.received().values()

    assert "\n… 7 before\n" in section
    made = [value_of(code)["id"] for _, code in again(result)]
    assert len(made) == 23
    assert made[-1] == sent
    assert section.count('"email_addresses":') == 3
    assert "lines more\n" in section
    assert max(len(line) for line in section.splitlines() if not line.startswith("clerk_users: ")) <= 120


def test_all_that_a_factory_makes_is_shown(pytester: pytest.Pytester, project: Project) -> None:
    """Subclasses, declarations, stubs and parts of other things come to calls that make the same."""
    pytester.makepyfile(
        test_it="""
        import factory

        def test_it(clerk_user_factory, send):
            class Banned(clerk_user_factory):
                banned = True
                username = factory.Sequence("ada{}".format)

            class Team(factory.DictFactory):
                leader = factory.SubFactory(Banned, first_name=factory.Faker("first_name"))

            users = [Banned(), Team()["leader"], clerk_user_factory(), clerk_user_factory(_seed=3, last_name=None)]
            assert clerk_user_factory.stub(first_name="Ada").first_name == "Ada"
            send(users)
            assert False
    """
    )
    result = project.run()
    (sent,) = project.received().values()
    made = [value_of(code) for _, code in again(result)]

    assert made[:4] == sent
    assert made[4]["first_name"] == "Ada"
    assert [user["username"] for user in sent[:2]] == ["ada0", "ada1"]


def test_a_user_taken_from_the_population_is_shown(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_population):
            assert clerk_population[7] is None
    """
    )

    project.run().stdout.fnmatch_lines(["clerk_population: clerk-fakes generate --seed 0 --start 7 -n 1"])


def test_a_newer_document_is_named(pytester: pytest.Pytester, project: Project) -> None:
    (pytester.path / "newer.json").write_text(newer(), "utf-8")
    pytester.makepyfile(
        test_it="""
        import pytest

        def test_user(clerk_user, send):
            send(clerk_user)
            assert False

        @pytest.mark.clerk_cases("packed-2")
        def test_packed(clerk_user_case, send):
            send(clerk_user_case.user)
            assert False

        @pytest.mark.clerk_cases("first_name=null")
        def test_case(clerk_user_case, send):
            send(clerk_user_case.user)
            assert False

        @pytest.mark.clerk_cases("shoe_size!string")
        def test_broken(clerk_broken_case, send):
            send(clerk_broken_case.user)
            assert False

        @pytest.mark.clerk_cases("passkeys*")
        def test_verification(clerk_verification, send):
            send(clerk_verification.user)
            assert False
    """
    )
    result = project.run("--clerk-schema=newer.json", "-v")
    sent = project.received()
    made = [users_of(code)[0] if code.startswith("clerk-fakes") else value_of(code) for _, code in again(result)]

    assert len(made) == 5
    assert all("shoe_size" in user for user in made)
    assert sorted(made, key=str) == sorted(sent.values(), key=str)


def test_junit_has_the_command(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_users):
            assert clerk_users(1) is None
    """
    )
    project.run("--junitxml=junit.xml", "-ojunit_family=xunit1")

    assert 'name="clerk_users" value="clerk-fakes generate --seed 0' in (pytester.path / "junit.xml").read_text("utf-8")


def test_a_test_that_passes_or_has_no_users_shows_nothing(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        def test_passes(clerk_user):
            pass

        @pytest.mark.xfail(strict=True)
        def test_expected(clerk_user):
            assert False

        def test_no_users():
            assert False

        def test_asks_for_none(clerk_users):
            assert False
    """
    )
    result = project.run("-rA")

    result.assert_outcomes(passed=1, xfailed=1, failed=2)
    result.stdout.no_fnmatch_line("*- clerk_fakes -*")


def test_failures_of_setup_and_teardown_show_users_too(pytester: pytest.Pytester, project: Project) -> None:
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
    assert [name for name, _ in again(result)] == ["clerk_user", "clerk_user"]


@pytest.mark.parametrize(
    "pin",
    [
        "first_name=datetime.date(2026, 1, 1)",
        "public_metadata={(1, 2): threading.Lock()}",
        'first_name="A\\ud800"',
        "first_name='A' * 10**6",
    ],
)
@pytest.mark.parametrize("workers", ["-n0", "-n1"])
def test_a_report_never_fails(pytester: pytest.Pytester, project: Project, pin: str, workers: str) -> None:
    pytester.makepyfile(
        test_it=f"""
        import datetime, threading
        def test_it(clerk_users):
            clerk_users(1, {pin}, _validate=False)
            assert False
    """
    )
    result = project.run(workers, "--clerk-coverage", beside="xdist")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["clerk_users: from clerk_fakes.factories import UserFactory; UserFactory(*"])
    assert max(map(len, result.outlines)) < 2_000


def test_failures_in_workers_show_users_too(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_user):
            assert False
    """
    )

    assert again(project.run("-n2", beside="xdist")) == again(project.run()) != []
