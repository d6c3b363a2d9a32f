"""Which of two texts was spun from the other, by the words of the store's own texts as well."""

from collections.abc import Iterator, Mapping, Sequence

from dedup.background.own import Own, heard, united
from dedup.direction import EVEN, Oddness, listed_pairs, oddness
from dedup.groups import Pair
from dedup.measures import MEASURES
from dedup.prepared import MAX_CHARACTERS, is_english
from dedup.tokens import tokenize, words
from dedup.verify import DIRECTED
from storage import articles, directions
from storage.records import DirectionRow
from storage.store import Store
from wirecopy.known import REUSE, Known, classes_of
from wirecopy.workers import Workers, chunks

FEWEST = 300  # texts; of pairs in a language of its own, a store of 300 could judge 3 in 100
MOST = 30_000  # texts listened to; the shipped tables were counted over 15,380
CHUNK = 1_000  # texts that a worker listens to at a time: 5 MB
BATCH = 2_000  # pairs between two commits
REPLACED = next(n for n, measure in enumerate(MEASURES, 1) if measure.name == "words_replaced")


def refresh_background(
    store: Store, known: Known, class_of: Mapping[int, int], workers: Workers
) -> None:
    """Make the store's own background when there is something to listen to.

    It is made anew when the classes have doubled; every direction is found anew with it then.
    """
    made_of = int(store.state("background_of") or 0)
    n_classes = len(set(class_of.values()))
    if n_classes >= max(FEWEST, 2 * made_of):
        added = listened(store, known, class_of, workers)
        directions.replace_background(store, *added, n_classes)


def direct(store: Store) -> None:
    """Find out how odd the words on each side are, of all pairs in which words were replaced."""
    asked = directions.undirected(store, REPLACED, DIRECTED)
    if asked:
        added = Own(*directions.background(store))
        for batch in chunks(asked, BATCH):
            directions.save(store, list(directed(store, batch, added)))


def odd_pairs(store: Store) -> dict[Pair, Oddness]:
    """How odd the words on each side are, of the pairs that have a direction."""
    return {pair: Oddness(*found) for pair, found in directions.all_of(store).items()}


def listened(store: Store, known: Known, class_of: Mapping[int, int], workers: Workers) -> Own:
    """The words and word pairs of texts in whose families no words were replaced.

    A family is what is joined by reuse. Of many texts those with the smallest hashes are heard.
    """
    classes = set(class_of.values())
    family_of = {c: c for c in classes} | classes_of(known.shares(classes, REUSE))
    replaced = directions.with_replaced_words(store, REPLACED, DIRECTED)
    silent = {family_of[class_of[article_id]] for pair in replaced for article_id in pair}
    voices = [c for c in classes if family_of[c] not in silent]
    chosen = sorted(voices, key=known.text)[:MOST]
    texts = (list(articles.texts(store, part).values()) for part in chunks(chosen, CHUNK))
    return united(list(workers.map(heard, list(texts))))


def directed(store: Store, pairs: Sequence[Pair], added: Own) -> Iterator[DirectionRow]:
    """The directions of some article pairs; even where nobody knows the language."""
    texts = articles.texts(store, {i for pair in pairs for i in pair})
    listed, english = {}, set()
    for article_id, text in texts.items():
        short = text[:MAX_CHARACTERS]
        listed[article_id] = listed_pairs(tokenize([short]).hashes, added)
        if is_english(words(short)):
            english.add(article_id)
    for a, b in pairs:
        found = oddness(listed[a], listed[b])
        is_known = found.is_known_language or {a, b} <= english
        yield DirectionRow(a, b, *(found if is_known else EVEN))
