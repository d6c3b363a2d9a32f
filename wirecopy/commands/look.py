"""groups, show, explain and diff: what the verdicts are, and what they rest on."""

import datetime as dt
import sys
from pathlib import Path

import click

from dedup.diff import diff as align_texts
from storage.reader import Reader, open_reader
from storage.records import now
from wirecopy import diffing, exits
from wirecopy.commands import Duration, format_option, store_option
from wirecopy.exits import Failure
from wirecopy.lookup import find_article
from wirecopy.output import json_line, safe, write
from wirecopy.wording import sentence

RELATIONS = ("verbatim", "edited", "spun", "rewritten")

GROUPS = """
SELECT group_id AS "group", source_site, source_title, n_copies AS copies, n_verbatim AS verbatim,
       n_edited AS edited, n_spun AS spun, n_rewritten AS rewritten, n_sites AS sites,
       median_lag_minutes AS lag_minutes, source_status AS source
FROM copy_groups
WHERE ($relation IS NULL OR {'verbatim': n_verbatim, 'edited': n_edited, 'spun': n_spun,
                             'rewritten': n_rewritten}[$relation] > 0)
  AND ($site IS NULL OR group_id IN (SELECT group_id FROM articles WHERE site = $site))
  AND ($since IS NULL OR last_at >= $since)
ORDER BY n_copies DESC, first_at, group_id LIMIT $limit
"""

MEMBERS = """
SELECT article_id AS article, site, relation, round(confidence, 2) AS confidence,
       round(share, 2) AS share, lag_minutes, title, url
FROM (SELECT copy_id AS article_id, copy_site AS site, relation::VARCHAR AS relation, confidence,
             share, lag_minutes, copy_title AS title, copy_url AS url
      FROM copies WHERE group_id = $group
      UNION ALL
      SELECT article_id, site, coalesce(relation::VARCHAR, 'earliest'), NULL, NULL, NULL, title, url
      FROM articles WHERE group_id = $group AND (relation = 'source' OR relation IS NULL))
ORDER BY relation = 'source' DESC, relation = 'earliest' DESC, lag_minutes, article
"""

STORY = """
SELECT article_id AS article, site, published_at, title, url FROM articles
WHERE story_id = (SELECT any_value(story_id) FROM articles WHERE article_id = $article)
  AND group_id IS DISTINCT FROM $group AND article_id <> $article
ORDER BY published_at, article_id
"""

EVIDENCE = """
SELECT measure, value, threshold, met FROM evidence
WHERE article_id = least($a, $b) AND other_id = greatest($a, $b)
"""

CONTRAST = """
SELECT p.article_id, p.other_id FROM pairs p
WHERE p.relation = 'same_story'
  AND (p.article_id IN ($a, $b) OR p.other_id IN ($a, $b))
ORDER BY p.confidence DESC, p.article_id, p.other_id LIMIT 1
"""


@click.command()
@store_option
@format_option
@click.option("--relation", type=click.Choice(RELATIONS), help="Only groups with such a copy.")
@click.option("--site", help="Only groups in which this site has an article.")
@click.option(
    "--since", metavar="TIME", type=Duration("d"), help="Only groups with an article so recent: 7d."
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
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
    since: dt.timedelta | None,
    limit: int,
    fail_on: tuple[str, ...],
) -> int:
    """List copy groups, the largest first: one source and its copies."""
    after = None if since is None else now() - since
    with open_reader(store) as reader:
        wanted = {"relation": relation, "site": site, "since": after, "limit": limit}
        found = reader.query(GROUPS, wanted)
    write(found.rows, found.columns, form, sys.stdout)
    counts = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    hit = any(row[kind] for row in counts for kind in fail_on)
    return (exits.FINDINGS if hit else exits.DONE).code


@click.command()
@click.argument("name", metavar="GROUP|ARTICLE")
@store_option
@format_option
def show(name: str, store: Path, form: str) -> None:
    """Show a copy group, or an article: its copies, its source, and who else reported the event."""
    with open_reader(store) as reader:
        article = find_article(reader, name)
        if form != "table":
            found = reader.query("SELECT * FROM articles WHERE article_id = ?", [article])
            write(found.rows, found.columns, form, sys.stdout)
            return
        show_article(reader, article)


def show_article(reader: Reader, article: int) -> None:
    """An article, its copy group and its story, for eyes."""
    ((title, site, url, published, group, status, words),) = reader.query(
        "SELECT title, site, url, published_at, group_id, source_status, words"
        " FROM articles WHERE article_id = ?",
        [article],
    ).rows
    click.echo(safe(f"{title or '(no title)'}"))
    click.echo(safe(f"{site}  {published or 'no date'}  {words} words  {url or ''}"))
    if group is not None:
        ((confidence, source_site, reasons),) = reader.query(
            "SELECT source_confidence, source_site, reasons FROM copy_groups"
            " JOIN internal.copy_groups USING (group_id, source_confidence) WHERE group_id = ?",
            [group],
        ).rows
        named = f"{source_site} (confidence {confidence:.2f})" if source_site else status
        click.echo(safe(f"\ncopy group {group}, source: {named}"))
        for reason in reasons:
            click.echo(safe(f"  {reason}"))
        members = reader.query(MEMBERS, {"group": group})
        write(members.rows, members.columns, "table", sys.stdout)
    others = reader.query(STORY, {"article": article, "group": group})
    if others.rows:
        click.echo("\nthe same story, told independently")
        write(others.rows, others.columns, "table", sys.stdout)


@click.command()
@click.argument("a")
@click.argument("b")
@store_option
@format_option
def explain(a: str, b: str, store: Path, form: str) -> None:
    """Every measure behind a pair, its threshold, and whether it was met.

    Beside it stand the same measures for an independent article on the same story, if there is one.
    """
    with open_reader(store) as reader:
        one, two = source_first(reader, find_article(reader, a), find_article(reader, b))
        if one == two:
            raise Failure(exits.USAGE, f"{a} and {b} name the same article; name two")
        verdict = reader.query(
            "SELECT relation, confidence, channels FROM pairs"
            " WHERE article_id = least($a, $b) AND other_id = greatest($a, $b)",
            {"a": one, "b": two},
        ).rows
        if not verdict:
            raise Failure(
                exits.MISSING,
                f"{a} and {b}: no verdict on these two; nothing brought them together",
            )
        rows = reader.query(EVIDENCE, {"a": one, "b": two}).rows
        beside = contrast(reader, one, two)
        names = [label(reader, one), label(reader, two)]
    columns = ["measure", "value", "threshold", "met", "independent"]
    table = [(*row, beside.get(row[0])) for row in rows]
    if form == "table":
        relation, confidence, channels = verdict[0]
        click.echo(safe(sentence(relation, copy=names[1], source=names[0])))
        click.echo(f"confidence {confidence:.2f}; brought together by {', '.join(channels)}\n")
        table = [
            (
                m,
                f"{v:.3f}",
                t,
                {True: "yes", False: "no"}.get(met, ""),
                "" if i is None else f"{i:.3f}",
            )
            for m, v, t, met, i in table
        ]
    write(table, columns, form, sys.stdout)


def source_first(reader: Reader, one: int, two: int) -> tuple[int, int]:
    """Two articles, the source of their group first; the earlier one where neither is it."""
    ((first,),) = reader.query(
        "SELECT article_id FROM articles WHERE article_id IN ($one, $two)"
        " ORDER BY relation IS DISTINCT FROM 'source', coalesce(published_at, first_seen_at)"
        " NULLS LAST, article_id LIMIT 1",
        {"one": one, "two": two},
    ).rows
    return (one, two) if first == one else (two, one)


def contrast(reader: Reader, one: int, two: int) -> dict[str, float]:
    """The measures of an independent report that one of the two was compared with."""
    pair = reader.query(CONTRAST, {"a": one, "b": two}).rows
    if not pair or set(pair[0]) == {one, two}:
        return {}
    found = reader.query(EVIDENCE, {"a": pair[0][0], "b": pair[0][1]}).rows
    return {measure: value for measure, value, _, _ in found}


def label(reader: Reader, article: int) -> str:
    """An article in a few words."""
    ((site, title),) = reader.query(
        "SELECT site, title FROM articles WHERE article_id = ?", [article]
    ).rows
    return f"{site} “{title or '(no title)'}”"


@click.command()
@click.argument("a")
@click.argument("b")
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def diff(a: str, b: str, store: Path, form: str) -> None:
    """Show two articles aligned, with the words that were replaced, left out or added."""
    with open_reader(store) as reader:
        ids = source_first(reader, find_article(reader, a), find_article(reader, b))
        texts = [
            reader.query("SELECT text FROM articles WHERE article_id = ?", [i]).rows[0][0]
            for i in ids
        ]
        names = [label(reader, i) for i in ids]
    segments = align_texts(*texts)
    if form == "json":
        click.echo(json_line(diffing.as_json(ids, segments)))
    else:
        diffing.show(names, segments, sys.stdout)
