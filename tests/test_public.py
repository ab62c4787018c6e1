"""What is public is listed, found, and explained."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

import clerk_fakes

MODULES = sorted(Path(clerk_fakes.__file__).parent.rglob("*.py"))


def test_everything_public_is_listed_in_order() -> None:
    assert clerk_fakes.__all__ == sorted(clerk_fakes.__all__)
    assert len(set(clerk_fakes.__all__)) == len(clerk_fakes.__all__)


@pytest.mark.parametrize("name", clerk_fakes.__all__)
def test_everything_listed_is_there(name: str) -> None:
    assert getattr(clerk_fakes, name) is not None
    assert name in dir(clerk_fakes)


@pytest.mark.parametrize("name", clerk_fakes.__all__)
def test_everything_listed_is_explained(name: str) -> None:
    """By a docstring of its own: a class would otherwise have that of its base."""
    listed = getattr(clerk_fakes, name)
    docstring = vars(listed).get("__doc__") if inspect.isclass(listed) else listed.__doc__

    assert docstring
    assert docstring.strip()[0].isupper()


@pytest.mark.parametrize("name", clerk_fakes.__all__)
def test_every_method_of_what_is_listed_is_explained(name: str) -> None:
    listed = getattr(clerk_fakes, name)
    methods = inspect.getmembers(listed, inspect.isfunction) if inspect.isclass(listed) else []

    assert [key for key, method in methods if not key.startswith("_") and not method.__doc__] == []


def test_type_checkers_see_everything_listed() -> None:
    """Names that are only found once asked for are invisible to them otherwise."""
    tree = ast.parse(Path(clerk_fakes.__file__).read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    typed = {
        alias.asname
        for block in blocks
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert typed == set(clerk_fakes.__all__)


def test_what_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'clerk_fakes' has no attribute 'populations'"):
        _ = clerk_fakes.populations


@pytest.mark.parametrize("module", MODULES, ids=lambda module: "/".join(module.parts[-2:]))
def test_every_module_explains_itself(module: Path) -> None:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))

    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", "?", ":"))


README = Path(__file__).parents[1] / "README.md"
NAMED = re.compile(r"\bclerk_fakes\.([a-z_]+)")


def test_the_readme_names_the_public_modules_and_no_others() -> None:
    named = {name for name in NAMED.findall(README.read_text("utf-8")) if name not in clerk_fakes.__all__}

    assert named <= {*clerk_fakes.MODULES}
    assert {*clerk_fakes.MODULES} - named <= {"errors", "spark"}  # the one where it is raised, the other in an example


@pytest.mark.parametrize("name", [name for name in clerk_fakes.MODULES if name != "spark"])
def test_every_public_module_can_be_imported(name: str) -> None:
    assert import_module(f"clerk_fakes.{name}").__doc__


def test_public_modules_are_listed_in_order() -> None:
    assert [*clerk_fakes.MODULES] == sorted(clerk_fakes.MODULES)
