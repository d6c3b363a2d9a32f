"""Copy detection, measured: wirecopy and other tools on the same labelled texts, in one table.

    python -m benchmarks.copies [--data DIR] [--random-pairs 100000] [--verify] [--json]

Without `--data` the texts are those of `benchmarks.corpus_small`; `benchmarks.corpus` describes the
layout of DIR. wirecopy is run as a person runs it (`wirecopy import` into a fresh store)
and asked with SQL; every tool runs in a process of its own, and its memory is that of its largest
process. datasketch and SimHash always take part; rensa and text-dedup when they are installed,
here or where `--others-python` finds them.

A tool without relations is scored by the pairs that it returns; its groups are the connected
ones, and its candidates the pairs that share a bucket. Goals are what wirecopy is held to on a
large corpus. `benchmarks.scoring` says what counts as found.

`--random-pairs` compares that many random pairs of articles directly, without any candidates, and
shows each that is called a copy: a text that is in a corpus twice must be told from a mistake by
reading. `--verify` compares the labelled pairs directly, in a column of its own: what a change of
a threshold does shows there first, and sources are those that the replacements alone name.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import corpus, corpus_small, direct, rivals, running
from benchmarks.corpus import Pair
from benchmarks.table import Figures, class_sizes, figures, lines

TOOLS = (running.WIRECOPY, *rivals.TOOLS)


def main(arguments: Sequence[str] | None = None) -> None:
    options = parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="copies-") as folder:
        measure(options, Path(folder))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = made.add_argument
    add("--data", type=Path, help="a labelled corpus (default: the small one)")
    add("--events", type=int, help="of the small corpus, only so many events")
    add("--limit", type=int, help="only the first articles")
    add("--no-dates", action="store_true", help="sources must come from the texts")
    add("--tool", action="append", choices=TOOLS, help="only these")
    add("--others-python", default=sys.executable, help="the Python that other tools run with")
    add("--verify", action="store_true", help="compare the labelled pairs directly, too")
    add("--random-pairs", type=int, default=0, metavar="N", help="compare random pairs")
    add("--json", action="store_true", help="one JSON object instead of the table")
    return made


def measure(options: argparse.Namespace, work: Path) -> None:
    """Run the tools on the corpus and print what came of it."""
    data = options.data or work / "small"
    if not options.data:
        corpus.write(corpus_small.small(options.events), data)
    articles = data / "articles.jsonl.gz"
    staged = running.stage(
        articles, work / "articles.jsonl", options.limit, dated=not options.no_dates
    )
    known = set(staged.id_of.values())
    pairs = [pair for pair in corpus.read_pairs(data) if pair.a in known and pair.b in known]
    outcomes = list(running.run(options.tool or TOOLS, staged, work, options.others_python))
    texts = direct.texts_of(articles, options.limit)
    if options.verify:
        outcomes.append(direct.outcome(texts, pairs))
    results = {outcome.tool: figures(pairs, outcome, len(known)) for outcome in outcomes}
    versions = {outcome.tool: outcome.version for outcome in outcomes if outcome.version}
    claims = direct.random_claims(texts, pairs, options.random_pairs)
    if options.json:
        print(json.dumps(as_json(results, versions, pairs, claims), indent=1, ensure_ascii=False))
    else:
        print(f"{len(known)} articles, {len(pairs)} labelled pairs\n")
        print("\n".join(lines(results, pairs)))
        print("\nversions:", ", ".join(f"{tool} {number}" for tool, number in versions.items()))
        print("\n".join(claim_lines(claims, options.random_pairs)))


def as_json(
    results: Mapping[str, Figures],
    versions: Mapping[str, str],
    pairs: Sequence[Pair],
    claims: Sequence[direct.Claim],
) -> dict[str, object]:
    """Everything that was measured."""
    return {
        "pairs": class_sizes(pairs),
        "versions": versions,
        "tools": results,
        "random_claims": [claim._asdict() for claim in claims],
    }


def claim_lines(claims: Sequence[direct.Claim], compared: int) -> list[str]:
    """What random pairs were called, if any were compared."""
    if not compared:
        return []
    copies = [claim for claim in claims if claim.relation != "partial"]
    return [
        f"\n{compared} random pairs: {len(copies)} called copies"
        f" ({100 * len(copies) / compared:.4f} %), {len(claims) - len(copies)} partial",
        *(f"  {c.relation:<9} {c.confidence:.2f}  {c.a}  {c.b}" for c in claims),
    ]


if __name__ == "__main__":
    main()
