"""What a stranger looks for in a repository is there, and says what is so."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.console import clean_environment

HOME = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
AUTHORS = "The wirecopy authors"
YAML = ("CITATION.cff", ".github/workflows/*.yml", ".github/ISSUE_TEMPLATE/*.yml")


def test_citation_agrees_with_the_package() -> None:
    """What nobody knows, as a DOI or an address, is left out."""
    cited = yaml.safe_load((HOME / "CITATION.cff").read_text("utf-8"))

    assert cited["cff-version"] == "1.2.0"
    assert cited["version"] == PROJECT["version"]
    assert (cited["title"], cited["license"]) == (PROJECT["name"], PROJECT["license"])
    assert cited["authors"] == PROJECT["authors"] == [{"name": AUTHORS}]
    assert not cited.keys() & {"doi", "url", "repository-code", "contact", "identifiers"}


@pytest.mark.parametrize("pattern", YAML)
def test_files_in_yaml_can_be_read(pattern: str) -> None:
    files = sorted(HOME.glob(pattern))

    assert files
    for file in files:
        assert isinstance(yaml.safe_load(file.read_text("utf-8")), dict), file


def test_the_workflow_runs_what_must_hold() -> None:
    workflow = yaml.safe_load((HOME / ".github/workflows/ci.yml").read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    versions = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]

    assert ".ci/run" in [step.get("run") for step in steps]
    assert [f"Programming Language :: Python :: {version}" for version in versions] == [
        each for each in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", each)
    ]


@pytest.mark.parametrize("name", ["SECURITY.md", "CITATION.cff"])
def test_no_address_is_made_up(name: str) -> None:
    text = (HOME / name).read_text("utf-8")

    assert AUTHORS.lower() in text.lower()
    assert not re.search(r"[\w.]+@[\w.]+|https?://", text)


def test_files_that_security_names_are_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", (HOME / "SECURITY.md").read_text("utf-8"))

    assert len(named) == 3
    assert all((HOME / name).is_file() for name in named)


def test_no_page_is_lost() -> None:
    """A merge has emptied one once."""
    pages = [*HOME.glob("*.md"), *(HOME / "docs").glob("*.md")]
    assert HOME / "CHANGELOG.md" in pages
    assert [page.name for page in pages if not page.read_text("utf-8").startswith("# ")] == []


def test_make_help_lists_every_target() -> None:
    """The lines come from the Makefile itself; a target without one is found here."""
    makefile = (HOME / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    told = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=HOME,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    listed = re.findall(r"^make (\w+) +\S.*$", told, re.MULTILINE)
    assert sorted(listed) == sorted(phony.split())
    assert len(listed) == len(told.splitlines())
