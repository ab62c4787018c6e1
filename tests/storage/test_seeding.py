"""The public module for seeding lists its names, explains them, and needs no database to write files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clerk_fakes import seeding

HOME = Path(__file__).parent.parent.parent


def test_every_name_is_listed_once_and_in_order() -> None:
    assert seeding.__all__ == sorted(set(seeding.__all__))
    assert dir(seeding) == seeding.__all__


@pytest.mark.parametrize("name", seeding.__all__)
def test_every_listed_name_exists_and_is_explained(name: str) -> None:
    listed = getattr(seeding, name)

    assert listed.__name__ == name
    assert listed.__doc__


def test_type_checkers_see_every_listed_name() -> None:
    """Names that are imported only when they are used are otherwise invisible to them."""
    tree = ast.parse(Path(seeding.__file__).read_text("utf-8"))
    imported = {
        alias.asname
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert imported == set(seeding.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'clerk_fakes\.seeding' has no attribute 'sed'"):
        _ = seeding.sed


def test_files_are_written_without_sqlalchemy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['sqlalchemy'] = sys.modules['jmespath'] = None\n"
        "from clerk_fakes import Population\n"
        "from clerk_fakes.seeding import write\n"
        f"print(write(Population(), {str(tmp_path / 'users.csv')!r}, 5).users)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "5\n"


def test_the_readme_and_the_examples_import_nothing_from_within_storage() -> None:
    texts = [HOME / "README.md", *(HOME / "examples").rglob("*.py")]

    assert [text.name for text in texts if re.search(r"clerk_fakes[./]storage", text.read_text("utf-8"))] == []
