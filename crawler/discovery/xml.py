"""The entries of an XML feed or sitemap, read as a stream: no tree is built, no end waited for.

A tree of a sitemap of 50 MiB takes 2.3 GB, and an XML file of nothing but empty elements holds up
everything else for as long as it is long. Here memory is that of the entries found, and what counts
is bounded: entries, the text of each field, and all that the parser has to say.

lxml loads no DTD, opens no connection and no file, and expands entities only to a few times the
size of what it was given; it finds out encodings by itself.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from crawler.discovery.link import absolute

Entry = dict[str, str]  # field -> its text, the first of each name

# Starts and texts; 2 s. A sitemap of 50,000 entries with four fields each has 750,000.
MOST_EVENTS = 2_000_000
MOST_SILENT = 1 << 20  # bytes without either: a tag of attributes alone takes 18 times its length
MOST_DEPTH = 500  # of a million levels the parser keeps 100 MB in mind
MOST_TEXT = 10_000  # characters of a field: addresses and headlines are shorter
BASE = "{http://www.w3.org/XML/1998/namespace}base"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST_LANGUAGE = 20  # characters of the tag of a language
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
ADDRESSES = frozenset(("link", "origLink", "guid", "loc"))  # fields that a base may turn
PAGE_TYPES = ("", "text/html", "application/xhtml+xml")  # of a link that people follow
# RFC 4287, 4.2.7.2: the name of a registered relation, or this with the name behind it.
ALTERNATE = "alternate"
REGISTERED = "http://www.iana.org/assignments/relation/"
# Fields that other namespaces bring: dc, feedburner, Atom within RSS.
FOREIGN = frozenset(("date", "origLink", "atomLink"))
NEWS = "news"  # the one child whose children are fields as well: Google's news extension


BEFORE = re.compile(rb"\A(?:\xef\xbb\xbf|\s)+(?=<)")
# An ampersand that begins no entity, and what one is at most long.
BARE = re.compile(rb"&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});)", re.IGNORECASE)
LONGEST_ENTITY = 40


class BrokenXMLError(Exception):
    """A text is not well-formed, so that a strict reading ends within it."""


def entries(
    pieces: Iterable[bytes], names: Collection[str], most: int, url: str, *, is_strict: bool
) -> list[Entry]:
    """The entries of an XML text: elements of these local names, with their fields by local name.

    A field is a child in the entry's own namespace, of which `href` counts before its text. `base`
    is what relative addresses in the entry refer to: that of the text, or xml:base, which may be
    relative to that around it (https://www.w3.org/TR/xmlbase/). An address with its own base is
    given absolute, and so is `about` of RDF. Beside them stand `atomLink` of Atom in RSS,
    `otherLink`, a link to another form of the page or to its text, and the `language` of the whole.
    Raises BrokenXMLError where `is_strict`; otherwise what can be read of a broken text is read.

    >>> rss = b"<rss><item><link>a</link></item></rss>"
    >>> entries([rss], ("item",), 9, "https://a.example/rss", is_strict=True)
    [{'base': 'https://a.example/rss', 'link': 'a'}]
    """
    target = _Entries(names, url)
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=not is_strict,
    )
    silent, events = 0, 0
    try:
        begun = _begun(pieces)
        for piece in begun if is_strict else _escaped(begun):
            parser.feed(piece)
            silent = silent + len(piece) if target.events == events else 0
            events = target.events
            is_trap = events >= MOST_EVENTS or silent >= MOST_SILENT or target.depth > MOST_DEPTH
            if is_trap or len(target.found) >= most:
                break
        else:
            parser.close()
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:  # the latter for half a character
        if is_strict:
            raise BrokenXMLError(str(error)) from error
    return target.found[:most]


def _begun(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A text without byte order marks and blanks before its first element, of which XML has one."""
    for place, piece in enumerate(pieces):
        yield BEFORE.sub(b"", piece) if place == 0 else piece


def _escaped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A text with its bare ampersands escaped: the parser would drop them and a word behind each.

    Also where one is cut by the end of a piece. A text of two bytes a character stays as it is.
    """
    rest = b""
    for piece in pieces:
        text = rest + piece
        end = text.rfind(b"&", max(0, len(text) - LONGEST_ENTITY))
        end = len(text) if end < 0 else end
        rest = text[end:]
        yield text[:end] if b"\0" in text[:end] else BARE.sub(b"&amp;", text[:end])
    yield BARE.sub(b"&amp;", rest)


class _Entries:
    """What the parser calls for each start, text and end; it keeps the entries."""

    def __init__(self, names: Collection[str], url: str) -> None:
        self.found: list[Entry] = []
        self.events = 0
        self._names = names
        self._bases = [url]  # of the elements that are open, the innermost last
        self._entry: Entry | None = None
        self._path: list[str] = []  # within the entry: local names, "" for what is no field
        self._namespace = ""
        self._text: list[str] = []
        self._length = 0
        self._language, self._is_language = "", False  # of the whole; whether its element is open

    def start(self, tag: str, attributes: "etree._Attrib") -> None:
        """An element begins."""
        self.events += 1
        base = self._bases[-1]
        self._bases.append(
            (absolute(attributes[BASE], base) if BASE in attributes else None) or base
        )
        namespace, _, name = tag.rpartition("}")
        if self._entry is None:
            self._is_language = name == "language"
            known = "" if self._is_language else self._language
            self._language = known or attributes.get(LANG, "")
            if name in self._names:
                self._entry, self._namespace = {"base": self._bases[-1]}, namespace
                if self._language:
                    self._entry["language"] = self._language
                if ABOUT in attributes:
                    self._entry["about"] = absolute(attributes[ABOUT], self._bases[-1]) or ""
            return
        if tag == ATOM_LINK and namespace != self._namespace:
            name = "atomLink"
        is_near = namespace == self._namespace or name in FOREIGN or name == NEWS
        is_field = (is_near and not self._path) or self._path == [NEWS]
        self._path.append(name if is_field else "")
        if is_field:
            self._text, self._length = [], 0
            self._take(name, attributes)

    def _take(self, name: str, attributes: "etree._Attrib") -> None:
        """Fields that stand in attributes: Atom's links, and ids that are no addresses."""
        if self._entry is None:
            return
        relation = attributes.get("rel", "").strip().lower().removeprefix(REGISTERED) or ALTERNATE
        if name == "content" and attributes.get("src"):  # RFC 4287, 4.1.3.2
            self._entry.setdefault("otherLink", self._turned(attributes["src"], self._bases[-1]))
        elif attributes.get("href") and relation == ALTERNATE:
            kind = attributes.get("type", "").partition(";")[0].strip().lower()
            known = name if kind in PAGE_TYPES else "otherLink"
            self._entry.setdefault(known, self._turned(attributes["href"], self._bases[-1]))
        elif attributes.get("isPermaLink", "").lower() == "false" or relation != ALTERNATE:
            self._path[-1] = ""

    def _turned(self, address: str, base: str) -> str:
        """An address, made absolute where its element has another base than the entry."""
        is_own = self._entry is not None and base != self._entry["base"]
        return (absolute(address, base) or "") if is_own else address

    def data(self, text: str) -> None:
        """Some text, of a field or of what lies within it."""
        self.events += 1
        if self._is_language:
            self._language = (self._language + text.strip())[:MOST_LANGUAGE]
        if self._path and self._length < MOST_TEXT:
            self._text.append(text[:MOST_TEXT])
            self._length += len(text)

    def end(self, tag: str) -> None:  # noqa: ARG002 (the parser's interface)
        """An element ends."""
        base = self._bases.pop()
        self._is_language = False
        if self._entry is None:
            return
        if not self._path:
            self.found.append(self._entry)
            self._entry = None
            return
        name = self._path.pop()
        text = "".join(self._text).strip()
        if name and text:
            is_address = name in ADDRESSES
            self._entry.setdefault(name, self._turned(text, base) if is_address else text)

    @property
    def depth(self) -> int:
        """How many elements are open, and the text itself."""
        return len(self._bases)

    def close(self) -> None:
        """The text has ended."""
