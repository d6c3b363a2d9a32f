"""Plain text -> blocks: one for each line, or for each paragraph that was broken into lines."""

from itertools import islice

from crawler.extract.page.blocks import (
    MAX_BLOCKS,
    Block,
    Document,
    Element,
    bounded,
    count_words,
    is_text,
)
from crawler.extract.page.wrapping import unwrap


def from_text(text: str) -> Document:
    r"""One block for each line that has text; `line` is the line's number in the file.

    Lines that were broken at a fixed width make one block a paragraph. No-break
    spaces and other white space at line ends go.

    >>> [(block.line, block.text) for block in from_text("Ferry\n\nIt sails. \u00a0\n").blocks]
    [(1, 'Ferry'), (3, 'It sails.')]
    """
    lines = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
    stripped = ((number, " ".join(line.split())) for number, line in lines)
    filled = ((number, line) for number, line in stripped if line)
    paragraphs = unwrap(list(islice(filled, MAX_BLOCKS)))
    is_cut = next(filled, None) is not None
    all_blocks = (Block(number, line, count_words(line)) for number, line in paragraphs)
    texts = (block for block in all_blocks if is_text(block.text, block.words))
    blocks, is_long = bounded(texts)
    return Document([Element(-1, "")], blocks, is_cut=is_cut or is_long)
