"""Leave furniture out of articles' texts before they are compared.

That is lines that a site has in many articles, sentences that stand in many different stories, and
a first paragraph that another article has as its deck.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.candidates import carried
from dedup.group.carriers import MANY, MOST, RARE, Carrier, are_different, are_spread, leaders
from dedup.pairs import Pair
from dedup.words.decks import without_lead
from dedup.words.furniture import PART, RECURS, without
from storage import articles, boilerplate, decks, furniture
from storage.boilerplate import Ties
from storage.records import ComparedRow, LeftOutRow
from storage.store import Store
from wirecopy.workers.pool import Workers, chunks

TEXTS_AT_ONCE = 10_000  # texts read from the store at a time: 40 MB
CHUNK = 500  # texts that a worker splits or hashes at a time
NONE: frozenset[str] = frozenset()


class ToCompare(NamedTuple):
    """What is compared of articles, and the sentences that were left out for it."""

    compared: list[ComparedRow]
    left_out: list[LeftOutRow]


def clear_furniture(store: Store, workers: Workers, run_id: int) -> None:
    """Leave furniture and boilerplate out of what is compared.

    The list of lines is made anew when the articles have doubled, that of sentences when the
    distinct texts have.
    """
    split_texts(store, workers)
    n_articles, n_texts = articles.count_indexed(store), boilerplate.count_texts(store)
    lines_are_due = store.state.is_due("furniture", n_articles)
    sentences_are_due = store.state.is_due("boilerplate", n_texts)
    listed = many_stories(store, workers) if sentences_are_due else set()
    with store.transaction():
        articles.forget_derived(store, decks.changed(store))  # they count as new
        decks.replace(store, decks.holders(store))
        if lines_are_due:
            furniture.refresh(store, RECURS, PART)
            store.state.set_made_of("furniture", n_articles)
        if sentences_are_due:
            boilerplate.replace(store, listed, run_id)
            store.state.set_made_of("boilerplate", n_texts)
        if lines_are_due or sentences_are_due:
            short = to_compare(store, workers, fresh=False)
            now = {(row.article_id, row.content_hash) for row in short.compared}
            changed = {article_id for article_id, _ in furniture.compared(store) ^ now}
            furniture.replace(store, short.compared, changed)
            boilerplate.replace_left_out(store, short.left_out)
        else:
            short = to_compare(store, workers, fresh=True)
            furniture.save(store, short.compared)
            boilerplate.save(store, short.left_out)


def split_texts(store: Store, workers: Workers) -> None:
    """Give the index the sentences of every text that it lacks them of."""
    for batch in chunks(boilerplate.missing(store), TEXTS_AT_ONCE):
        text_of = boilerplate.whole_texts(store, [article_id for _, article_id in batch])
        given = [(content_hash, text_of[article_id]) for content_hash, article_id in batch]
        for texts, (held, keys) in workers.map(carried.carried, chunks(given, CHUNK)):
            boilerplate.add(store, texts, held, keys)


def many_stories(store: Store, workers: Workers) -> set[int]:
    """Return the sentences that stand in many different stories, by their hashes.

    The store counts who holds a sentence; texts are looked at only where enough do.
    """
    leading = leading_carriers(store)
    texts = {text for texts in leading.values() for text in texts}
    first = {posting.text: posting for posting in boilerplate.first_postings(store, texts)}
    spread = {
        key: texts
        for key, texts in leading.items()
        if are_spread([Carrier(*first[text][:3]) for text in texts])
    }
    wanted = {text for texts in spread.values() for text in texts}
    samples: dict[int, NDArray[np.int64]] = {}
    for batch in chunks(sorted(wanted), TEXTS_AT_ONCE):
        text_of = boilerplate.whole_texts(store, [first[text].article_id for text in batch])
        parts = chunks([text_of[first[text].article_id] for text in batch], CHUNK)
        found = [each for part in workers.map(carried.sampled, parts) for each in part]
        samples |= zip(batch, found, strict=True)
    return {
        key for key, texts in spread.items() if are_different([samples[text] for text in texts])
    }


def leading_carriers(store: Store) -> dict[int, list[int]]:
    """Return the sentences that enough texts hold; of texts that are tied together one each."""
    held = boilerplate.count_held(store, MANY, MOST)
    any_tie = boilerplate.rare_ties(store, RARE)
    boilerplate.forget_counted(store)
    more_ties = Ties(*(column[any_tie.n_shared > 1] for column in any_tie))
    found = {}
    for key, place in ranges(held.key).items():
        texts = held.text[place]
        # a rare sentence is itself one that its holders share
        ties = more_ties if held.n[place.start] < RARE else any_tie
        leading = leaders(texts.tolist(), tied(texts, ties))
        if len(leading) >= MANY:
            found[key] = leading
    return found


def tied(texts: NDArray[np.int64], ties: Ties) -> list[Pair]:
    """Return ties that join all of these texts which are tied, in chains too: at most one a text.

    >>> ties = Ties(*np.array([[1, 2, 2, 3, 3, 4], [2, 1, 3, 2, 4, 3], [1, 1, 1, 1, 1, 1]]))
    >>> tied(np.array([1, 2, 4]), ties), len(tied(np.array([1, 2, 3, 4]), ties))
    ([(2, 1)], 3)
    """
    starts = np.searchsorted(ties.first, texts).tolist()
    ends = np.searchsorted(ties.first, texts, side="right").tolist()
    place = dict(zip(texts.tolist(), map(slice, starts, ends), strict=True))
    found: list[Pair] = []
    while place:
        reached = [place.popitem()]
        while reached and place:
            text, at = reached.pop()
            for other in place.keys() & {*ties.other[at].tolist()}:
                found.append((text, other))
                reached.append((other, place.pop(other)))
    return found


def ranges(column: NDArray[np.int64]) -> dict[int, slice]:
    """Return where each value of a sorted column stands.

    >>> ranges(np.array([4, 4, 7]))
    {4: slice(0, 2, None), 7: slice(2, 3, None)}
    """
    values, starts = np.unique(column, return_index=True)
    ends = [*starts[1:].tolist(), len(column)]
    return dict(zip(values.tolist(), map(slice, starts.tolist(), ends), strict=True))


def to_compare(store: Store, workers: Workers, *, fresh: bool) -> ToCompare:
    """Return what is compared of articles that hold furniture or boilerplate.

    With `fresh` only of those that nobody has looked at yet.
    """
    lines = furniture.of_sites(store)
    keys = boilerplate.holders(store, fresh=fresh)
    leads = {*decks.known(store)}
    asked = decks.fresh(store, leads) if fresh else leads
    found = ToCompare([], [])
    holding = {*furniture.holders(store, fresh=fresh), *keys, *asked}
    for batch in chunks(sorted(holding), TEXTS_AT_ONCE):
        holders = furniture.texts(store, batch)
        given = [
            (without(text, lines.get(each.site, NONE)), keys.get(each.article_id, ()))
            for each in holders
            for text in [without_lead(each.text) if each.article_id in leads else each.text]
        ]
        told = workers.map(carried.shortened, chunks(given, CHUNK))
        for holder, short in zip(holders, (each for part in told for each in part), strict=True):
            (text, left_out), digest = short
            if text != holder.text:
                found.compared.append(
                    ComparedRow(holder.article_id, text, digest.content_hash, digest.is_long_enough)
                )
            found.left_out.extend(
                LeftOutRow(holder.article_id, each.key, each.text.strip()) for each in left_out
            )
    return found
