"""How a run is configured: the command line comes before the environment, and that before the ini file."""

from __future__ import annotations

import re

import pytest

from clerk_fakes import Population
from tests.pytest_plugin.conftest import Project, newer

pytestmark = pytest.mark.slow

TESTS = """
def test_it(clerk_population, clerk_seed, send):
    send([clerk_seed, repr(clerk_population)])

def test_case(clerk_user_case, send):
    send(clerk_user_case.id)
"""
SPELLINGS = ("long", "non-ascii", "spaced")  # of a name that is neither empty nor null
EARLIER, LATER = "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"


@pytest.fixture(autouse=True)
def _tests(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=TESTS)


def ini(pytester: pytest.Pytester, **values: str) -> None:
    pytester.makeini("\n".join(["[pytest]", *(f"{name} = {value}" for name, value in values.items())]))


def header(project: Project, *args: str) -> str:
    result = project.run("--collect-only", *args)
    (line,) = [line for line in result.outlines if line.startswith("clerk_fakes: ")]
    return line


def test_defaults(project: Project) -> None:
    assert header(project) == "clerk_fakes: seed 0, cases packed (sent), schema 2026-10"


@pytest.mark.parametrize(
    ("cases", "shown"),
    [
        ("packed,!passkeys*", "packed !passkeys* (sent)"),
        ("all,!passkeys*", "all !passkeys* (sent)"),
        ("!passkeys*", "!passkeys* (sent)"),
        ("!passkeys* packed", "!passkeys* packed (sent)"),
        ("allowed,!passkeys*", "allowed !passkeys*"),
        ("*,!passkeys*", "* !passkeys*"),
    ],
)
def test_the_header_says_that_only_what_is_sent_is_run(project: Project, cases: str, shown: str) -> None:
    assert header(project, f"--clerk-cases={cases}") == f"clerk_fakes: seed 0, cases {shown}, schema 2026-10"


def test_the_command_line_comes_before_the_environment_and_that_before_the_ini_file(
    project: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    ini(pytester, clerk_seed="3", clerk_cases="last_name=*", clerk_locale="de_DE", clerk_now=EARLIER)
    assert header(project).startswith(f"clerk_fakes: seed 3, cases last_name=*, locale de_DE, now {EARLIER}, schema")

    for name, value in {"SEED": "2", "CASES": "all", "LOCALE": "fr_FR, ja_JP", "NOW": LATER}.items():
        monkeypatch.setenv(f"CLERK_FAKES_{name}", value)
    assert header(project).startswith(
        f"clerk_fakes: seed 2, cases all (sent), locale fr_FR, locale ja_JP, now {LATER}, schema"
    )

    flags = ["--clerk-seed=-1", "--clerk-cases=first_name=null", "--clerk-locale=es_ES", f"--clerk-now={EARLIER}"]
    assert header(project, *flags).startswith(
        f"clerk_fakes: seed -1, cases first_name=null, locale es_ES, now {EARLIER}, schema"
    )
    sent = project.sent(*flags)
    assert sent["test_it.py.test_it"] == [-1, repr(Population(-1, locale="es_ES", now=EARLIER))]
    assert sent["test_it.py.test_case[first_name=null]"] == "first_name=null"


def test_exclusions_may_stand_in_the_ini_file(
    project: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    ini(pytester, clerk_cases="first_name=* !*null,!*=e*")
    assert list(project.sent("-k", "test_case").values()) == [f"first_name={it}" for it in SPELLINGS]

    monkeypatch.setenv("CLERK_FAKES_CASES", "!*=e*, first_name=*, !*null")
    assert list(project.sent("-k", "test_case").values()) == [f"first_name={it}" for it in SPELLINGS]


def test_an_empty_variable_is_ignored(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLERK_FAKES_SEED", "")

    assert header(project).startswith("clerk_fakes: seed 0,")


def test_a_newer_document_is_that_of_all_users(project: Project, pytester: pytest.Pytester) -> None:
    """A path in the ini file is one beside it."""
    (pytester.path / "clerk.json").write_text(newer(), "utf-8")
    ini(pytester, clerk_schema="clerk.json")
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.clerk_user(shoe_size=42, google=True)
        def test_it(clerk_user, clerk_users, clerk_user_factory, clerk_population, clerk_database):
            assert clerk_user["shoe_size"] == 42
            others = [*clerk_users(1), *clerk_users(1, mfa=True), clerk_user_factory(), clerk_population[3]]
            assert all(20 <= user["shoe_size"] <= 50 for user in others)

        def test_case(clerk_user_case, clerk_verification):
            assert "shoe_size" in clerk_user_case.user and "shoe_size" in clerk_verification.user

        @pytest.mark.clerk_cases("shoe_size!*")
        def test_broken(clerk_broken_case):
            assert clerk_broken_case.place == "shoe_size"
    """
    )

    result = project.run()
    assert result.ret == 0, result.outlines
    result.stdout.fnmatch_lines(["clerk_fakes: seed 0, cases packed (sent), schema *clerk.json (2026-11-10)"])


def test_what_cannot_be_is_refused_before_any_test_runs(
    project: Project, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    ini(pytester, clerk_seed="3")
    for args, message in WRONG.items():
        result = project.run(*args.split())

        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([f"ERROR: {message}"])
        result.stderr.no_fnmatch_line("*Traceback*")
        result.stdout.no_fnmatch_line("*collected*")


WRONG = {
    "--clerk-seed=randon": ("--clerk-seed=randon: 'randon' must be a whole number, 'random' or 'last'"),
    "--clerk-cases=frist_name": "--clerk-cases=frist_name: 'frist_name' selects nothing; did you mean 'first_name*",
    "--clerk-cases=*,!frist_name": "--clerk-cases=[*],!frist_name: '!frist_name' excludes nothing; did you mean *",
    "--clerk-cases=all,!*": "--clerk-cases=all,![*]: 'all,![*]' excludes all that it selects; leave something",
    "--clerk-cases=": "--clerk-cases=: names no cases; give packed, all, allowed or globs over ids, such as *",
    "--clerk-cases=,": "--clerk-cases=,: names no cases; give packed, all, allowed or globs over ids, such as *",
    "--clerk-cases=al": "--clerk-cases=al: 'al' selects nothing; did you mean 'all'?",
    "--clerk-locale=ja_JPP": "--clerk-locale=ja_JPP: Faker has no locale 'ja_JPP'; did you mean 'ja_JP'?",
    "--clerk-locale=,": "--clerk-locale=,: *names no locale*",
    "--clerk-schema=nowhere.yml": "--clerk-schema=nowhere.yml: *nowhere.yml: cannot be read: *",
    "--clerk-now=yesterday": "--clerk-now=yesterday: now='yesterday' is not a time; *",
    "--clerk-coverage=much": "--clerk-coverage=much: 'much' is not a percentage; *",
    "--clerk-coverage=101": "--clerk-coverage=101: '101' is not a percentage; *",
    "--clerk-seed=last -pno:cacheprovider": "--clerk-seed=last: pytest remembers no seed of an earlier run; *",
    "--clerk-seed=last": "--clerk-seed=last: pytest remembers no seed of an earlier run; give a number, or random",
    "-oclerk_seed=x": "-o clerk_seed=x: 'x' must be a whole number, *",
}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CLERK_FAKES_SEDE", "7", "CLERK_FAKES_SEDE is not a variable of ours; did you mean 'CLERK_FAKES_SEED'?"),
        ("CLERK_FAKES_SEED", "7.5", "CLERK_FAKES_SEED=7.5: '7.5' must be a whole number, *"),
        ("CLERK_FAKES_CASES", "al", "CLERK_FAKES_CASES=al: 'al' selects nothing; *"),
    ],
)
def test_a_wrong_variable_is_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    result = project.run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {message}"])


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_a_random_seed_is_shown_shared_and_known_as_the_last(project: Project, workers: str) -> None:
    sent = project.sent("--clerk-seed=random", workers, beside="xdist")
    (seed, _) = sent["test_it.py.test_it"]

    assert 0 <= seed < 2**32
    assert f"seed {seed}," in header(project, "--clerk-seed=last")
    assert project.sent("--clerk-seed=last") == sent
    assert project.sent("--clerk-seed=random") != sent


def test_only_a_run_of_tests_is_a_last_run(project: Project) -> None:
    project.run("--clerk-seed=5")
    for args in (["--collect-only"], ["--help"], ["--markers"], ["--fixtures"]):
        project.run(*args)

    assert "seed 5," in header(project, "--clerk-seed=last")
    project.run()
    assert "seed 0," in header(project, "--clerk-seed=last")


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('[tool.pytest.ini_options]\nclerk_seed = 7\nclerk_cases = "all"', "seed 7, cases all"),
        ('[tool.pytest.ini_options]\nclerk_locale = "de_DE ja_JP"', "locale de_DE, locale ja_JP"),
    ],
)
def test_pyproject_has_an_ini_section(pytester: pytest.Pytester, project: Project, toml: str, expected: str) -> None:
    pytester.makepyprojecttoml(toml)

    assert expected in header(project)


@pytest.mark.filterwarnings("ignore:Passing a value that is not a string")
def test_a_list_in_pyproject_is_a_list(pytester: pytest.Pytester, project: Project) -> None:
    """Newer versions of pytest warn of it."""
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\nclerk_locale = ["de_DE", "ja_JP"]\nclerk_cases = ["a*", "b*"]'
    )

    assert "cases a* b*, locale de_DE, locale ja_JP" in header(project, "-pno:warnings")


@pytest.mark.parametrize("workers", ["-n0", "-n1"])
def test_an_ini_file_is_checked_once_a_test_needs_it(pytester: pytest.Pytester, project: Project, workers: str) -> None:
    ini(pytester, clerk_locale="ja_JPP", clerk_cases="frist*")
    result = project.run(workers, beside="xdist")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: clerk_* in tox.ini: *"])
    pytester.makepyfile(test_it="def test_it(): pass")
    assert workers == "-n1" or project.run().ret == pytest.ExitCode.OK


def test_a_variable_of_another_program_is_ignored(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLERK_FAKES_HOME", "/srv")
    monkeypatch.setenv("CLERK_FAKES_POSTGRES", "postgresql://localhost/x")

    assert header(project)


def test_a_run_without_us_knows_nothing_of_us(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("-pno:clerk_fakes", "-pno:asyncio", "--fixtures")

    result.stdout.no_fnmatch_line("*clerk_user*")


def test_help_and_fixtures_explain_themselves(project: Project) -> None:
    explained = "\n".join(project.run(f"--{option}").stdout.str() for option in ("fixtures", "markers", "help"))

    listed = re.findall(r"^(clerk_\w+).* -- .*\n    (.*)\n", explained, re.MULTILINE)
    assert len(listed) == 11
    assert not [name for name, docstring in listed if "no docstring" in docstring or len(docstring) > 116]
    for option in ("seed", "cases", "locale", "schema", "now"):
        assert f"--clerk-{option}=" in explained
        assert f"\n  clerk_{option} " in explained
    assert "_clerk" not in explained.replace("@pytest.mark.", "")
