"""What a page's own style sheets hide: classes whose whole rule is `.class {display: none}`.

Only what is certain: a class that stands in one selector of all sheets, alone, in no `@media`, and
on an element whose other classes do not speak of showing it. Opacity and sizes are left out: in
sheets they belong to what scripts move in. A class is read as the same style on its element.
"""

import re
from collections.abc import Iterable, Mapping

MAX_SHEETS = 200_000  # characters of all that are read
MAX_CLASSES = 200
MAX_SELECTOR = 500  # characters before a rule that are read
HIDES = re.compile(
    r"""(?<![\w-])(?:display\s*:\s*none | visibility\s*:\s*hidden | font-size\s*:\s*0(?![.\d])
      | (?:left|right|top|text-indent)\s*:\s*-\d{3,5}(?:px|em|rem|vw|%)?
      | clip\s*:\s*rect\([^)]{1,40}\))(?=\s*(?:!important\s*)?[;}])""",
    re.X | re.I,
)
MOVES = re.compile(r"transition|animation", re.I)
SELECTOR = re.compile(r"\s*(?:[a-z][a-z0-9]{0,9})?\.([A-Za-z_-][\w-]{0,80})\s*")
SHOWS = re.compile(r"[:@]|(?:^|[-_])(?:block|flex|inline|grid|table|show\w*|visible|active|open)$")
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)


def hiding_classes(sheets: Iterable[str]) -> dict[str, str]:
    """The classes that sheets surely hide, each with the declaration that does it.

    >>> hiding_classes([".trap {color: red; display: none} .tab {display:none} .tab.on {top: 0}"])
    {'trap': 'display: none'}
    >>> hiding_classes(["@media print {.ad {display: none}}", ".a .b {display: none}"])
    {}
    """
    text = "\n".join(sheets)[:MAX_SHEETS]
    if HIDES.search(text) is None:
        return {}
    text = COMMENT.sub(" ", text)
    found: dict[str, str] = {}
    depth = end = 0
    last = -1  # where the rule began that was looked at last
    for match in HIDES.finditer(text):
        depth += text.count("{", end, match.start()) - text.count("}", end, match.start())
        end = match.start()
        start = text.rfind("{", 0, end)
        if depth == 1 and start != last and len(found) < MAX_CLASSES:
            found |= dict.fromkeys(_classes(text, start), match[0])
        last = start
    return {name: style for name, style in found.items() if _is_alone(text, name)}


def hidden_by(names: str, classes: Mapping[str, str]) -> str:
    """The style that hides an element of these classes, "" for none.

    >>> hidden_by("a trap", {"trap": "display:none"}), hidden_by("x md:block", {"x": "top:-99px"})
    ('display:none', '')
    """
    own = names.split()
    style = next((classes[name] for name in own if name in classes), "")
    return "" if style and any(SHOWS.search(name) for name in own) else style


def _classes(text: str, start: int) -> list[str]:
    """The classes of the rule whose bracket stands at `start`; none that moves."""
    close = text.find("}", start)
    if MOVES.search(text, start, close if close >= 0 else len(text)):
        return []
    before = max(text.rfind(sign, 0, start) for sign in "{};")
    selectors = text[max(before + 1, start - MAX_SELECTOR) : start].split(",")
    found = [SELECTOR.fullmatch(selector) for selector in selectors]
    return [match[1] for match in found if match]


def _is_alone(text: str, name: str) -> bool:
    """Whether a class stands in one selector only: no other rule shows it again."""
    return len(re.findall(rf"\.{re.escape(name)}(?![\w-])", text)) == 1
