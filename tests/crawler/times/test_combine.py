"""Of several times the most exact one stands that does not contradict the first."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.times.combine import agree, finest
from crawler.times.stated import Stated, stated
from tests.crawler.times.test_stated import TIMES

EXACT = TIMES.filter(lambda at: at.time() != dt.time()).map(lambda at: Stated(at, "second"))


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (["2026-03-02", "2026-03-02T09:42:00+01:00"], 1),
        (["2026-03-02T00:00:00+01:00", "2026-03-01T23:30:00Z"], 1),
        (["2026-03-02T00:00:00+01:00", "2026-03-01T22:30:00Z"], 0),
        (["2026-03-02", "2026-03-05T09:42:00+01:00"], 0),
        (["2026-03-02 09:42", "2026-03-02T08:42:00Z"], 1),
        (["2026-03-02 09:42", "2026-03-02T09:50:00Z"], 0),
        (["2026-03-02T09:42Z", "2026-03-02T09:42:31Z"], 1),
        (["2026-03-02T09:42:31Z", "2026-03-02T09:42Z"], 0),
        (["2026-03-02T09:42:00Z", "2026-03-02"], 0),
        (["2026-03-02", "2026-03-02", "2026-03-02T09:42:00Z", "2026-03-02T10:00:00Z"], 2),
    ],
)
def test_which_stands(texts: list[str], place: int) -> None:
    times = [time for text in texts if (time := stated(text))]

    assert finest(times) == times[place]


@given(EXACT)
def test_less_exact_forms_of_a_time_agree_with_it(exact: Stated) -> None:
    at = exact.at
    minute = Stated(at.replace(second=0), "minute")
    day = Stated(at.replace(hour=0, minute=0, second=0), "day")
    local = [each._replace(at=each.at.replace(tzinfo=None)) for each in (minute, day)]

    for rough in (minute, day, *local):
        assert agree(rough, exact)
        assert finest([rough, exact]) == exact


@given(st.lists(EXACT, min_size=1, max_size=4))
def test_what_stands_is_one_of_them(times: list[Stated]) -> None:
    assert finest(times) == times[0]
