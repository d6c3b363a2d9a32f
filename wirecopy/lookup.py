"""Articles by the names that people give them, and what to call them in turn."""

from crawler.urls import canonicalize
from storage.reader import Reader
from storage.records import article_id
from wirecopy import exits
from wirecopy.exits import Failure


def find_article(reader: Reader, name: str) -> int:
    """The id of the article that a person names; raises Failure when there is none or several."""
    if name.startswith(("http://", "https://")):
        ids = [article_id(canonicalize(name))]
        found = reader.query(
            "SELECT article_id FROM articles WHERE article_id = ? OR url = ?", [ids[0], name]
        ).rows
    else:
        found = reader.query(
            "SELECT article_id FROM articles WHERE starts_with(article_id::VARCHAR, ?)"
            " ORDER BY article_id::VARCHAR = ? DESC LIMIT 2",
            [name, name],
        ).rows
        if len(found) > 1 and str(found[0][0]) == name:
            found = found[:1]
    if not found:
        raise Failure(
            exits.MISSING, f"{name}: no such article; name one by id, URL or the beginning of an id"
        )
    if len(found) > 1:
        raise Failure(exits.USAGE, f"{name}: more than one article begins so; give more of the id")
    return int(found[0][0])


def source_first(reader: Reader, one: int, two: int) -> tuple[int, int]:
    """Two articles, the source of their group first; the earlier one where neither is it."""
    ((first,),) = reader.query(
        "SELECT article_id FROM articles WHERE article_id IN ($one, $two)"
        " ORDER BY relation IS DISTINCT FROM 'source', coalesce(published_at, first_seen_at)"
        " NULLS LAST, article_id LIMIT 1",
        {"one": one, "two": two},
    ).rows
    return (one, two) if first == one else (two, one)


def label(reader: Reader, article: int) -> str:
    """An article in a few words: its site and headline."""
    ((site, title),) = reader.query(
        "SELECT site, title FROM articles WHERE article_id = ?", [article]
    ).rows
    return f"{site} “{title}”" if title else f"{site} (no title)"


def text_of(reader: Reader, article: int) -> str:
    """The text of an article."""
    ((text,),) = reader.query("SELECT text FROM articles WHERE article_id = ?", [article]).rows
    return str(text)


def decisions_on(reader: Reader, article: int, other: int | None = None) -> list[str]:
    """What people decided on an article, or on two of them, and stands: one line each."""
    found = reader.query(
        "SELECT verb, label, CASE WHEN article_id = $one THEN other_id ELSE article_id END, who,"
        " made_at::DATE, why FROM decisions"
        " WHERE stands AND $one IN (article_id, other_id)"
        " AND ($two IS NULL OR $two IN (article_id, other_id)) ORDER BY decision_id",
        {"one": article, "two": other},
    ).rows
    return [
        f"{verb} ({said}){'' if other else f' with {label(reader, its)}'}"
        f" by {who} on {day}{f': {why}' if why else ''}"
        for verb, said, its, who, day, why in found
    ]
