"""The law of compiled kernels: whatever plain code says, they say, bit for bit."""

import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from dedup.candidates.sign import signed
from dedup.compare.batch import verdict_on
from dedup.compare.comparison import Comparison
from dedup.compare.trees import copy_model
from dedup.compare.verify import compared, prepare, verify
from dedup.words.decks import Printed
from tests.dedup import engine
from tests.dedup.fast import kernels, needs_numba

pytestmark = needs_numba

LANGUAGES = Path(__file__).parent / "languages.json"
# Words of many scripts; some are names, numbers and quotations, some have spellings of their own.
WORDS = """the ferry sailed again on Monday after a storm of 1,200 boats in Lorne seven U.S. café
    паром отплыл Ветлугина Straße über die und Fähre η θάλασσα سفينة الميناء नाव बंदरगाह don’t “we
    go” «Nous partons» 北京 渡轮 フェリー เรือ 부산""".split()  # noqa: SIM905  a line each would fill a page
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=90).map(" ".join)
ENDS = st.sampled_from([". ", "\n", "? ", "。", " "])
TEXTS = st.lists(st.tuples(SENTENCES, ENDS).map("".join), max_size=8).map("".join)


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str]:
    """A text and what became of it, or two texts."""
    text = draw(TEXTS)
    if draw(st.booleans()):
        return text, draw(TEXTS)
    words = text.split(" ")
    for _ in range(draw(st.integers(0, 12))):
        place = draw(st.integers(0, len(words)))
        words[place : place + draw(st.integers(0, 3))] = draw(
            st.lists(st.sampled_from(WORDS), max_size=4)
        )
    return text, " ".join(words)


@settings(deadline=None, max_examples=150)
@given(versions())
def test_verdicts_are_those_of_plain_code(pair: tuple[str, str]) -> None:
    one, two = map(prepare, pair)
    plain = repr(verify(one, two, thorough=True)), repr(verify(two, one))
    with kernels():
        assert (repr(verify(one, two, thorough=True)), repr(verify(two, one))) == plain


@pytest.mark.parametrize("text", ["", "one", "one two", "one two three.", "a\n" * 300, "北" * 200])
def test_small_and_odd_texts(text: str) -> None:
    others = ["", "two", "one two three four.", "b a\n" * 200, "北京" * 90, "word " * 3_000]
    plain = [repr(verify(prepare(text), prepare(other), thorough=True)) for other in others]
    with kernels():
        found = [repr(verify(prepare(text), prepare(other), thorough=True)) for other in others]
    assert found == plain


def texts() -> Sequence[Printed]:
    """The newsroom's texts and those of other languages."""
    told = json.loads(LANGUAGES.read_text(encoding="utf-8"))
    others = [v[n] for v in told for n in sorted(v) if n != "language"]
    return [Printed(text) for text in (*list(engine.newsroom().texts.values())[:40], *others)]


def test_real_verdicts_with_replacements_and_phrases() -> None:
    """With what only some relations ask for."""
    chosen = texts()
    pairs = [pair for n, pair in enumerate(combinations(chosen, 2)) if n % 7 == 0]
    plain = [verdict_on(*pair) for pair in pairs]
    with kernels():
        found = [verdict_on(*pair) for pair in pairs]
        assert isinstance(compared(prepare("a"), prepare("b")), Comparison)
    assert list(map(repr, found)) == list(map(repr, plain))
    assert {verdict.pair.relation for verdict in plain} > {"spun", "verbatim", "same_story"}
    assert any(verdict.pair.replacements for verdict in plain)


def test_counted_parts_are_those_of_plain_code() -> None:
    """What is asked of a comparison beside its features."""
    one, *others = map(prepare, (text.text for text in texts()[:12]))
    for other in others:
        plain = Comparison(one, other)
        with kernels():
            counted = compared(one, other)
            assert type(counted) is not Comparison
            for part in ("links", "alike", "profile", "changes", "common_words"):
                assert getattr(counted, part) == getattr(plain, part)
            assert counted.shared_name_weight == plain.shared_name_weight


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(0, 1), min_size=60, max_size=60), min_size=1, max_size=3))
def test_sums_of_trees(rows: list[list[float]]) -> None:
    model = copy_model()
    plain = [model.sum_of(row[: len(model.asked)]) for row in rows]
    with kernels():
        assert [model.sum_of(row[: len(model.asked)]) for row in rows] == plain


SEQUENCES = st.integers(1, 5).flatmap(
    lambda size: st.lists(st.integers(0, size - 1), max_size=200).map(np.array)
)


@settings(deadline=None)
@given(SEQUENCES, SEQUENCES)
def test_of_subsequences_that_are_as_long_the_one_of_rapidfuzz(
    one: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    two: "np.ndarray[tuple[int], np.dtype[np.int64]]",
) -> None:
    with kernels():
        from dedup.compare.kernels import lcs

        one, two = one.astype(np.int64), two.astype(np.int64)
        found = np.empty((len(one), 2), np.int64)
        size = lcs.matches(one, two, lcs.new_masks(5, max(1, len(one))), found)
        length = lcs.length(one, two, 5)
    edits = LCSseq.editops(one.tolist(), two.tolist())
    blocks = edits.as_matching_blocks()
    expected = [(b.a + n, b.b + n) for b in blocks for n in range(b.size)]
    assert list(map(tuple, found[:size].tolist())) == expected
    assert length == LCSseq.similarity(one.tolist(), two.tolist()) == size


@settings(deadline=None, max_examples=30)
@given(st.lists(TEXTS, max_size=6))
def test_keys_are_those_of_datasketch(given_texts: list[str]) -> None:
    numbered = list(enumerate([*given_texts, "", "one", "one two"]))
    plain = signed(numbered)
    with kernels():
        found = signed(numbered)
    for name, keys in plain.keys.items():
        assert found.keys[name].text.tolist() == keys.text.tolist()
        assert found.keys[name].key.tolist() == keys.key.tolist()
