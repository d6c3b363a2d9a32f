"""Other extractors behind the same door, for comparison: boilerpy3 and trafilatura as they come."""

import logging
from collections.abc import Callable, Mapping


def boilerpy3_text(html: str) -> str:
    """The text that boilerpy3's ArticleExtractor finds, "" where it breaks on the markup.

    >>> story = "The ferry sailed again on Monday, a week after a storm had damaged its pier. " * 3
    >>> boilerpy3_text(f"<html><body><p>{story}</p></body></html>").startswith("The ferry")
    True
    """
    from boilerpy3.extractors import ArticleExtractor  # noqa: PLC0415 - only for this engine

    logging.getLogger("boilerpy3").setLevel(logging.CRITICAL)  # a traceback for each bad page
    return str(ArticleExtractor(raise_on_failure=False).get_content(html) or "")


def trafilatura_text(html: str, *, fast: bool = False) -> str:
    """The text that trafilatura finds, comments left out; `fast` is without its fallbacks.

    >>> story = "The ferry sailed again on Monday, a week after a storm had damaged its pier. " * 3
    >>> trafilatura_text(f"<html><body><p>{story}</p></body></html>").startswith("The ferry")
    True
    """
    from trafilatura import extract  # noqa: PLC0415 - 0.15 s that most pages must not pay

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports pages without markup
    return str(extract(html, include_comments=False, fast=fast) or "")


TEXT_OF: Mapping[str, Callable[[str], str]] = {
    "boilerpy3": boilerpy3_text,
    "trafilatura": trafilatura_text,
}
ENGINES = ("wirecopy", *TEXT_OF)  # the first is our own
