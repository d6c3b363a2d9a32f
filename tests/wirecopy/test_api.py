"""The Python face: filters, pairs that show themselves, and the notebook in docs/."""

import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import wirecopy
from dedup.compare.diff import diff
from dedup.compare.measures import MEASURES
from storage import snapshot
from storage.reader import open_reader
from storage.store import Store
from tests.docs import notebook
from tests.storage.sample_records import NOON, article, fill
from tests.wirecopy.hostile import TITLES
from wirecopy.show.pair import marked

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


@pytest.fixture(scope="module", name="news")
def _news(demo_store: Path) -> wirecopy.News:
    return wirecopy.open(demo_store)


def test_groups_by_relation(news: wirecopy.News) -> None:
    assert len(news.groups().fetchall()) == 14
    found = news.groups(relation="rewritten")
    assert len(found.fetchall()) == 6
    assert all(n > 0 for (n,) in found.project("n_rewritten").fetchall())


def test_groups_by_site(news: wirecopy.News) -> None:
    with_site = news.groups(site="worldupdate24.example").project("group_id").fetchall()
    members = news.sql(
        "SELECT DISTINCT group_id FROM articles WHERE site = 'worldupdate24.example'"
    )
    assert sorted(with_site) == sorted(row for row in members.fetchall() if row[0])


def test_a_site_by_its_address(news: wirecopy.News) -> None:
    home = "https://WWW.northwire.example/"
    told = news.groups(site="northwire.example").fetchall()
    assert told
    assert news.groups(site=home).fetchall() == told
    copies = news.copies(source="northwire.example").fetchall()
    assert copies
    assert news.copies(source=home).fetchall() == copies
    spun = news.copies(site="newsblast-hub.example").fetchall()
    assert spun
    assert news.copies(site="www.newsblast-hub.example").fetchall() == spun


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("36500d", 14),
        ("1s", 0),
        (dt.timedelta(days=36500), 14),
        (dt.datetime(2026, 3, 8), 1),
        (dt.datetime(2026, 3, 8, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5))), 0),
    ],
)
def test_groups_since(
    news: wirecopy.News, since: str | dt.timedelta | dt.datetime, found: int
) -> None:
    assert len(news.groups(since=since).fetchall()) == found


def test_copies(news: wirecopy.News) -> None:
    assert len(news.copies().fetchall()) == 55
    spun = news.copies(relation="spun", site="newsblast-hub.example", unlicensed=True)
    assert len(spun.fetchall()) == 13
    assert len(news.copies(source="harbor-ledger.example", since="1d").fetchall()) == 0


def test_keep_map(news: wirecopy.News) -> None:
    assert len(news.keep_map().fetchall()) == 55
    assert len(news.keep_map("verbatim").fetchall()) == 20


def test_file_that_is_replaced_under_its_name(demo_store: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "news.duckdb", tmp_path / "news"
    shutil.copy(demo_store / "news.duckdb", file)
    news = wirecopy.open(file)
    before = news.articles()
    with Store.open(other) as store:
        fill(store)
        snapshot.publish(store)

    shutil.copy(other / "news.duckdb", tmp_path / "part")
    (tmp_path / "part").replace(file)

    assert (len(news.articles().fetchall()), len(before.fetchall())) == (4, 92)


def test_wrong_words_are_told(news: wirecopy.News) -> None:
    with pytest.raises(ValueError, match="'copied' is no relation of a copy; one of verbatim"):
        news.groups(relation="copied")
    with pytest.raises(ValueError, match="'a week' is no length of time; write 90s"):
        news.copies(since="a week")


# Pairs --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="spun")
def _spun(news: wirecopy.News) -> wirecopy.Pair:
    """The surest spun copy and its source, named the wrong way round."""
    found = news.copies(relation="spun").order("confidence DESC, copy_id").limit(1)
    ((copy, source),) = found.project("copy_id, source_id").fetchall()
    pair = news.pair(copy, str(source))
    assert (pair.a.article_id, pair.b.article_id) == (source, copy)
    return pair


def test_pair_explains_itself(spun: wirecopy.Pair, demo_store: Path) -> None:
    explained = spun.explain()

    assert explained.relation == spun.relation == "spun"
    assert "reuses text of" in explained.said
    with open_reader(demo_store) as reader:
        stored = reader.query(
            "SELECT measure, value, threshold, met FROM explain($a, $b)",
            {"a": spun.a.article_id, "b": spun.b.article_id},
        ).rows
    assert sorted(tuple(line) for line in explained.measures) == sorted(stored)
    assert [line.measure for line in explained.measures[:3]] == [m.name for m in MEASURES[:3]]


def bare(text: str) -> str:
    """Text without white space."""
    return re.sub(r"\s+", "", text)


def test_pair_has_its_diff(spun: wirecopy.Pair) -> None:
    segments = spun.diff()

    assert {segment.kind for segment in segments} >= {"equal", "replaced"}
    assert bare("".join(segment.a for segment in segments)) == bare(spun.a.text)
    assert bare("".join(segment.b for segment in segments)) == bare(spun.b.text)


def test_pair_has_its_replacements(spun: wirecopy.Pair) -> None:
    replaced = spun.replacements()

    assert len(replaced) > 20
    assert all(1 <= one.times <= one.of for one in replaced)
    assert all(one.a_phrase in spun.a.text.lower().replace("’", "'") for one in replaced[:5])


def test_pair_by_address(news: wirecopy.News, spun: wirecopy.Pair) -> None:
    assert spun.a.url
    assert spun.b.url
    assert news.pair(spun.a.url, spun.b.url) == spun
    assert repr(spun).startswith(f"<Pair {spun.a.article_id}, {spun.b.article_id}: spun")


def test_articles_that_nothing_brought_together(news: wirecopy.News) -> None:
    ((a,), (b,)) = news.sql(
        "SELECT group_id FROM copy_groups WHERE source_id = group_id ORDER BY 1 LIMIT 2"
    ).fetchall()
    pair = news.pair(a, b)

    assert pair.relation == "unrelated"
    assert pair.explain().channels == ()
    assert pair.measures


def test_no_such_article(news: wirecopy.News, spun: wirecopy.Pair) -> None:
    with pytest.raises(LookupError, match="no such article"):
        news.pair(7**30, spun.a.article_id)
    with pytest.raises(ValueError, match="name the same article"):
        news.pair(spun.a.article_id, spun.a.article_id)


# As a notebook shows them -------------------------------------------------------------------------


class Page(HTMLParser):
    """The elements and texts of a piece of HTML; raises when one is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)


ELEMENTS = {
    *("div", "style", "p", "strong", "br", "mark", "del", "ins", "table", "tr", "th", "td"),
    *("bdi", "details", "summary"),
}


def test_html_of_a_pair(spun: wirecopy.Pair) -> None:
    page = Page(spun._repr_html_())

    assert page.names <= {*ELEMENTS, "a"}
    shown = bare("".join(page.text))
    paragraphs = [*spun.a.text.splitlines(), *spun.b.text.splitlines()]
    assert all(bare(paragraph) in shown for paragraph in paragraphs)
    assert {name for name, _ in page.attributes} <= {
        "class",
        "dir",
        "href",
        "rel",
        "scope",
        "title",
    }


def test_html_of_an_explanation(spun: wirecopy.Pair) -> None:
    page = Page(spun.explain()._repr_html_())

    assert page.names <= ELEMENTS
    assert {line.measure for line in spun.measures} <= set(page.text)


def test_html_is_harmless(tmp_path: Path) -> None:
    """Headlines, sites, addresses and texts of strangers are shown and never obeyed."""
    evil = "\n".join(TITLES.values())
    words = "the ferry left the quay at dawn with all its passengers aboard " * 4
    with Store.open(tmp_path / "news") as store:
        fill(store)
        one = article(101, title=evil, url="javascript:alert(1)", text=f"{words}\n{evil}\n{words}")
        other = one._replace(article_id=102, site="<b>evil", text=f"{words}\n{evil} {evil}")
        store.insert("articles", [one, other._replace(published_at=NOON + dt.timedelta(hours=1))])
        snapshot.publish(store)
    pair = wirecopy.open(tmp_path / "news").pair(101, 102)

    for html in (pair._repr_html_(), pair.explain()._repr_html_()):
        page = Page(html)
        assert page.names <= ELEMENTS
        assert not any(value and value.startswith("javascript:") for _, value in page.attributes)
        assert "<script>alert(1)</script>" in "".join(page.text)
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html)


def test_marks() -> None:
    segments = diff("He will visit <Rome> today.", "He will go to <Rome> today.")
    assert "".join(marked(segments, "a")) == (
        'He will <mark title="visit → go to">visit</mark> &lt;Rome&gt; today.'
    )


def test_the_notebook_is_as_it_runs(demo_store: Path) -> None:
    """Keep new outputs: python -m tests.docs.notebook docs/notebook.ipynb DIRECTORY_OF_news."""
    kept = json.loads(NOTEBOOK.read_text("utf-8"))
    assert notebook.executed(kept, demo_store.parent) == kept


# What it costs to import --------------------------------------------------------------------------

WORK = """
import sys
for name in ("pandas", "scrapy", "twisted", "datasketch", "pyarrow"):
    sys.modules[name] = None  # importing it fails
import wirecopy
news = wirecopy.open(sys.argv[1])
copy = news.copies(relation="spun").project("source_id, copy_id").limit(1).fetchall()[0]
pair = news.pair(*copy)
print(pair.explain().relation, len(pair.replacements()) > 0, "<table" in pair._repr_html_())
print(len(news.groups(relation="spun", since="36500d").fetchall()))
"""


def test_needs_neither_scrapy_nor_pandas(demo_store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK, demo_store], capture_output=True, text=True, check=False
    )
    assert done.stdout == "spun True True\n14\n", done.stderr


def test_names_load_when_they_are_used() -> None:
    code = (
        "import sys, wirecopy; assert not {'duckdb', 'numpy'} & sys.modules.keys();"
        "print(wirecopy.Pair.__name__, sorted(wirecopy.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Pair ['Explanation', 'News', 'Pair', 'Side', 'compare'")
