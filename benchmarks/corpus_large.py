"""Any number of generated articles, for measuring how a store bears them.

    python -m benchmarks.corpus_large COUNT FILE.parquet

Sentences are walks through the word pairs of the sample newsroom, so that words and phrases are as
frequent as in news, with people, places and numbers of their own for each event. Two thirds are
reports of their own, a fifth of these on an event that another one reports too; the rest are
reprints, edited, cut and spun copies of them within a day, as `corpus_edits` makes them. Generated
texts say nothing about accuracy: `benchmarks.copies` is for that.
"""

import datetime as dt
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import duckdb

from benchmarks import corpus_edits as edits
from wirecopy.demo import newsroom

SEED = 20261122
SITES = 400
DAYS = 60
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SENTENCES = range(9, 21)  # of a report: 330 words in the middle, as in news
OWN = 0.66  # reports of their own
RETOLD = 0.2  # ... of these on an event that was reported before
RECENT = 200  # reports of which copies are made
WORD = re.compile(r"[\w’'-]+|[.,;:?!]")
SYLLABLES = "ba do fen gar hol ki lund mar nes or pel quin ros sta tor ul ver wick yar zin".split()  # noqa: SIM905


class Row(NamedTuple):
    """An article as `wirecopy import` takes it."""

    url: str
    site: str
    title: str
    published_at: dt.datetime
    text: str


class Event(NamedTuple):
    """What reports of one event have in common."""

    names: Sequence[str]
    numbers: Sequence[str]


@cache
def steps() -> Mapping[str, Sequence[str]]:
    """The words that follow each word in the sample newsroom; names and numbers are places."""
    following: defaultdict[str, list[str]] = defaultdict(list)
    for page in newsroom.load().pages:
        for paragraph in page.paragraphs:
            words = [_kind(n, word) for n, word in enumerate(WORD.findall(paragraph))]
            for one, two in pairwise([".", *words]):
                following[one].append(two)
    return following


def _kind(place: int, word: str) -> str:
    if word[0].isdigit():
        return "#"
    return "@" if place and word[0].isupper() else word.lower()


def articles(count: int, seed: int = SEED) -> Iterator[Row]:
    """That many articles, the same ones for a seed, in the order in which they were published."""
    random = Random(seed)
    recent: list[tuple[Event, str]] = []
    for number in range(count):
        at = START + dt.timedelta(days=DAYS) * (number / count)
        if not recent or random.random() < OWN:
            event = (
                random.choice(recent)[0] if recent and random.random() < RETOLD else _event(random)
            )
            text = report(event, random)
            recent = [*recent[-RECENT:], (event, text)]
        else:
            text = copied(random.choice(recent)[1], [each for _, each in recent[-3:]], random)
        site = f"site{random.randrange(SITES):03}.example"
        yield Row(f"https://{site}/news/{number}", site, _title(text), at, text)


def report(event: Event, random: Random) -> str:
    """A report of an event."""
    parts = [_sentence(event, random) for _ in range(random.choice(SENTENCES))]
    return edits.paragraphs(parts)


def copied(text: str, others: Sequence[str], random: Random) -> str:
    """A reprint (half of all), an edited, a cut or a spun copy."""
    foreign = [sentence for other in others for sentence in edits.sentences(other)]
    kind = random.random()
    if kind < 0.5:
        return edits.with_boilerplate(text, _title(text), "The Gazette", random)
    if kind < 0.7:
        return edits.lightly_edited(text, foreign, random)
    if kind < 0.8:
        return edits.lead(text, 0.5)
    return edits.spun(text, 0.3, edits.synonyms(), random).text


def _event(random: Random) -> Event:
    names = ["".join(random.choices(SYLLABLES, k=random.randint(2, 3))) for _ in range(8)]
    numbers = [str(random.randrange(2, 3_000)) for _ in range(6)]
    return Event([name.capitalize() for name in names], numbers)


def _sentence(event: Event, random: Random) -> str:
    words: list[str] = []
    word = "."
    while len(words) < 40:
        word = random.choice(steps()[word])
        if word in ".?!":
            if len(words) >= 8:
                break
            continue
        words.append(_spelled(word, event, random))
    sentence = " ".join(words)
    return re.sub(r" ([,;:])", r"\1", sentence[:1].upper() + sentence[1:]) + "."


def _spelled(word: str, event: Event, random: Random) -> str:
    if word == "@":
        return random.choice(event.names)
    return random.choice(event.numbers) if word == "#" else word


def _title(text: str) -> str:
    return " ".join(text.split()[:8]).strip(".,;:")


def write(rows: Iterable[Row], file: Path) -> None:
    """Keep articles as Parquet."""
    lines = file.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8") as target:
        for row in rows:
            target.write(json.dumps(row._asdict(), default=str) + "\n")
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (FROM read_json($lines, format = 'newline_delimited')) TO $file"
            " (FORMAT parquet, ROW_GROUP_SIZE 10000)",
            {"lines": str(lines), "file": str(file)},
        ).fetchall()
    lines.unlink()


if __name__ == "__main__":
    write(articles(int(sys.argv[1])), Path(sys.argv[2]))
