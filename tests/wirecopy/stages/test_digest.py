"""A store whose words were told apart otherwise goes by the words of this version."""

from pathlib import Path

import pytest

from dedup.words.tokens import digests
from storage import digests as known
from storage.store import Store
from tests.dedup.words.test_spelling import TEXTS
from tests.wirecopy import rows
from tests.wirecopy.inside import wirecopy
from wirecopy.stages.digest import digest_again
from wirecopy.workers.pool import Workers


def test_texts_are_known_by_the_words_of_this_version(tmp_path: Path) -> None:
    """All that rests on the hashes is found again: the one group of two spellings."""
    german = TEXTS["German"]
    texts = {"one": german, "two": german.replace("ü", "ue"), "other": TEXTS["French"]}
    file = rows.of_sites(tmp_path / "rows.jsonl", texts)
    place = tmp_path / "news"
    assert wirecopy("import", file, "--store", place)[0] == 0
    made_by_another_version(place)

    assert wirecopy("group", "--store", place)[0] == 0

    with Store.open(place) as store:
        held = store.rows("SELECT text, content_hash, words, indexed FROM internal.articles")
        classes = store.rows("SELECT count(*) FROM internal.classes GROUP BY class_id ORDER BY 1")
    assert {text: tuple(digest) for text, *digest in held} == {
        text: (*digest, digest.is_long_enough)
        for text, digest in zip(texts.values(), digests(list(texts.values())), strict=True)
    }
    assert classes[-1] == (2,)


def made_by_another_version(place: Path) -> None:
    with Store.open(place) as store:
        store.connection.execute(
            "UPDATE internal.articles SET content_hash = -article_id, words = 1"
        )
        store.connection.execute("UPDATE idx.state SET format = 'another'")


def test_texts_are_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, however few are read at a time."""
    monkeypatch.setattr(known, "AT_ONCE", 1)
    file = rows.of_sites(tmp_path / "rows.jsonl", {str(n): t for n, t in enumerate(TEXTS.values())})
    place = tmp_path / "news"
    assert wirecopy("import", file, "--store", place)[0] == 0
    made_by_another_version(place)

    with Store.open(place) as store, Workers(0) as workers:
        assert {len(found) for found in known.kept_texts(store, "articles")} == {1}
        digest_again(store, workers)
        held = dict(store.rows("SELECT text, content_hash FROM internal.articles"))

    assert held == {text: digests([text])[0].content_hash for text in held}
    assert len(held) > 9
