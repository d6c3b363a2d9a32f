"""Sign the texts that the index lacks."""

from dedup.candidates.sign import signed
from storage import index
from storage.store import Store
from wirecopy.progress import SILENT, RunProgress
from wirecopy.stages.texts import Texts
from wirecopy.workers.pool import Workers, chunks

TEXTS_AT_ONCE = 10_000  # texts looked up at a time: 40 MB
MANY = 3_000  # texts for which it pays to load compiled kernels
CHUNK = 1_000  # texts that a worker signs at a time: 4 MB of shingles and signatures


def sign(store: Store, texts: Texts, workers: Workers, progress: RunProgress = SILENT) -> None:
    """Give every text its keys."""
    missing = index.missing(store)
    if not missing:
        return
    progress.begin("sign", "texts", len(missing))
    if len(missing) >= MANY:
        workers.use_kernels()
    workers.warm_for_signing()
    for batch in chunks(missing, TEXTS_AT_ONCE):
        text_of = texts.of([article_id for _, article_id in batch])
        given = [(content_hash, text_of[article_id].text) for content_hash, article_id in batch]
        for hashes, keys in workers.apart(signed, chunks(given, CHUNK)):
            index.add(store, hashes, keys)
            progress.add(len(hashes))
