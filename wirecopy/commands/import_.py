"""import: texts, pages and rows from files into the store."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from storage import articles
from storage.snapshot import Regularly
from wirecopy import pipeline
from wirecopy.commands import map_option, publish_option, store_option, wait_option, window_option
from wirecopy.intake import merge
from wirecopy.intake.files import Item, Rejected, read
from wirecopy.intake.keep import is_full
from wirecopy.intake.paths import NoFilesError, files_of, name_of
from wirecopy.intake.resume import Resuming
from wirecopy.logs import say
from wirecopy.progress import RunProgress
from wirecopy.run import writing
from wirecopy.show.words import counted


@click.command("import")
@click.argument("paths", nargs=-1, required=True)
@store_option
@publish_option
@window_option
@wait_option
@map_option
@click.option(
    "--no-raw",
    is_flag=True,
    help="Copy nothing into raw/: the files stay the record, and rebuild --from raw leaves these"
    " articles as they are.",
)
@click.option(
    "--clean-text",
    is_flag=True,
    help="Take texts as they are: nothing but the article stands in them. Pages are extracted.",
)
def import_(
    paths: tuple[str, ...],
    store: Path,
    publish_every: dt.timedelta,
    window: dt.timedelta,
    wait: dt.timedelta,
    columns: dict[str, str],
    no_raw: bool,
    clean_text: bool,
) -> int:
    """Take texts, pages, rows and WARC files, also .gz and directories, then group.

    A row of JSON lines is {"url", "text" or "html"} and optionally id, site, title, authors,
    published_at, language; CSV and Parquet files have columns of these names, and --map names
    others. A field that can't be read is left out, with a word. Bad rows and records go to
    rejected.jsonl in the store, up to 200 MB, and so do pages of more than 64 MiB and texts and
    rows of more than 5 MiB; the rest goes on. A WARC file is read once: after a run that was killed
    it is read on from where that ended. A PATH that is a store of another newsroom is merged: its
    raw pages are taken over, and articles keep their ids.
    """
    with writing(store, "import", window, wait, pipeline.derive) as work:
        before = articles.count_empty(work.store)
        resuming = Resuming(work.store, work.run.run_id)
        paths, stores = files_and_stores(paths)
        for other in stores:
            say(taken(other, merge.merge(work.store, other, work.run.run_id)))
        items = watched(read(paths, resuming.read, columns), paths, work.progress)
        if clean_text:
            items = map(as_clean, items)
        publish = Regularly(work.store, publish_every)
        rejected = pipeline.import_pages(
            work, items, resuming.reached, publish, archived=not no_raw
        )
        without = articles.count_empty(work.store) - before
        pipeline.derive(work)
    for item in rejected:
        say(f"wirecopy: {item}")
    if rejected:
        aside, number = store / "rejected.jsonl", work.run.counts["rejected"]
        where = "full, move it away; not all of them" if is_full(aside) else "all of them"
        say(f"wirecopy: {number} rejected; {where}: {aside}")
    if resuming.done_before:
        say(f"wirecopy: {told(resuming.done_before)} imported before; nothing is read twice")
    if without:
        say(f"wirecopy: {without} without an article; articles.body_status says why")
    say(work.summary())
    return work.run.exit_code


def as_clean(item: Item | Rejected) -> Item | Rejected:
    """An item whose text is the article and nothing else; pages stay what they are."""
    if isinstance(item, Rejected) or item.page.content_type != "text/plain":
        return item
    return item._replace(page=replace(item.page, is_clean=True))


def files_and_stores(paths: Sequence[str]) -> tuple[tuple[str, ...], list[Path]]:
    """The files to read, and the stores to merge."""
    stores = [Path(path) for path in paths if merge.is_store(Path(path))]
    return tuple(path for path in paths if Path(path) not in stores), stores


def taken(other: Path, merged: merge.Merged) -> str:
    """What came of merging a store.

    >>> taken(Path("theirs"), merge.Merged(3, 0, 1))
    'theirs: 3 new pages; 1 article left there: the raw page was not kept'
    """
    told = [f"{other}: {counted(merged.pages, 'new page')}"]
    told += [f"{merged.erased} left out, erased here before"] if merged.erased else []
    if merged.lost:
        told += [f"{counted(merged.lost, 'article')} left there: the raw page was not kept"]
    return "; ".join(told)


def told(files: Sequence[str]) -> str:
    """One file by its name, several by their number.

    >>> told(["a.warc.gz"]), told(["a.warc.gz", "b.warc.gz"])
    ('a.warc.gz was', '2 files were')
    """
    return f"{files[0]} was" if len(files) == 1 else f"{len(files)} files were"


def watched(
    items: Iterable[Item | Rejected], paths: Sequence[str], progress: RunProgress
) -> Iterator[Item | Rejected]:
    """The items of files; how far these have been read is written down meanwhile."""
    size_of = dict(sizes(paths))
    total = sum(size_of.values())
    passed, current = 0, ""
    progress.begin("read", "pages")
    for item in items:
        yield item
        if item.file != current:
            passed += size_of.get(current, 0)
            current = item.file
        if isinstance(item, Item):
            done = passed + (item.part or 0) * size_of.get(current, 0)
            progress.add(part=done / total if total else None)


def sizes(paths: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The bytes of each file, by its name."""
    for path in paths:
        with suppress(NoFilesError):
            for file in files_of(path).files:
                yield name_of(file), file.stat().st_size
