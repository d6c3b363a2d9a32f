"""What killed runs leave at the ends of archive files: afterwards each record has its one row."""

import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.archive import own
from crawler.archive.files import Archive, pages, part_of
from crawler.archive.members import intact_end
from crawler.page import RawPage
from storage.pages import Pages
from storage.store import Store
from tests.console import wirecopy
from tests.crawler.crawling import crawl, rows, source, sources
from tests.miniweb.web import serving
from tests.wirecopy.intake.test_resume import PAGES, Import
from tests.wirecopy.intake.warcs import cc_news

PLACES = "SELECT warc_file, warc_offset FROM internal.fetches WHERE kind IN ('page', 'row')"
# warcio leaves its temporary files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def check(store: Path) -> None:
    """Every record has a row and every row a record; nothing is there twice, or half."""
    files = sorted((store / "raw").glob("*.warc.gz"))
    held = [tuple(place) for file in files for place, _ in pages(file)]
    assert sorted(held) == sorted(rows(store, PLACES))
    assert len(set(held)) == len(held)
    ((twice,),) = rows(
        store,
        "SELECT count(*) FROM (SELECT 1 FROM internal.fetches WHERE kind IN ('page', 'row')"
        " GROUP BY article_id, payload_sha256 HAVING count(*) > 1)",
    )
    assert twice == 0
    assert all(intact_end(file) == file.stat().st_size for file in files)


def killed_import_then_crawl(directory: Path, seed: int) -> int:
    """Kill an import, crawl, kill it again, end it; how many records the kills had left over."""
    chance = random.Random(seed)
    run = Import(directory, cc_news(directory / "news.warc.gz", PAGES).path)
    left = 0
    with serving() as web:
        for run_id in (1, 2):
            run.kill_at(chance.randrange(1, 20_000))
            left += len(left_over(run.store))
            sources(run.store, source(f"news{run_id}"))
            assert crawl(run.store, web.resolve, run_id).exit_code == 0
            check(run.store)
    run.finish()
    check(run.store)
    assert run.rows("SELECT count(*) FROM internal.articles") == [(PAGES + 2 * 5,)]
    return left


def left_over(store: Path) -> list[tuple[object, ...]]:
    recorded = set(rows(store, PLACES))
    files = (store / "raw").glob("*.warc.gz")
    held = [tuple(place) for file in files for place, _ in pages(file)]
    return [place for place in held if place not in recorded]


def test_a_killed_import_and_a_crawl(tmp_path: Path) -> None:
    killed_import_then_crawl(tmp_path, 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(int(os.environ.get("WIRECOPY_SOAK_KILLS", "30"))))
def test_many_killed_imports_and_crawls(tmp_path: Path, seed: int) -> None:
    killed_import_then_crawl(tmp_path, seed)


@pytest.mark.parametrize("n_recorded", [0, 2])
def test_the_moment_between_archive_and_rows(tmp_path: Path, n_recorded: int) -> None:
    """An import has synced its pages and dies before the commit: whatever runs next ends it."""
    store = tmp_path / "news"
    whole_import = tmp_path / "all.jsonl"
    whole_import.write_text("".join(row(n) for n in range(n_recorded)))
    wirecopy("import", whole_import, "--store", store)
    for file in (store / "raw").glob("*.warc.gz"):  # as if the next load went into the same file
        with file.open("ab") as out:
            out.write(tail(tmp_path / "other", range(n_recorded, 4)))
    if not n_recorded:
        leave(store, [text(0)])
        headless = "wirecopy-20990101T000000-0000.warc.gz"
        with Store.open(store) as opened:
            Pages(opened).name_file(headless)
        (store / "raw" / headless).write_bytes(tail(tmp_path / "other", range(4)))
    assert len(left_over(store)) >= 4 - n_recorded

    assert wirecopy("group", "--store", store).returncode == 0
    check(store)
    whole_import.write_text("".join(row(n) for n in range(4)))
    assert wirecopy("import", whole_import, "--store", store).returncode == 0
    check(store)
    assert rows(store, "SELECT count(*) FROM internal.articles") == [(4,)]


def test_a_clock_that_was_set_back(tmp_path: Path) -> None:
    """The files of a later run sort behind those of an earlier one all the same."""
    late = "wirecopy-20990101T000000-0003.warc.gz"
    with Store.open(tmp_path / "news") as opened:
        Pages(opened).name_file(late)

    assert leave(tmp_path / "news", [text(1)]) > late


def test_the_names_of_others_have_no_say(tmp_path: Path) -> None:
    """Nor does any keep a file of the store's own from being made."""
    last = "wirecopy-20990101T000000-9999.warc.gz"
    (tmp_path / "news" / "raw").mkdir(parents=True)
    (tmp_path / "news" / "raw" / last).write_bytes(b"")

    assert leave(tmp_path / "news", [text(1)]) < last


@pytest.mark.parametrize("name", ["aaa.warc.gz", "wirecopy-20990101T000000-0000.warc.gz"])
@pytest.mark.parametrize("kind", ["page", "row"])
def test_a_file_of_another_store_is_left_alone(tmp_path: Path, kind: str, name: str) -> None:
    """Wherever its name sorts: it stays byte for byte, and nothing of it counts as fetched here."""
    store, other = tmp_path / "news", tmp_path / "other"
    leave(other, [text(1), text(2)], kind)
    (written,) = (other / "raw").glob("*.warc.gz")
    held = written.read_bytes() + b"\x1f\x8b\x08 torn"
    whole_import = tmp_path / "all.jsonl"
    whole_import.write_text(row(7))
    wirecopy("import", whole_import, "--store", store)
    linked = store / "raw" / f"zz-{name}"
    linked.symlink_to(tmp_path / "outside.warc.gz")
    for file in (store / "raw" / name, store / "raw" / "passing" / name, linked.readlink()):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(held)

    assert wirecopy("group", "--store", store).returncode == 0
    wirecopy("forget", "https://a.example/7", "--store", store)

    assert (store / "raw" / name).read_bytes() == held
    assert (store / "raw" / "passing" / name).read_bytes() == held
    assert linked.read_bytes() == held
    assert rows(store, "SELECT count(*) FROM internal.fetches") == [(0,)]
    doctor = wirecopy("doctor", "--store", store, "--format", "jsonl").stdout
    assert name in doctor


def test_what_lies_in_raw_and_is_no_own_file_ends_no_run(tmp_path: Path) -> None:
    """A directory, a pipe, and others' records with the store's own behind them."""
    store = tmp_path / "news"
    written = store / "raw" / leave(store, [text(1)])
    joined = store / "raw" / "their-own.warc.gz"
    others = cc_news(tmp_path / "news.warc.gz", 1).path.read_bytes()
    joined.write_bytes(others + written.read_bytes())
    written.unlink()
    (store / "raw" / "old.warc.gz").mkdir()
    os.mkfifo(store / "raw" / "pipe.warc.gz")
    held = joined.read_bytes()

    assert wirecopy("group", "--store", store).returncode == 0
    assert joined.read_bytes() == held
    assert rows(store, "SELECT count(*) FROM internal.fetches") == [(0,)]


def test_a_file_that_cannot_be_read_is_no_own_one(tmp_path: Path) -> None:
    assert part_of(tmp_path / "gone.warc.gz") == ""


def test_a_link_in_the_place_of_an_own_file_is_not_followed(tmp_path: Path) -> None:
    store, outside = tmp_path / "news", tmp_path / "outside.warc.gz"
    leave(store, [text(1)])
    (own,) = (store / "raw").glob("*.warc.gz")
    own.replace(outside)
    own.symlink_to(outside)
    held = outside.read_bytes()

    assert wirecopy("group", "--store", store).returncode == 0
    assert outside.read_bytes() == held


def test_files_that_an_older_database_does_not_name(tmp_path: Path) -> None:
    """A snapshot is put back beside files that were written after it: they name the store."""
    store = tmp_path / "news"
    Store.open(store).close()
    older = (store / "writer" / "news.duckdb").read_bytes()
    leave(store, [text(1), text(2)], "page")
    (store / "writer" / "news.duckdb").write_bytes(older)

    assert wirecopy("group", "--store", store).returncode == 0
    check(store)
    assert rows(store, "SELECT count(*) FROM internal.fetches") == [(2,)]


def test_a_file_is_named_before_it_is_made(tmp_path: Path) -> None:
    """A run may die between the two; the other way round nobody would know whose the file is."""
    found: list[list[str]] = []
    archive = Archive(tmp_path, lambda name: found.append([name, *map(str, tmp_path.iterdir())]))
    place = archive.append(text(1))
    archive.close()

    assert found == [[place.file]]


def leave(store: Path, left: Sequence[RawPage], kind: str = "row") -> str:
    """What a run has written to the archive that was killed before it could record it; the file."""
    with Store.open(store) as opened:
        archive = own.archive(store / "raw", Pages(opened))
        places = [archive.append(page, kind=kind) for page in left]
        archive.close()
    return places[0].file


def row(number: int) -> str:
    return f'{{"url": "https://a.example/{number}", "text": "The pilots met, {number} of them."}}\n'


def text(number: int) -> RawPage:
    body = f"The pilots met, {number} of them.".encode()
    return RawPage(f"https://a.example/{number}", body, "text/plain", "utf-8")


def tail(directory: Path, numbers: range) -> bytes:
    """Records of an import, without the one that begins a file."""
    archive = Archive(directory)
    places = [archive.append(text(n), kind="row") for n in numbers]
    archive.close()
    return (directory / places[0].file).read_bytes()[places[0].offset :]


def test_doctor_finds_nothing_after_it(tmp_path: Path) -> None:
    """What was cut off leaves no file behind that no row speaks of."""
    leave(tmp_path / "news", [text(0)])
    assert list((tmp_path / "news" / "raw").iterdir()) != []
    wirecopy("group", "--store", tmp_path / "news")

    assert list((tmp_path / "news" / "raw").iterdir()) == []
