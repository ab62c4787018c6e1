"""The fixtures that stand for one test per case: which cases, under which names, and in what order."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clerk_fakes import is_valid
from clerk_fakes.breaks import breaks
from clerk_fakes.cases import cases, coverage, packed_cases, verification_cases
from clerk_fakes.wild import wild
from tests.oracles.documents import bundled
from tests.oracles.edges import expected
from tests.pytest_plugin.conftest import Project

pytestmark = pytest.mark.slow

FOUR = """
def test_user(clerk_user_case, send):
    send([clerk_user_case.id, clerk_user_case.user])

def test_broken(clerk_broken_case, send):
    send([clerk_broken_case.id, clerk_broken_case.user])

def test_wild(clerk_wild_case, send):
    send([clerk_wild_case.id, clerk_wild_case.user])

def test_verification(clerk_verification, send):
    send([clerk_verification.id, clerk_verification.user])
"""


def ids_of(result: pytest.RunResult, test: str) -> list[str]:
    """The ids in brackets after the name of a test, in the order in which `-q --collect-only` lists them."""
    start = f"test_it.py::{test}["
    return [line[len(start) : -1] for line in result.outlines if line.startswith(start)]


def listed(project: Project, test: str, *args: str) -> list[str]:
    return ids_of(project.run("-q", "--collect-only", *args), test)


def test_by_default_a_few_cases_stand_for_all(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=FOUR)
    sent = {name: value for name, value in project.sent().items() if ".test_user[" in name}

    assert sorted(id for id, _ in sent.values()) == sorted(case.id for case in packed_cases())
    assert not coverage([user for _, user in sent.values()]).missed


def test_every_way_to_be_wrong_occurs_once(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=FOUR)
    packed = listed(project, "test_broken")
    ways = [id.rpartition("!")[2] for id in packed]

    assert packed == sorted(packed)
    assert sorted(ways) == sorted({case.id.rpartition("!")[2] for case in breaks()})


def test_all_is_the_whole_catalogue(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=FOUR)
    result = project.run("-q", "--collect-only", "--clerk-cases=all")

    assert ids_of(result, "test_user") == [case.id for case in cases(tier="sent")]
    assert ids_of(result, "test_broken") == [case.id for case in breaks()]
    assert ids_of(result, "test_wild") == [case.id for case in wild()]
    assert ids_of(result, "test_verification") == [case.id for case in verification_cases()]


def test_a_glob_is_one_for_all_catalogues(pytester: pytest.Pytester, project: Project) -> None:
    """Where it selects nothing, there is nothing to run."""
    pytester.makepyfile(test_it=FOUR)
    result = project.run("-q", "--collect-only", "--clerk-cases=first_name*")

    assert ids_of(result, "test_user") == [case.id for case in cases("first_name*")]
    assert ids_of(result, "test_broken") == [case.id for case in breaks("first_name*")]
    skipped = project.run("--clerk-cases=first_name*", "-k", "wild or verification", "-rs")
    skipped.assert_outcomes(skipped=2, deselected=len(cases("first_name*")) + len(breaks("first_name*")))
    skipped.stdout.fnmatch_lines(["*clerk_wild_case: there are no cases of first_name[*]*"])


@pytest.mark.parametrize("several", ["last_name=null,first_name=null", "first_name=null last_name=null packed-3"])
def test_a_run_may_have_several_globs(pytester: pytest.Pytester, project: Project, several: str) -> None:
    pytester.makepyfile(test_it=FOUR)
    packed = ["packed-3"] * ("packed-3" in several)

    assert listed(project, "test_user", f"--clerk-cases={several}") == ["first_name=null", "last_name=null", *packed]


def test_what_is_merely_allowed_is_added_on_request(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=FOUR)

    assert listed(project, "test_user", "--clerk-cases=allowed") == [case.id for case in cases()]
    assert listed(project, "test_user", "--clerk-cases=id=long") == ["id=long"]


@pytest.mark.parametrize("several", ["*,!*[].id=*,!*object", "!*[].id=* * !*object", "allowed !*object !*[].id=*"])
def test_an_exclusion_is_for_each_catalogue_that_knows_it(
    pytester: pytest.Pytester, project: Project, several: str
) -> None:
    """Whether it is a rule, an edge or both: of breaks none is about `[].id=`, but some end in `object`."""
    pytester.makepyfile(test_it=FOUR)
    result = project.run("-q", "--collect-only", f"--clerk-cases={several}")

    catalogues: dict[str, list[Any]] = {"test_user": cases(), "test_broken": breaks(), "test_wild": wild()}
    for test, every in catalogues.items():
        left = [case.id for case in every if "[].id=" not in case.id and not case.id.endswith("object")]
        assert ids_of(result, test) == left


def test_packed_users_can_do_without_what_is_excluded(pytester: pytest.Pytester, project: Project) -> None:
    """They are those of the rest, and every break of the rest stands in for its name."""
    pytester.makepyfile(test_it=FOUR)
    rest = packed_cases("!email_addresses*,!phone_numbers*")
    sent = project.sent("--clerk-cases=packed,!email_addresses*,!phone_numbers*")
    users = [value for name, value in sent.items() if ".test_user[" in name]
    broken = [id for name, (id, _) in sent.items() if ".test_broken[" in name]

    assert sorted(users) == sorted([case.id, case.user] for case in rest)
    assert broken
    assert not [id for id in broken if id.startswith(("email_addresses", "phone_numbers"))]


def test_exclusions_alone_leave_things_out_of_what_is_packed(pytester: pytest.Pytester, project: Project) -> None:
    """Of a run and of a marker alike: what is merely allowed is not run because something else is not."""
    pytester.makepyfile(
        test_it=f"""{FOUR}
import pytest

@pytest.mark.clerk_cases("!passkeys*", "!situation=phone-only")
def test_marked(clerk_user_case):
    pass
"""
    )
    result = project.run("-q", "--collect-only", "--clerk-cases=!passkeys*,!situation=phone-only")
    packed = project.run("-q", "--collect-only", "--clerk-cases=packed,!passkeys*,!situation=phone-only")

    rest = sorted(case.id for case in packed_cases("!passkeys*,!situation=phone-only"))
    assert ids_of(result, "test_user") == ids_of(result, "test_marked") == rest
    assert "situation=phone-only" not in rest
    for test in ("test_user", "test_broken", "test_wild", "test_verification"):
        assert ids_of(result, test) == ids_of(packed, test)


def test_a_failure_of_a_packed_user_says_of_what_rest_it_is(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_user_case):
            assert clerk_user_case.id != "packed-2"
    """
    )
    result = project.run("--clerk-cases=packed,!email_addresses*")

    result.stdout.fnmatch_lines(
        ["*clerk-fakes cases '[*],!email_addresses[*]' --tier sent --packed --format ndjson | grep *packed-2*"]
    )
    project.run("--clerk-cases=packed-2,!email_addresses*").assert_outcomes(failed=1)
    project.run("--clerk-cases=packed,!packed-2").assert_outcomes(passed=len(packed_cases()) - 1)


def test_a_break_whose_id_begins_as_an_exclusion_is_no_exclusion(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=FOUR)

    assert listed(project, "test_broken", "--clerk-cases=!unknown-key") == ["!unknown-key"]
    assert listed(project, "test_user", "--clerk-cases=!unknown-key") == ["none"]
    assert "!unknown-key" not in listed(project, "test_broken", "--clerk-cases=!!unknown-key")


def test_each_glob_of_a_marker_is_for_some_fixture_of_the_test(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.clerk_cases("banned!null", "first_name=null", "packed-1")
        def test_it(clerk_user_case, clerk_broken_case):
            assert clerk_broken_case.id == "banned!null"
    """
    )

    project.run().assert_outcomes(passed=2)


def test_a_test_may_have_cases_of_its_own(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.parametrize("id, clerk_user_case", [("packed-2", "packed-2")], indirect=["clerk_user_case"])
        def test_it(clerk_user_case, id):
            assert clerk_user_case.id == id

        @pytest.mark.parametrize(argnames=["clerk_user_case"], argvalues=[["first_name=nul"]], indirect=True)
        def test_typo(clerk_user_case):
            pass
    """
    )
    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["clerk_user_case: 'first_name=nul' selects nothing; did you mean 'first_name=null'*"])


def test_a_marker_narrows_what_the_run_selects(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.clerk_cases("email_addresses*", "first_name=null")
        def test_two(clerk_user_case):
            pass

        @pytest.mark.clerk_cases("first_name=*", "!*null", "!*=e*")
        def test_some(clerk_user_case):
            pass

        @pytest.mark.clerk_cases("all")
        class TestAll:
            def test_all(self, clerk_wild_case):
                pass

            @pytest.mark.clerk_cases("packed")
            def test_packed(self, clerk_user_case):
                pass
    """
    )
    result = project.run("-q", "--collect-only", "--clerk-cases=last_name*")

    assert ids_of(result, "test_two") == [case.id for case in cases(["email_addresses*", "first_name=null"])]
    assert ids_of(result, "test_some") == [f"first_name={name}" for name in ("long", "non-ascii", "spaced")]
    assert ids_of(result, "TestAll::test_all") == [case.id for case in wild()]
    assert ids_of(result, "TestAll::test_packed") == sorted(case.id for case in packed_cases())


def test_cases_are_those_of_the_catalogue_and_shared_with_no_other_test(
    pytester: pytest.Pytester, project: Project
) -> None:
    pytester.makepyfile(
        test_it="""
        def test_user(clerk_user_case, send):
            send(clerk_user_case.user)
            clerk_user_case.user.clear()

        def test_again(clerk_user_case, send):
            send(clerk_user_case.user)
            clerk_user_case.user.clear()
    """
    )
    for selected in ("packed", "*=null"):
        sent = project.sent(f"--clerk-cases={selected}")

        assert all(is_valid(user) for user in sent.values())
        assert [sent[name] for name in sent if ".test_user[" in name] == [
            sent[name] for name in sent if ".test_again[" in name
        ]


def test_workers_agree_on_the_names_of_cases(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=FOUR)

    assert project.sent("-n2", "--clerk-cases=pass*", beside="xdist") == project.sent("--clerk-cases=pass*")


def test_each_verification_is_of_its_kind_and_status(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        from clerk_fakes import validate

        def test_it(clerk_verification, send):
            it = clerk_verification
            validate(it.user)
            assert it.user[it.carrier] == [it.item] and it.item["verification"] is it.verification
            assert (it.verification["object"], it.verification["status"]) == (it.kind, it.status)
            send([it.id, it.carrier, it.kind, it.status])
    """
    )
    sent = list(project.sent().values())

    statuses = [id for id in expected(bundled()) if re.search(r"\.verification(\(\w+\))?\.status=", id)]
    assert [id for id, *_ in sent] == sorted(statuses)
    for id, carrier, kind, status in sent:
        assert re.fullmatch(rf"{carrier}\[\]\.verification(\({kind[13:]}\))?\.status={status}", id)
