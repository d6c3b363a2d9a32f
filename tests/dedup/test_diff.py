"""The aligned view of two texts."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.align import diff
from dedup.diff import Segment

CASES = json.loads((Path(__file__).parent / "relations.json").read_text(encoding="utf-8"))
WORDS = ["the", "of", "said", "Lorne", "bridge,", "14", "—", "“opened”", "two"]
LINES = st.lists(
    st.lists(
        st.sampled_from(WORDS),
        max_size=9,
    ),
    max_size=4,
).map(lambda lines: "\n".join(map(" ".join, lines)))


def side(segments: list[Segment], name: str) -> list[str]:
    return "".join(f"{getattr(segment, name)} " for segment in segments).split()


@settings(max_examples=150, deadline=None)
@given(LINES, LINES)
def test_every_written_word_is_shown_once_in_order(a: str, b: str) -> None:
    segments = diff(a, b)
    assert side(segments, "a") == a.split()
    assert side(segments, "b") == b.split()
    for segment in segments:
        assert (segment.a_paragraph is None) == (segment.kind == "only_b")
        assert (segment.b_paragraph is None) == (segment.kind == "only_a")


@given(LINES)
def test_equal_texts_have_equal_segments_only(text: str) -> None:
    assert {segment.kind for segment in diff(text, text)} <= {"equal"}


def test_spun_text_shows_its_phrases() -> None:
    case = next(case for case in CASES if case["label"] == "machine-spun")
    segments = diff(case["a"], case["b"])
    shown = {(s.a.strip(), s.b.strip()) for s in segments if s.kind == "replaced"}
    assert {("forced", "compelled"), ("train through", "practice by means of")} <= shown
    assert max(s.a_paragraph for s in segments if s.a_paragraph is not None) == 9


def test_added_paragraph_is_in_one_only() -> None:
    shown = diff("One two.\nThree.", "One two.\nQuite new.\nThree.")
    assert ("only_b", "", "Quite new.", None, 1) in shown
