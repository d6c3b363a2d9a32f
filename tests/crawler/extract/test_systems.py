"""One article as ten systems of newspapers would send it, each with its own furniture."""

import json

import pytest

from crawler.extract.article import extract
from crawler.page import RawPage

TITLE = "Last millstones of Tarn Valley go to a brewery"
STORY = (
    "The last miller of Tarn Valley has sold his millstones to a brewery, which means to grind"
    " its own malt with them from the spring.",
    "“They turned for two hundred years, and they can turn for beer,” said Odo Marsh, who is 81"
    " and has never drunk any.",
    "What will become of the mill?",
    "The valley council wants a museum in it, but its roof would cost more than the council has"
    " spent on all its roads since the war.",
    "Each stone weighs as much as a small car, and the bridge below the mill is posted for less,"
    " so a sledge will take them across the ice.",
)
CAPTION = "Odo Marsh in front of his mill in January, before the stones were lifted out."
OTHER = "Bakery in Upper Tarn bakes its last loaf after ninety years"
META = (
    f'<title>{TITLE} | Tarn Valley Post</title><meta property="og:title" content="{TITLE}">'
    '<meta property="og:site_name" content="Tarn Valley Post">'
    '<meta name="author" content="Ida Holm">'
    '<meta property="article:published_time" content="2026-02-03T08:15:00+01:00">'
)


def _paragraphs(template: str, heading: str) -> str:
    """Set every paragraph by a template, and the third as a heading."""
    return "".join(
        heading.format(text) if text.endswith("mill?") else template.format(text) for text in STORY
    )


PLAIN = _paragraphs("<p>{}</p>", "<h2>{}</h2>")
WORDPRESS_CLASSIC = f"""<body class="single-post"><div id="page"><div id="content">
<div class="post type-post"><h1 class="entry-title">{TITLE}</h1><div class="entry-meta">Posted on
<a href="/2026/02">February 3, 2026</a> by <a rel="author" href="/a">Ida Holm</a></div>
<div class="entry-content"><div id="attachment_7" class="wp-caption alignnone"><img src="m.jpg">
<p class="wp-caption-text">{CAPTION}</p></div>{PLAIN}
<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Facebook</a></ul></div>
<div id="jp-relatedposts"><h3>Related</h3><p><a href="/b">{OTHER}</a></p></div></div>
<div class="post-tags">Tagged <a href="/t">mills</a></div></div>
<div id="comments"><h2>2 thoughts on “{TITLE}”</h2><ol><li><p>My grandfather carted grain to that
mill for forty winters, and he was never paid on time.</p></ol></div></div>
<div id="secondary" class="widget-area"><ul><li><a href="/b">{OTHER}</a></ul></div></div>"""
WORDPRESS_BLOCKS = f"""<body class="wp-singular"><main class="wp-block-group"><h1
class="wp-block-post-title">{TITLE}</h1><div class="wp-block-post-author-name">Ida Holm</div>
<time class="wp-block-post-date" datetime="2026-02-03T08:15:00+01:00">3 February</time>
<div class="entry-content wp-block-post-content is-layout-constrained"><figure
class="wp-block-image size-large"><img src="m.jpg"><figcaption class="wp-element-caption">{CAPTION}
</figcaption></figure>{_paragraphs("<p class=x>{}</p>", "<h2 class=wp-block-heading>{}</h2>")}
<div class="wp-block-query"><ul class="wp-block-post-template"><li><h3 class="wp-block-post-title">
<a href="/b">{OTHER}</a></h3></ul></div></div></main>"""
ARC = f"""<body><div id="fusion-app"><div class="b-it-header-bar"><a href="/">Home</a></div>
<section role="main"><h1 class="b-headline">{TITLE}</h1><div class="b-byline">By Ida Holm</div>
<figure class="c-media-item"><img src="m.jpg"><figcaption class="c-media-item__fig-caption">
<span class="c-media-item__caption">{CAPTION}</span><span class="c-media-item__credit">(Ida Holm)
</span></figcaption></figure><article class="b-article-body">{
    _paragraphs('<p class="c-paragraph">{}</p>', '<h2 class="c-heading">{}</h2>')
}
<div class="arcad-feature"><div class="arcad-wrapper">Advertisement</div></div></article>
<div class="b-results-list"><h2><a href="/b">{OTHER}</a></h2></div></section></div>"""
DRUPAL = f"""<body class="node-type-article"><div class="region region-content"><article
class="node node--type-article node--view-mode-full"><h1 class="page-header">{TITLE}</h1>
<div class="field field--name-field-image"><img src="m.jpg"><div class="field--name-field-caption">
{CAPTION}</div></div><div class="submitted">Submitted by Ida Holm on 3 February 2026</div>
<div class="field field--name-body field--type-text-with-summary"><div class="field__item">{PLAIN}
</div></div><div class="field field--name-field-tags"><div class="field__label">Tags</div>
<a href="/t">mills</a></div></article></div><div class="region-sidebar-second"><div class="view
view-latest-news"><h2>Latest news</h2><ul><li><a href="/b">{OTHER}</a></ul></div></div>"""
BRIGHTSPOT = f"""<body class="Page-body"><main class="Page-main"><h1 class="Page-headline">{TITLE}
</h1><div class="Page-byline">By Ida Holm</div><div class="Figure"><img src="m.jpg"><div
class="Figure-content"><span class="Figure-caption">{CAPTION}</span></div></div>
<div class="Page-articleBody"><div class="RichTextStoryBody RichTextBody">{PLAIN}
<div class="Enhancement"><div class="Enhancement-item"><div class="PageListStandardE">
<div class="PageList-header">More stories</div><ul><li><a href="/b">{OTHER}</a></ul></div>
</div></div></div></div><div class="Page-tags"><a href="/t">mills</a></div></main>"""
AEM = f"""<body class="page basicpage"><div class="root responsivegrid"><div class="aem-Grid
aem-Grid--12"><div class="title aem-GridColumn"><div class="cmp-title"><h1 class="cmp-title__text">
{TITLE}</h1></div></div><div class="image aem-GridColumn"><div class="cmp-image"><img src="m.jpg">
<span class="cmp-image__title">{CAPTION}</span></div></div>{
    _paragraphs(
        '<div class="text aem-GridColumn"><div class="cmp-text"><p>{}</p></div></div>',
        '<div class="title aem-GridColumn"><div class="cmp-title"><h2>{}</h2></div></div>',
    )
}
<div class="list aem-GridColumn"><ul class="cmp-list"><li><a href="/b">{OTHER}</a></ul></div></div>
</div>"""
AMP = f"""<body><amp-sidebar id="menu"><ul><li><a href="/b">Valley</a></ul></amp-sidebar>
<article class="amp-wp-article"><header><h1 class="amp-wp-title">{TITLE}</h1><div
class="amp-wp-meta amp-wp-byline">Ida Holm</div></header><figure class="amp-wp-article-featured">
<amp-img src="m.jpg"></amp-img><figcaption>{CAPTION}</figcaption></figure>
<div class="amp-wp-article-content">{PLAIN}<amp-ad type="x"><div>Advertisement</div></amp-ad></div>
<footer class="amp-wp-article-footer"><a href="/t">mills</a></footer></article>"""
TABLES = f"""<body bgcolor="#ffffff"><table width="760" cellpadding="0"><tr><td colspan="2"><font
size="1"><a href="/">Home</a> | <a href="/valley">Valley</a> | <a href="/sport">Sport</a></font>
<tr><td width="140" valign="top"><font size="1"><a href="/b">{OTHER}</a><br><a href="/c">Council
votes</a></font></td><td valign="top"><font size="5"><b>{TITLE}</b></font><br><table align="right"
width="200"><tr><td><img src="m.gif" alt="{CAPTION}"><br><font size="1">{CAPTION}</font></td></tr>
</table><font face="Arial" size="2">{"<br><br>".join(STORY)}</font></td></tr></table>"""


def _script(kind: str, data: object) -> str:
    """Write data as pages hold it."""
    text = json.dumps(data).replace("</", "<\\/")
    return f'<script type="application/{kind}">{text}</script>'


OTHERS = [{"headline": OTHER, "body": f"<p>{OTHER * 40}</p>"}]
BODY = {"headline": TITLE, "author": {"name": "Ida Holm"}, "body": PLAIN, "related": OTHERS}
BUILT = {"props": {"pageProps": {"article": BODY, "latest": OTHERS}}}
ELEMENTS = {
    "headlines": {"basic": TITLE},
    "related_content": [{"text": OTHER * 40}] * 9,
    "content_elements": [
        {"type": "image", "caption": CAPTION},
        *({"type": "text", "content": text} for text in STORY),
    ],
}
LINKED = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(STORY)}
PAGES = {
    "WordPress, classic": WORDPRESS_CLASSIC,
    "WordPress, blocks": WORDPRESS_BLOCKS,
    "Arc": ARC,
    "Drupal": DRUPAL,
    "Brightspot": BRIGHTSPOT,
    "AEM": AEM,
    "AMP": AMP,
    "tables": TABLES,
    "built in the browser, body as markup": "<div id=__next></div>" + _script("json", BUILT),
    "built in the browser, body as a list": "<div id=root></div>" + _script("json", ELEMENTS),
    "built in the browser, body in JSON-LD": "<div id=app></div>" + _script("ld+json", LINKED),
}


@pytest.mark.parametrize("system", PAGES)
def test_the_article_is_the_same_whoever_sends_it(system: str) -> None:
    html = f"<!doctype html><html lang=en><head>{META}</head>{PAGES[system]}</body></html>"
    article = extract(RawPage("https://post.example/mill", html.encode()))

    assert tuple(article.text.split("\n")) == STORY
    assert (article.title, article.authors) == (TITLE, ("Ida Holm",))
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-02-03T08:15:00+01:00"
    assert article.body_status == "full"


def test_data_of_another_article_is_not_taken() -> None:
    data = _script("json", {"articles": [{"headline": OTHER, "body": PLAIN}]})
    html = f"<head>{META}</head><div id=root></div>{data}"

    assert extract(RawPage("", html.encode())).body_status == "empty"


KINDS = {
    "interview": [
        "Odo Marsh ground the valley’s grain for sixty years. He talks about dust and beer.",
        "Why sell now?",
        "Because somebody asked. Nobody had asked since my wife told me to, and that was in 1974.",
        "And the mill?",
        "It stays where it is. Mills do.",
        "What will you miss?",
        "The noise. You hear what the weather will be, if you listen to the stones long enough.",
    ],
    "questions and answers": [
        "Q: Who bought the stones?",
        "A: A brewery in the lower valley, which has made beer with bought malt for thirty years.",
        "Q: When will they leave?",
        "A: As soon as the road is frozen, which in Tarn is hardly ever before the second week.",
    ],
    "press release": [
        "FOR IMMEDIATE RELEASE",
        "TARN VALLEY, Feb. 3, 2026 — Lower Tarn Brewing today announced that it has acquired the"
        " last working pair of millstones in the valley from Marsh & Sons.",
        "“We are proud to grind our own malt,” said Chief Executive Runa Berg.",
        "About Lower Tarn Brewing",
        "Lower Tarn Brewing has made beer since 1911 and employs nine people and one horse.",
    ],
}


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_of_text_are_whole(kind: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in KINDS[kind])
    html = f"<head>{META}</head><article><h1>{TITLE}</h1>{paragraphs}</article>"
    article = extract(RawPage("", html.encode()))

    assert article.text.split("\n") == KINDS[kind]
    assert article.body_status == "full"


def test_a_recipe_keeps_its_lists() -> None:
    items = ["500 g rye flour", "350 ml water", "10 g salt", "1 spoon of honey"]
    steps = [
        "Mix the flour with the warm water and let it stand for an hour under a cloth.",
        "Add salt and honey, knead for ten minutes and shape a loaf that is as flat as a stone.",
        "Bake for fifty minutes at 220 degrees, until the crust sounds hollow when you knock.",
    ]
    body = (
        f"<p>{STORY[0]}</p><h2>Ingredients</h2><ul>{''.join(f'<li>{i}</li>' for i in items)}</ul>"
        f"<h2>Method</h2><ol>{''.join(f'<li>{s}</li>' for s in steps)}</ol><p>{STORY[1]}</p>"
    )
    html = f"<head>{META}</head><article><h1>{TITLE}</h1>{body}</article>"
    article = extract(RawPage("", html.encode()))

    expected = [STORY[0], "Ingredients", *items, "Method", *steps, STORY[1]]
    assert article.text.split("\n") == expected
    assert article.body_status == "full"
