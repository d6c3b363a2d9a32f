"""diff: which words of one article became which of the other."""

import sys
from pathlib import Path

import click

from dedup.compare.diff import diff as align_texts
from storage.questions import article_facts
from storage.reader import open_reader
from wirecopy.commands import reading_option
from wirecopy.pair import replaced_in
from wirecopy.show.diff import as_json, show
from wirecopy.show.names import find_article, label
from wirecopy.show.rows import json_line


@click.command()
@click.argument("a")
@click.argument("b")
@reading_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is printed.",
)
def diff(a: str, b: str, store: Path, form: str) -> None:
    """Show two articles aligned, with the words that were replaced, left out or added.

    A and B are articles, each by its id, the beginning of its id, or its URL.

    The source comes first. Below stand the words that were replaced, and how many of their
    occurrences were replaced in the same way: an automatic spinner replaces them all.
    """
    with open_reader(store) as reader:
        named = (find_article(reader, name) for name in (a, b))
        ids = article_facts.source_first(reader, *named)
        one, two = (article_facts.text(reader, i).text for i in ids)
        names = [label(reader, i) for i in ids]
    segments, replaced = align_texts(one, two), replaced_in(one, two)
    if form == "json":
        click.echo(json_line(as_json(ids, segments, replaced)))
    else:
        show(names, segments, replaced, sys.stdout)
