"""Articles by the names that people give them: an id, a URL, or the beginning of an id."""

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
