"""Sentences of many different stories are no evidence; those of one story in many versions are."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dedup.group import carriers
from storage import index
from storage.reader import open_reader
from storage.store import Store
from tests.wirecopy.inside import wirecopy as inside
from tests.wirecopy.stages import stories
from tests.wirecopy.stages.stories import Told
from wirecopy.intake.keep import keep_raw
from wirecopy.stages import furniture
from wirecopy.stages.extract import save_articles
from wirecopy.stages.furniture import clear_furniture
from wirecopy.workers.pool import Workers

LISTED = "SELECT line, articles FROM furniture WHERE site IS NULL ORDER BY ALL"
PARTS = "SELECT count(*) FROM pairs WHERE relation NOT IN ('same_story', 'unrelated')"


def imported(place: Path, *batches: Sequence[Told]) -> Path:
    for n, batch in enumerate(batches):
        rows = stories.write(place / f"batch{n}.jsonl", batch)
        code, _, told = inside("import", rows, "--store", place / "news")
        assert code == 0, told
    return place / "news"


def asked(store: Path, query: str) -> list[tuple[object, ...]]:
    with open_reader(store) as reader:
        return list(reader.query(query).rows)


def listed(place: Path, told: Sequence[Told]) -> int:
    """How many sentences are boilerplate; nothing is compared for it."""
    with Store.open(place) as store, Workers(0) as workers:
        save_articles(store, keep_raw(store, stories.pages(told), run_id=1), workers)
        index.prepare(store, [], "a stamp")
        clear_furniture(store, workers, run_id=1)
        return int(store.rows("SELECT count(*) FROM internal.boilerplate")[0][0])


def test_story_in_100_edited_versions_loses_no_sentence(tmp_path: Path) -> None:
    """More than are held against each other (carriers.SAMPLED); 300 are below."""
    store = imported(tmp_path, stories.edited("s14-recount", 100, random.Random(2)))

    assert asked(store, "SELECT count(*) FROM internal.boilerplate") == [(0,)]
    assert asked(store, "SELECT count(*) FROM internal.left_out") == [(0,)]
    assert asked(store, "SELECT max(n_copies) FROM copy_groups") >= [(80,)]  # four of five


VERSIONS: dict[str, Callable[[random.Random], list[Told]]] = {
    "300 editors": lambda chance: stories.edited("s02-bridge", 300, chance),
    "300 spinners": lambda chance: stories.spun("s12-sewage", 300, chance),
    "60 reprints": lambda chance: stories.wire("s12-sewage", 60, chance),
    "a live blog": lambda _: stories.live_blog("s10-wildfire", 40),
    "roundups": lambda chance: stories.roundups(12, chance),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_versions_of_a_story_lose_no_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = VERSIONS[name](random.Random(name))
    assert listed(tmp_path / "news", told) == 0

    for constant, value in (("RARE", 0), ("FAMILIAR", 2.0), ("SITES", 1)):
        monkeypatch.setattr(carriers, constant, value)
        monkeypatch.setattr(furniture, constant, value, raising=False)
    assert listed(tmp_path / "careless", told) > 0  # that is what keeps them


def test_words_of_an_agency_relate_nothing(tmp_path: Path) -> None:
    told = stories.with_trailer(14)
    store = imported(tmp_path, told)

    said = [(sentence.strip(), 14) for sentence in stories.sentences([stories.TRAILER])]
    assert asked(store, LISTED) == sorted(said)
    assert asked(store, PARTS) == [(0,)]
    held = "SELECT count(*) FROM articles WHERE contains(text, 'Wheelwright Lane')"
    assert asked(store, held) == [(14,)]
    compared = "SELECT count(*) FROM internal.texts WHERE contains(text, 'Wheelwright Lane')"
    assert asked(store, compared) == [(0,)]


def test_explain_leaves_the_same_out(tmp_path: Path) -> None:
    store = imported(tmp_path, stories.with_trailer(14))
    apart = (
        "SELECT a.url, b.url FROM articles a JOIN articles b ON a.article_id < b.article_id"
        " ANTI JOIN internal.pairs p ON p.article_id = a.article_id AND other_id = b.article_id"
        " ORDER BY ALL LIMIT 1"
    )
    [two] = asked(store, apart)

    code, out, _ = inside("explain", *map(str, two), "--store", store)

    assert code == 0
    assert "nothing had brought them together; compared now" in out
    assert "share a passage" not in out


def test_what_few_stories_hold_is_evidence(tmp_path: Path) -> None:
    """And it goes, with all that was found by it, when the list is made anew and has it."""
    told = stories.with_trailer(14)
    few = imported(tmp_path, told[:6])
    assert asked(few, LISTED) == []
    assert asked(few, PARTS) > [(0,)]

    many = imported(tmp_path, told)
    assert len(asked(many, LISTED)) == 2
    assert asked(many, PARTS) == [(0,)]


def test_late_article_is_shortened_by_the_list_as_it_stands(tmp_path: Path) -> None:
    told = stories.with_trailer(14)
    store = imported(tmp_path, told[:12], told[12:])

    assert [articles for _, articles in asked(store, LISTED)] == [14, 14]
    assert asked(store, PARTS) == [(0,)]
    assert asked(store, "SELECT DISTINCT run_id FROM internal.boilerplate") == [(1,)]


def test_one_site_needs_two_weeks(tmp_path: Path) -> None:
    """What a site says of an event in each of its reports is no boilerplate within days."""
    told = [each._replace(site=0) for each in stories.with_trailer(14)]
    assert asked(imported(tmp_path, told), LISTED) == []
    slow = [each._replace(hours=6 * each.hours) for each in told]
    (tmp_path / "slow").mkdir()
    assert len(asked(imported(tmp_path / "slow", slow), LISTED)) == 2


def test_form_is_not_emptied(tmp_path: Path) -> None:
    """A text that is made of its frame keeps it: nothing else would be left to be compared."""
    store = imported(tmp_path, stories.share_reports(20))

    whole = "SELECT count(*) FROM internal.texts WHERE contains(text, 'bound volumes')"
    assert asked(store, whole) == [(20,)]


def test_nothing_of_erased_sites_can_be_read(tmp_path: Path) -> None:
    store = imported(tmp_path, stories.with_trailer(12))
    assert len(asked(store, LISTED)) == 2
    for n in range(4):
        code, _, told = inside("forget", f"paper-{n}.example", "--store", store)
        assert code == 0, told
    assert asked(store, LISTED) == []
    for file in store.rglob("*"):
        assert file.is_dir() or b"Wheelwright" not in file.read_bytes()
