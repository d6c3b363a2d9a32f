"""feed and copies-of: valid feeds, harmless whatever strangers wrote, and each copy shown once."""

import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from storage import snapshot
from storage.records import GroupRow, MemberRow
from storage.store import Store
from tests.console import clean_environment
from tests.storage.sample_records import NOON, article, fill
from tests.wirecopy.hostile import NO_XML, TITLES, TURNED
from tests.wirecopy.inside import wirecopy
from wirecopy import exits
from wirecopy.feeds import cursors

ATOM = "{http://www.w3.org/2005/Atom}"
TAG_URI = re.compile(r"urn:uuid:[0-9a-f-]{36}")
EVIL = 'javascript:alert("x")'


def fed(store: Path, form: str, *options: str) -> Any:
    code, out, err = wirecopy("feed", "--store", store, "--format", form, *options)
    assert code == 0, err
    return json.loads(out) if form == "json" else feedparser.parse(out)


@pytest.fixture(scope="module", name="hostile")
def _hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each of TITLES is the headline of a source and of its copy; their addresses are no better."""
    path = tmp_path_factory.mktemp("feeds") / "news"
    with Store.open(path) as store:
        for n, title in TITLES.items():
            store.insert("articles", [article(n, title=title, url=EVIL)])
            store.insert("articles", [article(n + 1000, title=title, site=f'"<b>{n}', url=None)])
            store.insert("copy_groups", [GroupRow(n, n, "named", 0.8, [], 1)])
            store.insert(
                "members",
                [
                    MemberRow(n, n, None, "source", 1.0, 1.0),
                    MemberRow(n + 1000, n, n, "spun", 0.9, 0.6),
                ],
            )
        snapshot.publish(store)
    return path


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feeds_are_valid(demo_store: Path, form: str) -> None:
    url = "https://watch.example/feed"
    feed = fed(demo_store, form, "--url", url)

    assert feed.bozo == 0
    assert feed.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert feed.feed.title == "Text reused"
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [url]
    assert len(feed.entries) == 14
    assert len({entry.id for entry in feed.entries}) == 14
    assert all(TAG_URI.fullmatch(entry.id) for entry in feed.entries)
    assert all(entry.link.startswith("http://") for entry in feed.entries)
    field = "updated_parsed" if form == "atom" else "published_parsed"
    updated = [entry[field] for entry in feed.entries]
    assert updated == sorted(updated, reverse=True)
    assert all(entry.title and (entry.get("content") or entry.summary) for entry in feed.entries)


def test_atom_has_what_rfc_4287_demands(demo_store: Path) -> None:
    root = ET.fromstring(wirecopy("feed", "--store", demo_store)[1])

    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert all(len(element.findall(ATOM + name)) == 1 for name in ("id", "title", "updated"))
        dt.datetime.fromisoformat(element.findtext(f"{ATOM}updated", ""))
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    related = root.findall(f"{ATOM}entry/{ATOM}link[@rel='related']")
    assert len(related) == 55  # every copy


def test_json_feed_has_what_version_1_1_demands(demo_store: Path) -> None:
    feed = fed(demo_store, "json")

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    for item in feed["items"]:
        assert {"id", "url", "title", "content_html", "date_published"} <= item.keys()
        assert dt.datetime.fromisoformat(item["date_modified"]).tzinfo
        assert all(isinstance(copy["copy_id"], str) for copy in item["_wirecopy"]["copies"])
    assert sum(len(item["_wirecopy"]["copies"]) for item in feed["items"]) == 55


def test_ids_are_those_of_the_last_time(demo_store: Path) -> None:
    first, second = (fed(demo_store, form).entries for form in ("atom", "rss"))
    assert [entry.id for entry in first] == [entry.id for entry in second]


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_hostile_titles(hostile: Path, form: str) -> None:
    feed = fed(hostile, form)
    if form == "json":
        titles = [item["title"] for item in feed["items"]]
        pages = [item["content_html"] for item in feed["items"]]
        assert not any("url" in item for item in feed["items"])
    else:
        assert feed.bozo == 0
        root = ET.fromstring(wirecopy("feed", "--store", hostile, "--format", form)[1])
        kind = f"{ATOM}entry" if form == "atom" else "channel/item"
        space = ATOM if form == "atom" else ""
        text = "content" if form == "atom" else "description"
        titles = [found.findtext(f"{space}title", "") for found in root.findall(kind)]
        pages = [found.findtext(space + text, "") for found in root.findall(kind)]

    told = titles if form == "json" else [title.translate(NO_XML) for title in titles]
    held = [t if form == "json" else t.translate(NO_XML) for t in TURNED.values()]
    assert len(told) == len(TITLES)
    assert all(any(f"“{title}”" in one for one in told) for title in held)
    for page in pages:
        assert set(re.findall(r"<(\w+)", page)) <= {"p", "ul", "li", "bdi"}
        assert "javascript:" not in page


# What is asked for --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "groups", "copies"),
    [
        (["--relation", "spun"], 14, 16),
        (["--relation", "rewritten"], 6, 6),
        (["--source", "www.harbor-ledger.example"], 4, 15),
        (["--site", "worldupdate24.example"], 9, 38),
        (["--unlicensed"], 14, 34),
        (["--limit", "3"], 3, 14),
        (["--since", "30d"], 0, 0),
        (["--source", "capital-brief.example"], 0, 0),
    ],
)
def test_filters(demo_store: Path, options: list[str], groups: int, copies: int) -> None:
    items = fed(demo_store, "json", *options)["items"]

    assert len(items) == groups
    assert sum(len(item["_wirecopy"]["copies"]) for item in items) == copies


def test_a_file_is_replaced(demo_store: Path, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    for form in ("rss", "atom"):
        code, out, _ = wirecopy("feed", "--store", demo_store, "--format", form, "-o", file)
        assert (code, out) == (0, "")
        assert feedparser.parse(file.read_bytes()).version.startswith(form)
    assert list(tmp_path.iterdir()) == [file]


# New since the last look --------------------------------------------------------------------------


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    """The sample records: 2 is a spun copy of 1, licensed."""
    path = tmp_path / "news"
    with Store.open(path) as store:
        fill(store)
        snapshot.publish(store)
    return path


def copy(path: Path, n: int, relation: str = "edited", **changes: Any) -> None:
    """One more copy of 1."""
    with Store.open(path) as store:
        store.insert("articles", [article(n, **{"site": "third.example", **changes})])
        store.insert("members", [MemberRow(n, 1, 1, relation, 0.9, 0.6)])
        snapshot.publish(store)


def listed(path: Path, *options: str) -> list[int]:
    site = "harbor-ledger.example"
    code, out, err = wirecopy("copies-of", site, "--store", path, "--format", "jsonl", *options)
    assert code == 0, err
    return [json.loads(line)["copy_id"] for line in out.splitlines()]


def test_copies_of(store: Path) -> None:
    assert listed(store) == [2]
    assert listed(store, "--unlicensed") == []
    copy(store, 7, published_at=NOON + dt.timedelta(days=2))
    assert listed(store) == [7, 2]
    assert listed(store, "--relation", "edited", "--unlicensed") == [7]
    assert listed(store, "--since", "1d") == []


def test_groups_and_members_without_licensed_copies(store: Path) -> None:
    def grouped(*options: str) -> list[int]:
        code, out, err = wirecopy("groups", "--store", store, "--format", "jsonl", *options)
        assert code == 0, err
        return [json.loads(line)["group_id"] for line in out.splitlines()]

    def shown(*options: str) -> str:
        return wirecopy("show", "1", "--store", store, *options)[1]

    assert grouped() == [1]
    assert grouped("--unlicensed") == []
    copy(store, 7, published_at=NOON + dt.timedelta(days=2))
    assert grouped("--unlicensed") == [1]
    assert " spun " in shown()
    assert " edited " in shown("--unlicensed")
    assert " spun " not in shown("--unlicensed")


def test_new_shows_each_copy_once(store: Path) -> None:
    assert listed(store, "--new", "desk") == [2]
    assert listed(store, "--new", "desk") == []
    copy(store, 7, published_at=NOON - dt.timedelta(days=900))  # old, but found only now
    assert listed(store, "--new", "desk") == [7]
    assert listed(store, "--new", "desk") == []
    assert listed(store, "--new", "other") == [2, 7]
    assert listed(store) == [2, 7]


def test_new_leaves_what_a_limit_left_out(store: Path) -> None:
    copy(store, 7)
    assert listed(store, "--new", "desk", "--limit", "1") == [2]
    assert listed(store, "--new", "desk", "--limit", "1") == [7]


def test_new_groups_in_a_feed(store: Path) -> None:
    assert len(fed(store, "json", "--new", "feed")["items"]) == 1
    assert fed(store, "json", "--new", "feed")["items"] == []
    copy(store, 7)
    (item,) = fed(store, "json", "--new", "feed")["items"]

    shown = [(copy["copy_id"], copy["is_new"]) for copy in item["_wirecopy"]["copies"]]
    assert shown == [("7", True), ("2", False)]
    assert item["content_html"].count("<strong>new</strong>") == 1


def test_who_reads_nothing_has_seen_nothing(store: Path) -> None:
    """`| head` that ends before the list does: what nobody read stays new."""
    command = [sys.executable, "-m", "wirecopy", "copies-of", "harbor-ledger.example"]
    with subprocess.Popen(
        [*command, "--store", store, "--new", "desk"],
        stdout=subprocess.PIPE,
        env=clean_environment(),
    ) as reading:
        assert reading.stdout is not None
        reading.stdout.close()

    assert listed(store, "--new", "desk") == [2]


def test_a_look_disturbs_no_run(store: Path) -> None:
    with Store.open(store):
        assert listed(store, "--new", "desk") == [2]


def test_a_cursor_of_a_version_with_longer_ids(store: Path) -> None:
    """What was shown then counts as shown; a cursor that was moved says how long its ids are."""
    (store / "cursors").mkdir(exist_ok=True)
    (store / "cursors" / "former.json").write_text(json.dumps({"seen": [(7 << 10) + 5, 9 << 10]}))
    cursor = cursors.find(store, "former")
    assert cursor.seen == {7, 9}

    cursors.move(cursor, [11], {7, 11})
    assert cursors.find(store, "former").seen == {7, 11}


@pytest.mark.parametrize(
    ("kept", "code"),
    [("", exits.UNREADABLE), ("[]", exits.UNREADABLE), ('{"seen": ["x"]}', exits.UNREADABLE)],
)
def test_a_damaged_cursor(store: Path, kept: str, code: exits.Exit) -> None:
    (store / "cursors").mkdir()
    (store / "cursors" / "desk.json").write_text(kept)
    ended, _, err = wirecopy(
        "copies-of", "harbor-ledger.example", "--store", store, "--new", "desk"
    )

    assert ended == code.code
    assert "remove it to see everything again" in err


@pytest.mark.parametrize("name", ["", "../evil", "a/b", ".hidden", "x" * 65, "a b"])
def test_names_of_cursors(store: Path, name: str) -> None:
    ended, _, err = wirecopy("feed", "--store", store, "--new", name)

    assert ended == exits.USAGE.code
    assert "is no name of a cursor" in err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], exits.DONE),
        (["--fail-on", "any"], exits.FINDINGS),
        (["--fail-on", "spun"], exits.FINDINGS),
        (["--fail-on", "edited", "--fail-on", "verbatim"], exits.DONE),
        (["--fail-on", "any", "--unlicensed"], exits.DONE),
    ],
)
def test_exit_code_tells_cron(store: Path, options: list[str], code: exits.Exit) -> None:
    ended, _, _ = wirecopy("copies-of", "harbor-ledger.example", "--store", store, *options)
    assert ended == code.code


def test_unknown_site(store: Path) -> None:
    ended, _, err = wirecopy("copies-of", "https://www.nowhere.example/x", "--store", store)

    assert ended == exits.MISSING.code
    assert "nowhere.example: no such site in the store" in err


def test_a_group_without_a_named_source(store: Path) -> None:
    with Store.open(store) as opened:
        opened.insert("articles", [article(20, title="Earliest"), article(21, title=None)])
        opened.insert("copy_groups", [GroupRow(20, None, "absent", 0.0, [], 1)])
        opened.insert(
            "members",
            [MemberRow(20, 20, None, None, 1.0, 1.0), MemberRow(21, 20, None, "spun", 0.9, 0.5)],
        )
        snapshot.publish(opened)
    items = {item["title"]: item for item in fed(store, "json")["items"]}

    item = items["“Earliest” (harbor-ledger.example): reused on 1 site, 1 spun"]
    assert "The common source is not in the store" in item["content_html"]
    assert "no headline" in item["content_html"]
