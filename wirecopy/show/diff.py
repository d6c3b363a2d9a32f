"""Two aligned articles for a terminal and as JSON."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

import click

from dedup.compare.diff import Segment
from dedup.compare.replacements import Consistency
from wirecopy.show.rows import safe

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
    """The segments by paragraph of the first text; paragraphs that only the second has between.

    >>> kept, new = Segment("equal", "A.", "A.", 0, 0), Segment("only_b", "", "B.", None, 1)
    >>> [len(found) for found in paragraphs([kept, new, kept._replace(a_paragraph=1)])]
    [1, 1, 1]
    """
    found: list[list[Segment]] = []
    for segment in segments:
        if not found or _begins(found[-1][-1], segment):
            found.append([])
        found[-1].append(segment)
    return found


def _begins(before: Segment, after: Segment) -> bool:
    """Whether a paragraph begins between two segments: in all texts that hold both."""
    pairs = (before.a_paragraph, after.a_paragraph), (before.b_paragraph, after.b_paragraph)
    moved = [one != other for one, other in pairs if one is not None and other is not None]
    return moved[0] if moved else True


def styled(segments: Sequence[Segment]) -> "Text":
    """One paragraph, with what was replaced, left out and added."""
    from rich.text import Text  # noqa: PLC0415 (as above)

    text = Text()
    for segment in segments:
        if segment.kind == "equal":
            text.append(safe(segment.a))
            continue
        for words, style, marks in (
            (segment.a, STYLES["only_a"], ("[-", "-]")),
            (segment.b, STYLES["only_b"], ("{+", "+}")),
        ):
            bare = words.lstrip()
            text.append(words[: len(words) - len(bare)])
            text.append(isolated(safe(bare)).join(marks) if bare else "", style=style)
    return text


def isolated(words: str) -> str:
    """Words that run from right to left in isolates (UAX #9), so that the marks stay around them.

    >>> isolated("go to"), len(isolated("حريق")) - len("حريق")
    ('go to', 2)
    """
    return f"{ISOLATE}{words}{END}" if RIGHT_TO_LEFT.search(words) else words
