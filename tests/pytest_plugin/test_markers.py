"""A marker that does nothing, or holds what cannot be, stops the run before any test, and says where it stands."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.pytest_plugin.conftest import ALONE, Project

pytestmark = pytest.mark.slow

ERROR = re.compile(r"(test_\w+\.py(?:::\S+)?): (?:the marker )?(clerk_\w+)(?:: | does nothing: )(.*)")


def errors_of(result: pytest.RunResult) -> dict[str, str]:
    """What the run complains about: place and marker, with the message."""
    outlines = [line for line in result.outlines if not line.startswith("ERROR")]
    found = [match.groups() for line in outlines if (match := ERROR.fullmatch(line))]
    return {f"{place} {marker}": message for place, marker, message in found}


def refused(result: pytest.RunResult) -> dict[str, str]:
    """The same of a run that has to have stopped before any test, without a traceback."""
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=result.parseoutcomes().get("errors", result.parseoutcomes().get("error", 0)))
    for trace in ("*Traceback*", "*pytest_plugin*py:*", "*INTERNALERROR*"):
        result.stdout.no_fnmatch_line(trace)
    return errors_of(result)


@pytest.mark.parametrize(
    ("marker", "fixture", "message"),
    [
        ("clerk_user(gogle=True)", "clerk_user", "UserFactory has no field or trait 'gogle'; did you mean 'google'?"),
        ("clerk_user(email_addresses__0__adress=3)", "clerk_user", "no field 'adress' in email_addresses__0; *"),
        ("clerk_user('Ada')", "clerk_user", "'Ada' has no name; give it one, as in first_name='Ada'"),
        ("clerk_user(banned='yes')", "clerk_user", "/banned: type:*"),
        ("clerk_user(google='yes')", "clerk_user", "google='yes' must be True or False*"),
        ("clerk_user(no_email=True, email_code=True)", "clerk_user", "'email_code' and 'no_email' exclude each other*"),
        ("clerk_cases('frist_name*')", "clerk_user_case", "'frist_name[*]' selects nothing; did you mean *"),
        ("clerk_cases('*', '!frist_name*')", "clerk_user_case", "'!frist_name[*]' excludes nothing; did you mean '!f*"),
        ("clerk_cases('locale=null,!locale*')", "clerk_user_case", "'locale=null,!locale[*]' excludes all that it *"),
        ("clerk_cases('banned!null')", "clerk_user_case", "'banned!null' selects nothing; *"),
        ("clerk_cases()", "clerk_user_case", "() must be globs over ids, 'packed', 'all' or 'allowed'"),
        ("clerk_cases(3)", "clerk_user_case", "(3) must be globs over ids, *"),
        ("clerk_cases(only='*')", "clerk_user_case", "(only='[*]') must be globs over ids, *"),
        ("clerk_database('ten')", "clerk_database", "('ten') must be one number of users, *"),
        ("clerk_database(-1)", "clerk_postgres", "(-1) must be one number of users, *"),
    ],
)
@pytest.mark.parametrize("where", ["function", "class", "module", "conftest"])
def test_a_marker_that_cannot_be_stops_the_run_wherever_it_stands(
    project: Project, pytester: pytest.Pytester, marker: str, fixture: str, message: str, where: str
) -> None:
    if where == "conftest":
        hook = f"def pytest_collection_modifyitems(items): items[0].add_marker(pytest.mark.{marker})"
        pytester.makeconftest(f"import pytest\n{hook}")
    marks = {each: f"@pytest.mark.{marker}" if each == where else "" for each in ("function", "class")}
    pytester.makepyfile(
        test_it=f"""
        import pytest
        {f"pytestmark = [pytest.mark.{marker}]" if where == "module" else ""}

        {marks["class"]}
        class TestIt:
            {marks["function"]}
            def test_it(self, {fixture}):
                assert False, "not reached"
    """
    )
    result = project.run()
    place = {"module": "test_it.py", "class": "test_it.py::TestIt"}.get(where, "test_it.py::TestIt::test_it")

    assert [*refused(result)] == [f"{place} {marker.partition('(')[0]}"]
    result.stdout.fnmatch_lines([f"{place}: {marker.partition('(')[0]}: {message}"])


MANY = """
import pytest
pytestmark = pytest.mark.clerk_user(first_name="Ada")  # for one of them

def test_fine():
    pass

@pytest.mark.clerk_user(google=True)
@pytest.mark.parametrize("n", range(3))
def test_vain(clerk_users, n):
    pass

@pytest.mark.clerk_cases("first_name=null")
def test_cases(clerk_user):
    pass

@pytest.mark.clerk_database(3)
class TestVain:
    def test_one(self):
        pass

    def test_other(self, request):
        request.getfixturevalue("clerk_database")

@pytest.mark.clerk_database(3)
class TestFine:
    def test_one(self):
        pass

    @pytest.mark.usefixtures("clerk_database")
    def test_other(self, request):
        pass
"""
VAIN = {"test_it.py::test_vain clerk_user", "test_it.py::test_cases clerk_cases", "test_it.py::TestVain clerk_database"}


@pytest.mark.parametrize("args", [[], ["-k", "fine"], ["-k", "TestFine and other"], ["--collect-only"]], ids=str)
def test_a_marker_in_vain_stops_the_run_whatever_is_left_out(
    project: Project, pytester: pytest.Pytester, args: list[str]
) -> None:
    """And says how to declare what cannot be seen."""
    pytester.makepyfile(test_it=MANY)
    errors = refused(project.run(*args))

    assert errors.keys() == VAIN
    assert all("@pytest.mark.usefixtures" in message for message in errors.values())
    assert errors["test_it.py::TestVain clerk_database"].startswith("none of its tests uses clerk_database or ")


def test_workers_report_the_same_and_run_nothing(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=MANY, test_other="def test_other(): pass")
    result = project.run("-n2", beside="xdist")

    result.assert_outcomes(errors=3)
    assert errors_of(result) == errors_of(project.run())
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_those_who_continue_on_errors_do(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=MANY)

    project.run("--continue-on-collection-errors").assert_outcomes(errors=3, passed=9)


@pytest.mark.parametrize("args", [["test_it.py::test_fine"], ["test_it.py::TestIt::test_fine"], ["--lf"]], ids=str)
def test_a_marker_may_be_for_a_test_that_was_not_asked_for(
    project: Project, pytester: pytest.Pytester, args: list[str]
) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        pytestmark = [pytest.mark.clerk_cases("banned!null"), pytest.mark.clerk_user(banned=True)]

        def test_fine():
            assert not FAILS

        @pytest.mark.clerk_database(3)
        class TestIt:
            def test_fine(self, clerk_user_case):
                pass

            def test_database(self, clerk_database, clerk_broken_case, clerk_user):
                assert clerk_user["banned"]

        FAILS = False
    """
    )
    project.run().assert_outcomes(passed=2, skipped=1)
    file = pytester.path / "test_it.py"
    file.write_text(file.read_text("utf-8").replace("FAILS = False", "FAILS = True"), "utf-8")
    project.run().assert_outcomes(passed=1, skipped=1, failed=1)

    result = project.run(*args)
    outcomes = result.parseoutcomes()
    assert outcomes.get("passed", 0) + outcomes.get("failed", 0) + outcomes.get("skipped", 0) == 1
    assert errors_of(result) == {}


def test_a_fixture_that_another_asks_for_is_used(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.fixture
        def name(clerk_user):
            return clerk_user["first_name"]

        @pytest.mark.clerk_user(first_name="Ada")
        def test_closure(name):
            assert name == "Ada"

        @pytest.mark.clerk_user(first_name="Ada")
        class TestAll:
            @pytest.fixture(autouse=True)
            def everywhere(self, name):
                self.name = name

            @pytest.mark.clerk_user(last_name="King")
            def test_it(self):
                assert self.name == "Ada"

        @pytest.mark.clerk_user(first_name="Ada")
        class Base:
            pass

        class TestOne(Base):
            def test_it(self, name):
                assert name == "Ada"

        class TestOther(Base):
            def test_it(self):
                pass
    """
    )

    project.run().assert_outcomes(passed=4)


def test_markers_and_parameters_are_checked_together(project: Project, pytester: pytest.Pytester) -> None:
    """What is wrong alone may be right together, and the other way round."""
    pytester.makepyfile(
        test_it="""
        import pytest
        pytestmark = pytest.mark.clerk_user(no_email=True)

        @pytest.mark.clerk_user(no_email=False, email_code=True)
        def test_right(clerk_user):
            pass

        @pytest.mark.clerk_user(email_code=True)
        def test_wrong(clerk_user):
            pass

        @pytest.mark.parametrize("clerk_user", [{"phone": True}, {"frist_name": "Ada"}], indirect=True)
        def test_parameter(clerk_user):
            pass

        @pytest.mark.parametrize("n, clerk_user", [(1, "Ada")], indirect=["clerk_user"])
        def test_nameless(clerk_user, n):
            pass

        @pytest.mark.parametrize("clerk_user", ["Ada"])
        def test_direct(clerk_user):
            assert clerk_user == "Ada"
    """
    )
    errors = refused(project.run())

    assert {place.partition("::")[2] for place in errors} == {
        *("test_wrong clerk_user", "test_parameter clerk_user", "test_nameless clerk_user")
    }
    assert "'email_code' and 'no_email' exclude each other" in errors["test_it.py::test_wrong clerk_user"]
    assert "did you mean 'first_name'" in errors["test_it.py::test_parameter clerk_user"]


def test_what_is_computed_is_computed_by_the_test_alone(project: Project, pytester: pytest.Pytester) -> None:
    """And a parameter of a fixture that only has our name is not ours to judge."""
    pytester.makepyfile(
        test_it="""
        import factory
        import pytest

        calls = []

        @pytest.mark.clerk_user(first_name=factory.LazyFunction(lambda: calls.append(1) or "Ada"))
        def test_lazy(clerk_user):
            assert calls == [1]

        class TestOwn:
            @pytest.fixture
            def clerk_user(self, request, clerk_user_factory):
                return clerk_user_factory(first_name=request.param)

            @pytest.mark.parametrize("clerk_user", ["Ada"], indirect=True)
            def test_own(self, clerk_user):
                assert clerk_user["first_name"] == "Ada"
    """
    )

    project.run().assert_outcomes(passed=2)


def test_one_wrong_marker_of_many_tests_is_one_error(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        pytestmark = pytest.mark.clerk_user(gogle=True)

        @pytest.mark.parametrize("n", range(20))
        def test_it(clerk_user, n):
            pass

        @pytest.mark.clerk_user(banned=True)
        def test_other(clerk_user):
            pass
    """
    )

    assert [*refused(project.run())] == ["test_it.py clerk_user"]


def test_the_ini_file_is_refused_before_the_markers_that_need_it(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nclerk_locale = ja_JPP")
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.clerk_user(banned=True)
        def test_it(clerk_user):
            pass
    """
    )
    result = project.run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: clerk_locale = ja_JPP in *: Faker has no locale 'ja_JPP'*"])


def test_a_run_without_our_markers_imports_no_factory_to_check_them(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import sys

        def pytest_unconfigure():
            print("imported:", [name for name in ("factory", "clerk_fakes.factories") if name in sys.modules])
    """)
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.parametrize("n", range(3))
        @pytest.mark.skip
        def test_it(n, clerk_user):
            pass
    """
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *ALONE, "-pno:hypothesispytest", "-pno:anyio"],
        capture_output=True,
        text=True,
        check=True,
        cwd=pytester.path,
    )

    assert "imported: []" in done.stdout
