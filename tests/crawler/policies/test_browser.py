"""Sites that scripts draw: off by default, a clear word where the extra is missing, no way around.

The pages themselves are drawn only where the extra `js` and a browser are installed.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from crawler.policies.browser import INSTALLED, is_needless
from crawler.policies.browser_door import target
from tests.crawler.crawling import crawl, rows, source, sources
from tests.miniweb.web import Headers, MiniWeb, Reply, outlet, serving

HAS_EXTRA = find_spec("scrapy_playwright") is not None
HAS_BROWSER = HAS_EXTRA and any(map(shutil.which, INSTALLED))
TEXT = "The harbour pilots met again and agreed on nothing new at all. " * 12
PAGE = """<!doctype html><title>Storm</title><div id=x></div><img src="/picture.png"><script>
fetch('/data.txt').then(r => r.text()).then(t => {
  document.getElementById('x').innerHTML = '<article><p>' + t + '</p></article>' })
for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::1]'])
  fetch('http://' + host + ':PORT/secret', {mode: 'no-cors'}).catch(() => 0)
fetch('/change', {method: 'POST', body: 'x'}).catch(() => 0)
setTimeout(() => { location.href = 'http://elsewhere.example/' }, 300)
</script>"""


def drawn(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
    """An outlet whose articles are empty until their script has run."""
    if path == "/data.txt":
        return Reply(TEXT.encode(), content_type="text/plain")
    if path.startswith("/2026/11/story-number-4"):
        return Reply(status=302, headers=(("Location", "http://elsewhere.example/2026/11/x"),))
    if path.startswith("/2026/"):
        return Reply(PAGE.replace("PORT", str(web.port)).encode())
    return outlet(web, host, path, headers)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


@pytest.mark.skipif(HAS_EXTRA, reason="the extra is installed")
def test_without_the_extra_its_source_fails_alone_and_says_why(store: Path) -> None:
    with serving() as web:
        sources(store, source("news1", more="javascript = true") + source("news2"))
        crawled = crawl(store, web.resolve)
        asked = web.articles("news1.example")

    assert (crawled.exit_code, crawled.report["pages"], asked) == (3, 5, [])
    assert "pip install 'wirecopy[js]'" in crawled.report["failures"][0]
    assert rows(store, "SELECT DISTINCT site FROM internal.urls WHERE state = 'pending'") == [
        ("news1.example",)
    ]


@pytest.mark.skipif(not HAS_BROWSER, reason="needs the extra js and a browser")
def test_a_page_is_kept_as_its_script_has_drawn_it(store: Path) -> None:
    """The browser reaches nothing private, loads no pictures, sends nothing, and says who it is.

    Neither a redirect nor a script leads it to another site: nothing is asked there.
    """
    from crawler.archive.files import Place, read

    with serving({"drawn.example": drawn}) as web:
        sources(store, source("drawn", more="javascript = true") + source("news2"))
        crawled = crawl(store, web.resolve)
        hits = list(web.hits)

    assert (crawled.exit_code, crawled.report["pages"]) == (0, 9), crawled.log
    kept = "SELECT warc_file, warc_offset FROM internal.fetches WHERE warc_file IS NOT NULL"
    pages = [
        read(store / "raw", Place(*place))
        for place in rows(store, f"{kept} AND site = 'drawn.example' AND kind = 'page'")
    ]
    assert len(pages) == 4
    assert all(TEXT.strip().encode() in page.body for page in pages)
    assert {hit.host for hit in hits} == {"drawn.example", "news2.example"}
    assert not any(hit.path in ("/secret", "/picture.png", "/change") for hit in hits)
    agents = {
        text for hit in hits for name, text in hit.headers.items() if name.lower() == "user-agent"
    }
    assert agents == {"wirecopy/0.1.0"}
    assert rows(store, "SELECT outcome FROM internal.fetches WHERE outcome = 'offsite'") == [
        ("offsite",)
    ]


class Asked:
    """A browser's request, as far as it is looked at."""

    def __init__(self, resource_type: str, method: str) -> None:
        self.resource_type, self.method = resource_type, method


def test_what_a_browser_need_not_load() -> None:
    kinds = ("document", "script", "fetch", "image", "media", "font")

    assert [is_needless(Asked(kind, "GET")) for kind in kinds] == [False] * 3 + [True] * 3
    assert is_needless(Asked("fetch", "POST"))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GET /x HTTP/1.1",
        b"GET ftp://a.example/ HTTP/1.1",
        b"PUT http://a.example/ HTTP/1.1",
        b"CONNECT :443 HTTP/1.1",
        b"CONNECT a.example:x HTTP/1.1",
        b"GET http://[::1/ HTTP/1.1",
        b"\xff\xfe",
    ],
)
def test_the_door_takes_no_nonsense(head: bytes) -> None:
    assert target(head) is None
