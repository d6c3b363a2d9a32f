"""Two aligned articles as HTML for a notebook: no scripts, nothing loaded, everything escaped.

Without its style (GitHub shows notebooks so) what was replaced is still marked, what was left out
struck through, what was added underlined: that is what the elements mean.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from dedup.compare.diff import Segment
from dedup.compare.replacements import Consistency
from storage.questions.pair_evidence import MeasureLine
from wirecopy.show.diff import paragraphs
from wirecopy.show.html import escaped, link, moment, site, table
from wirecopy.show.measures import mark
from wirecopy.show.rows import safe

# Colours are thin layers over whatever the notebook has, so that they suit its dark theme too.
STYLE = """<style>
.wirecopy { max-width: 75em; line-height: 1.45 }
.wirecopy table { border-collapse: collapse; margin: 0.6em 0; text-align: start }
.wirecopy .texts { table-layout: fixed; width: 100% }
.wirecopy th, .wirecopy td { vertical-align: top; text-align: start !important;
  padding: 0.35em 0.8em; border: 0; border-bottom: 1px solid rgba(128, 128, 128, 0.3) }
.wirecopy .texts td, .wirecopy .texts th { white-space: normal; overflow-wrap: anywhere }
.wirecopy td.number { text-align: end !important; font-variant-numeric: tabular-nums }
.wirecopy mark, .wirecopy del, .wirecopy ins { color: inherit; text-decoration: none;
  border-radius: 2px; padding: 0 1px }
.wirecopy mark { background: rgba(240, 180, 0, 0.35) }
.wirecopy del { background: rgba(230, 60, 60, 0.22); text-decoration: line-through }
.wirecopy ins { background: rgba(40, 160, 80, 0.25); text-decoration: underline }
.wirecopy a { color: inherit }
.wirecopy summary { cursor: pointer; margin-top: 0.4em }
</style>"""


def pair(
    said: str,
    confidence: float,
    headings: tuple[str, str],
    segments: Sequence[Segment],
    replaced: Sequence[Consistency],
    measures: Sequence[MeasureLine],
) -> str:
    """The whole comparison: verdict, both texts below their headings, replacements, measures."""
    rows = "".join(text_row(found) for found in paragraphs(segments))
    return "\n".join(
        [
            f'<div class="wirecopy">{STYLE}',
            verdict(said, confidence),
            "<p><mark>replaced</mark> · <del>only in the first</del> ·"
            " <ins>only in the second</ins></p>",
            '<table class="texts">',
            f"<tr>{''.join(headings)}</tr>",
            f"{rows}</table>",
            *folded(f"Replaced phrases ({len(replaced)})", replacement_table(replaced)),
            *folded(f"Measures ({len(measures)})", measure_table(measures)),
            "</div>",
        ]
    )


def explanation(said: str, confidence: float, measures: Sequence[MeasureLine]) -> str:
    """The verdict and its measures."""
    lines = measure_table(measures)
    return f'<div class="wirecopy">{STYLE}\n{verdict(said, confidence)}\n{lines}\n</div>'


def verdict(said: str, confidence: float) -> str:
    """The verdict in words."""
    return f"<p><strong>{escaped(said)}</strong><br>confidence {confidence:.2f}</p>"


def heading(name: str, title: str | None, url: str | None, at: dt.datetime | None) -> str:
    """What stands above a text: headline, site, time."""
    linked = link(url, safe(title) if title else None)
    return f'<th scope="col">{linked}<br>{site(safe(name))}{moment(at)}</th>'


def text_row(segments: Sequence[Segment]) -> str:
    """A paragraph of each text, side by side."""
    left, right = "".join(marked(segments, "a")), "".join(marked(segments, "b"))
    return f'<tr><td dir="auto">{left.strip()}</td><td dir="auto">{right.strip()}</td></tr>\n'


def marked(segments: Iterable[Segment], side: str) -> Iterator[str]:
    """What one text has of some segments; a replaced phrase tells what stands in its place."""
    for segment in segments:
        words = segment.a if side == "a" else segment.b
        bare = words.strip()
        if not bare:
            continue
        space = words[: len(words) - len(words.lstrip())]
        text = escaped(bare)
        if segment.kind == "replaced":
            told = escaped(f"{segment.a.strip()} → {segment.b.strip()}")
            text = f'<mark title="{told}">{text}</mark>'
        elif segment.kind != "equal":
            name = "del" if side == "a" else "ins"
            text = f"<{name}>{text}</{name}>"
        yield space + text


def folded(title: str, content: str) -> list[str]:
    """A table that opens when it is asked for; none when there is nothing in it."""
    return [f"<details><summary>{title}</summary>{content}</details>"] if content else []


def replacement_table(replaced: Sequence[Consistency]) -> str:
    """What stands for what, and how consistently."""
    rows = [
        f'<tr><td class="number">{one.times} of {one.of}</td>'
        f'<td dir="auto">{escaped(one.a_phrase)}</td>'
        f'<td dir="auto">{escaped(one.b_phrase)}</td></tr>'
        for one in replaced
    ]
    return table(("times", "first", "second"), rows)


def measure_table(measures: Sequence[MeasureLine]) -> str:
    """Every measure, what it is held to, and whether it meets that."""
    rows = [
        f'<tr><td>{escaped(line.measure)}</td><td class="number">{line.value:.3f}</td>'
        f'<td class="number">{"" if line.threshold is None else f"{line.threshold:g}"}</td>'
        f"<td>{mark(line.met)}</td></tr>"
        for line in measures
    ]
    return table(("measure", "value", "threshold", "met"), rows)
