"""A small labelled corpus, made from the project's own texts.

    python -m benchmarks.corpus_small DIRECTORY

It starts from reports that were written for the sample newsroom and for the tests, and copies them
with the functions of `corpus_edits`; the newsroom's own copies, written by hand, stand beside
those. It is small and made: one spinner with one list, a few dozen sources, a week of news.
"""

import datetime as dt
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks import corpus_edits as edits
from benchmarks.corpus import Article, Corpus, Pair, write
from wirecopy.demo import newsroom

SEED = 20261122
TESTS = Path(__file__).parent.parent / "tests"
OUTLETS = tuple(f"outlet{number:02}.example" for number in range(24))
DAY = dt.datetime(2026, 3, 5, 8, tzinfo=dt.UTC)  # of reports that bear no date of their own
POPULAR = {"verbatim": 20, "edited heavy": 4, "spun 20": 4}  # of a story that everybody takes
POPULAR_STORIES = 3
UNRELATED = 2_000


class Report(NamedTuple):
    """A text that somebody wrote without another's at hand."""

    article: Article
    event: str  # reports of one event; a follow-up has an event of its own ...
    topic: str  # ... and the topic of its story
    title: str
    is_english: bool


class Making(NamedTuple):
    """What a copy is made with."""

    source: Report
    others: Sequence[Report]
    outlet: str
    random: Random

    @property
    def text(self) -> str:
        """What is copied."""
        return self.source.article.text

    @property
    def foreign(self) -> list[str]:
        """Sentences of reports on other topics."""
        return [s for other in self.others for s in edits.sentences(other.article.text)]


def verbatim(making: Making) -> str:
    """The text in the outlet's boilerplate."""
    title = making.source.title or "In brief"
    return edits.with_boilerplate(making.text, title, making.outlet, making.random)


def light(making: Making) -> str:
    """An edited text."""
    return edits.lightly_edited(making.text, making.foreign, making.random)


def heavy(making: Making) -> str:
    """A text edited with a heavy hand."""
    return edits.heavily_edited(making.text, making.foreign, making.random)


def lead40(making: Making) -> str:
    """The first two fifths."""
    return edits.lead(making.text, 0.4)


def roundup(making: Making) -> str:
    """Half of it, and half of another report."""
    return edits.roundup(making.text, second(making.source, making.others).article.text)


def second(source: Report, others: Sequence[Report]) -> Report:
    """The report that stands beside another one in a roundup."""
    return others[zlib.crc32(source.article.id.encode()) % len(others)]


def spun(percent: int) -> Callable[[Making], str]:
    """A spinner that replaces so many of 100 words."""

    def spin(making: Making) -> str:
        return edits.spun(making.text, percent / 100, edits.synonyms(), making.random).text

    return spin


def spun_and_edited(making: Making) -> str:
    """A spun text, edited with a heavy hand."""
    return edits.heavily_edited(spun(30)(making), making.foreign, making.random)


KINDS: Mapping[str, Callable[[Making], str]] = {
    "verbatim": verbatim,
    "edited light": light,
    "edited heavy": heavy,
    "edited lead40": lead40,
    "partial roundup": roundup,
    **{f"spun {percent}": spun(percent) for percent in (10, 20, 30, 40, 50)},
    "spun 30+edit": spun_and_edited,
    "spun sibling a": spun(25),
    "spun sibling b": spun(25),
}
ANY_LANGUAGE = ("verbatim", "edited light")
SUBS = {"spun sibling a": "25", "spun sibling b": "25"}


def small(events: int | None = None) -> Corpus:
    """Make the small corpus, of all reports or of those on the first events, three at least."""
    wrote = [*newsroom_reports(), *test_reports()]
    if events is not None:
        first = list(dict.fromkeys(report.event for report in wrote))[:events]
        wrote = [report for report in wrote if report.event in first]
    made = [copy for report in wrote for copy in copies(report, wrote)]
    made += [copy for report in popular(wrote) for copy in reprints(report, wrote)]
    known = {report.article.id for report in wrote}
    made += [copy for copy in newsroom_copies() if copy[1].source in known]
    articles = {a.id: a for a in (*(report.article for report in wrote), *(a for a, _ in made))}
    pairs = [
        *(pair for _, pair in made),
        *second_halves(wrote, made),
        *siblings(made),
        *independent(wrote, made),
    ]
    return Corpus(
        sorted(articles.values(), key=lambda article: (article.published_at, article.id)), pairs
    )


def newsroom_reports() -> list[Report]:
    """What the outlets of the sample newsroom wrote themselves."""
    pages = {page.url: page for page in newsroom.load().pages}
    return [
        Report(
            newsroom_article(pages[known.url]),
            known.story,
            known.story.split("-")[0],
            pages[known.url].title,
            is_english=True,
        )
        for known in truth()
        if known.source_url is None
    ]


class Truth(NamedTuple):
    """What is known of a page of the newsroom."""

    url: str
    relation: str | None
    source_url: str | None
    story: str


def truth() -> list[Truth]:
    """All that is known of the newsroom's pages."""
    file = Path(newsroom.__file__).with_name("truth.json")
    return [Truth(**row) for row in json.loads(file.read_text(encoding="utf-8"))]


def newsroom_article(page: newsroom.Page) -> Article:
    """A page of the newsroom, without its furniture."""
    text = "\n".join(page.paragraphs)
    return Article(page.url, page.url, page.outlet.host, moment(page.published), text)


def newsroom_copies() -> Iterator[tuple[Article, Pair]]:
    """The newsroom's own copies, written by hand."""
    pages = {page.url: page for page in newsroom.load().pages}
    for url, relation, source, _ in truth():
        if source and relation:
            yield newsroom_article(pages[url]), Pair(source, url, relation, "newsroom", source)


def test_reports() -> list[Report]:
    """The articles of the pages that extraction is tested with, and stories of other tests."""
    found = []
    for file in sorted((TESTS / "crawler" / "extract" / "pages").glob("*.json")):
        page = json.loads(file.read_text(encoding="utf-8"))
        found.append(report(file.stem, page["title"], "\n".join(page["text"]), page["language"]))
    for case in json.loads((TESTS / "dedup" / "relations.json").read_text(encoding="utf-8")):
        if case["label"].endswith("headline added"):
            language = case["label"].split(",")[0].lower()
            found.append(report(f"story in {language}", "", case["a"], language))
        elif case["label"].startswith("headline"):
            found.append(report("story of a ferry", "", case["a"], "en"))
    return found


def report(name: str, title: str, text: str, language: str | None) -> Report:
    """A report without outlet or date of its own."""
    return Report(article(name, text, DAY), name, name, title, language == "en")


def article(name: str, text: str, published: dt.datetime) -> Article:
    """An article at an outlet that its name decides."""
    number = zlib.crc32(name.encode())
    site = OUTLETS[number % len(OUTLETS)]
    return Article(name, f"https://{site}/{number}", site, moment(published), text)


def moment(time: dt.datetime) -> str:
    """A time as it stands in the files."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def copies(source: Report, everything: Sequence[Report]) -> Iterator[tuple[Article, Pair]]:
    """One copy of each kind; of a report in another language those that need no English."""
    for kind in KINDS:
        if source.is_english:
            yield copy(source, everything, kind, SUBS.get(kind, kind.partition(" ")[2]))
        elif kind in ANY_LANGUAGE:
            yield copy(source, everything, kind, "other language")


def reprints(source: Report, everything: Sequence[Report]) -> Iterator[tuple[Article, Pair]]:
    """The copies of a story that everybody reprints."""
    for kind, count in POPULAR.items():
        for number in range(count):
            yield copy(source, everything, kind, "popular", f" #{number}")


def popular(wrote: Sequence[Report]) -> list[Report]:
    """One report in English of each of the first topics."""
    first = {report.topic: report for report in reversed(wrote) if report.is_english}
    return list(reversed(first.values()))[:POPULAR_STORIES]


def copy(
    source: Report, everything: Sequence[Report], kind: str, sub: str, number: str = ""
) -> tuple[Article, Pair]:
    """A copy of a report, some hours younger, and the pair of both."""
    name = f"{source.article.id} {kind}{number}"
    random = Random(f"{SEED} {name}")
    others = foreign(source, everything)
    used = [source, second(source, others)] if KINDS[kind] is roundup else [source]
    published = max(dt.datetime.fromisoformat(report.article.published_at) for report in used)
    made = article(name, "", published + dt.timedelta(minutes=random.randint(10, 2_880)))
    made = made._replace(text=KINDS[kind](Making(source, others, made.site, random)))
    pair = Pair(source.article.id, name, kind.split(maxsplit=1)[0], sub, source.article.id)
    return made, pair


def foreign(source: Report, everything: Sequence[Report]) -> list[Report]:
    """The reports on other topics, in English or not as this one is."""
    return [
        other
        for other in everything
        if other.topic != source.topic and other.is_english == source.is_english
    ]


def second_halves(wrote: Sequence[Report], made: Sequence[tuple[Article, Pair]]) -> Iterator[Pair]:
    """The pairs of roundups and the second report in each."""
    reports = {report.article.id: report for report in wrote}
    for _, pair in made:
        if pair.sub == "roundup" and pair.source:
            other = second(reports[pair.source], foreign(reports[pair.source], wrote)).article.id
            yield Pair(other, pair.b, "partial", "roundup", other)


def siblings(made: Sequence[tuple[Article, Pair]]) -> Iterator[Pair]:
    """The pairs of two spins of one source."""
    for _, pair in made:
        if pair.b.endswith("sibling a"):
            yield Pair(pair.b, pair.b[:-1] + "b", "spun", "siblings")


def independent(wrote: Sequence[Report], made: Sequence[tuple[Article, Pair]]) -> Iterator[Pair]:
    """Pairs without reuse: reports of one event, of related ones, of different ones.

    A copy stands for its source too: it must not be called a copy of an independent report. Its
    foreign sentences are those of other topics.
    """
    text = {report.article.id: report.article.text for report in wrote}
    text |= {made_article.id: made_article.text for made_article, _ in made}
    versions = {report.article.id: [report.article.id] for report in wrote}
    for _, pair in made:
        if pair.source and pair.label != "partial":
            versions[pair.source].append(pair.b)
    for number, one in enumerate(wrote):
        for other in wrote[number + 1 :]:
            if one.topic == other.topic:
                label = "same_event" if one.event == other.event else "similar_event"
                for version in versions[one.article.id]:
                    yield apart(version, other.article.id, label, text)
    random = Random(SEED)
    for _ in range(UNRELATED if len(wrote) > 2 else 0):
        one, other = random.sample(wrote, 2)
        if one.topic != other.topic:
            yield apart(one.article.id, other.article.id, "unrelated", text)


def apart(a: str, b: str, label: str, text: dict[str, str]) -> Pair:
    """A pair of independent articles, with what they share all the same."""
    return Pair(a, b, label, "", None, shared_runs(text[a], text[b]))


def shared_runs(a: str, b: str, length: int = 5) -> float:
    """The share of the shorter text's runs of words that the other text has as well.

    >>> shared_runs("one two three four five", "One two three, four five six")
    1.0
    """
    words = ([w.lower() for w in edits.WORD.findall(text)] for text in (a, b))
    short, long = sorted(
        ({tuple(w[n : n + length]) for n in range(len(w) - length + 1)} for w in words), key=len
    )
    return round(len(short & long) / len(short), 3) if short else 0.0


if __name__ == "__main__":
    write(small(), Path(sys.argv[1]))
