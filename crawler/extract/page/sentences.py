"""Whether a sentence goes on over what stands inside it: a button, an image, an unknown element."""

from selectolax.lexbor import LexborNode

from crawler.extract.wording.telling import CLOSED

MAX_STEPS = 8  # down to the first text of an element
GOING_ON = frozenset(",;.:!?)]’'”\"%–—…")  # signs that no text of its own begins with


def goes_on(text: str) -> bool:
    """Whether a text is the rest of a sentence: it begins with a small letter or a stop.

    >>> goes_on(" that carry the span."), goes_on(", he said."), goes_on("Ann Ode / AP")
    (True, True, False)
    """
    first = text.lstrip()[:1]
    return first in GOING_ON if not first.isalpha() else first == first.lower()


def is_open(text: str) -> bool:
    """Whether a text is the beginning of a sentence.

    >>> is_open("four of the eleven "), is_open("It sails. "), is_open(" ")
    (True, False, False)
    """
    text = text.rstrip()
    return bool(text) and text[-1:] not in "|•·" and not CLOSED.search(text)


def following(node: LexborNode, inline: frozenset[str]) -> str:
    """The text right behind an element on its line, "" where another element begins a new one."""
    after = node.next
    if after is None:
        return ""
    if after.tag == "-text":
        return after.text_content or ""
    return opening(after) if after.tag in inline else ""


def opening(node: LexborNode) -> str:
    """The text that an inline element begins with; all of it where it is a word."""
    child = node.first_child
    for _ in range(MAX_STEPS):
        if child is None:
            return ""
        if child.tag == "-text":
            return child.text_content or ""
        child = child.first_child
    return ""


def is_told(link: LexborNode, after: str) -> bool:
    """Whether a link in an open sentence has more of it behind it, or is the end of it."""
    if after.strip():
        return any(map(str.isalnum, after))
    text = link.text()
    return goes_on(text) and not is_open(text)


def is_initial(text: str, after: str) -> bool:
    """Whether a text is the first letter of a word: "T", and "he city" follows."""
    return len(text) == 1 and text.isalpha() and after[:1].isalpha() and after[:1].islower()


def is_replaced(node: LexborNode) -> bool:
    """Whether a struck text has the one that took its place right beside it."""
    beside: list[str | None] = []
    for step in ("next", "prev"):
        other = getattr(node, step)
        while other is not None and other.tag == "-text" and not (other.text_content or "").strip():
            other = getattr(other, step)
        beside.append(other.tag if other is not None else None)
    return "ins" in beside
