"""The structured data (schema.org JSON-LD) that an outlet puts into the head of its articles."""

from typing import Any

from wirecopy.demo.newsroom import Page


def json_ld(page: Page) -> dict[str, Any] | None:
    """Say about an article what its outlet says; None for an outlet that says nothing."""
    match page.outlet.json_ld:
        case "none":
            return None
        case "graph":
            return _graph(page)
        case "body":
            return _article(page) | {"articleBody": "\n\n".join(page.shown)}
        case "article":
            return _article(page)


def _article(page: Page) -> dict[str, Any]:
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": page.url},
        "headline": page.title,
        "datePublished": page.published.astimezone(page.outlet.zone).isoformat(),
        "dateModified": page.modified.astimezone(page.outlet.zone).isoformat(),
        "author": _authors(page),
        "publisher": {"@type": "NewsMediaOrganization", "name": page.outlet.name},
        "articleSection": page.section,
    }
    if page.deck:
        node["description"] = page.deck
    if page.is_paywalled:
        node |= {
            "isAccessibleForFree": False,
            "hasPart": {
                "@type": "WebPageElement",
                "isAccessibleForFree": False,
                "cssSelector": ".article-gate",
            },
        }
    return node


def _authors(page: Page) -> list[dict[str, str]]:
    if not page.authors:
        return [{"@type": "Organization", "name": page.outlet.name}]
    return [{"@type": "Person", "name": author} for author in page.authors]


def _graph(page: Page) -> dict[str, Any]:
    """Nodes that refer to each other by @id, as WordPress plug-ins write them."""
    home = page.outlet.home
    people = [
        {"@type": "Person", "@id": f"{home}#/schema/person/{number}", "name": author}
        for number, author in enumerate(page.authors or ("Admin",), start=1)
    ]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article",
                "@id": f"{page.url}#article",
                "isPartOf": {"@id": page.url},
                "author": [{"@id": person["@id"]} for person in people],
                "headline": page.title,
                "datePublished": page.published.isoformat(),
                "dateModified": page.modified.isoformat(),
                "publisher": {"@id": f"{home}#organization"},
                "wordCount": page.words,
            },
            {
                "@type": "WebPage",
                "@id": page.url,
                "url": page.url,
                "name": f"{page.title} - {page.outlet.name}",
                "isPartOf": {"@id": f"{home}#website"},
            },
            {"@type": "WebSite", "@id": f"{home}#website", "url": home, "name": page.outlet.name},
            {"@type": "Organization", "@id": f"{home}#organization", "name": page.outlet.name},
            *people,
        ],
    }
