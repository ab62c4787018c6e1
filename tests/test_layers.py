"""Data flows one way: each room imports only the rooms above it, and nobody's private parts."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import clerk_fakes

HOME = Path(clerk_fakes.__file__).parent
PACKAGE = "clerk_fakes"

SCHEMA = {"errors", "schema"}
REALISM = {*SCHEMA, "realism"}
FILL = {*REALISM, "fill"}
MAKERS = {*FILL, "makers", "catalogue", "population"}
READINGS = {*MAKERS, "factories", "strategies", "cases", "breaks", "wild", "drift"}
STORAGE = {*SCHEMA, "storage"}  # rows come to them; they make none
SURFACES = {*READINGS, *STORAGE, "sdk", "spark"}

# What each room may import. A new module needs a row here, and so a place in the house.
MAY_IMPORT = {
    "errors": {"errors"},
    "schema": SCHEMA,
    "realism": REALISM,
    "fill": FILL,
    "makers": {*FILL, "makers", "catalogue"},
    "catalogue": {*FILL, "makers", "catalogue"},
    "population": {*FILL, "makers"},
    "factories": {*MAKERS, "factories"},
    **dict.fromkeys(("cases", "breaks", "wild", "drift"), MAKERS),
    "strategies": {*MAKERS, "strategies", "breaks"},  # they draw users that are broken, too
    "storage": STORAGE,
    "types": set(),
    "entry": {"types", "strategies"},
    **dict.fromkeys(("sdk", "spark"), READINGS | STORAGE),
    "pytest_plugin": {*SURFACES, "pytest_plugin", PACKAGE},
    "cli": {*SURFACES, "cli", PACKAGE},
    "__main__": {"cli"},
    PACKAGE: SURFACES,  # by name, and only once asked for
}
# A type may be told of what is further down, where nothing is imported when the program runs.
TYPES = {("errors", "schema")}  # an InvalidUser carries violations
HEAVY = ("hypothesis", "faker", "factory", "jsonschema_rs", "sqlalchemy", "click", "rich", "yaml", "anyascii", "pytest")

MODULES = sorted(HOME.rglob("*.py"))


def room_of(module: Path) -> str:
    """The folder of a module below the package, or the module itself where it is in none."""
    first, *_ = module.relative_to(HOME).with_suffix("").parts
    return PACKAGE if first == "__init__" else first


def room_named(name: str) -> str:
    """The room of a dotted name: that of `clerk_fakes` itself is the package."""
    return name.split(".")[1] if "." in name else PACKAGE


def imports(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """The dotted names of all that is imported, wherever it is, and whether for type checkers alone."""
    for_types = {inner for node in ast.walk(tree) if is_for_types(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ((source_of(node, alias), node in for_types) for alias in node.names)


def source_of(node: ast.ImportFrom, alias: ast.alias) -> str:
    """The module that a name comes from, which may be the name itself."""
    module = f"{node.module}.{alias.name}"
    return module if node.module == PACKAGE and is_module(module) else node.module or ""


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def is_module(name: str) -> bool:
    path = HOME.joinpath(*name.split(".")[1:])
    return path.is_dir() or path.with_suffix(".py").is_file()


def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def shown(module: Path) -> str:
    return str(module.relative_to(HOME))


@pytest.mark.parametrize("module", MODULES, ids=shown)
def test_a_room_imports_only_rooms_above_it(module: Path) -> None:
    room = room_of(module)
    for name, for_types in imports(parsed(module)):
        if name.split(".")[0] == PACKAGE:
            there = room_named(name)
            assert there in MAY_IMPORT[room] or (for_types and (room, there) in TYPES), f"{room} imports {name}"


def test_the_order_of_the_house_has_no_circle() -> None:
    """Rooms whose imports are all placed come next; if none can, two rooms lean on each other."""
    left = {room: above - {room} for room, above in MAY_IMPORT.items() if room != PACKAGE}
    for surface in ("cli", "pytest_plugin"):
        left[surface] = left[surface] - {PACKAGE}  # which has the version
    while left:
        placed = [room for room, above in left.items() if not above & left.keys()]
        assert placed, f"a circle among {sorted(left)}"
        left = {room: above for room, above in left.items() if room not in placed}


def test_every_room_has_its_place() -> None:
    assert {room_of(module) for module in MODULES} <= MAY_IMPORT.keys()


def is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def foreign_names(tree: ast.AST) -> Iterator[str]:
    """The names by which a module calls what is imported from elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None)
            for alias in node.names:
                if (module or alias.name).split(".")[0] not in (PACKAGE, "__future__"):
                    yield (alias.asname or alias.name).split(".")[0]


def private_parts(tree: ast.AST) -> Iterator[str]:
    """Private names of other libraries that a module imports, or reaches for through what it imports."""
    for name, _ in imports(tree):
        if name.split(".")[0] != PACKAGE and any(map(is_private, name.split("."))):
            yield name
    foreign = set(foreign_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] != PACKAGE:
            yield from (f"{node.module}.{alias.name}" for alias in node.names if is_private(alias.name))
        if isinstance(node, ast.Attribute) and is_private(node.attr) and root_of(node) in foreign:
            yield ast.unparse(node)


def root_of(node: ast.expr) -> str | None:
    """The name that a chain of attributes, calls and items begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


@pytest.mark.parametrize("module", MODULES, ids=shown)
def test_nobody_reaches_for_private_parts_of_a_neighbour_library(module: Path) -> None:
    assert list(private_parts(parsed(module))) == []


@pytest.mark.parametrize(
    "code",
    [
        "import faker._x",
        "from faker._x import y",
        "from faker import _x",
        "import faker\nfaker._x",
        "import faker as f\nf.config._x(3)",
        "from faker import Faker\nFaker('en_US')._factories[0]",
    ],
)
def test_a_private_part_would_be_noticed(code: str) -> None:
    assert list(private_parts(ast.parse(code))) != []


def test_an_import_from_below_would_be_noticed() -> None:
    for_types = "if TYPE_CHECKING:\n    from clerk_fakes.makers import builder\n"
    code = f"{for_types}def f():\n    from clerk_fakes import cli, storage, Population"

    assert sorted(imports(ast.parse(code))) == [
        ("clerk_fakes", False),
        ("clerk_fakes.cli", False),
        ("clerk_fakes.makers", True),
        ("clerk_fakes.storage", False),
    ]


def test_importing_the_package_imports_nothing_heavy() -> None:
    """A run of pytest that does not use it must not pay for it."""
    # What is there before us (a measured subprocess has more) is not our doing.
    before = "import sys; before = set(sys.modules); import clerk_fakes; dir(clerk_fakes)"
    code = f"{before}; print([name for name in {HEAVY} if name in sys.modules and name not in before])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
