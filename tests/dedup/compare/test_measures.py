"""The list of measures: complete, documented, explained."""

import re
from pathlib import Path

import pytest

from dedup.compare import features
from dedup.compare.measures import MEASURES, Measure

DOCUMENT = (Path(__file__).parents[3] / "docs" / "measures.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (>=|<=)? ?(\.\d+)? ?\|", re.MULTILINE)


def test_names_are_unique() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_measure_is_documented_with_its_threshold(measure: Measure) -> None:
    rows = {name: (sign, threshold) for name, sign, threshold in ROW.findall(DOCUMENT)}
    sign, threshold = rows[measure.name]
    if measure.threshold is None:
        assert not threshold
    else:
        assert float(threshold) == measure.threshold
        assert (sign == ">=") == measure.is_minimum


def test_document_has_no_other_measures() -> None:
    assert {name for name, _, _ in ROW.findall(DOCUMENT)} == {m.name for m in MEASURES}


def test_every_measure_says_what_it_means() -> None:
    assert all(measure.meaning and measure.function.__doc__ for measure in MEASURES)


def test_every_feature_is_a_measure() -> None:
    public = {
        function
        for name, function in vars(features).items()
        if callable(function)
        and not name.startswith("_")
        and getattr(function, "__module__", "") == features.__name__
        and not isinstance(function, type)
    }
    conditions = {
        features.is_english,
        features.has_names,
        features.has_stems,
        features.is_chinese,
    }
    assert public - conditions <= {measure.function for measure in MEASURES}
