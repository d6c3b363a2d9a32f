"""Two aligned articles for a terminal and as JSON."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

import click

from dedup.diff import Segment
from dedup.replacements import Consistency
from wirecopy.output import safe

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES = {"only_a": "red strike", "only_b": "green", "equal": ""}
LISTED = 20  # replacements below the text: enough to see whether they are a dictionary's
# Hebrew, Arabic and their presentation forms: words that run from right to left.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
ISOLATE, END = "\u2068", "\u2069"


def as_json(
    ids: Sequence[int], segments: Sequence[Segment], replaced: Sequence[Consistency]
) -> dict[str, Any]:
    """The comparison as the object that --format json prints."""
    kinds = ("equal", "replaced", "only_a", "only_b")
    return {
        "a": ids[0],
        "b": ids[1],
        "segments": [segment._asdict() for segment in segments],
        "replacements": [one._asdict() for one in replaced],
        "counts": {kind: sum(s.kind == kind for s in segments) for kind in kinds},
    }


def show(
    names: Sequence[str],
    segments: Sequence[Segment],
    replaced: Sequence[Consistency],
    stream: TextIO,
) -> None:
    """Print both articles in one: [-words of the first-] {+words of the second+}.

    The marks stay when there are no colours (NO_COLOR, or no terminal).
    """
    from rich.console import Console  # noqa: PLC0415 (70 ms)

    width = None if stream.isatty() else 100
    page = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    with page.capture() as printed:
        _print(page, names, segments)
        _print_list(page, replaced)
    click.echo(printed.get(), file=stream, nl=False)


def _print(console: "Console", names: Sequence[str], segments: Sequence[Segment]) -> None:
    console.print(f"[-{safe(names[0])}-]", style=STYLES["only_a"])
    console.print(f"{{+{safe(names[1])}+}}", style=STYLES["only_b"])
    for paragraph in paragraphs(segments):
        console.print()
        console.print(styled(paragraph))


def _print_list(console: "Console", replaced: Sequence[Consistency]) -> None:
    if not replaced:
        return
    from rich.text import Text  # noqa: PLC0415 (as above)

    console.print("\nreplaced, and how many of all its occurrences so")
    for one in replaced[:LISTED]:
        line = Text(f"  {one.times:3} of {one.of:3}  ")
        line.append(isolated(safe(one.a_phrase)), style="red")
        line.append(" -> ")
        line.append(isolated(safe(one.b_phrase)), style="green")
        console.print(line)
    if len(replaced) > LISTED:
        console.print(f"  and {len(replaced) - LISTED} more: --format json has all")


def paragraphs(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments by paragraph of the first text; what only the second has stays where it is."""
    found: list[list[Segment]] = []
    last = None
    for segment in segments:
        if not found or segment.a_paragraph not in (None, last):
            found.append([])
            last = segment.a_paragraph
        found[-1].append(segment)
    return found


def styled(segments: Sequence[Segment]) -> "Text":
    """One paragraph, with what was replaced, left out and added."""
    from rich.text import Text  # noqa: PLC0415 (as above)

    text = Text()
    for segment in segments:
        if segment.kind == "equal":
            text.append(safe(segment.a))
            continue
        if segment.a:
            text.append(marked(segment.a, "[-", "-]"), style=STYLES["only_a"])
        if segment.b:
            text.append(marked(segment.b, "{+", "+}"), style=STYLES["only_b"])
    return text


def marked(words: str, before: str, after: str) -> str:
    """Words between marks; the space before them stays outside.

    >>> marked(" go to", "{+", "+}")
    ' {+go to+}'
    """
    bare = words.lstrip()
    return f"{words[: len(words) - len(bare)]}{before}{isolated(safe(bare))}{after}"


def isolated(words: str) -> str:
    """Words that run from right to left in isolates (UAX #9), so that the marks stay around them.

    >>> isolated("go to"), len(isolated("حريق")) - len("حريق")
    ('go to', 2)
    """
    return f"{ISOLATE}{words}{END}" if RIGHT_TO_LEFT.search(words) else words
