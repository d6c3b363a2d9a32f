"""The background tables: what the builder counts, what is shipped, what follows from it."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np

from dedup.compare.direction import EVEN, oddness
from dedup.compare.verify import prepare
from dedup.words.background import english, pair_hashes
from dedup.words.background.build import build
from dedup.words.tokens import tokenize

CASES = Path(__file__).parents[1] / "relations.json"


def unpacked(path: Path, name: str) -> dict[int, int]:
    with np.load(path, allow_pickle=False) as held:
        steps, texts = held[f"{name}_steps"], held[f"{name}_texts"]
    hashes = np.cumsum(steps, dtype=np.uint32)
    return dict(zip(hashes.tolist(), texts.tolist(), strict=True))


def test_builder_counts_texts_not_times(tmp_path: Path) -> None:
    target = tmp_path / "table.npz"
    texts = ["a b a b", "a b", "A, b!", "c a b", "c d", ""]
    assert build(texts, target) == 5
    word_a, word_b, word_c = (tokenize(["a b c"]).hashes >> np.uint64(32)).tolist()
    assert unpacked(target, "word") == {word_a: 3, word_b: 3}
    (pair,) = (pair_hashes(tokenize(["a b"]).hashes) >> np.uint64(32)).tolist()
    assert unpacked(target, "pair") == {pair: 3}
    assert word_c not in unpacked(target, "word")


def test_shipped_table_is_small_and_knows_english() -> None:
    table = files("dedup.words.background").joinpath("english.npz")
    assert len(table.read_bytes()) <= 1_000_000
    phrase = tokenize(["secretary of state"]).hashes
    odd = tokenize(["chinese language president"]).hashes
    assert (english().pairs.look_up(pair_hashes(phrase)) > 0).all()
    assert (english().words.look_up(odd) > 0).all()
    assert not english().pairs.look_up(pair_hashes(odd)).any()


def test_oddness_needs_words_of_its_own() -> None:
    text = prepare("The council opened the bridge on Monday.")
    assert oddness(text.listed_pairs, text.listed_pairs) == EVEN
    assert oddness(text.listed_pairs, prepare("").listed_pairs) == EVEN


def test_verdicts_do_not_depend_on_the_hash_seed() -> None:
    """Sets of strings are ordered anew in every process: no sum may depend on it."""
    code = (
        "import json, sys\n"
        "from dedup.compare.verify import prepare, verify\n"
        "cases = json.load(open(sys.argv[1], encoding='utf-8'))\n"
        "pairs = [(prepare(c['a']), prepare(c['b'])) for c in cases]\n"
        "print(json.dumps([verify(a, b, thorough=True) for a, b in pairs]))\n"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", code, str(CASES)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert json.loads(answers[0]) == json.loads(answers[1])
