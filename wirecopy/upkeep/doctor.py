"""Is a store in order? One check a function; what is wrong comes with its remedy."""

import datetime as dt
import hashlib
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.archive import files as archive
from crawler.archive.files import Place
from dedup import fast
from storage import search, snapshot
from storage.migrations import FORMAT
from storage.questions import kept_pages, signs, soundness
from storage.reader import Reader
from storage.records import now
from storage.state import State
from wirecopy.show.words import counted

SAMPLE = 50  # raw pages that are read again: 50 ms
ROOM = 2  # free space, in sizes of the database: a snapshot takes one, a rewriting another


class Check(NamedTuple):
    """What was looked at, whether it is in order, and what was found."""

    check: str
    is_fine: bool
    what: str


def check_format(_: Path, reader: Reader) -> Check:
    """The tables are those of this version; the reader has refused newer ones already."""
    found = soundness.store_format(reader)
    remedy = (
        "" if found == FORMAT else f", this wirecopy's is {FORMAT}: any run that writes moves it on"
    )
    return Check("format", found == FORMAT, f"{found}{remedy}")


def check_snapshot(store: Path, reader: Reader) -> Check:
    """Readers find what is committed; only the writer's own file tells."""
    file = snapshot.current(store)
    if file is None:
        return Check("snapshot", False, "none is published; run: wirecopy group")
    state = State(reader.connection)
    seen = state.published.changes if state.published else 0
    is_fresh = reader.file.parent.name != "writer" or state.changes == seen
    lag = "" if is_fresh else ", and lacks what was committed since; run: wirecopy group"
    return Check("snapshot", is_fresh, f"{file.name}{lag}")


def check_runs(_: Path, reader: Reader) -> Check:
    """No run was killed while it took something out or derived, which the next has to finish."""
    state = State(reader.connection)
    n_killed = soundness.count_unended_runs(reader)
    told = f"{n_killed} without an end: killed, or under way"
    if state.is_erasing or state.swapping or state.unlinked:
        return Check(
            "runs", False, "an erasure was broken off; any run finishes it: wirecopy group"
        )
    if state.is_deriving:
        return Check("runs", False, "verdicts are half derived; any run goes on: wirecopy group")
    return Check("runs", True, told if n_killed else "all came to an end")


def check_clock(_: Path, reader: Reader) -> Check:
    """No stored time lies in the future. Feeds are polled again; an answer keeps its time."""
    found = signs.times_to_come(reader, now())
    if not any(found):
        return Check("clock", True, "no time lies in the future")
    told = f"{counted(found.n_feeds, 'feed')} polled and {counted(found.n_answers, 'answer')} taken"
    remedy = "; set it, and the next crawl polls them again" if found.n_feeds else ""
    wrong = f"{told} in the future: the clock is wrong, or was{remedy}"
    return Check("clock", not found.n_feeds, wrong)


def check_extraction(_: Path, reader: Reader) -> Check:
    """Every raw page was extracted."""
    waiting = soundness.count_pending(reader, State(reader.connection).extracted_to)
    failed = soundness.count_failed(reader)
    told = [f"{counted(waiting, 'page')} not extracted yet; run: wirecopy group"] if waiting else []
    if failed:
        pages = counted(failed, "page")
        told += [f"{pages} gave none; try again with: wirecopy rebuild --stale"]
    return Check("extraction", not told, "; ".join(told) or "all pages are done")


def check_search(_: Path, reader: Reader) -> Check:
    """Every article can be searched as it is."""
    behind = search.count_out_of_step(reader)
    told = f"out of step with {counted(behind, 'article')}; run: wirecopy group"
    return Check("search", behind == 0, told if behind else "in step with the articles")


def check_missing(store: Path, reader: Reader) -> Check:
    """Every archive file that rows speak of is there."""
    names = kept_pages.archives(reader)
    missing = [name for name in names if not (store / "raw" / name).is_file()]
    if missing:
        some = f"{counted(len(missing), 'archive file')} missing ({', '.join(missing[:3])})"
        return Check("archive", False, f"{some}; put back into raw/")
    return Check("archive", True, f"{counted(len(names), 'file')}, all there")


def check_pages(store: Path, reader: Reader) -> Check:
    """A sample of the raw pages reads as it was written."""
    places = soundness.page_digests(reader)
    chosen = random.sample(places, min(SAMPLE, len(places)))
    broken = [
        f"{file} at {offset}"
        for file, offset, digest in chosen
        if (store / "raw" / file).is_file()
        and digest_at(store / "raw", Place(file, offset)) != digest
    ]
    told = f"{len(broken)} of {counted(len(chosen), 'page')} broken: {', '.join(broken[:3])}"
    return Check("raw pages", not broken, told if broken else f"{len(chosen)} read, all whole")


def digest_at(raw: Path, place: Place) -> str | None:
    """The SHA-256 of the page at a place; None where there is none."""
    try:
        return hashlib.sha256(archive.read(raw, place).body).hexdigest()
    except (OSError, ValueError):
        return None


def check_orphans(store: Path, reader: Reader) -> Check:
    """No file lies about that nothing speaks of."""
    names = set(kept_pages.archives(reader))
    raw = [path for path in (store / "raw").iterdir() if path.is_file() and path.name not in names]
    others = [*(store / "snapshots").glob("*.part"), *(store / "writer").glob("*.fresh*")]
    found = sorted(path.name for path in (*raw, *others))
    told = f"{counted(len(found), 'file')} that no row speaks of: {', '.join(found[:3])}"
    return Check("files", True, told if found else "none without its rows")


def check_space(store: Path, _: Reader) -> Check:
    """There is room for the next snapshot."""
    size = (store / "writer" / snapshot.NEWS).stat().st_size
    free = shutil.disk_usage(store).free
    told = f"{free / 1e9:.1f} GB are free, the database has {size / 1e9:.1f} GB"
    is_enough = free > ROOM * size
    return Check("disk", is_enough, told if is_enough else f"{told}: make room")


def check_kernels(_store: Path, _reader: Reader) -> Check:
    """What large runs count with: compiled kernels or plain code, which say the same."""
    return Check("counting", True, fast.kernels().why)


CHECKS: tuple[Callable[[Path, Reader], Check], ...] = (
    check_format,
    check_snapshot,
    check_runs,
    check_clock,
    check_extraction,
    check_search,
    check_missing,
    check_pages,
    check_orphans,
    check_space,
    check_kernels,
)


def checks(store: Path, reader: Reader, deep_within: dt.timedelta | None = None) -> Iterator[Check]:
    """Every check of a store; with a window also whether grouping it as a whole says the same."""
    yield from (check(store, reader) for check in CHECKS)
    if deep_within is not None:
        yield check_grouping(store, reader, deep_within)


def check_grouping(store: Path, reader: Reader, window: dt.timedelta) -> Check:
    """Runs, each of which looked at what it touched, have missed nothing."""
    from wirecopy.upkeep.regrouped import differing  # noqa: PLC0415 (grouping takes .5 s to load)

    file = snapshot.current(store)
    if file is None or soundness.store_format(reader) != FORMAT:
        return Check("grouping", False, "no snapshot of this format; run: wirecopy group")
    found = {table: n for table, n in differing(file, window).items() if n}
    told = ", ".join(f"{counted(n, 'row')} of {table}" for table, n in found.items())
    remedy = f"grouped as a whole, {told} differ; run: wirecopy rebuild --from pairs"
    return Check("grouping", not found, remedy if found else "the same when grouped as a whole")
