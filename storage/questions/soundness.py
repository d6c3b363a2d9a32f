"""Whether a store is in order, as far as its rows tell."""

from storage.asked import Asked

PENDING = """
SELECT count(*) FROM internal.fetches
WHERE kind IN ('page', 'row') AND article_id IS NOT NULL AND warc_file IS NOT NULL
  AND fetch_id > $extracted_to
"""
SAMPLED = """
SELECT warc_file, warc_offset, payload_sha256 FROM internal.fetches
WHERE warc_file IS NOT NULL AND payload_sha256 IS NOT NULL AND kind IN ('page', 'row')
ORDER BY fetch_id
"""


def store_format(asked: Asked) -> int:
    """The number of the last migration that the store has seen."""
    ((number,),) = asked.rows("SELECT max(number) FROM internal.migrations")
    return int(number)


def count_unended_runs(asked: Asked) -> int:
    """Count the runs without an end: killed, or under way."""
    ((count,),) = asked.rows("SELECT count(*) FROM runs WHERE ended_at IS NULL")
    return int(count)


def count_pending(asked: Asked, extracted_to: int) -> int:
    """Count the raw pages after that fetch which wait to be extracted."""
    ((count,),) = asked.rows(PENDING, {"extracted_to": extracted_to})
    return int(count)


def count_failed(asked: Asked) -> int:
    """Count the pages whose extraction failed."""
    ((count,),) = asked.rows("SELECT count(*) FROM articles WHERE body_status = 'failed'")
    return int(count)


def page_digests(asked: Asked) -> list[tuple[str, int, str]]:
    """The place of each raw page (archive file, byte offset) and the SHA-256 of its body."""
    return [(file, int(offset), digest) for file, offset, digest in asked.rows(SAMPLED)]
