"""Texts at the edges: what holds of comparing them whatever the model says."""

import random
import time
import tracemalloc

import pytest

import wirecopy
from dedup.compare.verify import VerifiedPair
from dedup.relations import RELATIONS
from tests.dedup.compare.test_verify import mirrored

BRIEF = "The last miller of Tarn Valley sold both stones on Friday."  # eleven words
TEN = "The miller of Tarn Valley sold both stones on Friday."
STORY = [
    "The last miller of Tarn Valley has sold his two millstones to a brewery for 4,000 crowns.",
    "Odo Marsh, who is 81, ground flour with them for the villages of Lorne and Port Ellen.",
    "The brewery will fetch them on a sledge as soon as the road is frozen hard enough.",
    "Each stone weighs as much as a small car, and the bridge below the mill is posted for less.",
    "Its owners hope to grind 90 tonnes of malt a year, most of it from barley of the valley.",
    "The parish has asked the ministry of culture to list the mill before the roof comes down.",
]
SPOKEN = [
    "“I was born above the stones and I slept well only while they turned.",
    "“When they stood still my mother woke and sent me down to look at the water.",
    "“They can turn for beer now, and I shall come and listen from the bridge.",
]
NAMES = ["Odo Marsh", "Ines Calder", "Bram Tolland", "Lorne", "Port Ellen", "Carrow Bay"]
NOUNS = ["mill", "stone", "brewery", "sledge", "bridge", "valley", "barley", "roof", "harbour"]
VERBS = ["sold", "fetched", "closed", "opened", "counted", "carried", "mended", "measured"]


def long_text(n_words: int, seed: int) -> str:
    """Paragraphs of believable sentences, about so many words in all."""
    chance = random.Random(seed)
    lines, words = [], 0
    while words < n_words:
        line = " ".join(
            f"{chance.choice(NAMES)} {chance.choice(VERBS)} the {chance.choice(NOUNS)} of"
            f" {chance.choice(NAMES)} for {chance.randrange(9000)} crowns before the"
            f" {chance.choice(NOUNS)} was {chance.choice(VERBS)}."
            for _ in range(3)
        )
        lines.append(line)
        words += len(line.split())
    return "\n".join(lines)


def spun(text: str) -> str:
    """The text with other words for some, as a program swaps them."""
    swaps = {"sold": "vended", "mill": "grinder", "bridge": "span", "road": "street", "two": "2"}
    return " ".join(swaps.get(word, word) for word in text.split(" "))


def compared(a: str, b: str) -> VerifiedPair:
    """The verdict on two texts, once it is found to be one, and the same from both sides."""
    verdict = wirecopy.compare(a, b)
    assert verdict.relation in RELATIONS
    for value in (verdict.confidence, verdict.a_share, verdict.b_share, *verdict.measures):
        assert 0 <= value <= 1
    other = wirecopy.compare(b, a)
    assert other._replace(measures=()) == mirrored(verdict)._replace(measures=())
    return verdict


WHOLE = "\n".join(STORY)
TEXTS = {
    "ten words": TEN,
    "eleven words": BRIEF,
    "ten words in ten lines": TEN.replace(" ", "\n"),
    "ten times one word": "mill " * 10,
    "ten numbers": " ".join(map(str, range(1900, 1910))),
    "a story": WHOLE,
    "a quotation that never closes": "\n".join([*STORY[:2], "“" + STORY[2], *STORY[3:]]),
    "quotations that never close": "\n".join(SPOKEN),
    "straight marks, an odd number": WHOLE.replace("The", '"The'),
    "German marks that never close": WHOLE.replace("The", "„The"),
    "French marks that never close": WHOLE.replace("The", "« The"),
    "closing marks alone": WHOLE.replace(".", "”."),
    "signs with case that are no letters": "7 \u0345 " * 10,
    "marks and nothing else": '“ ” " „ “ « » ‘ ’ ' * 20,
    "one quotation": "“" + " ".join(line.lstrip("“") for line in SPOKEN) + "”",
    "one quotation of a story": "“" + WHOLE + "”",
    "one quotation, and who said it": "“" + WHOLE[:-1] + ",” said Odo Marsh.",
    "quotations within quotations": "“‘“‘" + WHOLE + "’”’”",
    "each word quoted": " ".join(f"“{word}”" for word in WHOLE.split()),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_itself(name: str) -> None:
    text = TEXTS[name]
    has_words = any(character.isalnum() for character in text)

    verdict = compared(text, text)

    assert verdict.relation == ("verbatim" if has_words else "unrelated")
    if has_words:
        assert (verdict.a_share, verdict.b_share) == (1, 1)


@pytest.mark.parametrize("name", TEXTS)
def test_any_two_are_the_same_from_both_sides(name: str) -> None:
    for other in TEXTS.values():
        compared(TEXTS[name], other)
    compared(TEXTS[name], spun(TEXTS[name]))
    compared(TEXTS[name], "")


@pytest.mark.xfail(reason="of two texts with the same words either is the shorter one")
def test_measures_of_texts_with_the_same_words_are_the_same_from_both_sides() -> None:
    one, other = TEXTS["ten words"], TEXTS["ten words in ten lines"]

    assert wirecopy.compare(one, other).measures == wirecopy.compare(other, one).measures


@pytest.mark.parametrize(
    "n_words", [4_000, pytest.param(100_000, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_long_texts_take_bounded_time_and_memory(n_words: int) -> None:
    """Minutes and half a gigabyte are bounds that only a step in n * n would reach."""
    text = long_text(n_words, seed=1)
    others = {
        "itself": text,
        "another": long_text(n_words, seed=2),
        "its first half": text[: len(text) // 2],
        "spun": spun(text),
        "one quotation that never closes": "“" + text,
        "a brief": BRIEF,
        "one line": text.replace("\n", " "),
    }
    found: dict[str, str] = {}
    for name, other in others.items():
        started = time.process_time()
        tracemalloc.start()
        found[name] = compared(text, other).relation
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.process_time() - started < 300, name
        assert peak < 512 << 20, name

    assert found["itself"] == "verbatim"
