"""Other tools on the same texts: `rivals.py TOOL ARTICLES FOUND`, run by `benchmarks.copies`.

ARTICLES has JSON lines with `id` and `text`. FOUND becomes `{"version", "pairs", "candidates"}`:
the tool's version, the pairs of ids that it takes for duplicates, and how many pairs it looked at
(null where it doesn't tell). Ends with 69 when the tool is not installed.

Every tool runs with its documented defaults, over word 3-shingles where the choice is left to the
caller. This file imports nothing of the project, so that the tools can live in an environment of
their own: text-dedup 0.4 needs older versions of libraries than wirecopy does.
"""

import hashlib
import importlib
import importlib.metadata
import json
import pickle
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

WORD = re.compile(r"\w+")
NOT_INSTALLED = 69


class Found(NamedTuple):
    """The pairs that a tool takes for duplicates, and how many it had looked at."""

    pairs: list[tuple[str, str]]
    candidates: int | None = None


def shingles(text: str, width: int = 3) -> set[str]:
    """The word shingles of a text; a shorter text is one.

    >>> sorted(shingles("A b c, d"))
    ['a b c', 'b c d']
    """
    words = WORD.findall(text.lower())
    return {" ".join(words[n : n + width]) for n in range(max(1, len(words) - width + 1))}


def datasketch(texts: Mapping[str, str], **threshold: float) -> Found:
    """MinHashLSH of datasketch, 128 permutations; what a query returns is a duplicate."""
    module = importlib.import_module("datasketch")
    index = module.MinHashLSH(**threshold)
    pairs = []
    for name, text in texts.items():
        sketch = module.MinHash(num_perm=index.h)
        sketch.update_batch([shingle.encode() for shingle in shingles(text)])
        pairs += [(name, str(other)) for other in index.query(sketch)]
        index.insert(name, sketch)
    return Found(pairs, len(pairs))


def simhash(texts: Mapping[str, str], bits: int = 3) -> Found:
    """SimHash of 64 bits, duplicates at a distance of up to three (Manku et al., 2007).

    Two numbers that differ in three bits agree in one of four quarters, so no pair is missed.
    """
    prints = {name: fingerprint(shingles(text)) for name, text in texts.items()}
    buckets = defaultdict(list)
    for name, value in prints.items():
        for quarter in range(4):
            buckets[quarter, value >> 16 * quarter & 0xFFFF].append(name)
    met = {pair for names in buckets.values() for pair in combinations(names, 2)}
    close = [(a, b) for a, b in met if (prints[a] ^ prints[b]).bit_count() <= bits]
    return Found(close, len(met))


def fingerprint(features: Iterable[str]) -> int:
    """The majority of the features' hashes, bit by bit (Charikar, 2002)."""
    numpy = importlib.import_module("numpy")
    hashed = b"".join(hashlib.blake2b(f.encode(), digest_size=8).digest() for f in features)
    bits = numpy.unpackbits(numpy.frombuffer(hashed, numpy.uint8)).reshape(-1, 64)
    majority = numpy.packbits(bits.sum(axis=0) * 2 > len(bits))
    return int.from_bytes(majority.tobytes(), "big")


def rensa(texts: Mapping[str, str]) -> Found:
    """R-MinHash of rensa with 16 bands; sets of words and a threshold of .8 as in its README."""
    module = importlib.import_module("rensa")
    sketches = module.RMinHash.from_token_sets([t.split() for t in texts.values()], 128, 42)
    index = module.RMinHashLSH(0.8, 128, 16)
    names = list(texts)
    pairs = []
    looked = 0
    for number, sketch in enumerate(sketches):
        near = index.query(sketch)
        looked += len(near)
        pairs += [
            (names[number], names[other])
            for other in near
            if index.is_similar(sketch, sketches[other])
        ]
        index.insert(number, sketch)
    return Found(pairs, looked)


def text_dedup(texts: Mapping[str, str]) -> Found:
    """text-dedup's MinHash command: 5 words, .7, 250 permutations; its clusters are duplicates."""
    command = importlib.import_module("text_dedup.minhash").main
    with tempfile.TemporaryDirectory() as work:
        file = Path(work) / "texts.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps({"text": text}) + "\n" for text in texts.values())
        options = {
            "path": "json",
            "data_files": str(file),
            "split": "train",
            "cache_dir": f"{work}/cache",
            "output": f"{work}/out",
            "column": "text",
        }
        given = [part for name, value in options.items() for part in (f"--{name}", value)]
        command([*given, "--debug"], standalone_mode=False)
        with (Path(work) / "out" / "uf.pkl").open("rb") as saved:
            clusters = pickle.load(saved)
    names = list(texts)
    members = defaultdict(list)
    for number in clusters.parent:
        members[clusters.find(number)].append(names[number])
    return Found([pair for cluster in members.values() for pair in combinations(cluster, 2)])


TOOLS: Mapping[str, tuple[str | None, Callable[[Mapping[str, str]], Found]]] = {
    "datasketch .9": ("datasketch", datasketch),
    "datasketch .5": ("datasketch", lambda texts: datasketch(texts, threshold=0.5)),
    "SimHash": (None, simhash),
    "rensa": ("rensa", rensa),
    "text-dedup": ("text-dedup", text_dedup),
}


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield row["id"], row["text"]


def main(tool: str, articles: Path, target: Path) -> int:
    package, find = TOOLS[tool]
    try:
        version = importlib.metadata.version(package) if package else ""
    except importlib.metadata.PackageNotFoundError:
        return NOT_INSTALLED
    found = find(dict(texts_of(articles)))
    target.write_text(json.dumps({"version": version, **found._asdict()}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
