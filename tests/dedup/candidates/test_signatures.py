"""Tokens, shingles, signatures and the keys of the three candidate channels."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.candidates import lsh, names, scaled
from dedup.candidates.channels import CHANNELS, batch_of, meeting
from dedup.candidates.minhash import SCHEME, SEED, sign
from dedup.candidates.shingles import shingles
from dedup.pairs import Pair
from dedup.words.sentences import sentences, split
from dedup.words.spelling import alike, respelled
from dedup.words.tokens import caseless, content_hashes, tokenize, words

CASES = json.loads((Path(__file__).parents[1] / "words.json").read_text(encoding="utf-8"))
TEXTS = st.lists(st.text(max_size=80), max_size=6)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_words(case: dict[str, object]) -> None:
    assert words(str(case["text"])) == case["words"]


@given(TEXTS)
@example(["", "one", "a b c", "\ud800 x", "İ ß ǅ", "ᾳ̈ it's 1,000.5"])
def test_hashes_and_words_are_the_same_tokens(texts: list[str]) -> None:
    tokens = tokenize(texts)
    spelled = [alike(word) for text in texts for word in respelled(words(text))]
    assert np.diff(tokens.offsets).tolist() == [len(words(text)) for text in texts]
    assert len(tokens.hashes) == len(spelled)
    assert len(set(zip(spelled, tokens.hashes.tolist(), strict=True))) == len(set(spelled))
    assert len(set(tokens.hashes.tolist())) == len(set(spelled))


@given(st.text(max_size=200))
def test_sentences_hold_the_words_of_the_text(text: str) -> None:
    assert [word for sentence in sentences(text) for word in caseless(sentence)] == words(text)
    assert split(text).flat == words(text)


@given(st.lists(st.sampled_from(["one", "two", "three"]), max_size=8))
def test_content_hash_ignores_layout(sequence: list[str]) -> None:
    plain, loud, empty = content_hashes(
        tokenize([" ".join(sequence), "\n".join(sequence).upper(), ""])
    )
    assert plain == loud
    assert (plain == empty) == (not sequence)
    assert plain >= 0


def _random_texts(count: int) -> list[str]:
    chance = random.Random(7)
    lexicon = [f"w{i}" for i in range(400)] + ["straße", "北京", "don't", "الخبر"]
    return [" ".join(chance.choices(lexicon, k=chance.randrange(0, 90))) for _ in range(count)]


def met(texts: list[str], name: str) -> set[Pair]:
    """The texts that a channel brings together, by their places."""
    channel = next(channel for channel in CHANNELS if channel.name == name)
    return meeting(channel.keys(batch_of(texts)), channel, {}, window_days=30)


def shingle_hash(shingle: int) -> int:
    """The 32 bits of a shingle hash that are permuted."""
    return int(shingle) >> 32


def lean(row: NDArray[np.uint32]) -> LeanMinHash:
    """A signature as datasketch's own type."""
    return LeanMinHash(seed=SEED, hashvalues=row, scheme=SCHEME)


def test_signatures_equal_datasketch() -> None:
    texts = [*_random_texts(400), "", "one", "one two", " ".join(map(str, range(20_000)))]
    cut = shingles(tokenize(texts))
    signatures = sign(cut)
    for row, first, last in zip(signatures, cut.offsets[:-1], cut.offsets[1:], strict=True):
        theirs = MinHash(num_perm=128, scheme="affine32", hashfunc=shingle_hash)
        theirs.update_batch(cut.hashes[first:last].tolist())
        assert np.array_equal(theirs.hashvalues, row)
        assert lean(row).jaccard(theirs) == 1
    assert (signatures[400] == 0xFFFFFFFF).all()


def test_batches_do_not_matter() -> None:
    texts = _random_texts(300)
    whole = sign(shingles(tokenize(texts)))
    halves = [sign(shingles(tokenize(part))) for part in (texts[:113], texts[113:])]
    assert np.array_equal(whole, np.concatenate(halves))


@given(st.permutations(list(range(12))))
def test_signature_is_of_a_set(order: list[int]) -> None:
    cut = shingles(tokenize([" ".join(f"w{i}" for i in range(14))]))
    shuffled = cut._replace(hashes=cut.hashes[order])
    assert np.array_equal(sign(cut), sign(shuffled))


def test_bands_find_the_near_copy_alone() -> None:
    original, other = (" ".join(f"{stem}{i}" for i in range(200)) for stem in "ab")
    texts = [original, original.replace("a100 ", ""), other]
    keys = lsh.band_keys(sign(shingles(tokenize(texts))))
    assert keys.shape == (3, lsh.BANDS)
    assert keys.dtype == np.int64
    assert (keys >= 0).all()
    assert met(texts, "bands") == {(0, 1)}


def test_equal_rows_in_two_bands_are_two_keys() -> None:
    keys = lsh.band_keys(np.full((1, 128), 7, np.uint32))
    assert len(set(keys[0].tolist())) == lsh.BANDS


def test_sampled_trigrams_find_what_bands_cannot() -> None:
    chance = random.Random(3)
    source = [f"s{i}" for i in range(250)]
    spun = [word if chance.random() > 0.35 else f"t{i}" for i, word in enumerate(source)]
    texts = [" ".join(source), " ".join(spun), " ".join(f"u{i}" for i in range(250))]
    held = scaled.sample(shingles(tokenize(texts)))
    assert met(texts, "bands") == set()
    assert met(texts, "trigrams") == {(0, 1)}
    assert (held.key >= 0).all()
    assert len(set(zip(held.row.tolist(), held.key.tolist(), strict=True))) == len(held.row)


def test_sample_keeps_one_in_four() -> None:
    held = scaled.sample(shingles(tokenize([" ".join(map(str, range(20_000)))])))
    assert len(held.key) == pytest.approx(5_000, rel=0.06)


def test_name_keys_find_the_other_report() -> None:
    reports = [
        "On Tuesday Mayor Ines Calder opened the Ferro Bridge in Lorne after 14 months.",
        "Lorne got its bridge back: Ines Calder, the mayor, cut a ribbon at Ferro Bridge.",
        "Shares of Norvik rose 3 percent on Tuesday in Oslo.",
    ]
    assert met(reports, "names") == {(0, 1)}
    assert len(names.name_keys([]).key) == 0
    assert len(names.name_keys([split(""), split("no names here")]).key) == 0
