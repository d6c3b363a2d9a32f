"""Times in all the forms in which feeds and pages write them: right, less exact, or none."""

import datetime as dt
import json
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.times.stated import MAX_YEAR, MIN_YEAR, stated

CASES = json.loads((Path(__file__).parent / "times.json").read_text("utf-8"))
ZONES = st.integers(-12 * 4, 14 * 4).map(lambda n: dt.timezone(dt.timedelta(minutes=15 * n)))
TIMES = st.datetimes(
    dt.datetime(MIN_YEAR, 1, 2), dt.datetime(MAX_YEAR, 12, 30), timezones=ZONES
).map(lambda at: at.replace(microsecond=0))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_time(case: dict[str, Any]) -> None:
    other = dt.date.fromisoformat(case["other"]) if "other" in case else None

    found = stated(case["text"], case.get("language", ""), other)

    assert (found and found.at.isoformat()) == case["at"]
    assert found is None or found.precision == case["precision"]


@given(TIMES)
def test_what_machines_write_is_read(at: dt.datetime) -> None:
    for text in (
        at.isoformat(),
        at.isoformat(" "),
        format_datetime(at),
        f"{at:%Y/%m/%d %H:%M:%S %z}",
    ):
        found = stated(text)

        assert found is not None
        assert found.at == at
        assert found.precision == ("second" if at.time() != dt.time() else "day")


@given(st.text(max_size=130))
def test_any_text_gives_a_time_or_none(text: str) -> None:
    found = stated(text)

    assert found is None or MIN_YEAR <= found.at.year <= MAX_YEAR


@given(TIMES, st.sampled_from(("XQT", "Q", "QQ", "(LMNT)", "+2345")))
def test_an_unknown_zone_leaves_the_day(at: dt.datetime, zone: str) -> None:
    found = stated(f"{at:%d %b %Y %H:%M:%S} {zone}")

    assert found is not None
    assert (found.at, found.precision) == (dt.datetime(at.year, at.month, at.day), "day")
