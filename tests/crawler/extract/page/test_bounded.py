"""The bound on a page's text: most of what it can hold is held, in every script."""

import pytest

from crawler.extract.page.blocks import MAX_TEXT, Block, bounded, count_words

LONG = {
    "English": "The ferry sails again on Monday, its owner said. ",
    "Chinese": "这艘渡轮将于星期一再次启航，船主说。",
    "Japanese": "渡し船は月曜日に再び出航すると船主は述べた。",
    "Thai": "เรือข้ามฟากจะออกเดินเรืออีกครั้งในวันจันทร์",
}


@pytest.mark.parametrize("opening", ["", "Harbour News "])
@pytest.mark.parametrize("sentence", LONG.values(), ids=LONG)
def test_a_long_text_is_cut_at_its_bound(sentence: str, opening: str) -> None:
    """At the last space, where the script has any: one near the beginning is none of them."""
    text = opening + sentence * (MAX_TEXT // len(sentence) + 1)
    (block,), is_cut = bounded([Block(1, text, count_words(text))])

    assert is_cut
    assert text.startswith(block.text)
    assert MAX_TEXT - 60 <= len(block.text) <= MAX_TEXT
    assert block.words == count_words(block.text)
    if " " in sentence:
        assert text[len(block.text)] == " ", "no word is cut in two"


@pytest.mark.parametrize("length", [1, MAX_TEXT - 1, MAX_TEXT])
def test_a_text_within_its_bound_stays(length: int) -> None:
    blocks = [Block(1, "船" * length, length // 2)]
    assert bounded(blocks) == (blocks, False)


def test_a_word_at_the_bound_is_whole_or_gone() -> None:
    filling = Block(1, "a" * (MAX_TEXT - 12), 1)
    blocks = [filling, Block(2, "Ferry sails again", 3)]
    assert bounded([filling, Block(2, "Ferry sails!", 2)]) == (
        [filling, Block(2, "Ferry sails!", 2)],
        False,
    )
    assert [block.text for block in bounded(blocks)[0]] == [filling.text, "Ferry sails"]
    assert bounded([Block(1, "a" * (MAX_TEXT - 3), 1), Block(2, "Ferry", 1)])[0][1:] == []
