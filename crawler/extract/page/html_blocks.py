"""HTML -> blocks: runs of text between block boundaries, with their way back.

lexbor parses 14 times as fast as the parser that boilerpy3 brings. Every block boundary separates,
and so does a caption or a credit inside a line: credits glued to captions ("Monday.Ann Ode / AP")
come from extractors that join such texts.
"""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.page.blocks import (
    HEADINGS,
    MAX_BLOCKS,
    Block,
    Cut,
    Document,
    Element,
    Image,
    bounded,
    count_words,
    is_text,
)
from crawler.extract.page.element_names import (
    CLEAR,
    QUOTE,
    Signs,
    is_drop_cap,
)
from crawler.extract.page.elements import INLINE, element_of, names_of
from crawler.extract.page.open_links import without_open_link
from crawler.extract.page.sentences import (
    following,
    goes_on,
    is_initial,
    is_open,
    is_replaced,
    is_told,
    opening,
)
from crawler.extract.page.sheets import Sheets
from crawler.extract.page.visibility import (
    FOLDED,
    GROUNDS,
    INVISIBLE,
    ground_of,
    hiding_of,
)
from crawler.extract.wording.patterns import word_set

NOT_TEXT = sorted(  # what browsers do not show
    word_set(
        """
    script style noscript iframe template input object embed canvas audio video map source link
    meta base head amp-ad annotation annotation-xml
        """
    )
)
NAMED_INLINE = word_set(
    "span a small em i b time strong cite label font ins mark s q"
)  # worth a look
BLOCK = word_set(
    """
    address article aside blockquote body caption center col colgroup dd details dir div dl dt
    fieldset figcaption figure form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main
    ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul
    """
)
CONTROLS = word_set("nav footer menu button select textarea")
MAX_WORD = 8  # words of a button that may be a part of a sentence
MIN_TOGGLE = 4  # words of a button that may be the heading of what it opens
LABELS = HEADINGS | {"summary", "dt", "legend"}
QUOTES = frozenset(("blockquote", "q"))
ANY_BLOCK = "p,div,ul,ol,table,section,article,figure,h1,h2,h3,h4,h5,h6,blockquote,img,form"
SPEECH = frozenset('“„«»‹›‘"「『')  # what speech begins with
STRUCK = frozenset(("del", "s", "strike"))
FLOWING = frozenset(("p", "div", "section", "article"))  # that a paragraph stands in
LETTER_WORDS = frozenset("AÀIOÓYEÉUАВИКОСУЯΗ")  # a blank behind one may be of the text
NO_SHEETS = Sheets({}, "", set())
DOTS = re.compile(r"(?:\.{3}|…)\s{0,9}$")
LINE_BREAK = "\v"  # white space that no text of a page holds: decoding made it a space
# What a page may hold; more is no article, and the rest of it is left out. The largest of the
# labelled pages has 2,600 elements and 1,400 blocks.
MAX_ELEMENTS = 200_000
MAX_LOOKS = 200  # unknown elements within lines: to look what one holds takes as long as it is
MAX_PIECES = 200_000  # texts and line breaks of one block


def from_html(tree: LexborHTMLParser, sheets: Sheets = NO_SHEETS) -> Document:
    """Blocks of a parsed page; takes what is no text out of `tree` (read metadata before).

    `sheets` are the page's own style sheets.
    Iterative, in document order: depth costs nothing, so hostile nesting does no harm.
    """
    builder = _Builder(sheets)
    tree.strip_tags(NOT_TEXT, recursive=True)
    if tree.body is not None:
        _walk(tree.body, builder)
    return builder.document()


def _walk(root: LexborNode, builder: "_Builder") -> None:
    """Tell `builder` of every element and text below `root`, in document order."""
    builder.open(root, "body")
    node = root.first_child
    while node is not None and not builder.is_full:
        child = _enter(node, builder)
        if child is not None:
            node = child
            continue
        while (following := node.next) is None:
            builder.close()
            if not builder.path or node.parent is None:
                return
            node = node.parent
        node = following


def _enter(node: LexborNode, builder: "_Builder") -> LexborNode | None:
    """Take in one node; its first child when the children come next."""
    tag = node.tag or "-"
    if tag == "-text":
        text = node.text_content or ""
        if builder.pieces or not text.isspace():  # white space that opens a block is nothing
            builder.text(text)
    elif tag == "br":
        builder.line_break()
    elif tag == "img":
        builder.image(node)
    elif tag == "svg":
        builder.drawing(node)
    elif tag in CONTROLS and builder.sets_aside(node, tag):
        return None
    elif tag[0] not in "-!":
        builder.open(node, tag)
        child = node.first_child
        if child is not None:
            return child
        builder.close()
    return None


class _Frame(NamedTuple):
    """What holds inside an open element; most elements share the frame of the one above.

    `in_link` is the address of the link that it stands in, `ground` the colour behind it, "" for
    none. `outer` is the text that goes on when a hidden inline element ends.
    """

    is_boundary: bool
    in_link: str = ""
    in_caption: bool = False
    outer: tuple[list[str], list[str]] | None = None
    ground: str = ""


def _ground_in(above: _Frame, attributes: dict[str, str | None]) -> str:
    """The colour behind what an element in a frame holds; most elements say nothing of it."""
    if above.ground or not GROUNDS.isdisjoint(attributes):
        return ground_of(attributes, above.ground)
    return ""


class _Builder:
    """Gathers pieces of text and makes a block of them at every boundary.

    `path` are the numbers of the open elements and `frames` what holds inside them. An inline
    element of no note is a part of its line: it has the number of the element above.
    """

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.elements: list[Element] = []
        self.blocks: list[Block] = []
        self.captions: list[Block] = []
        self.controls: list[Block] = []
        self.images: list[Image] = []
        self.path: list[int] = []
        self.frames: list[_Frame] = []
        self.pieces: list[str] = []
        self.linked: list[str] = []
        self.links: dict[int, str] = {}  # the last address in each line that has one
        self.looks = MAX_LOOKS
        self.initial = ""  # the first letter of a line, where its element says that it is one
        self.is_full = False  # the page holds more than any article does

    def document(self) -> Document:
        """All that was gathered; a page without a body has no blocks."""
        if self.pieces:
            self._flush()
        blocks, is_long = bounded(without_open_link(self.blocks, self.links))
        aside = [Cut(block, "caption") for block in bounded(self.captions)[0]]
        aside += [Cut(block, "controls") for block in bounded(self.controls)[0]]
        return Document(
            self.elements or [Element(-1, "body")],
            blocks,
            aside,
            self.images,
            self.is_full or is_long,
        )

    def open(self, node: LexborNode, tag: str) -> None:
        """Enter an element: blocks end here unless it is an inline one of no note."""
        if not self.path:
            self._push(Element(-1, tag), _Frame(True, ground=ground_of(node.attributes)))
        elif tag in INLINE or (tag not in BLOCK and self._is_within_line(node)):
            self._open_inline(node, tag)
        else:
            if self.pieces:
                self._flush()
            above = self.frames[-1]
            if not above.is_boundary or above.outer or tag == "figcaption":
                in_caption = above.in_caption or tag == "figcaption"
                above = _Frame(True, above.in_link, in_caption, ground=above.ground)
            attributes = node.attributes
            ground = _ground_in(above, attributes)
            if ground != above.ground:
                above = above._replace(ground=ground)
            element = element_of(attributes, tag, self.path[-1], ground)
            if tag == "figure" and element.signs.strength and self._is_speech(node):
                element = element._replace(signs=Signs(kind=QUOTE))
            if self.sheets.classes:
                element = self._in_sheets(element, attributes)
            self._push(element, above)

    def close(self) -> None:
        """Leave the element that was entered last."""
        frame = self.frames[-1]
        if frame.is_boundary and self.pieces:
            self._flush()
        self.path.pop()
        self.frames.pop()
        if frame.outer is not None:
            self.pieces, self.linked = frame.outer

    def text(self, text: str) -> None:
        """Take in the text of a text node."""
        if self.initial and "".join(self.pieces).strip() == self.initial:
            text = text if self.initial in LETTER_WORDS else text.lstrip()
            self.initial = "" if text else self.initial
        self.pieces.append(text)
        if link := self.frames[-1].in_link:
            self.linked.append(text)
            self.links[self._next_line()] = link

    def line_break(self) -> None:
        """Take in a line break: white space, and the second in a row ends a paragraph."""
        before = next((piece for piece in reversed(self.pieces) if piece.strip(" \t\r\n")), "")
        if before == LINE_BREAK:
            self._flush()
        else:
            self.pieces.append(LINE_BREAK)
            self.is_full = self.is_full or len(self.pieces) > MAX_PIECES

    def image(self, node: LexborNode) -> None:
        """Take in an image: a boundary and its alt text, or a sign within a line."""
        alt = (node.attributes.get("alt") or "").strip()
        holder = node.parent if node.parent is not None and node.parent.tag == "picture" else node
        after = following(holder, INLINE)
        before = self._before()
        if is_initial(alt, after) and not before:
            self.text(alt)
        elif alt and not any(map(str.isalnum, alt)) and (before or after.strip()):
            self.text(alt)  # a smiley
        elif not (is_open(before) and goes_on(after)):
            if self.pieces:
                self._flush()
            self.images.append(Image(self.path[-1], alt, self._next_line()))

    def drawing(self, node: LexborNode) -> None:
        """Take in an SVG: its texts belong to a picture, unless it draws the first letter."""
        texts = [text.text() for text in node.css("text")] if node.text().strip() else []
        named = node.css_first("title")
        label = node.attributes.get("aria-label") or "".join(texts)
        label = (label or (named.text() if named is not None else "")).strip()
        if is_initial(label, following(node, INLINE)) and not self._before():
            self.text(label)
        elif texts:
            self._set_aside(self.captions, " ".join(texts))

    def sets_aside(self, node: LexborNode, tag: str) -> bool:
        """Take in a menu, a footer or a control as a whole, unless it is a part of the text."""
        text = (
            node.text(separator=" ") if tag == "button" else node.text(separator="\n", strip=True)
        )
        if self._is_of_the_text(node, tag, text):
            return False
        self._set_aside(self.controls, text)
        return True

    def _is_of_the_text(self, node: LexborNode, tag: str, text: str) -> bool:
        """Whether a control is a word of a sentence, or the heading of what it opens."""
        above = self.elements[self.path[-1]].tag
        if tag == "footer":
            return above in QUOTES  # who said it
        if tag != "button":
            return False
        words = count_words(text)
        if words <= MAX_WORD:
            before, after = self._before(), following(node, INLINE)
            if after.isspace() and node.next is not None:
                after = following(node.next, INLINE)  # a blank between two elements
            if before and is_open(before) and any(map(str.isalnum, after[:9])):
                return True
            if goes_on(after) and not (before and not is_open(before)):
                return True
        names = names_of(node.attributes)
        return above in LABELS or (
            words >= MIN_TOGGLE and ("aria-expanded" in node.attributes or "acc" in names)
        )

    def _set_aside(self, kind: list[Block], text: str) -> None:
        """Keep a text that is no block of the page; it stands where the next block will."""
        lines = filter(None, (" ".join(line.split()) for line in text.splitlines()))
        text = "\n".join(lines)
        words = count_words(text) if text else 0
        if words:
            number = self.path[-1]
            kind.append(Block(self._next_line(), text, words, 0, "", number))

    def _before(self) -> str:
        """What the line holds up to here, "" at its beginning."""
        for piece in reversed(self.pieces):
            if piece.strip(" \t\r\n"):
                return "" if piece == LINE_BREAK else piece
        return ""

    def _is_within_line(self, node: LexborNode) -> bool:
        """Whether an element that HTML does not know stands beside text and holds nothing else."""
        if not self.looks or not (self._before() or following(node, INLINE).strip()):
            return False
        self.looks -= 1
        return node.css_first(ANY_BLOCK) is None

    def _is_speech(self, figure: LexborNode) -> bool:
        """Whether a figure shows what somebody said, in quotation marks, and no picture."""
        self.looks -= 1
        quote = figure.css_first("blockquote, q") if self.looks >= 0 else None
        is_said = quote is not None and quote.text().lstrip()[:1] in SPEECH
        return is_said and figure.css_first("img, picture, [class*=tweet]") is None

    def _open_inline(self, node: LexborNode, tag: str) -> None:
        """Inline elements are part of the line, unless named as caption, credit and the like."""
        above = self.frames[-1]
        attributes = node.attributes if tag in NAMED_INLINE else {}
        in_link = above.in_link or (tag == "a" and attributes.get("href")) or ""
        ground = _ground_in(above, attributes)
        element = element_of(attributes, tag, self.path[-1], ground) if attributes else None
        if element and self.sheets.classes:
            element = self._in_sheets(element, attributes)
        is_old = tag in STRUCK and is_replaced(node)
        if not self.pieces and "class" in attributes and is_drop_cap(attributes["class"] or ""):
            self.initial = opening(node).strip()
        if element and element.signs.kind == "hidden" and element.signs.strength >= CLEAR:
            element = element._replace(hiding=INVISIBLE)
        if element and element.hiding == FOLDED and self._unfolds(node):
            element = element._replace(hiding="")
        if is_old:
            element = Element(self.path[-1], tag, hiding=INVISIBLE)
        if element and element.hiding:
            outer = (self.pieces, self.linked)
            self.pieces, self.linked = [], []
            self._push(element, _Frame(True, in_link, above.in_caption, outer, ground))
        elif element and self._stands_apart(element, node):
            if self.pieces:
                self._flush()
            self._push(element, _Frame(True, in_link, above.in_caption, ground=ground))
        else:
            if tag == "time":  # a part of its line, but a mark of a story that begins
                self.elements.append(Element(self.path[-1], tag))
            is_other = above.is_boundary or in_link != above.in_link
            if is_other:
                above = _Frame(False, in_link, above.in_caption, ground=above.ground)
            self.frames.append(above)
            self.path.append(self.path[-1])

    def _unfolds(self, node: LexborNode) -> bool:
        """Whether a folded text ends a sentence that breaks off in dots, which then go."""
        before, text = "".join(self.pieces), node.text()
        said = DOTS.sub("", before)
        is_rest = is_open(said) and goes_on(text) and not is_open(text)
        if said == before or not is_rest or following(node, INLINE).strip():
            return False
        self.pieces = [said]
        return True

    def _in_sheets(self, element: Element, attributes: dict[str, str | None]) -> Element:
        """An element as the sheets of the page show it."""
        style = self.sheets.style_of(attributes.get("class") or "")
        if element.hiding or not style:
            return element
        return element._replace(hiding=hiding_of({**attributes, "style": style}))

    def _stands_apart(self, element: Element, node: LexborNode) -> bool:
        """Whether an inline element is no part of its line, or a quotation that fills it."""
        if element.signs.kind == QUOTE and not element.signs.strength:
            return not (self._before() or following(node, INLINE).strip())
        return element.signs.strength >= CLEAR and not self._is_word(node)

    def _is_word(self, node: LexborNode) -> bool:
        """Whether an inline element is a word of a sentence, or its first letter."""
        before, after = self._before(), following(node, INLINE)
        if not before:
            return goes_on(after) or is_initial(opening(node).strip(), after)
        return is_open(before) and (goes_on(after) or (node.tag == "a" and is_told(node, after)))

    def _push(self, element: Element, frame: _Frame) -> None:
        """Number an element and open it."""
        self.path.append(len(self.elements))
        self.frames.append(frame)
        self.elements.append(element)
        self.is_full = len(self.elements) >= MAX_ELEMENTS or len(self.blocks) >= MAX_BLOCKS

    def _next_line(self) -> int:
        """The number of the block that comes next."""
        return len(self.blocks) + len(self.captions) + 1

    def _flush(self) -> None:
        """Make a block of the pieces at hand, behind the letter that its first word lacks."""
        text = " ".join("".join(self.pieces).split())
        if self.blocks and is_initial(self.blocks[-1].text, text) and self._is_letter():
            letter = self.blocks.pop().text
            is_apart = letter in LETTER_WORDS and self.pieces[0][:1].isspace()
            text = f"{letter} {text}" if is_apart else letter + text
        words = count_words(text) if text else 0
        if is_text(text, words):
            number = self.path[-1]
            block = Block(
                self._next_line(),
                text,
                words,
                self._words_linked(words),
                self.elements[number].tag,
                number,
            )
            (self.captions if self.frames[-1].in_caption else self.blocks).append(block)
        self.pieces, self.linked = [], []

    def _is_letter(self) -> bool:
        """Whether the last block is a capital that stands apart for its size; cells hold marks."""
        letter = self.blocks[-1]
        return letter.text.isupper() and {letter.tag, self.elements[self.path[-1]].tag} <= FLOWING

    def _words_linked(self, words: int) -> int:
        """How many of the words at hand stand in links."""
        if len(self.linked) in (0, len(self.pieces)):
            return words if self.linked else 0
        return min(words, count_words(" ".join(self.linked)))
