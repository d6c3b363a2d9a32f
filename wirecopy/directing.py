"""Which of two texts was spun from the other, by the words of the store's own texts as well."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.background.own import Own, heard, united
from dedup.direction import EVEN, Oddness, listed_pairs, oddness
from dedup.groups import Pair
from dedup.measures import MEASURES
from dedup.prepared import MAX_CHARACTERS, is_english
from dedup.tokens import hashed, words
from dedup.verify import DIRECTED
from storage import articles, directions
from storage.records import DirectionRow
from storage.store import Store
from wirecopy.known import REUSE, Known, classes_of
from wirecopy.workers import Workers, chunks

FEWEST = 300  # texts; of pairs in a language of its own, a store of 300 could judge 3 in 100
MOST = 30_000  # texts listened to; the shipped tables were counted over 15,380
CHUNK = 1_000  # texts that a worker listens to at a time: 5 MB
BATCH = 10_000  # pairs under way in workers at once
FEW = 200  # pairs that are not worth being shared among workers: 0.1 s
REPLACED = next(n for n, measure in enumerate(MEASURES, 1) if measure.name == "words_replaced")


def refresh_background(
    store: Store, known: Known, class_of: Mapping[int, int], workers: Workers
) -> None:
    """Make the store's own background when there is something to listen to.

    It is made anew when the classes have doubled; every direction is found anew with it then.
    """
    n_classes = len(set(class_of.values()))
    if n_classes >= FEWEST and store.state.is_due("background", n_classes):
        added = listened(store, known, class_of, workers)
        directions.replace_background(store, *added, n_classes)


class Task(NamedTuple):
    """Article pairs whose directions are asked for, their texts, and the store's background."""

    pairs: Sequence[Pair]
    texts: Mapping[int, str]
    added: Own


def direct(store: Store, workers: Workers) -> None:
    """Find out how odd the words on each side are, of all pairs in which words were replaced."""
    asked = directions.undirected(store, REPLACED, DIRECTED)
    if asked:
        added = Own(*directions.background(store))
        for batch in chunks(asked, BATCH):
            tasks = [
                Task(part, articles.texts(store, {i for pair in part for i in pair}), added)
                for part in chunks(batch, max(FEW, len(batch) // workers.count))
            ]
            for rows in workers.map(directed, tasks):
                directions.save(store, rows)


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


def directed(task: Task) -> list[DirectionRow]:
    """The directions of some article pairs; even where nobody knows the language."""
    listed, english = {}, set()
    for article_id, text in task.texts.items():
        flat = words(text[:MAX_CHARACTERS])
        listed[article_id] = listed_pairs(hashed([flat]).hashes, task.added)
        if is_english(flat):
            english.add(article_id)
    rows = []
    for a, b in task.pairs:
        found = oddness(listed[a], listed[b])
        is_known = found.is_known_language or {a, b} <= english
        rows.append(DirectionRow(a, b, *(found if is_known else EVEN)))
    return rows
