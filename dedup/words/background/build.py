"""Count the background tables: `python -m dedup.words.background.build TEXTS.jsonl... english.npz`.

Each line of the input is an object with a `text`. Texts whose words are equal count once. A word
or a pair is listed when at least three different texts hold it: what one article alone says is no
background, and a spinner's slip must not become one.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.words.background import pair_hashes
from dedup.words.tokens import Tokens, content_hashes, tokenize

MIN_TEXTS = 3
_BATCH = 1000


def build(texts: Iterable[str], target: Path) -> int:
    """Count `texts` into `target`; returns how many different texts there were."""
    seen: set[int] = set()
    words: list[NDArray[np.uint32]] = []
    pairs: list[NDArray[np.uint32]] = []
    for batch in _batches(texts):
        tokens = tokenize(batch)
        for place, content in enumerate(content_hashes(tokens).tolist()):
            if content not in seen:
                seen.add(content)
                sequence = _sequence(tokens, place)
                words.append(_distinct(sequence))
                pairs.append(_distinct(pair_hashes(sequence)))
    word_steps, word_texts = _counted(words)
    pair_steps, pair_texts = _counted(pairs)
    np.savez_compressed(
        target,
        texts=np.int64(len(seen)),
        word_steps=word_steps,
        word_texts=word_texts,
        pair_steps=pair_steps,
        pair_texts=pair_texts,
    )
    return len(seen)


def _sequence(tokens: Tokens, place: int) -> NDArray[np.uint64]:
    return tokens.hashes[tokens.offsets[place] : tokens.offsets[place + 1]]


def _distinct(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    return np.unique((hashes >> np.uint64(32)).astype(np.uint32))


def _counted(texts: list[NDArray[np.uint32]]) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """Steps between the sorted hashes (they compress better than the hashes), and the counts."""
    hashes, counts = np.unique(np.concatenate(texts), return_counts=True)
    kept = counts >= MIN_TEXTS
    steps = np.diff(hashes[kept], prepend=np.uint32(0))
    return steps, np.minimum(counts[kept], 0xFFFF).astype(np.uint16)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _read(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        with Path(path).open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)


if __name__ == "__main__":
    build(_read(sys.argv[1:-1]), Path(sys.argv[-1]))
