"""Keep what the code answers on fixed texts: `python -m tests.dedup.keep_answers`.

Constants are stamped by themselves (`dedup.stamp`); code is not. A test holds today's answers
against those kept here, so that nobody changes answers without raising the number of their part.
"""

import hashlib
import json
from itertools import combinations
from pathlib import Path

from crawler.extract.article import EXTRACTOR, extract
from crawler.page import RawPage
from dedup import stamp
from dedup.candidates.sign import signed
from dedup.compare.batch import verdict_on
from dedup.compare.verify import prepare, verify
from dedup.group.stage import stage
from dedup.group.telling import tell_all
from dedup.words.decks import Printed
from tests.dedup import engine

KEPT = Path(__file__).parent / "answers.json"
PAGES = sorted(Path(__file__).parents[1].rglob("extract/pages/*.html"))
PARTS = ("extract", "keys", "verdicts", "groups")
WHERE = {
    "extract": "EXTRACTOR in crawler/extract/article.py",
    **{part: f'CODE["{part}"] in dedup/stamp.py' for part in PARTS[1:]},
}
LANGUAGES = Path(__file__).parent / "languages.json"
DECKS = Path(__file__).parent / "decks.json"


def number(part: str) -> str | int:
    """The number of a part, as it stands in the code."""
    return EXTRACTOR if part == "extract" else stamp.CODE[part]


def constants(part: str) -> str:
    """The constants of a part and of those that it rests on, as a hash."""
    modules = {
        "extract": (),
        "keys": stamp.KEYS,
        "verdicts": (*stamp.KEYS, *stamp.VERDICTS),
        "groups": (*stamp.KEYS, *stamp.VERDICTS, *stamp.GROUPS),
    }[part]
    return stamp.digest(*map(stamp.constants, modules))


def answers(part: str) -> str:
    """The answers of a part on fixed texts, as a hash."""
    told = {"extract": extracted, "keys": keys, "verdicts": verdicts, "groups": groups}[part]()
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def extracted() -> list[str]:
    """What is taken from the sample pages, and what is cut."""
    return [repr(extract(RawPage("https://a.example/", page.read_bytes()))) for page in PAGES]


def keys() -> list[str]:
    """The keys of the newsroom's texts, in every channel."""
    news = engine.newsroom()
    hashes, of_channel = signed(
        [(fact.content_hash, news.texts[fact.article_id]) for fact in news.facts]
    )
    found = [repr(hashes.tolist())]
    return [*found, *(f"{name} {k.key.tolist()}" for name, k in of_channel.items())]


def verdicts() -> list[str]:
    """How neighbours in the newsroom, texts in other languages and texts with decks relate."""
    news = engine.newsroom()
    pairs = [(a, b) for a, b in combinations(news.texts, 2) if b - a < 4]
    texts = [Printed(news.texts[n]) for pair in pairs for n in pair]
    for told in json.loads(LANGUAGES.read_text(encoding="utf-8")):
        versions = [text for name, text in sorted(told.items()) if name != "language"]
        texts += [Printed(text) for pair in combinations(versions, 2) for text in pair]
    for case in json.loads(DECKS.read_text(encoding="utf-8")):
        texts += [Printed(case[side], case[f"{side}_deck"]) for side in "ab"]
    found = []
    for one, two in zip(texts[::2], texts[1::2], strict=True):
        pair = verify(prepare(*one), prepare(*two), thorough=True)
        measures = [round(value, 4) for value in pair.measures]
        replaced = [tuple(each) for each in pair.replacements]
        tortured = sorted(verdict_on(one, two).tortured)
        found.append(repr((pair.relation, round(pair.confidence, 4), measures, replaced, tortured)))
    return found


def groups() -> list[str]:
    """Classes, groups, sources and stories of the newsroom."""
    news = engine.newsroom()
    found = stage(news.facts, engine.known_pairs(news), news.ask)
    return [
        repr(sorted(found.class_of.items())),
        repr(sorted(tell_all(news.facts, found).stories.items())),
        *(
            repr(
                (
                    g.group_id,
                    g.anchor,
                    g.source[:2],
                    round(g.source.confidence, 4),
                    g.source.reasons,
                )
            )
            for g in sorted(found.groups)
        ),
        *(
            repr((link[:3], round(link.confidence, 4), round(link.share, 4)))
            for g in sorted(found.groups)
            for link in sorted(g.links.values())
        ),
    ]


if __name__ == "__main__":
    kept = {
        part: {"number": number(part), "constants": constants(part), "answers": answers(part)}
        for part in PARTS
    }
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
