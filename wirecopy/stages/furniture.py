"""Leave furniture out of articles' texts before they are compared.

That is lines that a site has in many articles, and sentences that stand in many different stories.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.candidates import carried
from dedup.group.carriers import MANY, MOST, RARE, Carrier, are_different, are_spread, leaders
from dedup.words.furniture import PART, RECURS, without
from storage import articles, boilerplate, furniture
from storage.records import ComparedRow, LeftOutRow
from storage.store import Store
from wirecopy.workers.pool import Workers, chunks

TEXTS_AT_ONCE = 10_000  # texts read from the store at a time: 40 MB
CHUNK = 500  # texts that a worker splits or hashes at a time
NONE: frozenset[str] = frozenset()


class Shortened(NamedTuple):
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
        if lines_are_due:
            furniture.refresh(store, RECURS, PART)
            store.state.set_made_of("furniture", n_articles)
        if sentences_are_due:
            boilerplate.replace(store, listed, run_id)
            store.state.set_made_of("boilerplate", n_texts)
        if lines_are_due or sentences_are_due:
            short = shortened(store, workers, fresh=False)
            now = {(row.article_id, row.content_hash) for row in short.compared}
            changed = {article_id for article_id, _ in furniture.compared(store) ^ now}
            furniture.replace(store, short.compared, changed)
            boilerplate.replace_left_out(store, short.left_out)
        else:
            short = shortened(store, workers, fresh=True)
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
    tied = boilerplate.rare_ties(store, RARE)
    texts_of, ties_of = ranges(held.key), ranges(tied.key)
    found = {}
    for key, place in texts_of.items():
        ties = ties_of.get(key, slice(0))
        pairs = zip(tied.first[ties].tolist(), tied.other[ties].tolist(), strict=True)
        leading = leaders(held.text[place].tolist(), list(pairs))
        if len(leading) >= MANY:
            found[key] = leading
    return found


def ranges(column: NDArray[np.int64]) -> dict[int, slice]:
    """Return where each value of a sorted column stands.

    >>> ranges(np.array([4, 4, 7]))
    {4: slice(0, 2, None), 7: slice(2, 3, None)}
    """
    values, starts = np.unique(column, return_index=True)
    ends = [*starts[1:].tolist(), len(column)]
    return dict(zip(values.tolist(), map(slice, starts.tolist(), ends), strict=True))


def shortened(store: Store, workers: Workers, *, fresh: bool) -> Shortened:
    """Return what is compared of articles that hold furniture or boilerplate.

    With `fresh` only of those that nobody has looked at yet.
    """
    lines = furniture.of_sites(store)
    keys = boilerplate.holders(store, fresh=fresh)
    found = Shortened([], [])
    for batch in chunks(sorted({*furniture.holders(store, fresh=fresh), *keys}), TEXTS_AT_ONCE):
        holders = furniture.texts(store, batch)
        given = [
            (without(each.text, lines.get(each.site, NONE)), keys.get(each.article_id, ()))
            for each in holders
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
