"""Where phrases that nobody writes stand: what the texts hold, whatever came in which order."""

import shutil
from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from storage import hints, search, snapshot
from storage.records import MemberRow, TorturedRow
from storage.store import Store
from tests.console import wirecopy
from tests.storage.sample_records import article

# The plain definition: each phrase looked for in each text.
HELD = """
SELECT article_id, phrase
FROM internal.articles, tortured_phrases
WHERE contains(' ' || regexp_replace(lower(text), '[^\\w]+', ' ', 'g') || ' ', ' ' || phrase || ' ')
"""
HINTS = f"FROM ({HELD}) QUALIFY count(*) OVER (PARTITION BY article_id) >= 2 ORDER BY ALL"
VIEW = "SELECT article_id, hint FROM hints WHERE kind = 'tortured_phrase' ORDER BY ALL"
LEFT = """
SELECT doc::VARCHAR FROM internal.held ANTI JOIN internal.searched USING (doc)
UNION ALL (SELECT phrase FROM internal.held EXCEPT FROM internal.learnt)
UNION ALL (FROM internal.learnt EXCEPT SELECT phrase FROM tortured_phrases)
"""
PHRASES = ("head boss", "boss head", "enterprise mechanic", "head head", "1 boss")
NUMBERS = count(1)
BETWEEN = (" ", " ", ", ", ".\n", " — ", "-", "'s ", "_", " é ")

Step = Callable[[Store, int], None]  # a store, and how many steps it has seen


def derive(store: Store) -> None:
    """The steps of `pipeline.derive` that matter here, without grouping."""
    search.refresh(store)
    hints.refresh(store)


def learn(store: Store, phrase: str, copy: int) -> None:
    """Let two spun copies, each in a group of its own, teach a phrase."""
    for n in (copy, copy + 1):
        store.insert("tortured", [TorturedRow(n, n + 10_000, phrase)])
        store.insert("members", [MemberRow(n, n, None, "spun", 0.9, 0.9)])


def unlearn(store: Store, phrase: str) -> None:
    store.rows("DELETE FROM internal.tortured WHERE phrase = ?", [phrase])


def write(store: Store, article_id: int, text: str, content_hash: int) -> None:
    """A new article, or a new text of it."""
    erase(store, article_id)
    store.insert("articles", [article(article_id, text=text, content_hash=content_hash)])


def erase(store: Store, article_id: int) -> None:
    store.rows("DELETE FROM internal.articles WHERE article_id = ?", [article_id])


def writing(article_id: int, text: str) -> Step:
    return lambda store, n: write(store, article_id, text, n)


def erasing(article_id: int) -> Step:
    return lambda store, _: erase(store, article_id)


def learning(phrase: str) -> Step:
    return lambda store, n: learn(store, phrase, 100 * n)


def unlearning(phrase: str) -> Step:
    return lambda store, _: unlearn(store, phrase)


IDS = st.integers(1, 6)
WORDS = st.sampled_from(["1", "head", "boss", "Boss", "enterprise", "mechanic", "x"])
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from(BETWEEN)), max_size=12).map(
    lambda parts: "".join(chain.from_iterable(parts))
)
STEPS = st.one_of(
    st.builds(writing, IDS, TEXTS),
    st.builds(erasing, IDS),
    st.builds(learning, st.sampled_from(PHRASES)),
    st.builds(unlearning, st.sampled_from(PHRASES)),
    st.just(lambda store, _: derive(store)),
)


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("hints") / "news") as store:
        yield store


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_order_and_split_do_not_matter(store: Store, steps: list[Step]) -> None:
    """Whatever comes and goes, the view says what the texts and phrases of the end say."""
    for step in steps:
        step(store, next(NUMBERS))
    derive(store)

    assert store.rows(VIEW) == store.rows(HINTS)
    held = "SELECT article_id, phrase FROM internal.held JOIN internal.searched USING (doc)"
    assert store.rows(f"{held} ORDER BY ALL") == store.rows(f"{HELD} ORDER BY ALL")
    assert store.rows(LEFT) == []


def test_batches_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "ARTICLES_A_COMMIT", 3)
    monkeypatch.setattr(hints, "ARTICLES_AT_ONCE", 2)
    text = "The head boss saw the enterprise mechanic."
    with Store.open(tmp_path / "news") as store:
        for n in range(1, 8):
            write(store, n, text, n)
        search.refresh(store)
        learn(store, "head boss", 100)
        learn(store, "enterprise mechanic", 200)
        assert hints.refresh(store) == 2
        write(store, 8, text, 8)
        derive(store)
        assert store.rows(VIEW) == store.rows(HINTS)
        assert len(store.rows(VIEW)) == 16


def test_nothing_new_leaves_nothing_to_publish(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news") as store:
        write(store, 1, "The head boss came.", 1)
        learn(store, "head boss", 100)
        derive(store)
        snapshot.publish(store)
        derive(store)
        assert not snapshot.is_due(store)


@pytest.mark.parametrize(
    "command", [("group",), ("rebuild", "--from", "pairs"), ("forget", "newsblast-hub.example")]
)
def test_view_is_in_step_after_any_run(
    demo_store: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Also where a spinner is erased, from which phrases were learnt."""
    store = shutil.copytree(demo_store, tmp_path / "news", symlinks=True)
    assert wirecopy(*command, "--store", store).returncode == 0

    with Store.open(store) as opened:
        assert opened.rows(VIEW) == opened.rows(HINTS)
        assert opened.rows(LEFT) == []
        assert opened.rows("FROM internal.held") or command[0] == "forget"
