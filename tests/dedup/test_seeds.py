"""The two seed documents and the source written for the first: what must come out of them."""

from importlib.resources import files

import pytest

from dedup.compare.prepared import Prepared
from dedup.compare.verify import prepare, verify

SPUN = "000_9cc6f666a5895b26.txt"
REPORT = "002_03074492efd847a4.txt"
KEPT_OF_SPUN = range(10, 34)
KEPT_OF_REPORT = [*range(3, 16, 2), *range(20, 37, 2), *range(41, 54, 2)]


def lines_of(name: str, numbers: range | list[int]) -> Prepared:
    lines = files("seeds").joinpath(name).read_text(encoding="utf-8").split("\n")
    return prepare("\n".join(lines[number - 1] for number in numbers))


@pytest.fixture(name="spun", scope="module")
def _spun() -> Prepared:
    return lines_of(SPUN, KEPT_OF_SPUN)


@pytest.fixture(name="source", scope="module")
def _source() -> Prepared:
    return prepare(files("seeds").joinpath("source_of_000.txt").read_text(encoding="utf-8"))


@pytest.fixture(name="report", scope="module")
def _report() -> Prepared:
    return lines_of(REPORT, KEPT_OF_REPORT)


def test_seed_is_spun_from_its_source(spun: Prepared, source: Prepared) -> None:
    verdict = verify(spun, source)
    assert verdict.relation == "spun"
    assert verdict.confidence > 0.99
    assert verdict.direction < -0.15


def test_replacements_show_the_spinner(spun: Prepared, source: Prepared) -> None:
    found = {(r.a_phrase, r.b_phrase) for r in verify(source, spun).replacements}
    assert {("visit", "go to"), ("chinese", "chinese language"), ("defense", "protection")} <= found


def test_seeds_report_one_event(spun: Prepared, source: Prepared, report: Prepared) -> None:
    for other in (spun, source):
        verdict = verify(other, report)
        assert verdict.relation == "same_story"
        assert verdict.measures[0] < 0.1


def test_seed_with_its_captions_is_verbatim(spun: Prepared) -> None:
    assert verify(lines_of(SPUN, range(1, 34)), spun).relation == "verbatim"
