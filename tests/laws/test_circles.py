"""No circle of imports: those inside functions and those for types alone count as all others do."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from wirecopy import cli

HOME = Path(cli.__file__).parents[1]
OURS = ("crawler", "dedup", "storage", "wirecopy")

Graph = Mapping[str, Set[str]]


def modules() -> dict[str, Path]:
    """Our modules by name; a package goes by its own."""
    files = [file for name in OURS for file in (HOME / name).rglob("*.py")]
    parts = {file: file.relative_to(HOME).with_suffix("").parts for file in files}
    return {".".join(p for p in parts[file] if p != "__init__"): file for file in files}


def imported(source: str, known: Set[str]) -> Iterator[str]:
    """Those of the known modules that a source text imports, wherever it does so."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module in known:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            package = node.module
            yield from (name if name in known else package for name in whole)


@cache
def imports() -> Graph:
    """Which of our modules imports which."""
    files = modules()
    return {
        name: set(imported(file.read_text("utf-8"), files.keys())) for name, file in files.items()
    }


def of_parts(graph: Graph, package: str) -> Graph:
    """Which part of a package, a module or a package itself, imports which other part of it."""
    depth = package.count(".") + 2 if package else 1
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for name, others in graph.items():
        for other in others:
            one, two = (".".join(each.split(".")[:depth]) for each in (name, other))
            is_inside = all(part.startswith(f"{package}.") or not package for part in (one, two))
            if is_inside and one != two:
                parts[one].add(two)
    return parts


def circle(graph: Graph) -> list[str]:
    """A circle in a graph; nothing where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1][::-1]  # graphlib names them from the imported one on
        return found
    return []


def packages() -> list[str]:
    return sorted({"", *(name for name, file in modules().items() if file.stem == "__init__")})


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert not circle(imports())


@pytest.mark.parametrize("package", packages())
def test_no_part_of_a_package_imports_itself_by_way_of_others(package: str) -> None:
    assert not circle(of_parts(imports(), package))


@pytest.mark.parametrize(
    "source",
    [
        "from storage.store import Store",
        "from storage import store",
        "import storage.store",
        "def f():\n    from storage import store",
        "if TYPE_CHECKING:\n    from storage.store import Store",
    ],
)
def test_every_kind_of_import_counts(source: str) -> None:
    assert list(imported(source, {"storage", "storage.store"})) == ["storage.store"]


def test_a_circle_is_named() -> None:
    graph = {"a.x": {"b.y"}, "b.y": {"c.z"}, "c.z": {"b.w"}, "b.w": {"a.v"}, "a.v": set()}

    assert not circle(graph)
    assert circle({**graph, "a.v": {"a.x"}})[0] in graph
    named = circle(of_parts(graph, ""))
    assert named[0] == named[-1]
    assert set(named) == {"b", "c"} or set(named) == {"a", "b"} or set(named) == {"a", "b", "c"}
