"""Forgetting: an article or a site leaves the database, the index, the archive and every snapshot.

The one exception to "append only". What is to go is written down first, so that a run that is
killed anywhere is finished by the next one that writes, whatever it was started for:

    listed ──► archive files rewritten, one by one ──► rows erased ──► file and snapshots made anew

Where it says what goes:

- rows: storage/tables.py, a row a table; `storage.forgotten.erase` deletes them
- records of the archive: `storage.forgotten.kept_records` lists those with rows, of which
  `erase_records.is_about` picks; `erase_records.orphans` finds those without
- rows that imports have set aside: `erase_rejected.clean_rejected`
- traces of faults: all of them, `wirecopy.logs.forget_faults`
- cursors: `wirecopy.feeds.cursors.forget`
- words and keys of the index that nobody has any more: `storage.forgotten.drop_unused`
"""

import logging
from collections.abc import Callable

from storage import forgotten, snapshot
from storage.forgotten import Doomed
from storage.store import Store
from wirecopy.feeds import cursors
from wirecopy.logs import forget_faults
from wirecopy.show.words import counted
from wirecopy.upkeep.doomed import ids_of
from wirecopy.upkeep.erase_records import cut_archive, take_name
from wirecopy.upkeep.erase_rejected import clean_rejected


def begin(store: Store, what: Doomed) -> None:
    """Write down what is to go. From then on it is erased whatever happens, and kept out."""
    with store.transaction():
        forgotten.add(store, ids_of(store, what), what.site)
        store.state.set_erasing(what._asdict())


def is_under_way(store: Store) -> bool:
    """Whether an erasure was begun and is not finished."""
    return store.state.is_erasing or bool(store.state.swapping)


def finish(store: Store, derive: Callable[[], None]) -> list[str]:
    """Do all that is left to do. Returns what went, for people.

    `derive` derives again what the erased articles had a part in.
    """
    told = []
    take_name(store)
    is_begun = store.state.is_erasing
    if erasing := store.state.erasing:
        what = Doomed(**erasing)
        told += cut_archive(store, what)
        told += clean_rejected(store.path / "rejected.jsonl", what)
        forget_faults(store.path)
        if n_cursors := cursors.forget(store.path, what.ids):
            told.append(counted(n_cursors, "cursor"))
        with store.transaction():
            gone = forgotten.erase(store, what)
            store.state.set_erased()
        told += [f"{counted(count, 'row')} of {table}" for table, count in gone.items() if count]
    if is_begun:
        derive()
        forgotten.drop_unused(store)
        store.compact()
        snapshot.publish(store)
        told.append(counted(snapshot.drop_others(store.path), "older snapshot"))
        store.state.set_cleaned()
    return told


def take_up(store: Store, derive: Callable[[], None]) -> None:
    """Finish an erasure that a killed run has begun, before anything else is written."""
    if is_under_way(store):
        finish(store, derive)
        logging.getLogger("wirecopy").warning("an erasure that was broken off is finished")
