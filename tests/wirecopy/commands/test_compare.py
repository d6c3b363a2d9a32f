"""compare: each relation in its words, and what ends it with exit code 1."""

import json
from pathlib import Path

import pytest

import seeds
from dedup.compare.verify import Prepared, VerifiedPair, verify
from dedup.group.source import Attribution
from dedup.relations import COPIES, FORM, RELATIONS
from tests.wirecopy.inside import wirecopy
from tests.wirecopy.stages import stories
from wirecopy import exits
from wirecopy.commands import compare

SEEDS = [
    Path(seeds.__file__).with_name(name)
    for name in ("source_of_000.txt", "000_9cc6f666a5895b26.txt")
]
OFFERED = [name for name in RELATIONS if name != "unrelated"]


@pytest.fixture(name="relation", params=RELATIONS)
def _relation(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What two files are found to be, whatever they are."""

    def found(a: Prepared, b: Prepared, *, thorough: bool) -> VerifiedPair:
        return verify(a, b, thorough=thorough)._replace(relation=request.param)

    monkeypatch.setattr(compare, "verify", found)
    return str(request.param)


def test_only_copies_have_a_source_and_reuse(relation: str) -> None:
    code, out, _ = wirecopy("compare", *SEEDS)

    assert code == exits.DONE.code
    assert ("\nsource " in out) == (relation in COPIES)
    assert ("reuses" in out) == (relation in COPIES)
    said = "are the same form filled with other facts: market briefs, results, weather, obituaries."
    assert (f"{said} Not a copy\n" in out) == (relation == FORM)


@pytest.mark.parametrize(
    ("status", "said"),
    [("absent", "\nsource     absent\n"), ("unknown", "\nsource     unknown (confidence 0.50)\n")],
)
def test_no_chance_is_told_where_nobody_counted_it(
    status: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Attribution(None, status, 0.5, ("a reason",))
    monkeypatch.setattr(compare, "attribution", lambda *_: found)

    assert said in wirecopy("compare", *SEEDS)[1]


def test_programs_are_told_the_name(relation: str) -> None:
    _, out, _ = wirecopy("compare", *SEEDS, "--format", "json")

    assert json.loads(out)["relation"] == relation


@pytest.mark.parametrize("asked", OFFERED)
def test_fails_on_what_is_asked_for_alone(asked: str, relation: str) -> None:
    code, *_ = wirecopy("compare", *SEEDS, "--fail-on", asked)

    assert code == (exits.FINDINGS if asked == relation else exits.DONE).code


def test_unrelated_is_nothing_to_fail_on() -> None:
    code, _, told = wirecopy("compare", *SEEDS, "--fail-on", "unrelated")

    assert code == exits.USAGE.code
    assert "same_form" in told


def test_no_boilerplate_is_left_out_and_it_says_so(tmp_path: Path) -> None:
    """Two files do not tell which of their sentences stand in many other stories."""
    files = [tmp_path / f"{n}.txt" for n in range(2)]
    for file, told in zip(files, stories.with_trailer(2), strict=True):
        file.write_text(told.text, encoding="utf-8")

    code, out, _ = wirecopy("compare", *files)

    assert code == 0
    assert "share a passage" in out.splitlines()[0]
    assert "\nleft out   nothing: which sentences stand in many other stories" in out
