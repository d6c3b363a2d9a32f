"""Find which side of a pair had its words replaced, also by the store's own word pairs."""

import math
from collections.abc import Iterable, Mapping, Sequence

from dedup.compare.batch import Spun, batch_of, oddness_of
from dedup.compare.direction import Oddness
from dedup.compare.thresholds import DIRECTED
from dedup.group.asking import AnsweredPair
from dedup.group.components import component_of
from dedup.group.known_pairs import ASKED, KnownPairs
from dedup.pairs import Pair
from dedup.relations import REUSE
from dedup.words.background.own import FEWEST, MOST, Own, heard, united
from storage import directions
from storage.records import DirectionRow
from storage.store import Store
from wirecopy.stages.scope import Scope
from wirecopy.stages.texts import Texts
from wirecopy.workers.pool import Workers, chunks

CHUNK = 1_000  # texts whose words a worker collects at a time: 5 MB
PAIRS_AT_ONCE = 10_000  # pairs under way in workers at once
FEW = 200  # pairs that are not worth being shared among workers: 0.1 s


class DirectionFinder:
    """All that finding directions takes: texts, workers, and the words of the store's own texts."""

    def __init__(self, store: Store, texts: Texts, workers: Workers) -> None:
        self._own = Own(*directions.background(store))
        self._texts = texts
        self._workers = workers

    def rows_of(self, pairs: Sequence[Pair]) -> list[DirectionRow]:
        """Return for each article pair how odd the words on each of its sides are."""
        rows = []
        for batch in chunks(pairs, PAIRS_AT_ONCE):
            texts = self._texts.of({article_id for pair in batch for article_id in pair})
            parts = chunks(batch, max(FEW, len(batch) // max(1, self._workers.count)))
            tasks = [Spun(batch_of(part, texts), self._own) for part in parts]
            for part, found in zip(parts, self._workers.map(oddness_of, tasks), strict=True):
                rows += [DirectionRow(*p, *odd) for p, odd in zip(part, found, strict=True)]
        return rows


def refresh_background(store: Store, scope: Scope, texts: Texts, workers: Workers) -> None:
    """Make the store's own background once there are enough classes, and when they have doubled.

    Whenever it is made, all directions are dropped, so that they are found anew with it.
    """
    class_of = scope.class_of()
    n_classes = scope.count_classes(class_of)
    if n_classes >= FEWEST and store.state.is_due("background", n_classes):
        scope.take_in_all()
        own = own_background(store, scope.known, scope.class_of(), texts, workers)
        directions.replace_background(store, *own, n_classes)


def find_directions(store: Store, known: KnownPairs, texts: Texts, workers: Workers) -> KnownPairs:
    """Find and save the directions that are missing. Returns the known pairs with them."""
    asked = directions.undirected(store, DIRECTED)
    if not asked:
        return known
    rows = DirectionFinder(store, texts, workers).rows_of(asked)
    directions.save(store, rows)
    return known.replacing(
        pair._replace(oddness=odd if pair.text == known.text(row.article_id) else odd.mirrored)
        for row in rows
        if (pair := known.find(row.article_id, row.other_id)) is not None
        and (odd := Oddness(*row[2:]))
    )


def replaced(answers: Iterable[AnsweredPair]) -> list[Pair]:
    """Return those of some compared pairs in which words were replaced."""
    return [
        candidate[:2]
        for candidate, (pair, _) in answers
        if pair.measure("words_replaced") >= DIRECTED.get(pair.relation, math.inf)
    ]


def own_background(
    store: Store,
    known: KnownPairs,
    class_of: Mapping[int, int],
    texts: Texts,
    workers: Workers,
) -> Own:
    """Return the words and word pairs of texts in whose families no words were replaced.

    A family is a component of classes joined by reuse. Of more than MOST classes, those with the
    smallest hashes are taken. Pairs that were compared only because a group asked do not count:
    whether they were depends on what was there at the time.
    """
    classes = set(class_of.values())
    family_of = {c: c for c in classes} | component_of(known.between(classes, REUSE))
    spun = directions.with_replaced_words(store, DIRECTED, without=ASKED)
    spun_families = {family_of[class_of[article_id]] for pair in spun for article_id in pair}
    unspun = [c for c in classes if family_of[c] not in spun_families]
    chosen = sorted(unspun, key=known.text)[:MOST]
    parts = [[each.text for each in texts.of(part).values()] for part in chunks(chosen, CHUNK)]
    return united(list(workers.map(heard, parts)))
