"""Whether an element is seen: shown, folded until a reader opens it, or invisible for good.

Two rules pull against each other here. What is *folded* (an accordion, a tab, "read more") is a
part of the article that a click shows; `folded` decides which of it is. What is *invisible* (off
the screen, of no size, transparent, in the colour of its ground) no reader ever sees: sites put
marks there for those who copy them. `aria-hidden` is neither: it hides a text from screen readers
only, and on an inline element nothing else.
"""

import re
from collections.abc import Mapping

from crawler.extract.wording.patterns import word_set

FOLDED, PANEL, INVISIBLE = "folded", "panel", "invisible"  # a panel says that something opens it
_END = r"(?=[;!]|$)"
_NONE = r"0(?:\.0+)?(?:px|em|rem|pt|%|vw|vh)?"
_TINY = rf"(?:{_NONE}|(?:0?\.\d+|1)(?:px|pt))"
_FAR = r"-(?:\d{4,}(?:\.\d+)?(?:px|pt)?|\d{3,}(?:em|rem|vw|vh|%))"
_CLEAR_COLOUR = (
    r"(?:transparent|(?:rgba|hsla)\([^()]*[,/]0?(?:\.0+|0)%?\)|[#][0-9a-f]{6}00|[#][0-9a-f]{3}0)"
)
FOLDING = re.compile(
    rf"(?:^|;)(?:display:none|content-visibility:hidden|(?:max-)?height:{_TINY}){_END}"
)
# Of a style in lower case without white space.
UNSEEN = re.compile(
    rf"""(?:^|;)(?: visibility:(?:hidden|collapse) | opacity:(?:0?\.0+|0)%?{_END}
      | (?:font-size|zoom):{_TINY}{_END} | (?:font|line-height):{_NONE}(?:/|{_END})
      | text-indent:{_FAR} | (?:left|right|top|bottom|inset[a-z-]*|margin[a-z-]*):{_FAR}
      | transform:[^;]*(?:translate[xy3d]*\([^)]*{_FAR}|scale[xy]?\(0(?:\.0+)?[,)])
      | clip:rect\((?:[01](?:px)?,?){{4}}\) | clip-path:(?:inset\((?:50|100)%|circle\(0|polygon\(0)
      | (?:-webkit-text-fill-)?color:{_CLEAR_COLOUR}{_END} | filter:opacity\(0%?\)
      | (?:max-)?width:{_TINY}{_END} )""",
    re.X,
)
COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
HUNDREDS = re.compile(r"rgba?\((\d+),(\d+),(\d+)(?:,1(?:\.0+)?)?\)")
NAMES = {"white": "#ffffff", "black": "#000000", "snow": "#fffafa", "ivory": "#fffff0"}
STYLE_ATTRIBUTES = frozenset(("style", "hidden", "aria-hidden"))  # others hide nothing
MAX_STYLE = 2000  # characters
PANEL_ROLES = word_set("tabpanel region")


def hiding_of(attributes: Mapping[str, str | None], *, is_inline: bool = False) -> str:
    """How an element is kept from view: FOLDED, PANEL, INVISIBLE, or "" where it is seen.

    What a paywall hides is the article.

    >>> hiding_of({"style": "position:absolute; left: -9999px"}), hiding_of({"hidden": ""})
    ('invisible', 'folded')
    >>> hiding_of({"hidden": "until-found"}), hiding_of({"aria-hidden": "true"}, is_inline=True)
    ('panel', '')
    """
    if STYLE_ATTRIBUTES.isdisjoint(attributes):
        return ""
    if "paywall" in (attributes.get("class") or ""):
        return ""
    style = _plain((attributes.get("style") or "")[:MAX_STYLE])
    if style and (UNSEEN.search(style) or ("color:" in style and _is_own_colour(style))):
        return INVISIBLE
    hidden = attributes.get("hidden", "no")  # None where it has no value
    is_folded = hidden != "no" or (style != "" and FOLDING.search(style) is not None)
    is_unheard = attributes.get("aria-hidden") == "true" and not is_inline
    if hidden == "until-found" or (is_folded and attributes.get("role") in PANEL_ROLES):
        return PANEL
    return FOLDED if is_folded or is_unheard else ""


def _plain(style: str) -> str:
    """A style in lower case, without what CSS does not mind."""
    return "".join(style.lower().split())


def _is_own_colour(style: str) -> bool:
    """Whether a text has the colour of its ground.

    >>> _is_own_colour("color:#fff;background:white"), _is_own_colour("color:#fff;background:#000")
    (True, False)
    """
    colour, ground = COLOUR.search(style), GROUND.search(style)
    return colour is not None and ground is not None and _hex(colour[1]) == _hex(ground[1])


def _hex(colour: str) -> str:
    """A colour as six hexadecimal digits, where it is one of the usual notations."""
    if parts := HUNDREDS.fullmatch(colour):
        return "#" + "".join(f"{int(part):02x}" for part in parts.groups())
    if len(colour) == 4 and colour[0] == "#":
        return "#" + "".join(2 * digit for digit in colour[1:])
    return NAMES.get(colour, colour)
