"""explain: what the verdict on two articles rests on."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from storage.questions import article_facts, pair_evidence
from storage.questions.article_facts import Source
from storage.questions.pair_evidence import Meaning, MeasureLine, PairVerdict
from storage.questions.shapes import EVIDENCE
from storage.reader import open_reader
from wirecopy import exits
from wirecopy.commands import format_option, reading_option
from wirecopy.exits import Failure
from wirecopy.show.measures import held_to, mark
from wirecopy.show.names import decisions_on, find_article, label
from wirecopy.show.rows import safe, write
from wirecopy.show.verdict import Independent, independent, verdict_on
from wirecopy.show.words import sentence

WIDE = 128  # columns that the table needs with what each measure means


@click.command()
@click.argument("a")
@click.argument("b")
@reading_option
@format_option
def explain(a: str, b: str, store: Path, form: str) -> None:
    """Every measure behind a pair, its threshold, and whether it was met.

    A and B are articles, each by its id, the beginning of its id, or its URL.

    Beside it stand the same measures for an independent article on the same story, if there is one.
    Two articles that nothing brought together are compared on the spot. What each measure means
    is shown where there is room for it.
    """
    with open_reader(store) as reader:
        named = (find_article(reader, name) for name in (a, b))
        one, two = article_facts.source_first(reader, *named)
        if one == two:
            raise Failure(exits.USAGE, f"{a} and {b} name the same article; name two")
        verdict = verdict_on(reader, one, two)
        beside = independent(reader, one, two)
        meanings = pair_evidence.meanings(reader)
        names = {n: label(reader, n) for n in (one, two, *(beside[:2] if beside else ()))}
        decided = decisions_on(reader, one, two)
        source = article_facts.pair_source(reader, one, two)
    rows = table(verdict.lines, beside, meanings, is_for_eyes=form == "table")
    columns: Sequence[str] = EVIDENCE
    if form == "table":
        headline(names, (one, two), verdict, beside, [*decided, *source_lines(source)])
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE
        if width < WIDE:
            columns, rows = columns[:-1], [row[:-1] for row in rows]
    write(rows, columns, form, sys.stdout)


def headline(
    names: Mapping[int, str],
    pair: tuple[int, int],
    verdict: PairVerdict,
    beside: Independent | None,
    told: Sequence[str],
) -> None:
    """The verdict in words, and what it is held against."""
    one, two = pair
    click.echo(safe(sentence(verdict.relation, copy=names[two], source=names[one])))
    together = (
        f"brought together by {', '.join(verdict.channels)}"
        if verdict.channels
        else "nothing had brought them together; compared now"
    )
    click.echo(f"confidence {verdict.confidence:.2f}; {together}")
    for line in told:
        click.echo(safe(line))
    if beside:
        click.echo(safe(f"independent: {names[beside.article]}"))
        click.echo(safe(f"             measured against {names[beside.held_against]}"))
    click.echo("")


def source_lines(source: Source | None) -> list[str]:
    """Who had the text first, the chance of that, and why.

    >>> source_lines(Source(None, "unknown", 0.23, ["no dates, and the texts do not tell"]))
    ['source: unknown (chance of the likeliest 0.23); no dates, and the texts do not tell']
    >>> source_lines(Source(None, "absent", 0.5, ["every member has odd word pairs"]))
    ['source: absent; every member has odd word pairs']
    """
    if source is None:
        return []
    site, status, chance, reasons = source
    named = site or status
    if chance is not None and status != "absent":
        likely = "chance {} that this is right" if site else "chance of the likeliest {}"
        named += f" ({likely.format(f'{chance:.2f}')})"
    return [f"source: {named}; {'; '.join(reasons)}"]


def table(
    lines: Sequence[MeasureLine],
    beside: Independent | None,
    meanings: Mapping[str, Meaning],
    *,
    is_for_eyes: bool,
) -> list[tuple[object, ...]]:
    """One row a measure; for eyes with signs and rounded, for programs as it is."""
    values = beside.values if beside else {}
    rows: list[tuple[object, ...]] = []
    for measure, value, threshold, met in lines:
        meaning, is_minimum = meanings.get(measure, Meaning("", is_minimum=True))
        other = values.get(measure)
        if is_for_eyes:
            shown = "" if other is None else f"{other:.3f}"
            limit = held_to(threshold, is_minimum)
            rows.append((measure, f"{value:.3f}", limit, mark(met), shown, meaning))
        else:
            rows.append((measure, value, threshold, met, other, meaning))
    return rows
