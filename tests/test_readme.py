"""What the README shows of the pytest plugin is what pytest prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from clerk_fakes.simulation.events.sign_ups import SIGN_UPS
from clerk_fakes.simulation.requests.traits import TRAITS
from tests.pytest_plugin.conftest import ALONE

README = Path(__file__).parent.parent / "README.md"


def test_the_failure_in_the_readme_is_a_real_one(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    (section,) = re.findall(r"^## In pytest\n(.*?)^## ", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (_, code), (_, shown) = re.findall(r"^```(\w*)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    (command,) = re.findall(r"^`pytest (.*)`:$", section, re.MULTILINE)
    monkeypatch.setenv("COLUMNS", "80")
    pytester.makepyfile(test_greeting=code)
    result = pytester.runpytest(*ALONE, *shlex.split(command))

    result.assert_outcomes(passed=1, failed=1)
    assert without_carets(shown) in without_carets(result.stdout.str())


def test_the_tables_of_the_readme_name_every_story_and_every_trait() -> None:
    named = {name for row in rows("story") + rows("traits") for name in re.findall(r"`(\w+)`", row)}

    assert SIGN_UPS.keys() | TRAITS.keys() <= named


def rows(heading: str) -> list[str]:
    """The first cells of a table, by the heading of that column."""
    (table,) = re.findall(rf"^\| {heading} \|.*\n\|-.*\n((?:\|.*\n)+)", README.read_text("utf-8"), re.MULTILINE)
    return [line.split("|")[1] for line in table.splitlines()]


def without_carets(text: str) -> str:
    """Only Python 3.11 and later point at the part of a line that failed."""
    return "\n".join(line for line in text.splitlines() if set(line) - set(" ^"))
