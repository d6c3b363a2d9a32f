"""Digest again: what texts are known by, where another version told words apart otherwise."""

from dedup.words.tokens import digests
from storage import digests as known
from storage.store import Store
from wirecopy.workers.pool import Workers, chunks

CHUNK = 500  # texts that a worker takes at a time: 2 MB


def digest_again(store: Store, workers: Workers) -> None:
    """Hash the words of every text that the store keeps. A run that is killed begins anew."""
    for table in known.UPDATES:
        for batch in known.kept_texts(store, table):
            pieces = chunks([each.text for each in batch], CHUNK)
            found = [each for piece in workers.map(digests, pieces) for each in piece]
            rows = [known.Known(*digest, digest.is_long_enough) for digest in found]
            known.save(store, table, batch, rows)
