"""groups and show: who copied whom."""

import datetime as dt
import sys
from pathlib import Path

import click

from dedup.compare.hints import hints
from storage.reader import Reader, open_reader
from storage.records import now
from wirecopy import exits
from wirecopy.commands import Duration, format_option, reading_option
from wirecopy.lookup import decisions_on, find_article
from wirecopy.output import safe, write
from wirecopy.wording import counted

RELATIONS = ("verbatim", "edited", "spun", "rewritten")

GROUPS = """
SELECT group_id AS "group", source_site, source_title, n_copies AS copies, n_verbatim AS verbatim,
       n_edited AS edited, n_spun AS spun, n_rewritten AS rewritten, n_sites AS sites,
       median_lag_minutes AS lag_minutes, source_status AS source
FROM copy_groups
WHERE ($relation IS NULL OR {'verbatim': n_verbatim, 'edited': n_edited, 'spun': n_spun,
                             'rewritten': n_rewritten}[$relation] > 0)
  AND ($site IS NULL OR group_id IN (SELECT group_id FROM articles WHERE site = $site))
  AND ($source IS NULL OR source_site = $source)
  AND ($since IS NULL OR last_at >= $since)
  AND (NOT $unlicensed OR group_id IN (SELECT group_id FROM copies WHERE NOT is_licensed))
ORDER BY n_copies DESC, first_at, group_id LIMIT $limit
"""

MEMBERS = """
SELECT article_id AS article, site, relation, round(confidence, 2) AS confidence,
       round(share, 2) AS share, lag_minutes, title, url
FROM (SELECT copy_id AS article_id, copy_site AS site, relation::VARCHAR AS relation, confidence,
             share, lag_minutes, copy_title AS title, copy_url AS url
      FROM copies WHERE group_id = $group AND NOT ($unlicensed AND is_licensed)
      UNION ALL
      SELECT article_id, site, coalesce(relation::VARCHAR, 'earliest'), NULL, NULL, NULL, title, url
      FROM articles WHERE group_id = $group AND (relation = 'source' OR relation IS NULL))
ORDER BY relation = 'source' DESC, relation = 'earliest' DESC, lag_minutes, article
"""

HINTS = """
SELECT text, (SELECT coalesce(list(r.text), []) FROM removed_lines r WHERE r.article_id = $article),
       (SELECT coalesce(list(phrase), []) FROM tortured_phrases)
FROM articles WHERE article_id = $article
"""

STORY = """
SELECT article_id AS article, site, published_at, title, url FROM articles
WHERE story_id = (SELECT any_value(story_id) FROM articles WHERE article_id = $article)
  AND group_id IS DISTINCT FROM $group AND article_id <> $article
ORDER BY published_at, article_id
"""


@click.command()
@reading_option
@format_option
@click.option("--relation", type=click.Choice(RELATIONS), help="Only groups with such a copy.")
@click.option("--site", help="Only groups in which this site has an article.")
@click.option("--source", help="Only copies of texts from this site.")
@click.option(
    "--since", metavar="TIME", type=Duration("d"), help="Only groups with an article so recent: 7d."
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Rows to print."
)
@click.option("--unlicensed", is_flag=True, help="Only groups with a copy that is not licensed.")
@click.option(
    "--fail-on",
    type=click.Choice(RELATIONS),
    multiple=True,
    help="End with exit code 1 when a group has such a copy.",
)
def groups(
    store: Path,
    form: str,
    relation: str | None,
    site: str | None,
    source: str | None,
    since: dt.timedelta | None,
    limit: int,
    unlicensed: bool,
    fail_on: tuple[str, ...],
) -> int:
    """List copy groups, the largest first: one source and its copies.

    A group is named by the id in the first column: wirecopy show ID says more of it.
    """
    after = None if since is None else now() - since
    with open_reader(store) as reader:
        wanted = {"relation": relation, "site": site, "source": source, "since": after}
        found = reader.query(GROUPS, {**wanted, "limit": limit, "unlicensed": unlicensed})
    write(found.rows, found.columns, form, sys.stdout)
    counts = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    hit = any(row[kind] for row in counts for kind in fail_on)
    return (exits.FINDINGS if hit else exits.DONE).code


@click.command()
@click.argument("name", metavar="GROUP|ARTICLE")
@reading_option
@format_option
@click.option("--unlicensed", is_flag=True, help="Leave licensed copies out.")
def show(name: str, store: Path, form: str, unlicensed: bool) -> None:
    """Show a copy group, or an article: its copies, its source, and who else reported the event.

    An article is named by its id, the beginning of its id, or its URL.
    """
    with open_reader(store) as reader:
        article = find_article(reader, name)
        if form != "table":
            found = reader.query("SELECT * FROM articles WHERE article_id = ?", [article])
            write(found.rows, found.columns, form, sys.stdout)
            return
        show_article(reader, article, unlicensed=unlicensed)


def show_hints(reader: Reader, article: int) -> None:
    """What a spinner may have left behind in an article."""
    ((text, removed, tortured),) = reader.query(HINTS, {"article": article}).rows
    found = hints(text, removed, frozenset(tortured))
    if found:
        click.echo("\nhints of automatic spinning, no verdict")
    for hint in found:
        click.echo(safe(f"  {hint.kind.replace('_', ' ')}: {hint.text}"))


def show_article(reader: Reader, article: int, *, unlicensed: bool) -> None:
    """An article, its copy group and its story, for eyes."""
    ((title, site, url, published, group, status, words),) = reader.query(
        "SELECT title, site, url, published_at, group_id, source_status, words"
        " FROM articles WHERE article_id = ?",
        [article],
    ).rows
    click.echo(safe(f"{title or '(no title)'}"))
    click.echo(safe(f"{site}  {published or 'no date'}  {counted(words, 'word')}  {url or ''}"))
    show_hints(reader, article)
    if group is not None:
        ((confidence, source_site, reasons),) = reader.query(
            "SELECT source_confidence, source_site, reasons FROM copy_groups WHERE group_id = ?",
            [group],
        ).rows
        named = f"{source_site} (confidence {confidence:.2f})" if source_site else status
        click.echo(safe(f"\ncopy group {group}, source: {named}"))
        for reason in reasons:
            click.echo(safe(f"  {reason}"))
        members = reader.query(MEMBERS, {"group": group, "unlicensed": unlicensed})
        write(members.rows, members.columns, "table", sys.stdout)
    if decided := decisions_on(reader, article):
        click.echo(safe("\n" + "\n".join(decided)))
    others = reader.query(STORY, {"article": article, "group": group})
    if others.rows:
        click.echo("\nthe same story, told independently")
        write(others.rows, others.columns, "table", sys.stdout)
