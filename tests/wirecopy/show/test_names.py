"""Ids as other programs write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.show.names import digits_of

IDS = st.integers(1, (1 << 53) - 1)


@given(IDS)
def test_a_float_names_the_same_article(article: int) -> None:
    for written in (
        json.dumps(float(article)),
        f"{article:.17e}",
        f"{article:.1f}",
        f" {article}\r\n",
    ):
        assert digits_of(written) == str(article)


@pytest.mark.parametrize("name", ["72.5", "7.25e1", "-7.0", "7e15", "nan", "1.5e400", "a.example"])
def test_what_is_no_id_stays(name: str) -> None:
    assert digits_of(name) == name
