"""URL identity: one key for one article, and different keys for different articles."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.link import absolute
from crawler.urls import address, canonicalize, site_of

CASES = json.loads((Path(__file__).parent / "urls.json").read_text("utf-8"))

HOSTS = (
    "bücher.example",
    "xn--bcher-kva.example",
    "www.m.a.example",
    "amp.a.example:80",
    "A.Example.",
    "u:p@a.example",
    "1.2.3.4:8080",
    "[::1]",
)
SEGMENTS = (
    "amp",
    "amp.html",
    "a.amp",
    "index.html",
    "(S(x))",
    "a;jsessionid=3",
    "",
    "é",
    "e\u0301",
    "%CC%81",
    "1/print",
    "a b",
    "..",
    "x",
)
TAILS = ("#top", "#!/x y/é", "#!", "")
FIELDS = ("utm_source=1", "id=3", "source=rss", "amp", "PHPSESSID=1", "b=%26", "", "a=1=2", "q=a+b")
ADDRESSES = st.builds(
    lambda host, path, query, tail: f"http://{host}/{'/'.join(path)}?{'&'.join(query)}{tail}",
    st.sampled_from(
        (*HOSTS, "a-example.cdn.ampproject.org/c/s/www.a.example", "www.google.com/amp")
    ),
    st.lists(st.sampled_from(SEGMENTS), max_size=6),
    st.lists(st.sampled_from(FIELDS), max_size=4),
    st.sampled_from(TAILS),
)


def marked(case: dict[str, Any]) -> Any:
    known_failure = case.get("expect") == "fail"
    marks = [pytest.mark.xfail(strict=True)] if known_failure else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_key(case: dict[str, Any]) -> None:
    """Every address of a page has the page's key."""
    assert [canonicalize(url) for url in case["urls"]] == [case["key"]] * len(case["urls"])


@given(st.one_of(ADDRESSES, st.text(), st.text().map("http://{}".format)))
def test_a_key_is_its_own_key(url: str) -> None:
    """Canonicalizing twice changes nothing, and no text whatever raises."""
    key = canonicalize(url)

    assert canonicalize(key) == key


@given(ADDRESSES, st.sampled_from(("utm_source=x", "fbclid=1", "WT.mc_id=3")))
def test_tracking_never_splits_an_article(url: str, field: str) -> None:
    """A tracking field more is the same article."""
    assert canonicalize(url.replace("?", f"?{field}&", 1)) == canonicalize(url)


def test_an_address_leads_where_it_led() -> None:
    """What people are shown has its whole query, also what the key leaves out."""
    led = "http://www.m.news.example/amp/a/index.html?ref=4711&utm_source=x&amp=1"

    assert address(f"{led}#top") == led


def test_site_is_the_host_without_www() -> None:
    """A site may be named by URL or by host, in any case, with or without port."""
    named = (
        "http://www.npr.example/x",
        "npr.example",
        "WWW.NPR.example:8080/x",
        "https://npr.example.",
    )

    assert {site_of(name) for name in named} == {"npr.example"}


def test_a_site_has_one_name_in_all_spellings() -> None:
    named = (
        "https://b%C3%BCcher.example/",
        "bücher。example",
        "https://bücher.example/a",
        "xn--bcher-kva.example",
        "www.BÜCHER.example",
        "http://bu\u0308cher.example:80/",
    )

    assert {site_of(name) for name in named} == {"xn--bcher-kva.example"}
    assert site_of("a_b.bücher.example") == "a_b.xn--bcher-kva.example"
    assert site_of("https://I❤.example/a") == "xn--i-7iq.example"
    assert site_of("https://a.example%2Fb/c") == "a.example%2Fb"
    assert absolute("//bücher.example/ä", "https://a.example/") == "https://xn--bcher-kva.example/ä"


def test_urls_load_neither_scrapy_nor_twisted() -> None:
    """Whoever cleans a text file pays for no network stack."""
    heavy = "import sys, crawler.urls, crawler.archive; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", heavy], check=True, capture_output=True, text=True
    )

    assert {"scrapy", "twisted", "duckdb"}.isdisjoint(loaded.stdout.split())
