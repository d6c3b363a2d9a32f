"""The benchmark of copy detection: its corpus, its scores, and one run over a few stories."""

import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import copies, corpus, corpus_edits, corpus_small, direct, rivals, scoring, table
from benchmarks.corpus import Pair
from benchmarks.running import Cost, Outcome
from benchmarks.scoring import Answers, Place

EVENTS = 3

COPY = Pair("a", "b", "spun", "30", "a")
APART = Pair("a", "b", "same_event", "")


@pytest.fixture(scope="module")
def small() -> corpus.Corpus:
    return corpus_small.small(EVENTS)


def test_a_run_measures_every_tool(capsys: pytest.CaptureFixture[str]) -> None:
    copies.main(["--events", str(EVENTS), "--verify", "--random-pairs", "200", "--json"])
    measured = json.loads(capsys.readouterr().out)
    ours, lsh = measured["tools"]["wirecopy"], measured["tools"]["datasketch .9"]
    assert min(ours[table.FOUND].values()) >= 60
    assert ours[table.FOUND]["spun 40"] == 100
    assert ours[table.FALSE] == {"same_event": 0, "similar_event": 0, "unrelated": 0}
    assert ours[table.SUMS]["named source right"] >= 90
    assert ours[table.WHOLE]["candidates an article"] > 0
    assert lsh[table.FOUND]["verbatim popular"] > 0
    assert lsh[table.FOUND]["spun 40"] == 0
    assert measured["tools"]["SimHash"][table.WHOLE]["peak memory, MB"] > 0
    assert measured["tools"]["verify alone"][table.FOUND]["verbatim"] == 100
    assert all(claim["relation"] == "partial" for claim in measured["random_claims"])


def test_the_corpus_is_the_same_everywhere(small: corpus.Corpus, tmp_path: Path) -> None:
    corpus.write(small, tmp_path / "here")
    code = f"from benchmarks import corpus_small as s, corpus as c; from pathlib import Path; \
        c.write(s.small({EVENTS}), Path('there'))"
    root = str(Path(corpus.__file__).parent.parent)
    subprocess.run(
        [sys.executable, "-c", code.replace("there", str(tmp_path / "there"))],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": root},
    )
    for name in ("articles", "pairs"):
        here, there = (tmp_path / place / f"{name}.jsonl.gz" for place in ("here", "there"))
        assert list(corpus.rows(here)) == list(corpus.rows(there))
    assert corpus.read_pairs(tmp_path / "here") == small.pairs


def test_the_corpus_is_consistent(small: corpus.Corpus) -> None:
    known = {article.id: article for article in small.articles}
    assert len({article.url for article in small.articles}) == len(known) == len(small.articles)
    assert {name for pair in small.pairs for name in (pair.a, pair.b)} <= known.keys()
    for pair in small.pairs:
        if pair.source:
            assert known[pair.source].published_at < known[pair.b].published_at
        if pair.label in scoring.INDEPENDENT:
            assert pair.shared5 < scoring.NATURAL_REUSE


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_the_spinner_replaces_its_share(small: corpus.Corpus, share: float) -> None:
    article = small.articles[0]
    spun = corpus_edits.spun(article.text, share, corpus_edits.synonyms(), Random(1))
    assert spun.replaced == pytest.approx(share, abs=0.02)
    before, after = (corpus_edits.WORD.findall(text) for text in (article.text, spun.text))
    assert {word for word in before if word[0].isupper()} <= set(after)


@pytest.mark.parametrize(
    ("pair", "said", "counted"),
    [
        (COPY, Answers({frozenset("ab"): "spun"}, {}), {"found": 1, "named": 1, "spun": 1}),
        (COPY, Answers({frozenset("ab"): "copy"}, {}), {"found": 1}),
        (COPY, Answers({frozenset("ab"): "partial"}, {}), {"found": 1}),
        (COPY, Answers({frozenset("ab"): "same_story"}, {}), {}),
        (COPY, Answers({}, {"a": Place(1), "b": Place(2, "spun")}), {}),
        (
            COPY,
            Answers({}, {"a": Place(1, "source"), "b": Place(1, "spun", "a")}),
            {"found": 1, "named": 1, "spun": 1, "with_source": 1, "right_source": 1},
        ),
        (
            COPY,
            Answers({}, {"a": Place(1, "edited", "b"), "b": Place(1, "source", "b")}),
            {"found": 1, "with_source": 1},
        ),
        (APART, Answers({frozenset("ab"): "edited"}, {}), {"false": 1}),
        (APART, Answers({frozenset("ab"): "partial"}, {}), {"passages": 1}),
        (APART, Answers({}, {"a": Place(story=1), "b": Place(story=1)}), {"one_story": 1}),
        (APART, Answers({}, {"a": Place(), "b": Place()}), {}),
    ],
)
def test_what_counts(pair: Pair, said: Answers, counted: dict[str, int]) -> None:
    (score,) = scoring.scores([pair], said).values()
    expected = {"pairs": 1, "sourced": int(pair is COPY), **counted}
    assert score._asdict() == dict.fromkeys(score._fields, 0) | expected


def test_natural_reuse_counts_nowhere() -> None:
    reuse = APART._replace(shared5=0.1)
    assert scoring.scores([reuse], Answers({frozenset("ab"): "edited"}, {})) == {}


def test_impurity_is_the_share_of_mixed_pairs() -> None:
    pairs = [Pair("a", "a1", "edited", "", "a"), Pair("b", "b1", "edited", "", "b")]
    together = Answers({}, dict.fromkeys(["a", "a1", "b", "b1"], Place(1)))
    assert scoring.impurity(pairs, together) == pytest.approx(4 / 6)
    assert scoring.impurity(pairs, Answers({}, dict.fromkeys(["a", "a1"], Place(1)))) == 0


def test_a_tool_that_is_not_installed_is_named_below(tmp_path: Path) -> None:
    figures = table.figures([COPY], Outcome("x", Answers({}, {}), Cost(1, 1, 1)), 2)
    shown = table.lines({"x": figures, "y": {}}, [COPY])
    assert shown[-1] == "\nnot installed: y"
    assert rivals.main("rensa", tmp_path / "none", tmp_path / "out") == rivals.NOT_INSTALLED


def test_simhash_misses_no_near_pair(small: corpus.Corpus) -> None:
    texts = {article.id: article.text for article in small.articles}
    prints = {name: rivals.fingerprint(rivals.shingles(text)) for name, text in texts.items()}
    near = {
        frozenset(pair)
        for pair in combinations(texts, 2)
        if (prints[pair[0]] ^ prints[pair[1]]).bit_count() <= 3
    }
    assert {frozenset(pair) for pair in rivals.simhash(texts).pairs} == near


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
@settings(max_examples=50)
def test_random_pairs_are_no_labelled_copies(copied: list[tuple[int, int]]) -> None:
    names = [str(number) for number in range(20)]
    pairs = [Pair(str(a), str(b), "edited", "") for a, b in copied if a != b]
    drawn = direct.random_pairs(names, pairs, 60)
    groups = scoring.components((pair.a, pair.b) for pair in pairs)
    assert len(set(drawn)) == 60
    assert all(groups.get(a, a) != groups.get(b, b) for a, b in drawn)


def test_random_pairs_may_run_out() -> None:
    with pytest.raises(ValueError, match="2 articles have no 2 pairs"):
        direct.random_pairs(["a", "b"], [], 2)
