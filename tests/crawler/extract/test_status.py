"""What kind of page a page is, on pages as systems of newspapers make them.

`full` and `teaser` pages keep their text; a page that is `not_an_article` has none.
"""

import json
from collections.abc import Iterable

import pytest

from crawler.extract.article import Article, extract
from crawler.page import RawPage

STORY = (
    "The last miller of Tarn Valley has sold his millstones to a brewery, which means to grind"
    " its own malt with them from the spring.",
    "“They turned for two hundred years, and they can turn for beer,” said Odo Marsh, who is 81"
    " and has never drunk any.",
    "The brewery paid 4,000 crowns for the pair and will fetch them on a sledge as soon as the"
    " road is frozen hard enough.",
    "Each stone weighs as much as a small car, and the bridge below the mill is posted for less,"
    " so the sledge will cross the river on the ice.",
)
TEASER = "".join(f"<p>{part}</p>" for part in STORY[:2])
WHOLE = "".join(f"<p>{part}</p>" for part in STORY)
LONG = "".join(f"<p>In year {year}: {part}</p>" for year in (1, 2, 3) for part in STORY)
NAVIGATION = (
    "<nav><ul><li><a href=/>Home</a><li><a href=/valley>Valley</a></ul></nav>"
    "<header><a href=/login>Log in</a> <a href=/subscribe>Subscribe</a></header>"
)
FOOTER = "<footer><p>© Tarn Valley Post</p><a href=/privacy>Privacy policy</a></footer>"
LINKS = "".join(f"<li><a href=/s/{i}>Valley council debates item {i}</a>" for i in range(12))
LATEST = f"<aside><h2>Latest stories</h2><ul>{LINKS}</ul></aside>"


def _page(title: str, body: str, head: str = "") -> Article:
    html = (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body>{NAVIGATION}{body}{FOOTER}</body></html>"
    )
    return extract(RawPage("https://post.example/valley/1", html.encode()))


def _linked(**facts: object) -> str:
    """Describe an article as JSON-LD."""
    described = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x", **facts}
    return f'<script type="application/ld+json">{json.dumps(described)}</script>'


def _cards(texts: Iterable[str]) -> str:
    """Summaries of stories, each below the heading that links it."""
    return "".join(
        f"<article class=card><h3><a href=/s/{i}>Tarn Valley story number {i}</a></h3>"
        f"<p class=summary>{text}</p></article>"
        for i, text in enumerate(texts)
    )


NOTICES = {
    "WordPress, nothing found": (
        "Page not found – Tarn Valley Post",
        "<main><h1 class=page-title>Oops! That page can’t be found.</h1><p>It looks like nothing"
        f" was found at this location. Maybe try a search?</p></main>{LATEST}",
    ),
    "Drupal": (
        "Page not found | Tarn Valley Post",
        "<main id=content><h1>Page not found</h1><div class=region-content>"
        "The requested page could not be found.</div></main>",
    ),
    "nginx": (
        "404 Not Found",
        "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>",
    ),
    "Arc, after a page was moved": (
        "Tarn Valley Post",
        "<div id=fusion-app><h1>Error 404</h1><p>Sorry, the page you were looking for may have been"
        f" moved or deleted. Here is what others read today.</p>{LATEST}</div>",
    ),
    "content network": (
        "Access Denied",
        '<h1>Access Denied</h1><p>You don\'t have permission to access "http://post.example/" on'
        " this server.</p><p>Reference #18.2d3a1160.1690000000.1a2b3c4d</p>",
    ),
    "check of browsers": (
        "Just a moment...",
        "<div class=main-wrapper><h1>post.example</h1><h2>Verify you are human by completing the"
        " action below.</h2><p>post.example needs to review the security of your connection before"
        " proceeding.</p><div>Ray ID: 7d9f3c2a1b</div></div>",
    ),
    "blocked robot": (
        "Pardon Our Interruption",
        "<h1>Pardon Our Interruption</h1><p>As you were browsing, something about your browser made"
        " us think you were a bot. There are a few reasons this might happen.</p>",
    ),
    "server fault": (
        "503 Service Temporarily Unavailable",
        "<h1>Service Temporarily Unavailable</h1><p>The server is temporarily unable to service"
        " your request due to maintenance. Please try again later.</p>",
    ),
    "not in your country": (
        "Tarn Valley Post",
        "<h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to access"
        " this website from a country of the European Economic Area and cannot grant access.</p>",
    ),
    "consent, English": (
        "Before you continue to Tarn Valley Post",
        "<div><p>We and our 143 partners store and access information on your device, such as"
        " cookies, and process personal data to show you adverts and measure them.</p>"
        "<p>You may accept all of this or choose what you allow. Your choice holds for a year.</p>"
        "<p>Accept all</p><p>Manage settings</p></div>",
    ),
    "consent, German": (
        "Tarntaler Bote",
        "<div><h1>Werbung und Tracking zustimmen oder Abo</h1><p>Mit Ihrer Zustimmung verwenden wir"
        " und unsere 190 Partner Cookies und verarbeiten personenbezogene Daten, um Anzeigen"
        " auszuspielen.</p><p>Details in der Datenschutzerklärung. Ein Widerruf ist jederzeit"
        " möglich.</p></div>",
    ),
    "consent, French": (
        "Le Courrier du Tarn",
        "<div><h1>Le respect de votre vie privée</h1><p>Avec nos 88 partenaires, nous utilisons des"
        " cookies et traitons des données personnelles pour mesurer l’audience.</p>"
        "<p>Tout accepter</p><p>Tout refuser</p></div>",
    ),
    "log-in": (
        "Log in | Tarn Valley Post",
        "<main><h1>Log in</h1><p>Enter your e-mail address and password to go on.</p><form><input"
        " type=password><button>Go</button></form><p>Forgot your password? We send you a link.</p>"
        "</main>",
    ),
    "Spanish": (
        "Página no encontrada - El Correo del Valle",
        "<main><h1>Página no encontrada</h1><p>La página que busca no existe o ha cambiado de"
        " dirección. Pruebe con el buscador.</p></main>",
    ),
}


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_no_article(name: str) -> None:
    title, body = NOTICES[name]
    article = _page(title, body)

    assert (article.body_status, article.text) == ("not_an_article", "")


LISTS = {
    "section front with summaries": _cards(part for _ in range(3) for part in STORY),
    "home page of links": "".join(
        f"<section><h2><a href=/c{i}>Council {i}</a></h2><ul>{LINKS}</ul></section>"
        for i in range(4)
    ),
    "WordPress archive": "".join(
        f"<article class=post><h2 class=entry-title><a href=/{i}>Mill stories, part {i}</a></h2>"
        f"<div class=entry-summary><p>{STORY[i % 4]} <a href=/{i}>Continue reading</a></p></div>"
        "</article>"
        for i in range(10)
    ),
    "gallery": "".join(
        f"<figure><img src={i}.jpg><figcaption>{part} (Picture {i} of 4)</figcaption></figure>"
        for i, part in enumerate(STORY)
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_stories_is_no_article(name: str) -> None:
    article = _page("Valley", f"<main>{LISTS[name]}</main>")

    assert (article.body_status, article.text) == ("not_an_article", "")


def test_what_was_on_a_page_that_is_none_is_on_record() -> None:
    article = _page("Valley", f"<main>{LISTS['section front with summaries']}</main>")

    assert [r.text for r in article.removals if r.rule == "not_an_article"][:2] == list(STORY[:2])


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="video.other">',
        '<script type="application/ld+json">{"@type": "VideoObject", "name": "Mill"}</script>',
    ],
)
def test_a_video_with_its_description_is_no_article(head: str) -> None:
    page = f"<main><h1>The mill stands still</h1><video></video><p>{STORY[0]}</p></main>"

    assert _page("The mill stands still", page, head).body_status == "not_an_article"
    assert _page("The mill stands still", f"<main>{LONG}</main>", head).body_status == "full"


WALLS = {
    "English, prompt": "<div class=regwall-prompt>To continue reading, subscribe or log in.</div>",
    "English, log-in": "<div><p>Log in or create an account to keep reading.</p></div>",
    "German": "<div class=paywall><p>Jetzt weiterlesen mit Plus</p></div>",
    "German, log-in": "<div><p>Bitte anmelden, um weiterzulesen.</p></div>",
    "French": "<div><p>Il vous reste 78 % de cet article à lire.</p></div>",
    "Spanish": "<div><p>Inicia sesión para seguir leyendo</p></div>",
    "Italian": "<div><p>Contenuto riservato agli abbonati</p></div>",
    "Portuguese": "<div><p>Conteúdo exclusivo para assinantes</p></div>",
    "Dutch": "<div><p>Dit artikel is alleen voor abonnees</p></div>",
    "Japanese": "<div><p>この記事は会員限定です。</p></div>",
}


@pytest.mark.parametrize("name", WALLS)
def test_a_paywall_leaves_a_part(name: str) -> None:
    article = _page("Mill sold", f"<article>{TEASER}{WALLS[name]}</article>")

    assert (article.body_status, article.is_paywalled) == ("paywalled", True)
    assert article.text.split("\n")[:2] == list(STORY[:2])


def test_a_wall_without_any_text_is_a_paywall() -> None:
    article = _page("Mill sold", "<div id=root></div>", _linked(isAccessibleForFree=False))

    assert (article.body_status, article.text) == ("paywalled", "")


def test_a_whole_article_that_costs_is_full() -> None:
    article = _page("Mill sold", f"<article>{LONG}</article>", _linked(isAccessibleForFree=False))

    assert (article.body_status, article.is_paywalled) == ("full", True)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"{TEASER}<p>The sledge will cross the river …</p>", ""),
        (f"{TEASER}<p>The sledge will cross the river [...]</p>", ""),
        (f"{TEASER}<p><a href=/whole>Read the full story</a></p>", ""),
        (f"{TEASER}<div class=more><a href=/whole>Artikel weiterlesen</a></div>", ""),
        (f"{TEASER}<p><a href=/whole>Lire la suite</a></p>", ""),
        (f"{TEASER}<p><a href=/whole>Lees verder</a></p>", ""),
        (TEASER, _linked(wordCount=900)),
        (TEASER, _linked(wordCount="900")),
    ],
)
def test_a_part_is_a_teaser(body: str, head: str) -> None:
    article = _page("Mill sold", f"<article>{body}</article>", head)

    assert article.body_status == "teaser"
    assert article.text.startswith(STORY[0])


@pytest.mark.parametrize(
    ("title", "body", "head"),
    [
        ("Mill sold", TEASER, ""),
        ("Mill sold", TEASER, _linked(wordCount=50)),
        ("Mill sold", TEASER, _linked(wordCount="many")),
        ("Mill sold", f"{TEASER}<p><a href=/bakery>Read more: Bakery opens</a></p>", ""),
        ("404 sheep counted on the pass", TEASER, ""),
        ("Access denied: why the mill bridge stays closed", TEASER, _linked()),
        ("Page not found", TEASER, _linked(headline="Page not found")),
        ("Cookies for the brewery", f"<p>Its cookies sell well.</p>{TEASER}", ""),
        ("Mill sold", WHOLE + LATEST + LATEST, ""),
        ("Five things", _cards(STORY * 2), _linked()),
    ],
)
def test_short_and_odd_articles_are_full(title: str, body: str, head: str) -> None:
    article = _page(title, f"<article>{body}</article>", head)

    assert article.body_status == "full"
    assert article.text


def test_a_text_that_was_not_read_to_its_end_is_a_teaser() -> None:
    html = "".join(f"<p>{i} {STORY[0]}</p>" for i in range(21_000))

    assert _page("Mills", html).body_status == "teaser"
    assert _page("Mills", f"<article>{WHOLE}</article><div>{LATEST * 3000}</div>").body_status == (
        "full"
    )
    text = "\n\n".join(f"{i} {STORY[0]}" for i in range(21_000))
    assert extract(RawPage("", text.encode(), "text/plain")).body_status == "teaser"


def test_a_text_from_a_file_is_all_there_is() -> None:
    text = f"Access denied\n\n{STORY[0]} ..."

    assert extract(RawPage("", text.encode(), "text/plain")).body_status == "full"
