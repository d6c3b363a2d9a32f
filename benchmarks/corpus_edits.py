"""What becomes of a text that others use: boilerplate, editing, spinning, roundups.

Every function takes a text (one paragraph a line) and a seeded generator, so that the same corpus
comes out on every machine.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

# A full stop ends a sentence when a capital, a quote or a script without capitals follows.
SENTENCE_END = re.compile(
    r"(?<=[.!?؟][”\"»’]|[^A-Z\W][.!?؟]|[\d)][.!?؟])\s+(?=\W*[^\Wa-z])|(?<=。)"
)
WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
SYNONYMS = Path(__file__).with_name("corpus_synonyms.txt")
BOILERPLATE = (
    "Sign up for the {} newsletter and never miss a headline.",
    "Follow {} for the latest from your region.",
    "Have a tip for the {} newsroom? Write to us.",
    "Thank you for reading {}. Support local reporting with a subscription.",
)

Synonyms = Mapping[str, Sequence[str]]


class Spun(NamedTuple):
    """A spun text, and the share of its words that were replaced."""

    text: str
    replaced: float


@cache
def synonyms(path: Path = SYNONYMS) -> Synonyms:
    """The spinner's list: what it may put for a word."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    return {word: choices.strip().split(", ") for word, choices in (s.split(":") for s in lines)}


@cache
def sentences(text: str) -> tuple[str, ...]:
    r"""The sentences of a text, without its paragraphs.

    >>> sentences("It rained on Quay St. in May. “Much,” she said.\nThen it stopped.")
    ('It rained on Quay St. in May.', '“Much,” she said.', 'Then it stopped.')
    """
    return tuple(s for line in text.splitlines() for s in SENTENCE_END.split(line) if s)


def paragraphs(parts: Sequence[str], length: int = 2) -> str:
    r"""Sentences as paragraphs of `length`.

    >>> paragraphs(["One.", "Two.", "Three."])
    'One. Two.\nThree.'
    """
    return "\n".join(" ".join(parts[n : n + length]) for n in range(0, len(parts), length))


def with_boilerplate(text: str, title: str, outlet: str, random: Random) -> str:
    """The same text with a headline, two lines of the outlet's own, and paragraphs merged."""
    lines = [line.format(outlet) for line in random.sample(BOILERPLATE, 2)]
    return "\n".join([title, paragraphs(sentences(text), random.randint(2, 4)), *lines])


def lightly_edited(text: str, others: Sequence[str], random: Random) -> str:
    """A tenth of the sentences is cut, two neighbours change places, a foreign one comes in."""
    return _edited(text, others, random, cut=0.1, moved=1, added=1)


def heavily_edited(text: str, others: Sequence[str], random: Random) -> str:
    """A third of the sentences is cut, twice neighbours change places, two foreign ones come in."""
    return _edited(text, others, random, cut=0.33, moved=2, added=2)


def _edited(
    text: str, others: Sequence[str], random: Random, *, cut: float, moved: int, added: int
) -> str:
    parts = sentences(text)
    left = sorted(random.sample(range(len(parts)), len(parts) - max(1, round(cut * len(parts)))))
    kept = [parts[n] for n in left]
    for _ in range(moved):
        at = random.randrange(len(kept) - 1)
        kept[at : at + 2] = reversed(kept[at : at + 2])
    for sentence in random.sample(others, added):
        kept.insert(random.randrange(len(kept) + 1), sentence)
    return paragraphs(kept)


def lead(text: str, share: float) -> str:
    """The first sentences alone, that share of them."""
    parts = sentences(text)
    return paragraphs(parts[: max(2, round(share * len(parts)))])


def roundup(one: str, two: str) -> str:
    """The first halves of two reports, under a line of its own."""
    return f"What else happened today:\n{lead(one, 0.5)}\n{lead(two, 0.5)}"


def spun(text: str, share: float, known: Synonyms, random: Random) -> Spun:
    """That share of the words replaced, or as many of them as the list knows.

    Names, numbers and capitals stay, as with automatic spinners.
    """
    words = list(WORD.finditer(text))
    known_words = [n for n, word in enumerate(words) if word[0] in known]
    count = min(len(known_words), round(share * len(words)))
    chosen = set(random.sample(known_words, count))
    pieces, at = [], 0
    for n, word in enumerate(words):
        new = random.choice(known[word[0]]) if n in chosen else word[0]
        pieces += [text[at : word.start()], new]
        at = word.end()
    return Spun("".join([*pieces, text[at:]]), count / max(1, len(words)))
