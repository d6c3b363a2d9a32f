"""The aligned view of two texts."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.compare.align import diff
from dedup.compare.diff import Segment

CASES = json.loads((Path(__file__).parents[1] / "relations.json").read_text(encoding="utf-8"))
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


def test_change_across_paragraphs_is_shown_paragraph_by_paragraph() -> None:
    """The last word of one and the first words of the next were swapped in one stretch."""
    shown = diff(
        "He quit the job.\nThe contract is the largest.",
        "He quit the gig.\nAn agreement is the largest.",
    )
    assert [segment for segment in shown if segment.kind != "equal"] == [
        Segment("replaced", " job.", " gig.", 0, 0),
        Segment("replaced", "The contract", "An agreement", 1, 1),
    ]


def test_paragraph_too_many_is_in_one_only() -> None:
    shown = diff(
        "He quit the job.\nWhy?\nThe contract ends.", "He quit the gig.\nThe contract ends."
    )
    kinds = {(segment.kind, segment.a.strip(), segment.b.strip()) for segment in shown}
    assert ("only_a", "Why?", "") in kinds


def test_insertion_stands_with_its_neighbour() -> None:
    shown = diff("The Chinese president came.", "The Chinese language president came.")
    assert ("replaced", " Chinese", " Chinese language", 0, 0) in shown


def test_unspaced_text_is_compared_by_characters() -> None:
    shown = diff("市長は橋を開いた。海は静かだ。", "市長は橋を閉じた。海は静かだ。")
    assert [(s.kind, s.a, s.b) for s in shown] == [
        ("equal", "市長は橋を", "市長は橋を"),
        ("replaced", "開い", "閉じ"),
        ("equal", "た。海は静かだ。", "た。海は静かだ。"),
    ]
