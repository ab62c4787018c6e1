"""A project of a user: tests that tell what their fixtures gave them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.oracles.documents import as_openapi, bundled

TELLING = """
import json
import pathlib
import pytest

@pytest.fixture
def tell(request):
    def tell(value):
        name = request.node.nodeid.partition("@")[0].replace("/", ".").replace("::", ".")
        told = pathlib.Path(__file__).with_name("told")
        told.mkdir(exist_ok=True)
        (told / f"{name}.json").write_text(json.dumps(value), "utf-8")
    return tell

def pytest_addoption(parser):
    parser.addoption("--reversed", action="store_true")

def pytest_configure(config):
    config.addinivalue_line("markers", "xdist_group: known to pytest-xdist")

def pytest_collection_modifyitems(config, items):
    if config.getoption("--reversed"):
        items.reverse()
"""
# Alone with us: each neighbour has a test of its own.
ALONE = [f"-pno:{name}" for name in ("faker", "randomly", "asyncio", "xdist", "pytest-factoryboy")]


class Project:
    """Tests of a user, and what they tell."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        pytester.makeconftest(TELLING)

    def run(self, *args: str, beside: str = "") -> pytest.RunResult:
        """Run them, warnings being errors, without or `beside` another plugin."""
        others = [each for each in ALONE if not beside or not each.endswith(beside)]
        return self._pytester.runpytest(*others, "-Werror", "--strict-markers", *args)

    def told(self, *args: str, beside: str = "") -> dict[str, Any]:
        """What they tell, all of them passing."""
        result = self.run(*args, beside=beside)
        assert result.ret == 0, "\n".join(result.outlines)
        return self.heard()

    def heard(self) -> dict[str, Any]:
        """What the tests of the last run have told, whether they passed or not."""
        paths = sorted((self._pytester.path / "told").glob("*.json"))
        told = {path.stem: json.loads(path.read_text("utf-8")) for path in paths}
        for path in paths:
            path.unlink()
        return told


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    return Project(pytester)


def newer() -> str:
    """Clerk's document with one more field, as OpenAPI."""
    document = bundled()
    document["properties"]["shoe_size"] = {"type": "integer", "minimum": 20, "maximum": 50}
    document["required"].append("shoe_size")
    openapi = as_openapi(document) | {"info": {"title": "Clerk", "version": "2026-11-10"}}
    return json.dumps(openapi)
