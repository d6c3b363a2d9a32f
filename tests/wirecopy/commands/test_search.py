"""Full-text search: the words of any language, ranked, in step with the articles."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.words.tokens import words
from storage import search, snapshot
from storage.store import Store
from tests.console import wirecopy
from tests.storage.sample_records import article

LANGUAGES = json.loads((Path(__file__).parents[2] / "dedup" / "languages.json").read_text("utf-8"))
NEWS = {
    1: ("Harbour dredging begins", "The dredgers began work at dawn. The harbour master watched."),
    2: ("Council vote", "The council voted on harbour dredging, dredging costs, dredging permits."),
    3: ("北京港口疏浚", "港口的疏浚工程于周一开始。"),
    4: ("Don't panic, says Müller", "Ground-breaking: $2,500.75 was spent; Müller’s office says."),
    5: (None, "The master of the harbour watched no dredging at all this year or the last one."),
}  # fmt: skip


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with filled(tmp_path / "news") as store:
        yield store


@pytest.fixture(scope="module", name="kept")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For tests that only ask."""
    with filled(tmp_path_factory.mktemp("search") / "news") as store:
        yield store


@contextmanager
def filled(path: Path) -> Iterator[Store]:
    with Store.open(path) as store:
        add(store, *NEWS)
        search.refresh(store)
        yield store


def add(store: Store, *ids: int) -> None:
    rows = [article(n, title=NEWS[n][0], text=NEWS[n][1]) for n in ids]
    store.insert("articles", rows)


def found(store: Store, asked: str) -> list[int]:
    return [n for (n,) in store.rows("SELECT article_id FROM search(?)", [asked])]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("dredging", [2, 1, 5]),
        ("DREDGING harbour", [1, 2, 5]),
        ("dredging moon", []),
        ('"harbour master"', [1]),
        ('"master of the harbour" dredging', [5]),
        ("疏浚", [3]),
        ("müller", [4]),
        ("Müller's", [4]),
        ("don’t 2,500.75", [4]),
        ("dredg", []),
        ("", []),
        ("'; DROP TABLE articles; --", []),
        ('% _ " \\', []),
    ],
)
def test_finds(kept: Store, asked: str, ids: list[int]) -> None:
    assert found(kept, asked) == ids


def test_ranks_as_bm25(kept: Store) -> None:
    """Okapi BM25, written down once more; a word of the headline counts three times."""
    texts = {n: words(title or "") * 3 + words(text) for n, (title, text) in NEWS.items()}
    mean = sum(map(len, texts.values())) / len(texts)
    asked = ["harbour", "dredging"]
    weight = {
        word: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5))
        for word in asked
        for n in [sum(word in text for text in texts.values())]
    }
    expected = {}
    for n, text in texts.items():
        times = Counter(text)
        if all(times[word] for word in asked):
            norm = 1.2 * (0.25 + 0.75 * len(text) / mean)
            expected[n] = sum(weight[w] * times[w] * 2.2 / (times[w] + norm) for w in asked)

    scores = dict(kept.rows("SELECT article_id, score FROM search('harbour dredging')"))

    assert scores == pytest.approx(expected)


@pytest.mark.parametrize("case", LANGUAGES, ids=[case["language"] for case in LANGUAGES])
def test_splits_as_grouping_does(kept: Store, case: dict[str, str]) -> None:
    ((spelled,),) = kept.rows("SELECT internal.words_of(?)", [case["source"]])

    assert spelled == words(case["source"])


@settings(max_examples=50, deadline=None)
@given(text=st.text(st.characters(codec="latin-1"), max_size=60))
def test_splits_any_western_text_as_grouping_does(text: str) -> None:
    """What NFKC and full case folding alone turn into something else is left out."""
    plain = "".join(c for c in text if c not in "ªº²³¹¼½¾µ¨¯´¸\0")
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA internal")
        connection.execute(MACRO)
        spelled = connection.execute("SELECT internal.words_of(?)", [plain]).fetchall()

    assert spelled == [(words(plain),)]


INTERNAL = Path(search.__file__).parent / "views" / "internal"
MACRO = "".join((INTERNAL / f"{n}.sql").read_text("utf-8") for n in ("unbroken", "words_of"))
OTHERS = ("spelled", "passage", "is_certain")
MACROS = MACRO + "".join((INTERNAL / f"{name}.sql").read_text("utf-8") for name in OTHERS)


@pytest.fixture(scope="module", name="macros")
def _macros() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA internal")
        connection.execute(MACROS)
        yield connection


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(list(NEWS)), cut=st.integers(0, len(NEWS)))
def test_order_and_split_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int
) -> None:
    with Store.open(tmp_path_factory.mktemp("search") / "news") as store:
        for part in (order[:cut], order[cut:]):
            add(store, *part)
            assert search.refresh(store) == len(part)
        assert search.refresh(store) == 0
        assert found(store, "dredging") == [2, 1, 5]
        assert search.count_out_of_step(store) == 0


WORDS = st.sampled_from(["of", "the", "s", "fu", "für", "и", "ё", "3", "5", "gross", "Of", "THE"])
BETWEEN = st.lists(
    st.sampled_from(
        [*" \n_.,;:?!-—()\"“”'’ʼ´", " ", "'s", "’s ", ". ", "\u0308", *"ßẞKİſ的é²\u00ad\u200b"]
    ),
    max_size=3,
).map("".join)
NASTY = st.lists(st.one_of(WORDS, BETWEEN), max_size=12).map("".join)
SPLIT = "SELECT contains(internal.spelled($title, $text), internal.spelled('', $phrase))"


@settings(max_examples=60, deadline=None)
@given(title=NASTY, text=NASTY, phrase=st.lists(WORDS, min_size=1, max_size=3).map(" ".join))
def test_phrase_stands_where_the_split_text_has_it(
    macros: duckdb.DuckDBPyConnection, title: str, text: str, phrase: str
) -> None:
    """What is told by a glance at the text is what its words say."""
    given = {"title": title, "text": text, "phrase": phrase}
    ((told,),) = macros.execute(SPLIT, given).fetchall()
    ((passage,),) = macros.execute(
        "SELECT internal.passage($title, $text, $phrase)", given
    ).fetchall()
    ((is_certain,),) = macros.execute(
        "SELECT internal.is_certain($passage, $phrase)", {"passage": passage, "phrase": phrase}
    ).fetchall()

    assert passage or not told
    assert told or passage in {"", "?"} or not is_certain


@settings(max_examples=60, deadline=None)
@given(text=NASTY)
def test_words_are_those_of_the_pieces_between_spaces(
    macros: duckdb.DuckDBPyConnection, text: str
) -> None:
    """What taking in rests on."""
    split = "SELECT internal.words_of($whole), [internal.words_of(piece) FOR piece IN $pieces]"
    given = {"whole": text, "pieces": text.replace("\n", " ").split(" ")}
    ((whole, of_pieces),) = macros.execute(split, given).fetchall()

    assert whole == [word for words_of_piece in of_pieces for word in words_of_piece]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ('"master watched"', [1]),
        ('"council vote the council"', [2]),  # from the headline into the text
        ('"harbour dredging" "dredging permits"', [2]),
        ('"harbour dredging" "no dredging"', []),
        ('"müller office says"', [4]),
        ('"疏浚工程"', [3]),
        ('"spent müller"', [4]),
        ('"ground breaking 2,500.75 was"', [4]),
        ('"the dredgers" "', [1]),
        ('"dredging', []),
    ],
)
def test_finds_phrases(kept: Store, asked: str, ids: list[int]) -> None:
    assert found(kept, asked) == ids


def test_changed_and_deleted_articles_are_taken_anew(store: Store) -> None:
    store.rows("DELETE FROM internal.articles WHERE article_id IN (1, 2)")
    store.insert("articles", [article(2, title="Budget", text="Taxes rise.", content_hash=99)])
    assert search.count_out_of_step(store)

    search.refresh(store)

    assert found(store, "dredging") == [5]
    assert found(store, "taxes budget") == [2]
    assert search.count_out_of_step(store) == 0
    orphans = "SELECT count(*) FROM internal.postings ANTI JOIN internal.searched USING (doc)"
    assert store.rows(orphans) == [(0,)]


def test_new_headline_alone_is_taken_anew(store: Store) -> None:
    store.rows("UPDATE internal.articles SET title = 'Ferries' WHERE article_id = 1")
    search.refresh(store)

    assert found(store, "ferries watched") == [1]


def test_published_file_needs_no_wirecopy(store: Store) -> None:
    """Somebody with DuckDB alone, on a copy of the file."""
    snapshot.publish(store)
    with duckdb.connect(store.path / "news.duckdb", read_only=True) as connection:
        ids = connection.execute("SELECT article_id FROM search('harbour master')").fetchall()

    assert ids == [(1,), (5,)]


def test_nothing_new_leaves_nothing_to_publish(store: Store) -> None:
    snapshot.publish(store)
    search.refresh(store)

    assert not snapshot.is_due(store)


def test_command_finds_in_the_demo(demo_store: Path) -> None:
    done = wirecopy("search", "dredging", "--format", "jsonl", "--store", demo_store)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert len(rows) > 2
    assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)

    site = rows[0]["site"]
    options = ("--site", site, "--limit", "1", "--format", "jsonl", "--store", demo_store)
    (only,) = wirecopy("search", "dredging", *options).stdout.splitlines()
    assert json.loads(only)["site"] == site
    recent = wirecopy(
        "search", "dredging", "--since", "1s", "--format", "csv", "--store", demo_store
    )
    assert recent.stdout.splitlines() == ["article_id,site,published_at,title,url,score"]
