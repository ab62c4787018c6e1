"""A project that uses the plugin: its tests send us what their fixtures gave them."""

from __future__ import annotations

import concurrent.futures.process  # noqa: F401  # pytester forgets what a run imports first, and pickle needs one of it
import json
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest

from tests.oracles.documents import as_openapi, bundled

with suppress(ModuleNotFoundError):
    import_module("numpy")  # likewise: an old one warns when it is imported twice

CONFTEST = """
import json
import pathlib
import pytest

@pytest.fixture
def send(request):
    def send(value):
        name = request.node.nodeid.partition("@")[0].replace("/", ".").replace("::", ".")
        sent = pathlib.Path(__file__).with_name("sent")
        sent.mkdir(exist_ok=True)
        (sent / f"{name}.json").write_text(json.dumps(value), "utf-8")
    return send

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
    """Tests that use the plugin, and what they send us."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        pytester.makeconftest(CONFTEST)

    def run(self, *args: str, beside: str = "") -> pytest.RunResult:
        """Run them alone or `beside` another plugin, with warnings as errors."""
        others = [each for each in ALONE if not beside or not each.endswith(beside)]
        return self._pytester.runpytest(*others, "-Werror", "--strict-markers", *args)

    def sent(self, *args: str, beside: str = "") -> dict[str, Any]:
        """What they send; all of them have to pass."""
        result = self.run(*args, beside=beside)
        assert result.ret == 0, "\n".join(result.outlines)
        return self.received()

    def received(self) -> dict[str, Any]:
        """What the tests of the last run have sent, whether they passed or not."""
        paths = sorted((self._pytester.path / "sent").glob("*.json"))
        sent = {path.stem: json.loads(path.read_text("utf-8")) for path in paths}
        for path in paths:
            path.unlink()
        return sent


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
