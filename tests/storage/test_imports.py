"""No module of storage needs one that needs it, also not within a function or for its types."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.storage.own_sources import own_sources

FILES = {path: text for path, text in own_sources() if path.suffix == ".py"}
MODULES = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in FILES}


def imported(text: str) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    named = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            named |= parts & MODULES or {node.module}
    return named & MODULES


def graph(package: str) -> dict[str, set[str]]:
    """What each module of a package imports of that package."""
    within = {
        ".".join(path.with_suffix("").parts).removesuffix(".__init__"): imported(text)
        for path, text in FILES.items()
        if path.parts[0] == package
    }
    return {module: names & within.keys() for module, names in within.items()}


def test_imports_are_seen() -> None:
    text = "import storage.disk\ndef f():\n    from storage import snapshot, disk\n"
    assert imported(text) == {"storage.disk", "storage.snapshot"}
    assert "storage.database" in graph("storage")["storage.snapshot"]


def test_storage_has_no_circle() -> None:
    try:
        TopologicalSorter(graph("storage")).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
