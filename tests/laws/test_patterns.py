"""Patterns over strangers' text take no more than in proportion to its length.

All of them are compiled where a module is loaded, so that this finds them: each is tried with
strings made of its own parts, in the way in which the code uses it.
"""

import ast
import importlib
import pkgutil
import re
import resource
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.console import HANGS
from tests.laws.pumps import GROWTH, growth, pumps

ROOT = Path(__file__).parents[2]
PACKAGES = ("crawler", "dedup", "storage", "wirecopy")
BROWSER = "crawler.policies.browser_handler"
OURS = "wirecopy.demo."  # reads nothing but what we wrote
METHODS = frozenset(("match", "fullmatch", "search", "split", "findall", "finditer", "sub", "subn"))
# What is tried on no more than so many characters, whatever a stranger sends.
BOUNDED = {"crawler.extract.wording.phrases.SIGNATURE": 400}
LOOKS_BACK = re.compile(r"\\[1-9]|\(\?P=")
# A whole measurement takes some 30 s; a pattern that takes for ever ends here.
SECONDS = 600

# Patterns as they once were, and what tells of them.
SLOW: dict[str, tuple[Any, str]] = {
    "slugs": (r"[^/]+?[-_][^/]+?[-_][^/]+?$", "search"),
    "spaces": (r"\s+[|–-]\s+", "split"),
    "a space twice": (r"charset\s*=\s*[\"']?\s*(\w+)!", "match"),
    "two in a row": (r"a+a+$", "match"),
    "bytes": (rb"<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", "match"),
}
QUICK: dict[str, tuple[Any, str]] = {
    "spaces": (r"(?<!\s)\s+[|–-]\s+", "split"),
    "a class": (r"\w+", "findall"),
    "a long list": (r"\b(?:said|says|say|told|tells|asked|asks|wrote|writes)\b\w*", "search"),
}


def modules() -> Iterator[Any]:
    """All modules, but those that want what is not installed."""
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        for found in pkgutil.walk_packages(path, f"{package}."):
            if found.name.endswith("__main__") or found.name.startswith(OURS):
                continue
            if found.name != BROWSER or find_spec("scrapy_playwright"):
                yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[Any]]:
    """The patterns of all modules: each once, by the name under which it is found first."""
    found: dict[re.Pattern[Any], str] = {}
    for module in modules():
        for name, value in vars(module).items():
            if not name.startswith("__"):
                for pattern in _inside(value):
                    place = f"{module.__name__}.{name}"
                    is_home = f"\n{name} = " in Path(module.__file__).read_text("utf-8")
                    if is_home or pattern not in found:
                        found[pattern] = place
    named: dict[str, re.Pattern[Any]] = {}
    for pattern, place in found.items():
        named[place if place not in named else f"{place} {pattern.pattern!r}"] = pattern
    return named


def _inside(value: Any, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        yield from _inside((*value, *value.values()), depth)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _inside(each, depth - 1)


def uses() -> dict[str, set[str]]:
    """How the code uses the patterns of a name."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, node in _nodes():
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            owner = node.value
            name = getattr(owner, "attr", getattr(owner, "id", None))
            if isinstance(name, str):
                found[name].add(node.attr)
    return found


def _nodes() -> Iterator[tuple[Path, ast.AST]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if not file.is_relative_to(ROOT / OURS.replace(".", "/")):
                for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                    yield file, node


def main() -> None:
    """Measure all patterns; tell of each that grows too fast, as soon as it is found."""
    used = uses()
    for name, pattern in patterns().items():
        most = BOUNDED.get(name)
        plain = name.partition(" ")[0].rpartition(".")[2]
        for method in sorted(used.get(plain, {"search", "sub"})):
            sys.stderr.write(f"{name}.{method}\n")
            for pump in pumps(pattern):
                if (grown := growth(pattern, method, pump, most)) > GROWTH:
                    sys.stdout.write(f"{name}.{method}: {grown:.1f} times for {pump}\n")
                    break


def test_all_patterns_are_linear() -> None:
    """In a process of its own, which a pattern that takes for ever does not outlive."""
    done = subprocess.run(
        [sys.executable, "-c", "from tests.laws.test_patterns import main; main()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
        preexec_fn=_limit,
    )

    assert done.returncode != -signal.SIGXCPU, f"takes for ever: {done.stderr.splitlines()[-1]}"
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr[-2000:]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize("name", SLOW)
def test_slow_patterns_are_found(name: str) -> None:
    source, method = SLOW[name]
    pattern: re.Pattern[Any] = re.compile(source)
    assert max(growth(pattern, method, pump) for pump in pumps(pattern)) > GROWTH


@pytest.mark.parametrize("name", QUICK)
def test_quick_patterns_are_not(name: str) -> None:
    source, method = QUICK[name]
    pattern: re.Pattern[Any] = re.compile(source)
    tried = pumps(pattern)
    assert tried
    assert all(growth(pattern, method, pump) <= GROWTH for pump in tried)


def test_no_pattern_looks_back_for_what_it_has_found() -> None:
    r"""`(/[^/]+).*?\1` tries each part with each other, on texts that no pumping makes."""
    found = patterns()
    assert found.keys() >= BOUNDED.keys(), "patterns are found"
    assert [name for name, each in found.items() if LOOKS_BACK.search(_of(each))] == []
    assert all(LOOKS_BACK.search(each) for each in (r"(a)\1", "(?P<a>b)(?P=a)"))


def _of(pattern: re.Pattern[Any]) -> str:
    source = pattern.pattern
    return source.decode("latin-1") if isinstance(source, bytes) else str(source)


def test_patterns_are_compiled_where_modules_are_loaded() -> None:
    """What a function compiles or tries at once, nobody finds; functions that make patterns may."""
    nodes = list(_nodes())
    functions = [
        (file, node)
        for file, node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    makers = {
        (file, node.name)
        for file, node in functions
        if not isinstance(node, ast.Lambda) and node.returns is not None
        if ast.unparse(node.returns).startswith("re.Pattern")
    }
    odd = {
        f"{file.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)[:80]}"
        for file, node in functions
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        if (file, getattr(call.func, "id", "")) in makers
        or (
            ast.unparse(call.func).startswith("re.")
            and ast.unparse(call.func) != "re.escape"
            and (file, getattr(node, "name", "")) not in makers
        )
    }
    assert odd == set()
