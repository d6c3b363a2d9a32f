"""What language a text is in, as far as comparing asks: English, and names with capitals."""

from collections.abc import Sequence

from dedup.words.sentences import Split, capitals
from dedup.words.vocabulary import FUNCTION_WORDS

# English news has 35 to 50 % function words of the list; German, its nearest neighbour with
# "in", "so", "an", "am", "was", stays under 10 %.
ENGLISH_FUNCTION_WORDS = 0.2
# See `dedup.words.sentences.capitals`: where more words have one, capitals do not tell names.
MAX_CAPITALS_ENGLISH = 0.5
MAX_CAPITALS = 0.22


def are_names(text: Split, is_english: bool) -> bool:
    """Whether capitals inside sentences stand for names.

    >>> from dedup.words.sentences import split
    >>> are_names(split("Die Stadt sperrt die Brücke"), is_english=False)
    False
    """
    return 0 < capitals(text) <= (MAX_CAPITALS_ENGLISH if is_english else MAX_CAPITALS)


def is_english(flat: Sequence[str]) -> bool:
    """Whether words without capitals are English, by its function words."""
    found = sum(map(FUNCTION_WORDS.__contains__, flat))
    return bool(flat) and found / len(flat) >= ENGLISH_FUNCTION_WORDS
