"""What the README shows of the pytest plugin is what pytest prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

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


def without_carets(text: str) -> str:
    """Only Python 3.11 and later point at the part of a line that failed."""
    return "\n".join(line for line in text.splitlines() if set(line) - set(" ^"))
