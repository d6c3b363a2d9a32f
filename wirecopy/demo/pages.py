"""Pages as HTML: articles, front pages, section pages and the small print of each outlet.

Each outlet has a `layout.html` (head, navigation, footer) and an `article.html` of its own, so that
ten sites differ as sites do; lists of stories share `index.html` inside those layouts.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from wirecopy.demo.newsroom import Comment, Newsroom, Page
from wirecopy.demo.outlets import Outlet
from wirecopy.demo.structured import json_ld


class StoryLink(NamedTuple):
    """A link to a story."""

    title: str
    url: str


def slugify(words: str) -> str:
    """Words as they stand in an address.

    >>> slugify("Podcasts & Shows")
    'podcasts-shows'
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def linked(paragraph: str, tags: Sequence[str]) -> Markup:
    """Link the first mention of a tag in a paragraph to the page of that tag; the rest is escaped.

    >>> str(linked("A harbor & a pier.", ["harbor"]))
    'A <a href="/tag/harbor/">harbor</a> &amp; a pier.'
    """
    for tag in tags:
        found = re.search(rf"\b{re.escape(tag)}\b", paragraph, re.IGNORECASE)
        if found:
            before, after = paragraph[: found.start()], paragraph[found.end() :]
            return Markup('{}<a href="/tag/{}/">{}</a>{}').format(
                before, slugify(tag), found.group(), after
            )
    return escape(paragraph)


@cache
def environment() -> Environment:
    """Prepare the templates; whatever a text holds is escaped, and a missing name is an error."""
    made = Environment(
        loader=PackageLoader("wirecopy.demo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"slugify": slugify, "linked": linked}
    return made


@cache
def _readers() -> tuple[Comment, ...]:
    text = (files("wirecopy") / "demo" / "readers.toml").read_text(encoding="utf-8")
    return tuple(Comment(**reader) for reader in tomllib.loads(text)["comments"])


def comments(page: Page) -> tuple[Comment, ...]:
    """What readers wrote under a page: its own comments, then regulars who comment on anything.

    Where people may comment, the thread is often longer than the article, which is what misleads
    an extractor that looks for the largest text.
    """
    if not page.comments:
        return ()
    readers = _readers()
    first = sum(page.title.encode()) % len(readers)
    return page.comments + (readers[first:] + readers[:first])[: page.outlet.regulars]


def related(page: Page, newsroom: Newsroom) -> tuple[StoryLink, ...]:
    """Headlines beside an article; those that the newsroom does not have are in the archive."""
    known = {other.title: other.url for other in newsroom.of(page.outlet)}
    archive = f"{page.outlet.home}archive/"
    return tuple(
        StoryLink(title, known.get(title, archive + slugify(title))) for title in page.related
    )


def article(page: Page, newsroom: Newsroom) -> str:
    """Render the page of an article."""
    template = environment().get_template(f"{page.outlet.slug}/article.html")
    return template.render(
        outlet=page.outlet,
        page=page,
        published=page.published.astimezone(page.outlet.zone),
        modified=page.modified.astimezone(page.outlet.zone),
        ld=json_ld(page),
        comments=comments(page),
        related=related(page, newsroom),
        latest=[other for other in newsroom.of(page.outlet) if other != page][:5],
    )


def index(outlet: Outlet, heading: str, pages: Sequence[Page]) -> str:
    """Render a list of stories: a front page (heading ""), a section or a tag."""
    return (
        environment().get_template("index.html").render(outlet=outlet, heading=heading, pages=pages)
    )


def plain(outlet: Outlet, heading: str, text: str) -> str:
    """Render a page without news: about us, privacy, what is not found."""
    return (
        environment().get_template("plain.html").render(outlet=outlet, heading=heading, text=text)
    )


def photo(seed: str) -> str:
    """Draw a stand-in for a press photo: a horizon in colours chosen by the hex digits `seed`."""
    hue, height = int(seed[:4], 16) % 360, 200 + int(seed[4:6], 16) % 120
    return environment().get_template("photo.svg").render(hue=hue, height=height)


def sections(outlet: Outlet, pages: Sequence[Page]) -> tuple[str, ...]:
    """Name the sections of an outlet: those of its navigation, then those its pages add."""
    return tuple(dict.fromkeys(outlet.sections + tuple(page.section for page in pages)))


def latest_change(pages: Sequence[Page]) -> dt.datetime:
    """When a list of these pages last changed; lists without pages date from before the first."""
    return max((page.modified for page in pages), default=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
