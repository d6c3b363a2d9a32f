"""Step 6: ids of articles become 53 bits long, which every program holds exactly.

They are the first 53 of the 63 bits that they had, so no address is needed. Two that begin alike
are told apart by the next free id, in their order: what sorted by id still does.
"""

import json

import duckdb

# Every column that holds ids of articles, as format 5 has them.
COLUMNS = {
    "urls": ("article_id",),
    "discoveries": ("article_id",),
    "fetches": ("article_id",),
    "articles": ("article_id",),
    "removals": ("article_id",),
    "revisions": ("article_id",),
    "compared": ("article_id",),
    "classes": ("article_id", "class_id"),
    "twins": ("article_id", "same_as"),
    "pairs": ("article_id", "other_id"),
    "overruled": ("article_id", "other_id"),
    "directions": ("article_id", "other_id"),
    "replacements": ("article_id", "other_id"),
    "tortured": ("article_id", "other_id"),
    "components": ("component_id",),
    "copy_groups": ("group_id", "source_id"),
    "members": ("article_id", "group_id", "source_id"),
    "stories": ("article_id", "story_id"),
    "decisions": ("article_id", "other_id"),
    "forgotten": ("article_id",),
    "pair_history": ("article_id", "other_id"),
    "member_history": ("article_id", "group_id", "source_id"),
    "group_history": ("group_id", "source_id"),
    "searched": ("article_id",),
    "left_out": ("article_id",),
}
MADE = """
-- Of an imported page; of crawled ones `urls` has the keys.
ALTER TABLE internal.fetches ADD COLUMN key_hash VARCHAR;
CREATE TABLE internal.shared_ids (     -- keys whose hashes begin alike, and which id each has
    key_hash VARCHAR NOT NULL,         -- 128 bits in hex; of a key that format 5 knew the first 63
    article_id BIGINT NOT NULL
);
-- These were read with their byte order mark, so that nobody heard what they say.
DELETE FROM internal.robots WHERE contains(body, chr(65279));
"""
# Where ids begin alike, each is moved to the first that is free behind those before it.
SHORTENED = """
CREATE TABLE internal.shortened AS
SELECT former, former >> 10 AS first_id, n + max((former >> 10) - n) OVER (ORDER BY n) AS article_id
FROM (SELECT former, row_number() OVER (ORDER BY former) AS n FROM (
    SELECT article_id AS former FROM internal.urls UNION SELECT article_id FROM internal.fetches
    UNION SELECT article_id FROM internal.articles UNION SELECT article_id FROM internal.forgotten)
    WHERE former IS NOT NULL)
"""
MOVED = """
SELECT former, article_id FROM internal.shortened WHERE article_id <> first_id ORDER BY former
"""
TOGETHER = """
INSERT INTO internal.shared_ids
SELECT DISTINCT lower(lpad(hex(former * 2), 16, '0')) || repeat('0', 16), a.article_id
FROM internal.shortened a JOIN (SELECT first_id, article_id FROM internal.shortened
                                WHERE article_id <> first_id) b
ON a.article_id BETWEEN b.first_id AND b.article_id ORDER BY ALL
"""


def shorten(connection: duckdb.DuckDBPyConnection) -> None:
    """Shift every id of an article in the store by ten bits."""
    connection.execute(MADE)
    connection.execute(SHORTENED)
    moved = dict(connection.execute(MOVED).fetchall())
    connection.execute(TOGETHER)
    connection.execute("DROP TABLE internal.shortened")
    for table, columns in COLUMNS.items():
        changes = ", ".join(f"{column} = {_shorter(column, moved)}" for column in columns)
        connection.execute(f"UPDATE internal.{table} SET {changes}")  # noqa: S608 (our own names)
    _shorten_erasing(connection, moved)


def _shorter(column: str, moved: dict[int, int]) -> str:
    cases = "".join(f" WHEN {former} THEN {now}" for former, now in moved.items())
    return f"CASE {column}{cases} ELSE {column} >> 10 END" if moved else f"{column} >> 10"


def _shorten_erasing(connection: duckdb.DuckDBPyConnection, moved: dict[int, int]) -> None:
    """What a killed run has begun to erase is written down with its ids."""
    query = "SELECT value FROM internal.state WHERE name = 'forgetting' AND value LIKE '{%'"
    for (value,) in connection.execute(query).fetchall():
        said = json.loads(value)
        said["ids"] = [moved.get(former, former >> 10) for former in said["ids"]]
        connection.execute(
            "UPDATE internal.state SET value = ? WHERE name = 'forgetting'", [json.dumps(said)]
        )
