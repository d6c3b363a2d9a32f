"""What wirecopy and datasketch's MinHashLSH say about labelled pairs: `copies.py DATA`.

DATA holds `articles.jsonl.gz` (`id`, `text`) and `pairs.jsonl.gz` (`a`, `b`, `label`, `sub`, for
independent pairs `shared5`). Every pair is verified, whether a channel would offer it or not. One
row a class: pairs, how many are found as copies by each, and the relations that wirecopy gives.

For copies "found" is a recall, for independent pairs a rate of false claims; `partial` counts as
found for copies and is no claim among the others. Independent pairs that share a tenth of their
five-word runs are natural reuse and stand apart.
"""

import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from datasketch import MinHashLSH

from dedup.minhash import PERMUTATIONS, lean, sign
from dedup.shingles import shingles
from dedup.tokens import tokenize
from dedup.verify import COPIES, Prepared, VerifiedPair, prepare, verify

NATURAL_REUSE = 0.1
INDEPENDENT = {"same_event", "similar_event", "unrelated"}
LSH_THRESHOLDS = (0.9, 0.5)  # datasketch's default, and one that favours recall


def main(data: Path) -> None:
    texts = {row["id"]: row["text"] for row in rows(data / "articles.jsonl.gz")}
    labelled = rows(data / "pairs.jsonl.gz")
    ready, prepare_ms = prepared(texts, labelled)
    started = time.perf_counter()
    verdicts = [verify(ready[pair["a"]], ready[pair["b"]]) for pair in labelled]
    speed = len(labelled) / (time.perf_counter() - started)
    lsh = {threshold: lsh_pairs(texts, ready, threshold) for threshold in LSH_THRESHOLDS}
    table(labelled, verdicts, lsh)
    direction_table(labelled, verdicts)
    print(f"\nprepare {prepare_ms:.2f} ms a text, verify {speed:.0f} pairs a second, one core")


def rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def prepared(
    texts: dict[str, str], labelled: list[dict[str, Any]]
) -> tuple[dict[str, Prepared], float]:
    names = sorted({name for pair in labelled for name in (pair["a"], pair["b"])})
    started = time.perf_counter()
    ready = {name: prepare(texts[name]) for name in names}
    return ready, 1000 * (time.perf_counter() - started) / len(names)


def lsh_pairs(
    texts: dict[str, str], names: dict[str, Prepared], threshold: float
) -> dict[str, set[str]]:
    """Which texts MinHashLSH returns for each text: word trigrams, 128 permutations."""
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    signatures = sign(shingles(tokenize([texts[name] for name in names])))
    sketches = {name: lean(row) for name, row in zip(names, signatures, strict=True)}
    for name, sketch in sketches.items():
        index.insert(name, sketch)
    return {name: set(index.query(sketch)) for name, sketch in sketches.items()}


def table(
    labelled: list[dict[str, Any]],
    verdicts: list[VerifiedPair],
    lsh: dict[float, dict[str, set[str]]],
) -> None:
    classes: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(labelled):
        classes[class_of(pair)].append(place)
    print(f"{'class':<30}{'pairs':>6}{'found':>9}", end="")
    print("".join(f"{f'LSH {threshold}':>9}" for threshold in lsh), " relations")
    for name, places in sorted(classes.items()):
        counts = Counter(verdicts[place].relation for place in places)
        claims = COPIES | {"partial"} if is_copy(labelled[places[0]]) else COPIES
        found = sum(counts[relation] for relation in claims) / len(places)
        print(f"{name:<30}{len(places):>6}{found:>9.2%}", end="")
        for returned in lsh.values():
            hits = sum(labelled[p]["b"] in returned[labelled[p]["a"]] for p in places)
            print(f"{hits / len(places):>9.2%}", end="")
        print("  " + ", ".join(f"{relation} {n}" for relation, n in counts.most_common()))


def class_of(pair: dict[str, Any]) -> str:
    if pair["label"] == "unrelated":
        return "unrelated"
    reuse = " (natural reuse)" if pair.get("shared5", 0) >= NATURAL_REUSE else ""
    return f"{pair['label']} {pair['sub']}{reuse}"


def is_copy(pair: dict[str, Any]) -> bool:
    return pair["label"] not in INDEPENDENT


def direction_table(labelled: list[dict[str, Any]], verdicts: list[VerifiedPair]) -> None:
    """How often the replacements name the source, which is `a` of each spun pair."""
    print("\ndirection of spun pairs: right, wrong, undecided (0)")
    signs: dict[str, Counter[str]] = defaultdict(Counter)
    for pair, verdict in zip(labelled, verdicts, strict=True):
        if pair["label"] == "spun" and pair.get("source") == pair["a"]:
            said = "right" if verdict.direction > 0 else "wrong" if verdict.direction else "silent"
            signs[pair["sub"]][said] += 1
    for sub, counts in sorted(signs.items()):
        print(f"  spun {sub:<10}{counts['right']:>6}{counts['wrong']:>6}{counts['silent']:>6}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
