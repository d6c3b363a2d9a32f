"""Two articles side by side, for people who work in Python: `News.pair`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dedup.compare.comparison import Comparison
from dedup.compare.diff import Segment
from dedup.compare.diff import diff as align_texts
from dedup.compare.prepared import prepare
from dedup.compare.replacements import Consistency, consistency, replacements
from storage.questions import article_facts
from storage.questions.pair_evidence import MeasureLine
from storage.reader import Reader
from wirecopy.exits import Failure
from wirecopy.show import pair as drawn
from wirecopy.show.names import find_article
from wirecopy.show.verdict import verdict_on
from wirecopy.show.words import sentence


class Side(NamedTuple):
    """One of two articles; `at` is when it was published or first seen, in UTC."""

    article_id: int
    site: str
    title: str | None
    url: str | None
    at: dt.datetime | None
    text: str

    @property
    def label(self) -> str:
        """The article in a few words: its site and headline."""
        return f"{self.site} “{self.title}”" if self.title else f"{self.site} (no title)"

    @property
    def heading(self) -> str:
        """What stands above its text in a notebook, as HTML."""
        return drawn.heading(self.site, self.title, self.url, self.at)


class Explanation(NamedTuple):
    """The verdict on two articles, and every measure behind it.

    `channels` brought the two together; none when nothing did and they were compared just now.
    """

    said: str
    relation: str
    confidence: float
    channels: tuple[str, ...]
    measures: Sequence[MeasureLine]

    def _repr_html_(self) -> str:
        return drawn.explanation(self.said, self.confidence, self.measures)


@dataclass(frozen=True)
class Pair:
    """Two articles, `a` the source of `b` or else the earlier one. In a notebook it shows its diff.

    It holds what the snapshot said when it was asked for.
    """

    a: Side
    b: Side
    relation: str
    confidence: float
    channels: tuple[str, ...]
    measures: Sequence[MeasureLine]

    def explain(self) -> Explanation:
        """The verdict in words, and each measure beside its threshold."""
        said = sentence(self.relation, copy=self.b.label, source=self.a.label)
        return Explanation(said, self.relation, self.confidence, self.channels, self.measures)

    def replacements(self) -> list[Consistency]:
        """Phrases of `a` that stand as others in `b`, and how many of all their occurrences do."""
        return list(self._replaced)

    def diff(self) -> list[Segment]:
        """The aligned texts in segments that are equal, replaced, or in one of both only."""
        return list(self._segments)

    @cached_property
    def _replaced(self) -> Sequence[Consistency]:
        return replaced_in(self.a.text, self.b.text)

    @cached_property
    def _segments(self) -> Sequence[Segment]:
        return align_texts(self.a.text, self.b.text)

    def __repr__(self) -> str:
        return (
            f"<Pair {self.a.article_id}, {self.b.article_id}: {self.relation},"
            f" confidence {self.confidence:.2f}>"
        )

    def _repr_html_(self) -> str:
        return drawn.pair(
            self.explain().said,
            self.confidence,
            (self.a.heading, self.b.heading),
            self.diff(),
            self.replacements(),
            self.measures,
        )


def load(reader: Reader, a: int | str, b: int | str) -> Pair:
    """Two articles by id, URL or the beginning of an id; compared now if nothing has before.

    Raises LookupError for an article that is not there, ValueError when both are the same.
    """
    try:
        one, two = (find_article(reader, str(name)) for name in (a, b))
    except Failure as error:
        raise LookupError(str(error)) from None
    if one == two:
        raise ValueError(f"{a} and {b} name the same article; name two")
    one, two = article_facts.source_first(reader, one, two)
    verdict = verdict_on(reader, one, two)
    return Pair(
        side(reader, one),
        side(reader, two),
        verdict.relation,
        verdict.confidence,
        verdict.channels,
        verdict.lines,
    )


def side(reader: Reader, article: int) -> Side:
    """An article of a pair."""
    return Side(*article_facts.text(reader, article))


def replaced_in(one: str, two: str) -> list[Consistency]:
    """The phrases of one text that stand as others in the second, the most frequent first."""
    first = prepare(one)
    pair = Comparison(first, prepare(two))
    return consistency(replacements(pair, pair.short is first), one)
