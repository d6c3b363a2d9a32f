"""Grouping without a store: facts in memory, texts compared on the spot, as engines do it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.candidates.channels import BANDS, CHANNELS, batch_of, meeting, sharing, span_of
from dedup.compare.batch import ComparedPair, verdict_on
from dedup.group.asking import answers_to
from dedup.group.decisions import NONE, Decisions
from dedup.group.facts import ArticleFacts, by_class
from dedup.group.known_pairs import KnownPairs
from dedup.group.reprints import classes_of, first_of_text, join, nearness
from dedup.pairs import CandidatePair, Pair
from dedup.words.decks import Printed
from dedup.words.tokens import digests
from wirecopy.demo.newsroom import load

WINDOW_DAYS = 30.0


class News(NamedTuple):
    """Articles and their texts."""

    facts: Sequence[ArticleFacts]
    texts: Mapping[int, str]

    def ask(self, pairs: Sequence[Pair]) -> list[ComparedPair]:
        """Compare pairs here and now."""
        return [verdict_on(*(Printed(self.texts[n]) for n in pair)) for pair in pairs]


def newsroom() -> News:
    """The articles of the sample newsroom, numbered in the order of their addresses."""
    pages = sorted(load().pages, key=lambda page: page.url)
    texts = {n: "\n".join(page.paragraphs) for n, page in enumerate(pages, 1)}
    hashes = [digest.content_hash for digest in digests(list(texts.values()))]
    return News(
        [
            ArticleFacts(n, text, page.published.replace(tzinfo=None), page.url.split("/")[2])
            for (n, page), text in zip(enumerate(pages, 1), hashes, strict=True)
        ],
        texts,
    )


def known_pairs(news: News, decisions: Decisions = NONE) -> KnownPairs:
    """What channels find in news, compared."""
    facts, text_of = news.facts, {fact.article_id: fact.content_hash for fact in news.facts}
    first = first_of_text(facts)
    ids = sorted(first.values())
    batch = batch_of([news.texts[n] for n in ids])
    held = {channel.name: channel.keys(batch) for channel in CHANNELS}
    bands = sharing(held["bands"], BANDS.max_holders)
    shared = [(ids[a], ids[b]) for a, b in bands]
    is_near = nearness(facts, WINDOW_DAYS)
    known = join(shared, KnownPairs(text_of), news.ask, is_near).known

    class_of = classes_of(facts, known, decisions)
    standing = set(class_of.values())
    members_of = by_class(facts, class_of)
    times = {n: [member.at for member in members] for n, members in members_of.items()}
    at = {place: span_of(times.get(n, [])) for place, n in enumerate(ids)}
    candidates = [
        CandidatePair(ids[a], ids[b], (channel.name,))
        for channel in CHANNELS
        for a, b in sorted(meeting(held[channel.name], channel, at, WINDOW_DAYS))
        if {ids[a], ids[b]} <= standing
    ]
    unknown, again = known.sort_out(candidates)
    answers = answers_to(unknown, news.ask)
    return known.replacing([*again, *(known.with_verdict(c, v.pair) for c, v in answers)])
