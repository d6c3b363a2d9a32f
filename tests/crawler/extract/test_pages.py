"""Whole pages, modelled on the families of systems that newspapers use.

`pages/*.html` are the pages, `pages/*.json` what a reader would call their article. A page that is
new gets its JSON from `python -m tests.crawler.extract.test_pages`, to be read by eye before it
is kept.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.article import Article, extract
from crawler.page import RawPage

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))


def _seen(article: Article) -> dict[str, Any]:
    """Return what the JSON of a page states."""
    return {
        "text": article.text.split("\n"),
        "title": article.title,
        "authors": list(article.authors),
        "published_at": article.published_at and article.published_at.isoformat(),
        "language": article.language,
        "dateline": article.dateline,
        "agency": article.agency,
        "contributors": list(article.contributors),
        "is_paywalled": article.is_paywalled,
        "body_status": article.body_status,
        "rules": sorted({removal.rule for removal in article.removals}),
    }


def _article(path: Path) -> Article:
    return extract(RawPage("https://paper.example/story", path.read_bytes()))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    assert _seen(_article(path)) == json.loads(path.with_suffix(".json").read_text())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_text_of_a_page_is_clean(path: Path) -> None:
    text = _article(path).text

    assert extract(RawPage("", text.encode(), "text/plain")).removals == ()


if __name__ == "__main__":
    for page in PAGES:
        if not (target := page.with_suffix(".json")).exists():
            found = json.dumps(_seen(_article(page)), ensure_ascii=False, indent=1)
            target.write_text(found + "\n")
