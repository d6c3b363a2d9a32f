"""Stories of the sample newsroom in many versions, for what recurs across texts."""

import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crawler.page import Given, RawPage
from dedup.words.sentences import pieces
from tests.dedup.newswire import SYNONYMS
from wirecopy.demo.newsroom import load

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)


class Told(NamedTuple):
    """A text, the number of its site, and how many hours after DAY it was posted."""

    text: str
    site: int
    hours: float


def stories() -> dict[str, list[str]]:
    """The paragraphs of one report on each story of the newsroom."""
    found: dict[str, list[str]] = {}
    for page in sorted(load().pages, key=lambda page: page.published):
        found.setdefault(page.story, list(page.paragraphs))
    return found


def sentences(paragraphs: Iterable[str]) -> list[str]:
    return [piece.strip() for paragraph in paragraphs for piece in pieces(paragraph)]


def paragraphs(said: Sequence[str]) -> str:
    """Sentences as paragraphs of three."""
    return "\n".join(" ".join(said[n : n + 3]) for n in range(0, len(said), 3))


def edited(story: str, n_versions: int, chance: random.Random) -> list[Told]:
    """A story as so many editors print it: cut, moved, reworded here and there, added to."""
    whole = sentences(stories()[story])
    others = [s for name, told in stories().items() if name != story for s in sentences(told)]
    versions = []
    for n in range(n_versions):
        kept = [each for each in whole if chance.random() < 0.75]
        if chance.random() < 0.3:
            place = chance.randrange(1, len(kept))
            kept = [*kept[:1], *kept[place:], *kept[1:place]]
        kept = [reworded(each) if chance.random() < 0.2 else each for each in kept]
        for own in chance.sample(others, chance.randrange(5)):
            kept.insert(chance.randrange(len(kept)), own)
        versions.append(Told(paragraphs(kept), n % 60, chance.uniform(0, 700)))
    return versions


def spun(story: str, n_versions: int, chance: random.Random) -> list[Told]:
    """A story in which one word in eight is another one, each time at other places."""
    whole = sentences(stories()[story])
    words = sorted({word for told in stories().values() for each in told for word in each.split()})
    return [
        Told(
            paragraphs(
                [
                    " ".join(
                        chance.choice(words) if chance.random() < 0.12 else word
                        for word in sentence.split()
                    )
                    for sentence in whole
                ]
            ),
            n % 60,
            chance.uniform(0, 700),
        )
        for n in range(n_versions)
    ]


def reworded(sentence: str) -> str:
    return " ".join(SYNONYMS.get(word, word) for word in sentence.split()) + " So it was said."


def wire(story: str, n_sites: int, chance: random.Random) -> list[Told]:
    """A report that each site prints within two days, with its own first words and last line."""
    whole = stories()[story]
    versions = []
    for n in range(n_sites):
        first = f"PORT {n} (Desk) - {whole[0]}"
        last = f"Readers of our paper number {n} may write to desk {n} until the day after."
        kept = whole[1 : len(whole) - chance.randrange(3)]
        versions.append(Told("\n".join([first, *kept, last]), n, chance.uniform(0, 40)))
    return versions


def live_blog(story: str, n_updates: int) -> list[Told]:
    """One page that grows at its head and forgets what is old, under one standing introduction."""
    others = [s for name, told in stories().items() if name != story for s in sentences(told)]
    entries = [
        f"{6 + n // 4}:{15 * (n % 4):02} {' '.join(others[3 * n : 3 * n + 3])}"
        for n in range(n_updates + 8)
    ]
    head = " ".join(sentences(stories()[story])[:2])
    return [
        Told("\n".join([head, *reversed(entries[n : n + 8])]), 1, 9 * n) for n in range(n_updates)
    ]


def roundups(n_sites: int, chance: random.Random) -> list[Told]:
    """The week in five stories: each site has its own choice of them and order, and the stories."""
    told = list(stories().values())
    found = []
    for n in range(n_sites):
        leads = [lead for paragraphs in chance.sample(told[:5], 4) for lead in paragraphs[:2]]
        found.append(
            Told("\n".join([f"The week as desk {n} saw it, in four reports.", *leads]), n, n)
        )
    return [*found, *(Told("\n".join(each), n, n) for n, each in enumerate(told[:5]))]


TRAILER = (
    "Ashgrove Syndicate is a co-operative of small papers and takes no view of its own on what is"
    " reported here. Corrections go to the desk in Wheelwright Lane before six."
)


def with_trailer(n_stories: int) -> list[Told]:
    """Reports on different stories whose last paragraph ends with the words of their agency."""
    return [
        Told("\n".join([*told[:-1], f"{told[-1]} {TRAILER}"]), n % 4, 5 * n)
        for n, told in enumerate(list(stories().values())[:n_stories])
    ]


def share_reports(n_days: int) -> list[Told]:
    """One frame, other numbers each day: most of each text is the frame."""
    frame = (
        "The index of the Lorne exchange closed {up} points higher on day {n} of the quarter."
        " Dealers in the old hall keep their books open until the bell has been rung three times."
        " Prices are those of the last sale before four and are given without any warranty at all."
        " {n} firms rose, {up} fell."
        " Whoever needs older lists may ask the clerk on the second floor for the bound volumes."
    )
    return [
        Told(f"{frame.format(n=n, up=n * 7 % 31)}\n{told[0]}"[:900], n % 4, 24.0 * n)
        for n, told in zip(range(n_days), [*stories().values()] * 2, strict=False)
    ]


def pages(told: Sequence[Told]) -> list[RawPage]:
    """Texts as they come in."""
    return [
        RawPage(
            f"https://paper-{each.site}.example/{n}",
            each.text.encode(),
            "text/plain",
            "utf-8",
            given=Given(published_at=DAY + timedelta(hours=each.hours)),
        )
        for n, each in enumerate(told)
    ]


def write(file: Path, told: Sequence[Told]) -> Path:
    """Rows for `wirecopy import`."""
    with file.open("w", encoding="utf-8") as out:
        for n, each in enumerate(told):
            row = {
                "url": f"https://paper-{each.site}.example/{file.stem}/{n}",
                "text": each.text,
                "published_at": (DAY + timedelta(hours=each.hours)).isoformat(),
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return file
