"""compare: how two files relate, with the evidence; needs no store."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from crawler.extract.article import Article, extract
from dedup.compare.measures import MEASURES
from dedup.compare.replacements import Consistency, consistency
from dedup.compare.verify import VerifiedPair, prepare, verify
from dedup.group.compared import Compared
from dedup.group.evidence import Contender
from dedup.group.source import Attribution, attribute
from dedup.relations import COPIES, RELATIONS
from dedup.words.decks import Printed, side_by_side
from dedup.words.tokens import words
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.intake.arguments import only_page
from wirecopy.show.measures import measure_table, measured
from wirecopy.show.rows import json_line, safe
from wirecopy.show.words import sentence

# `import` leaves boilerplate out; here there are no other stories that could tell what that is.
LEFT_OUT = "left out   nothing: which sentences stand in many other stories, only a store knows"


@click.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How it is printed.",
)
@click.option(
    "--fail-on",
    type=click.Choice([name for name in RELATIONS if name != "unrelated"]),
    multiple=True,
    help="End with exit code 1 when they relate like this.",
)
def compare(a: str, b: str, form: str, fail_on: tuple[str, ...]) -> int:
    """How two files (pages or texts) relate, and which had it first.

    All that stands in both is compared, but for a first paragraph that the other file has as its
    deck. Decks count for stories alone. Sentences that stand in many other stories, as disclaimers
    do, are left out in a store alone: two files do not tell which these are.
    """
    one, two = article_in(a), article_in(b)
    printed = side_by_side(Printed(one.text, one.deck), Printed(two.text, two.deck))
    pair = verify(*(prepare(*each) for each in printed), thorough=True)
    found = attribution(one, two, pair)
    source = {1: a, 2: b}.get(found.source_id or 0)
    replaced = consistency(pair.replacements, one.text)
    outcome = ComparedFiles(a, b, pair, found, source, replaced)
    if form == "json":
        click.echo(json_line(as_json(outcome)))
    else:
        show(outcome)
    return (exits.FINDINGS if pair.relation in fail_on else exits.DONE).code


def article_in(path: str) -> Article:
    """The article in a file; raises Failure when there is none."""
    article = extract(only_page(path))
    if not article.text:
        raise Failure(exits.UNREADABLE, f"{path}: no article in it ({article.body_status})")
    return article


def attribution(one: Article, two: Article, pair: VerifiedPair) -> Attribution:
    """Which of two copies is the source, by dates, credits and the direction of replacements."""
    if pair.relation not in COPIES:
        return Attribution(None, "unknown", 0.0, ("not a copy of each other",))
    compared = Compared(pair.a_share, pair.b_share, pair.relation, pair.oddness)
    facts = [facts_of(1, one), facts_of(2, two)]
    return attribute(facts, {(1, 2): compared})


def facts_of(number: int, article: Article) -> Contender:
    """What source attribution needs of an article from a file."""
    named = filter(None, (article.originally_from,))
    return Contender(
        number,
        number,
        article.published_at,
        frozenset(named),
        words=len(words(article.text)),
        paragraphs=article.text.count("\n") + 1,
        precision=article.published_precision,
    )


class ComparedFiles(NamedTuple):
    """What became of comparing two files; `source` is the one that had it first, where known."""

    a: str
    b: str
    pair: VerifiedPair
    found: Attribution
    source: str | None
    replaced: Sequence[Consistency]


def as_json(outcome: ComparedFiles) -> dict[str, Any]:
    """The verdict as the object that --format json prints."""
    a, b, pair, found, source, replaced = outcome
    return {
        "a": a,
        "b": b,
        "relation": pair.relation,
        "confidence": round(pair.confidence, 4),
        "source": source,
        "source_status": found.status,
        "source_confidence": round(found.confidence, 4),
        "reasons": list(found.reasons),
        "a_share": round(pair.a_share, 4),
        "b_share": round(pair.b_share, 4),
        "measures": [line._asdict() for line in measured(MEASURES, pair.measures)],
        "replacements": [r._asdict() for r in replaced],
    }


def show(outcome: ComparedFiles) -> None:
    """The verdict for eyes."""
    a, b, pair, found, source, replaced = outcome
    names = (Path(b).name, Path(a).name) if source == a else (Path(a).name, Path(b).name)
    if pair.relation == "verbatim" and source is None:
        click.echo(safe(f"{names[0]} and {names[1]} have the same text, boilerplate aside"))
    else:
        click.echo(safe(sentence(pair.relation, *names)))
    click.echo(f"confidence {pair.confidence:.2f}")
    if pair.relation in COPIES:
        chance = "" if found.status == "absent" else f" (confidence {found.confidence:.2f})"
        click.echo(safe(f"source     {source or found.status}{chance}"))
        for reason in found.reasons:
            click.echo(f"           {reason}")
    click.echo(LEFT_OUT)
    click.echo("")
    measure_table(measured(MEASURES, pair.measures), sys.stdout)
    if replaced:
        click.echo("\nreplaced, and how many of all its occurrences so")
        for r in replaced[:20]:
            click.echo(safe(f"  {r.times:3} of {r.of:3}  {r.a_phrase} -> {r.b_phrase}"))
