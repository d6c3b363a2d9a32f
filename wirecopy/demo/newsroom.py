"""The packaged texts of the sample newsroom, read into immutable values.

A page is `newsroom/<story>/<outlet>.md` (a second one `<outlet>-2.md`): TOML front matter between
two `+++` lines, then paragraphs separated by blank lines. Reading is strict, because a page that
is silently half read would falsify everything that is measured on it.
"""

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from wirecopy.demo.outlets import OUTLETS, Outlet

TEASER_PARAGRAPHS = 2  # what a paywalled page shows, as in the newsroom's description


class NewsroomError(ValueError):
    """A text of the newsroom is malformed: names the file and what is wrong with it."""


class Figure(NamedTuple):
    """A photo, shown after paragraph `after` (0: before the first)."""

    after: int
    caption: str
    credit: str

    @property
    def photo(self) -> str:
        """The path of its picture."""
        return f"/photos/{hashlib.sha256(self.caption.encode()).hexdigest()[:12]}.svg"


class Comment(NamedTuple):
    """What a reader wrote under an article."""

    author: str
    text: str


class Trailer(NamedTuple):
    """The beginning of another story, shown after an article ("Check Also")."""

    title: str
    teaser: str


class Page(NamedTuple):
    """An article page: what was written (`paragraphs`) and the furniture that belongs to it."""

    story: str
    outlet: Outlet
    path: str
    title: str
    published: dt.datetime
    modified: dt.datetime
    authors: tuple[str, ...]
    section: str
    deck: str
    paragraphs: tuple[str, ...]
    figures: tuple[Figure, ...]
    comments: tuple[Comment, ...]
    related: tuple[str, ...]
    check_also: Trailer | None
    contributors: str
    credit_line: str
    is_paywalled: bool
    residue: tuple[str, ...]
    tags: tuple[str, ...]
    reprint_of: str

    @property
    def url(self) -> str:
        """Its full address."""
        return f"http://{self.outlet.host}{self.path}"

    @property
    def canonical(self) -> str:
        """The address that it calls its original: its own, unless the outlet points at sources."""
        return (self.outlet.points_at_source and self.reprint_of) or self.url

    @property
    def shown(self) -> tuple[str, ...]:
        """The paragraphs that the page shows: all of them, or two in front of a paywall."""
        return self.paragraphs[:TEASER_PARAGRAPHS] if self.is_paywalled else self.paragraphs

    @property
    def residue_before(self) -> tuple[str, ...]:
        """What a careless copy leaves above the body: the first of its advertising slots."""
        return tuple(line for line in self.residue[:1] if line.startswith("["))

    @property
    def residue_after(self) -> tuple[str, ...]:
        """What it leaves below: later slots, a link to where it was taken from."""
        return self.residue[len(self.residue_before) :]

    @property
    def words(self) -> int:
        """The number of words of its body."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)

    def figures_after(self, paragraph: int) -> tuple[Figure, ...]:
        """Pick the photos that stand after that paragraph."""
        return tuple(figure for figure in self.figures if figure.after == paragraph)


class Newsroom(NamedTuple):
    """Every page, newest first (ties by address)."""

    pages: tuple[Page, ...]

    def of(self, outlet: Outlet) -> tuple[Page, ...]:
        """Pick the pages of one outlet, newest first."""
        return tuple(page for page in self.pages if page.outlet == outlet)


class _Draft(NamedTuple):
    """A text file taken apart: `name` is what errors call it."""

    name: str
    story: str
    slug: str
    front: Mapping[str, Any]
    body: tuple[str, ...]


_TABLES: dict[str, dict[str, type]] = {
    "figures": {"after": int, "caption": str, "credit": str},
    "comments": {"author": str, "text": str},
    "related": {"items": list},
    "check_also": {"title": str, "teaser": str},
}
_REQUIRED: dict[str, type] = {"path": str, "title": str, "published": dt.datetime, "section": str}
_OPTIONAL: dict[str, type] = {
    "authors": list,
    "modified": dt.datetime,
    "deck": str,
    "body_from": str,
    "contributors": str,
    "credit_line": str,
    "paywall": bool,
    "residue": list,
    "tags": list,
    "figures": list,
    "comments": list,
    "related": dict,
    "check_also": dict,
}


def _packaged() -> Traversable:
    return files("wirecopy") / "demo" / "newsroom"


def load(root: Traversable | None = None) -> Newsroom:
    """Read every text below `root` (the packaged ones by default); raises NewsroomError."""
    drafts = {draft.name: draft for draft in _drafts(root or _packaged())}
    pages = [_page(draft, drafts) for draft in drafts.values()]
    addresses = [page.url for page in pages]
    for draft, address in zip(drafts.values(), addresses, strict=True):
        if addresses.count(address) > 1:
            raise NewsroomError(f"{draft.name}: another page has the address {address}")
    return Newsroom(tuple(sorted(pages, key=lambda page: (-page.published.timestamp(), page.url))))


def _drafts(root: Traversable) -> Iterator[_Draft]:
    for folder in sorted(root.iterdir(), key=lambda entry: entry.name):
        if folder.is_dir() and re.match(r"s\d\d", folder.name):
            for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if file.name.endswith(".md"):
                    yield _draft(folder.name, file.name, file.read_text(encoding="utf-8"))


def _draft(story: str, file: str, text: str) -> _Draft:
    name = f"{story}/{file}"
    parts = re.split(r"^\+\+\+[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise NewsroomError(f"{name}: front matter must stand between two '+++' lines")
    try:
        front = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise NewsroomError(f"{name}: {error}") from error
    paragraphs = re.split(r"\n\s*\n", parts[2].strip())
    body = tuple(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph)
    slug = re.sub(r"-\d+$", "", file.removesuffix(".md"))
    _check(name, front, _REQUIRED, _OPTIONAL)
    _check_tables(name, front)
    return _Draft(name, story, slug, front, body)


def _check(
    name: str, table: Mapping[str, Any], required: Mapping[str, type], optional: Mapping[str, type]
) -> None:
    """Raise NewsroomError for a missing key, an unknown one or a value of another type."""
    for key in required:
        if key not in table:
            raise NewsroomError(f"{name}: {key} is missing")
    for key, value in table.items():
        kind = required.get(key) or optional.get(key)
        if kind is None:
            raise NewsroomError(f"{name}: unknown key {key}")
        if not isinstance(value, kind):
            raise NewsroomError(f"{name}: {key} must be a {kind.__name__}")
        if isinstance(value, dt.datetime) and value.tzinfo is None:
            raise NewsroomError(f"{name}: {key} needs a time zone, such as a final Z")


def _check_tables(name: str, front: Mapping[str, Any]) -> None:
    for key, required in _TABLES.items():
        tables = front.get(key, [])
        for table in tables if isinstance(tables, list) else [tables]:
            if not isinstance(table, dict):
                raise NewsroomError(f"{name}: {key} must hold tables")
            _check(f"{name}: {key}", table, required, {})


def _page(draft: _Draft, drafts: Mapping[str, _Draft]) -> Page:
    front, outlet = draft.front, _outlet(draft)
    source = _source(draft, drafts)
    body = source.body if source else draft.body
    if not body:
        raise NewsroomError(f"{draft.name}: there is no text after the front matter")
    if not str(front["path"]).startswith("/"):
        raise NewsroomError(f"{draft.name}: path must begin with a slash")
    figures = tuple(Figure(**table) for table in front.get("figures", ()))
    if any(not 0 <= figure.after <= len(body) for figure in figures):
        raise NewsroomError(f"{draft.name}: a figure stands after a paragraph that does not exist")
    return Page(
        story=draft.story,
        outlet=outlet,
        path=front["path"],
        title=front["title"],
        published=front["published"],
        modified=front.get("modified", front["published"]),
        authors=tuple(front.get("authors", ())),
        section=front["section"],
        deck=front.get("deck", ""),
        paragraphs=body,
        figures=figures,
        comments=tuple(Comment(**table) for table in front.get("comments", ())),
        related=tuple(front.get("related", {}).get("items", ())),
        check_also=Trailer(**front["check_also"]) if "check_also" in front else None,
        contributors=front.get("contributors", ""),
        credit_line=front.get("credit_line", ""),
        is_paywalled=front.get("paywall", False),
        residue=tuple(front.get("residue", ())),
        tags=tuple(front.get("tags", ())),
        reprint_of=f"http://{_outlet(source).host}{source.front['path']}" if source else "",
    )


def _outlet(draft: _Draft) -> Outlet:
    for outlet in OUTLETS:
        if outlet.slug == draft.slug:
            return outlet
    raise NewsroomError(f"{draft.name}: no outlet is called {draft.slug}")


def _source(draft: _Draft, drafts: Mapping[str, _Draft]) -> _Draft | None:
    """Find the file that a reprint takes its body from."""
    if "body_from" not in draft.front:
        return None
    if draft.body:
        raise NewsroomError(f"{draft.name}: body_from leaves no room for a text of its own")
    source = drafts.get(f"{draft.story}/{draft.front['body_from']}.md")
    if source is None:
        raise NewsroomError(
            f"{draft.name}: body_from names {draft.front['body_from']}, no such file"
        )
    if not source.body:
        raise NewsroomError(f"{draft.name}: body_from names {source.name}, which has no text")
    return source
