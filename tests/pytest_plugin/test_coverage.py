"""`--clerk-coverage`: the edges that all users of a run are on."""

from __future__ import annotations

import re

import pytest

from clerk_fakes import Population
from clerk_fakes.cases import cases, coverage
from tests.pytest_plugin.conftest import Project

pytestmark = pytest.mark.slow

TESTS = """
import pytest

@pytest.mark.parametrize("n", range(5))
def test_some(clerk_user, clerk_population, n):
    clerk_population[n]

@pytest.mark.clerk_cases("banned=true")
def test_case(clerk_user_case):
    clerk_user_case.user.clear()
"""


def table(result: pytest.RunResult) -> dict[str, tuple[int, int]]:
    """Edges and misses of each object in the report."""
    rows = (re.fullmatch(r"(\S.*?) +(\d+) +(\d+) +(\d+)%", line) for line in result.outlines)
    return {row[1]: (int(row[2]), int(row[3])) for row in rows if row}


def test_every_user_of_the_run_counts(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it="def test_it(clerk_population): clerk_population.take(20)")
    result = project.run("--clerk-coverage")
    known = coverage(Population().take(20))

    found = table(result)
    assert found.pop("20 users") == (len(known.edges), len(known.missed))
    assert found == {name: (all, all - reached) for name, (reached, all) in known.by_object.items()}


def test_what_is_missed_is_named(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=TESTS)
    text = project.run("--clerk-coverage", "-k", "test_case").stdout.str()
    missed = coverage([cases("banned=true")[0].user]).missed_by_object

    assert "banned=false" in missed["(the user)"]
    assert "banned=true" not in missed["(the user)"]
    for name, edges in missed.items():
        below = text.partition(f"\n{name} ")[2].partition("%\n")[2]
        listed = re.match(r"(    .*\n)*", below)
        assert listed
        groups = [group.split("=") for group in " ".join(listed[0].split()).split(", ")]
        assert sorted(f"{field}={what}" for field, several in groups for what in several.split("|")) == sorted(edges)


def test_what_has_to_be_refused_does_not_count(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it="def test_it(clerk_broken_case): pass")

    assert "0 users" in table(project.run("--clerk-coverage"))


def test_a_worker_that_crashes_is_named(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import os
        def test_it(clerk_user):
            os._exit(1)
    """
    )
    result = project.run("-n1", "--clerk-coverage", "--max-worker-restart=0", beside="xdist")

    result.stdout.fnmatch_lines(["without the users of gw0, which crashed"])


def test_workers_are_summed(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=TESTS)
    alone = table(project.run("--clerk-coverage"))

    assert "11 users" in alone
    assert table(project.run("--clerk-coverage", "-n2", beside="xdist")) == alone


def test_databases_and_factories_count(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.clerk_database(30)
        def test_it(clerk_database, clerk_user_factory, clerk_users):
            clerk_user_factory.build_batch(3)
            clerk_users(2)
    """
    )

    assert "35 users" in table(project.run("--clerk-coverage"))


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_too_little_fails_the_run(pytester: pytest.Pytester, project: Project, workers: str) -> None:
    pytester.makepyfile(test_it=TESTS)
    much, little = (project.run(f"--clerk-coverage={least}", workers, beside="xdist") for least in ("10", "99.5"))

    assert much.ret == pytest.ExitCode.OK
    much.stdout.fnmatch_lines(["Required coverage of 10 % reached: *.? %"])
    assert little.ret == pytest.ExitCode.TESTS_FAILED
    little.stdout.fnmatch_lines(["FAIL Required coverage of 99.5 % not reached: *.? %"])


def test_nothing_is_reported_unless_asked_for_and_tests_run(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=TESTS)

    assert table(project.run()) == {}
    collected = project.run("--clerk-coverage=99", "--collect-only")
    assert table(collected) == {}
    assert collected.ret == pytest.ExitCode.OK
