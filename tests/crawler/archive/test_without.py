"""An archive file without some of its records: what stays, and that what is to go goes."""

from pathlib import Path

import pytest

from crawler.archive.files import Archive, pages
from crawler.archive.without import without
from crawler.page import RawPage


@pytest.mark.parametrize("status", [200, None])
def test_a_page_that_calls_itself_a_request_goes_too(tmp_path: Path, status: int | None) -> None:
    """What a page's own address says is no header field of its record."""
    raw = Archive(tmp_path)
    kept = RawPage("https://a.example/1", b"It stays.", http_status=status)
    dropped = RawPage("https://b.example/WARC-Type: request", b"It goes.", http_status=status)
    places = [raw.append(page) for page in (kept, dropped)]
    raw.close()

    without(tmp_path / places[0].file, tmp_path / "new.warc.gz", [places[1].offset])

    assert [page.url for _, page in pages(tmp_path / "new.warc.gz")] == [kept.url]
