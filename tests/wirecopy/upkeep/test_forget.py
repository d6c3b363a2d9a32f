"""Forgetting: gone from every file, whatever moment it is killed at, and never back."""

import json
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.archive import files as archive
from crawler.archive import own, without
from crawler.archive.files import Archive, Place, pack
from crawler.archive.members import intact_end
from crawler.page import RawPage
from storage.pages import Pages
from storage.reader import open_reader
from storage.store import Store
from tests.console import HANGS, clean_environment
from tests.crawler.crawling import crawl, source, sources
from tests.miniweb.web import serving
from tests.wirecopy.inside import process as wirecopy
from wirecopy.feeds import cursors
from wirecopy.logs import FAULTS

ANSWERS = """
SELECT article_id, md5(text), group_id, relation, source_id, source_status, story_id
FROM articles ORDER BY article_id
"""
PLACES = """
SELECT warc_file, warc_offset, payload_sha256, url FROM internal.fetches
WHERE warc_file IS NOT NULL ORDER BY ALL
"""


@pytest.fixture(name="store")
def _store(demo_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path / "news", symlinks=True))


def ask(store: Path, query: str) -> list[tuple[object, ...]]:
    with open_reader(store) as reader:
        return reader.query(query).rows


def a_source(store: Path) -> tuple[int, str]:
    """An article that others copy; its address is on no page of another article."""
    of_article = {
        (file, offset): article
        for file, offset, article in ask(
            store,
            "SELECT warc_file, warc_offset, article_id FROM internal.fetches"
            " WHERE article_id IS NOT NULL AND warc_file IS NOT NULL",
        )
    }
    bodies = [
        (of_article[place.file, place.offset], page.body)
        for path in (store / "raw").iterdir()
        for place, page in archive.pages(path)
        if (place.file, place.offset) in of_article
    ]
    for article, url in ask(
        store,
        "SELECT article_id, url FROM articles WHERE relation = 'source' ORDER BY article_id",
    ):
        slug = str(url).rpartition("/")[2].encode()
        if not any(slug in body for other, body in bodies if other != article):
            assert isinstance(article, int)
            return article, str(url)
    raise AssertionError("every source is linked to")


def run(store: Path, *arguments: object) -> str:
    done = wirecopy(*map(str, arguments), "--store", store)
    assert done.returncode == 0, done.stderr
    return done.stderr


def contents(path: Path) -> bytes:
    """The bytes of a file, unzipped; of one that is torn too."""
    if path.suffix != ".gz":
        return path.read_bytes()
    found, data = b"", path.read_bytes()
    while data:
        member = zlib.decompressobj(wbits=31)
        found += member.decompress(data)
        data = member.unused_data
    return found


def holders(store: Path, phrase: str) -> list[str]:
    """The files of a store in whose bytes a phrase stands."""
    files = [path for path in store.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(
        str(path.relative_to(store)) for path in files if phrase.encode() in contents(path)
    )


def check_archive(store: Path) -> None:
    """Every row that has a place finds its own page there, and every page has its row."""
    with Store.open(store) as opened:
        places = opened.rows(PLACES)
    for file, offset, _, url in places:
        page = archive.read(store / "raw", Place(file, offset))
        assert url in (page.url, page.final_url)
    known = {(file, offset) for file, offset, *_ in places}
    files = sorted((store / "raw").iterdir())
    assert all(path.name.endswith(".warc.gz") for path in files)
    assert {tuple(place) for path in files for place, _ in archive.pages(path)} <= known


def test_article_is_gone_from_every_file(store: Path) -> None:
    article, url = a_source(store)
    slug = url.rpartition("/")[2]
    ((n_classed,),) = ask(
        store,
        "SELECT count(*) FROM internal.classes c JOIN internal.classes USING (class_id)"
        f" WHERE c.article_id = {article}",
    )
    before = holders(store, slug)
    assert any(name.startswith("raw/") for name in before)
    assert any(name.startswith("snapshots/") for name in before)
    assert any(name.startswith("writer/") for name in before)

    told = run(store, "forget", url)

    assert "1 row of articles" in told
    assert f"{n_classed} rows of classes" in told
    assert holders(store, slug) == []
    assert ask(store, f"SELECT count(*) FROM articles WHERE article_id = {article}") == [(0,)]
    check_archive(store)
    after = ask(store, ANSWERS)
    run(store, "rebuild", "--from", "raw")
    assert ask(store, ANSWERS) == after


def test_site_is_gone_from_every_file(store: Path) -> None:
    site = "daily-almanac.example"
    run(store, "forget", site)

    assert ask(store, f"SELECT count(*) FROM articles WHERE site = '{site}'") == [(0,)]
    assert holders(store, f"http://{site}") == []
    check_archive(store)
    listed = ask(store, "SELECT DISTINCT site, article_id IS NULL FROM internal.forgotten")
    assert sorted(listed) == [(site, False), (site, True)]


def test_records_without_rows_go_too(store: Path) -> None:
    """What a killed run has left behind its rows: a page, a feed that names it, half a record."""
    _, url = a_source(store)
    slug = url.rpartition("/")[2]
    feed = f"<rss><link>{url}</link></rss>".encode()
    with Store.open(store) as opened:
        left = own.archive(store / "raw", Pages(opened))
        other = left.append(RawPage("https://other.example/1", b"<p>Rain.</p>", http_status=200))
        left.append(RawPage(url, b"<p>A page that no row speaks of.</p>", http_status=200))
        left.append(RawPage("https://a.example/rss", feed, "application/rss+xml"), kind="feed")
        left.close()
    recorded = min((store / "raw").glob("*.warc.gz"))
    before = recorded.read_bytes()
    torn = archive.pack(RawPage(url, b"<p>Half a page.</p>", http_status=200))[:-20]
    recorded.write_bytes(before + torn)

    run(store, "forget", url)

    assert holders(store, slug) == []
    assert [page.url for _, page in archive.pages(store / "raw" / other.file)] == [
        "https://other.example/1"
    ]
    assert all(intact_end(path) == path.stat().st_size for path in (store / "raw").iterdir())


def test_cursors_lose_what_was_erased(store: Path) -> None:
    copy, url = ask(store, "SELECT copy_id, copy_url FROM copies ORDER BY ALL LIMIT 1")[0]
    assert isinstance(copy, int)
    for name in ("desk", "rights"):
        cursors.move(cursors.find(store, name), [copy, 7] if name == "desk" else [7], {copy, 7})

    told = run(store, "forget", url)

    assert "1 cursor" in told
    assert [cursors.find(store, name).seen for name in ("desk", "rights")] == [{7}, {7}]


KILLS = [
    ("after", "wirecopy.upkeep.forget.begin"),
    ("after", "crawler.archive.without.without"),
    ("before", "wirecopy.upkeep.erase_records.take_name"),
    ("before", "storage.forgotten.erase"),
    ("before", "wirecopy.pipeline.derive"),
    ("before", "storage.store.Store.compact"),
    ("before", "storage.snapshot.publish"),
    ("before", "storage.snapshot.drop_others"),
]


@pytest.mark.parametrize(("moment", "place"), KILLS)
def test_killed_run_is_finished_by_the_next(store: Path, moment: str, place: str) -> None:
    _, url = a_source(store)
    killed(store, moment, place, ["forget", url])

    run(store, "group")  # whatever is run next

    assert holders(store, url.rpartition("/")[2]) == []
    check_archive(store)
    assert ask(store, f"SELECT count(*) FROM articles WHERE url = '{url}'") == [(0,)]
    with Store.open(store) as opened:
        counted = opened.rows("SELECT groups FROM internal.runs ORDER BY run_id DESC LIMIT 1")
        assert counted == opened.rows("SELECT count(*) FROM copy_groups")
        assert not opened.state.is_erasing
        assert not opened.state.swapping


@pytest.mark.soak
@pytest.mark.parametrize("tenth", range(1, 31))
def test_killed_at_many_moments(store: Path, tenth: int) -> None:
    """After so many tenths of a second; what was not begun is begun again by name."""
    _, url = a_source(store)
    command = [sys.executable, "-m", "wirecopy", "forget", url, "--store", str(store)]
    child = subprocess.Popen(command, env=clean_environment(), stderr=subprocess.DEVNULL)
    with suppress(subprocess.TimeoutExpired):
        child.wait(tenth / 10)
    child.kill()
    child.wait()

    run(store, "forget", url)

    assert holders(store, url.rpartition("/")[2]) == []
    check_archive(store)


def killed(store: Path, moment: str, place: str, arguments: Sequence[str]) -> None:
    module = "tests.wirecopy.upkeep.killed"
    done = subprocess.run(
        [sys.executable, "-m", module, moment, place, *arguments, "--store", str(store)],
        env=clean_environment(),
        capture_output=True,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def test_import_leaves_out_what_was_erased(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    written = [
        {"url": f"https://{site}.example/{n}", "text": f"Report {n} of {site}. " * 20}
        for site in ("one", "two", "three")
        for n in (1, 2)
    ]
    rows.write_text("".join(json.dumps(row) + "\n" for row in written), "utf-8")
    store = tmp_path / "news"
    run(store, "import", rows)
    run(store, "forget", "https://one.example/1")
    run(store, "forget", "two.example")
    run(store, "forget", "https://unheard-of.example/x")

    told = run(store, "import", rows)

    left = {("https://one.example/2",), ("https://three.example/1",), ("https://three.example/2",)}
    assert set(ask(store, "SELECT url FROM articles")) == left
    assert "3 left out" in told
    run(store, "forget", "https://one.example/1", "--allow")
    run(store, "import", rows)
    left |= {("https://one.example/1",)}
    assert set(ask(store, "SELECT url FROM articles")) == left
    run(store, "forget", "two.example", "--allow")
    run(store, "import", rows)
    assert set(ask(store, "SELECT url FROM articles")) == {(row["url"],) for row in written}
    assert ask(store, "SELECT count(*) FROM internal.forgotten") == [(1,)]


def test_rejected_rows_about_it_go_too(tmp_path: Path) -> None:
    """And the traces of faults, any of which may name it."""
    rows = tmp_path / "rows.jsonl"
    bad = [{"url": f"https://one.example/{n}", "title": "no text"} for n in (1, 2)]
    rows.write_text("".join(json.dumps(row) + "\n" for row in bad), "utf-8")
    store = tmp_path / "news"
    wirecopy("import", rows, "--store", store)
    traces = [store / FAULTS, store / f"{FAULTS}.1"]
    for each in traces:
        each.write_text("https://one.example/1", "utf-8")

    run(store, "forget", "https://one.example/1")

    assert not any(each.exists() for each in traces)
    assert "one.example/2" in (store / "rejected.jsonl").read_text("utf-8")
    assert "one.example/1" not in (store / "rejected.jsonl").read_text("utf-8")


def test_crawl_leaves_out_what_was_erased(tmp_path: Path) -> None:
    store = tmp_path / "news"
    with serving() as web:
        web.published = 3
        sources(store, "".join(source(f"news{n}") for n in (1, 2)))
        crawl(store, web.resolve, 1)
        with Store.open(store) as opened:
            urls = opened.rows(
                "SELECT url, site FROM internal.fetches WHERE kind = 'page' ORDER BY url"
            )
        assert len(urls) == 6
        run(store, "forget", urls[0][0])
        run(store, "forget", urls[-1][1])
        hits = len(web.hits)
        crawl(store, web.resolve, 90, everything=True)
        again = [str(hit) for hit in web.hits[hits:]]

    with Store.open(store) as opened:
        left = opened.rows("SELECT url FROM internal.fetches WHERE kind = 'page' ORDER BY url")
    assert left == [(url,) for url, site in urls[1:] if site != urls[-1][1]]
    assert again
    assert not any(urls[-1][1] in hit for hit in again)


def test_nothing_to_erase_is_no_error(store: Path) -> None:
    before = ask(store, ANSWERS)
    run(store, "forget", "https://unheard-of.example/x")

    assert ask(store, ANSWERS) == before
    listed = wirecopy("forget", "--list", "--format", "jsonl", "--store", store).stdout
    assert [json.loads(line)["site"] for line in listed.splitlines()] == [None]


def test_dry_run_erases_nothing(store: Path) -> None:
    article, url = a_source(store)
    told = run(store, "forget", "--dry-run", url)

    assert "1 article and" in told
    assert ask(store, f"SELECT count(*) FROM articles WHERE article_id = {article}") == [(1,)]


def test_rewritten_archive_keeps_the_rest_byte_for_byte(tmp_path: Path) -> None:
    raw = Archive(tmp_path)
    pages = [
        RawPage(f"https://a.example/{n}", b"x" * 90_000 * n, http_status=200) for n in range(4)
    ]
    places = [raw.add(pack(page, request=[("User-Agent", "test")])) for page in pages]
    raw.close()
    old = tmp_path / places[0].file
    new = tmp_path / "new.warc.gz"

    moved = without.without(old, new, [places[1].offset, places[3].offset])

    for n in (0, 2):
        place = Place(new.name, moved[places[n].offset])
        assert archive.read(tmp_path, place) == archive.read(tmp_path, places[n])
    assert [page.url for _, page in archive.pages(new)] == [pages[0].url, pages[2].url]
    assert b"a.example/1" not in contents(new)
    assert intact_end(new) == new.stat().st_size
