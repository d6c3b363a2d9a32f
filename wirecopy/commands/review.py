"""review: what a person decides on pairs of articles, and the decisions as labelled data."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from dedup.relations import RELATIONS
from storage import decisions
from storage.questions import decided
from storage.questions.decided import Decision, DecisionWithTexts
from storage.reader import Reader, open_reader
from wirecopy import exits, pipeline
from wirecopy.commands import (
    format_option,
    reading_option,
    store_option,
    wait_option,
    window_option,
)
from wirecopy.exits import Failure
from wirecopy.logs import say
from wirecopy.run import writing
from wirecopy.show.names import find_article, label
from wirecopy.show.rows import safe, write


class PairInQuestion(NamedTuple):
    """Two articles that a person decides on, what wirecopy says, and their names."""

    pair: tuple[int, int]
    found: str
    is_same_text: bool
    names: str


@click.group()
def review() -> None:
    """Decide on pairs of articles: decisions are kept, and every later run respects them.

    A and B are articles, each by its id, the beginning of its id, or its URL.

    They survive a rebuild from any stage, show in `explain` and `show`, and come out of
    `review list --format jsonl` as labelled data.
    """


def decision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What all decisions have in common."""
    options = (
        click.argument("a"),
        click.argument("b"),
        store_option,
        click.option("--why", help="The reason, for those who come later."),
        click.option(
            "--who",
            default=lambda: os.environ.get("USER") or "unknown",
            help="Who decides.  [default: the user of this terminal]",
        ),
        click.option("--later", is_flag=True, help="Let the next run group anew, not this one."),
        window_option,
        wait_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@review.command()
@decision_options
def confirm(**given: Any) -> int:
    """Say that wirecopy is right on two articles: a label, which changes nothing."""
    return decide("confirm", given)


@review.command()
@decision_options
def split(**given: Any) -> int:
    """Never let two articles come into the same copy group."""
    return decide("split", given)


@review.command()
@decision_options
def merge(**given: Any) -> int:
    """Put two articles, and the copy groups that they are in, into one.

    Where no copy was found, the two count as edited until `relabel` says what they are.
    """
    return decide("merge", given)


@review.command()
@decision_options
@click.argument("relation", type=click.Choice(RELATIONS))
def relabel(relation: str, **given: Any) -> int:
    """Fix how two articles relate, whatever wirecopy finds."""
    return decide("relabel", given, relation)


@review.command()
@decision_options
def withdraw(**given: Any) -> int:
    """Take back all that was decided on two articles; it stays on record."""
    return decide("withdraw", given)


@review.command("list")
@reading_option
@format_option
@click.option("--texts", is_flag=True, help="With the texts of both articles.")
def list_(store: Path, form: str, texts: bool) -> None:
    """List all decisions; as JSON lines they are labelled pairs.

    `label` is a relation, `apart` or `together`; `stands` is false for what was withdrawn or
    overruled later.
    """
    with open_reader(store) as reader:
        if texts:
            write(decided.listed_with_texts(reader), DecisionWithTexts._fields, form, sys.stdout)
        else:
            write(decided.listed(reader), Decision._fields, form, sys.stdout)


def decide(verb: str, given: dict[str, Any], relation: str | None = None) -> int:
    """Write a decision down, and group anew."""
    store: Path = given["store"]
    with open_reader(store) as reader:
        asked = looked_up(reader, given["a"], given["b"])
    if asked.is_same_text and (verb == "split" or relation not in (None, "verbatim")):
        raise Failure(exits.USAGE, f"{asked.names}: their texts are equal, word for word")
    with writing(
        store, "review", given["window"], given["wait"], pipeline.derive, create=False
    ) as work:
        who, why = given["who"], given["why"]
        decisions.add(
            work.store, verb, asked.pair, found=asked.found, who=who, why=why, relation=relation
        )
        if verb != "confirm" and not given["later"]:
            pipeline.derive(work)
    say(f"{verb}{f' as {relation}' if relation else ''}: {safe(asked.names)}")
    say(f"wirecopy said: {asked.found}")
    return work.run.exit_code


def looked_up(reader: Reader, a: str, b: str) -> PairInQuestion:
    """The two articles that a person names."""
    pair = (find_article(reader, a), find_article(reader, b))
    if pair[0] == pair[1]:
        raise Failure(exits.USAGE, f"{a} and {b} name the same article; name two")
    found, is_same_text = decided.found(reader, *pair)
    names = " and ".join(label(reader, article) for article in pair)
    return PairInQuestion(pair, found, is_same_text, names)
