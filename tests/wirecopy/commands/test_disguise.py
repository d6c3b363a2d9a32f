"""A text that was disguised is a copy all the same, and the store says that it was."""

from pathlib import Path

from storage.reader import open_reader
from tests.dedup.words.test_spelling import DISGUISES, ENGLISH
from tests.wirecopy import rows
from tests.wirecopy.inside import wirecopy


def test_disguises_are_evidence(tmp_path: Path) -> None:
    texts = {"plain": ENGLISH, "hidden": DISGUISES["Cyrillic letters"](ENGLISH)}
    file = rows.of_sites(tmp_path / "rows.jsonl", texts)
    assert wirecopy("import", file, "--store", tmp_path / "news")[0] == 0

    with open_reader(tmp_path / "news") as reader:
        words = dict(reader.query("SELECT site, disguised_words FROM articles").rows)
        evidence = reader.query(
            "SELECT value, threshold, met FROM evidence WHERE measure = 'disguised_words'"
        ).rows
        (copies,) = reader.query("SELECT list(relation::VARCHAR) FROM copies").rows

    assert words["plain.example"] == 0
    assert words["hidden.example"] > 30
    assert evidence == [(words["hidden.example"], None, None)]
    assert copies == (["verbatim"],)
