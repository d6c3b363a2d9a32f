"""Stories of the sample newsroom as texts without a page around them."""

from crawler.page import Given, RawPage
from wirecopy.demo.newsroom import Page


def as_text(page: Page) -> RawPage:
    """The body of a page as a row of text, with its title and date."""
    return RawPage(
        page.url,
        "\n".join(page.paragraphs).encode(),
        "text/plain",
        "utf-8",
        given=Given(title=page.title, published_at=page.published),
    )
