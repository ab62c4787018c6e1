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

# The house from top to bottom: each room imports only rooms above it.
HOUSE = (
    *("errors", "types", "schema", "primitives", "options", "records", "fill", "simulation", "population"),
    *("catalogue", "cases", "breaks", "wild", "drift", "factories", "strategies"),
    *("storage", "seeding", "sdk", "spark", "entry"),
    *(PACKAGE, "pytest_plugin", "cli", "__main__"),
)
# What a room may not import all the same, although it stands above.
NOT_FOR = {
    "storage": {"primitives", "records", "fill", "simulation", "population", "catalogue", "factories", "strategies"},
    "fill": {"types"},
}
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
    above = {*HOUSE[: HOUSE.index(room) + 1]} - NOT_FOR.get(room, set())
    for name, _ in imports(parsed(module)):
        if name.split(".")[0] == PACKAGE:
            assert room_named(name) in above or room == PACKAGE, f"{room} imports {name}"


def test_no_file_is_in_a_circle_with_another() -> None:
    """Files whose imports are all placed come next, wherever in a file they stand; if none can, there is a circle.

    What only type checkers read binds nothing; the package itself knows its names by strings.
    """
    files = {dotted(module): module for module in MODULES}
    left = {
        name: {there for it, for_types in imports(parsed(module)) if not for_types for there in files_of(it, files)}
        for name, module in files.items()
    }
    while left:
        placed = [name for name, needed in left.items() if not (needed - {name}) & left.keys()]
        assert placed, f"a circle among {sorted(left)}"
        left = {name: needed for name, needed in left.items() if name not in placed}


def dotted(module: Path) -> str:
    """The name that a file is imported by."""
    return ".".join((PACKAGE, *module.relative_to(HOME).with_suffix("").parts)).removesuffix(".__init__")


def files_of(name: str, files: dict[str, Path]) -> set[str]:
    return {name} & files.keys()


def test_every_room_has_its_place() -> None:
    assert {room_of(module) for module in MODULES} <= {*HOUSE}


def folders() -> list[Path]:
    return sorted({module.parent for module in MODULES})


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_room_is_no_attic(folder: Path) -> None:
    files = [file for file in folder.glob("*.py") if file.name != "__init__.py"]
    rooms = [inner for inner in folder.iterdir() if inner.is_dir() and any(inner.glob("*.py"))]

    assert len(files) <= 12 or rooms, [file.name for file in files]


GENERATED = {"types.py"}


@pytest.mark.parametrize("module", [module for module in MODULES if module.name not in GENERATED], ids=shown)
def test_files_and_functions_are_short(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(parsed(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert len(text.splitlines()) <= 300
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 40] == []


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
    for_types = "if TYPE_CHECKING:\n    from clerk_fakes.simulation import account\n"
    code = f"{for_types}def f():\n    from clerk_fakes import cli, storage, Population"

    assert sorted(imports(ast.parse(code))) == [
        ("clerk_fakes", False),
        ("clerk_fakes.cli", False),
        ("clerk_fakes.simulation", True),
        ("clerk_fakes.storage", False),
    ]


def test_importing_the_package_imports_nothing_heavy() -> None:
    """A run of pytest that does not use it must not pay for it."""
    # What is there before us (a measured subprocess has more) is not our doing.
    before = "import sys; before = set(sys.modules); import clerk_fakes; dir(clerk_fakes)"
    code = f"{before}; print([name for name in {HEAVY} if name in sys.modules and name not in before])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
