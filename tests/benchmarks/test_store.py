"""The benchmark of large stores, on a small one."""

from itertools import islice
from pathlib import Path

from benchmarks import corpus_large, store
from storage.reader import open_reader


def test_generated_articles_are_the_same_each_time() -> None:
    first = list(islice(corpus_large.articles(120), 40))

    assert first == list(islice(corpus_large.articles(120), 40))
    assert len({row.url for row in first}) == 40
    assert len({row.text for row in first}) == 40
    assert all(100 <= len(row.text.split()) <= 700 for row in first)


def test_a_store_is_filled_and_asked(tmp_path: Path) -> None:
    found = store.measure(90, 10, tmp_path)

    assert min(*found.first, *found.added[:1], found.bytes_each) > 0
    assert found.first.megabytes > 50
    assert len(found.asked) == len(list(store.questions())) >= 20
    assert all(asked.seconds > 0 for asked in found.asked)
    with open_reader(tmp_path / "news") as reader:
        (counted,) = reader.query("SELECT count(*), count(group_id) FROM articles").rows
    assert counted[0] == 100
    assert counted[1] > 10
    table = list(store.lines([found], 10))
    assert sum(line.startswith("| 90 |") for line in table) == 3
