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
_TINY = rf"(?:{_NONE}|(?:0?\.\d+|1)(?:px|pt)|0?\.[01]\d*r?em)"
_FAR = r"(?:calc\()?-(?:\d{4,}(?:\.\d+)?(?:px|pt)?|\d{3,}(?:em|rem|vw|vh|%))"
_FAR_RIGHT = r"(?:(?:[5-9]\d{3}|\d{5,})px|[2-9]\d\d(?:vw|%))"
_ZERO = r"0?(?:\.0+|0)%?\)"
_CLEAR_COLOUR = (
    rf"(?:transparent|(?:rgb|hsl)a?\([^()]*/{_ZERO}|(?:rgba|hsla)\((?:[^(),]*,){{3}}{_ZERO}"
    r"|[#][0-9a-f]{6}00|[#][0-9a-f]{3}0)"
)
FOLDING = re.compile(
    rf"(?:^|;)(?:display:none|content-visibility:hidden|(?:max-)?height:{_TINY}){_END}"
)
# Of a style in lower case without white space.
UNSEEN = re.compile(
    rf"""(?:^|;)(?: visibility:(?:hidden|collapse) | opacity:(?:0?\.0\d*|0)%?{_END}
      | (?:font-size|zoom):{_TINY}{_END} | (?:font|line-height):{_NONE}(?:/|{_END})
      | text-indent:{_FAR} | (?:left|right|top|bottom|inset[a-z-]*|margin[a-z-]*):{_FAR}
      | (?:left|text-indent):{_FAR_RIGHT} | text-indent:100%{_END} | translate:[^;]*{_FAR}
      | transform:[^;]*(?:translate[xy3d]*\([^)]*{_FAR}|scale[xy]?\(0(?:\.0+)?[,)]
        |matrix\(0,0,0,0,|rotate[xy]\(90deg)
      | scale:0(?:\.0+)?{_END} | clip:rect\((?:[01](?:px)?,?){{4}}\)
      | clip-path:(?:inset\((?:50|\d*100)%|(?:circle|ellipse)\(0|polygon\(0)
      | filter:(?:[a-z]+\([^()]*\))*opacity\(0%?\)
      | (?:-webkit-text-fill-)?color:{_CLEAR_COLOUR}{_END}
      | (?:max-)?width:{_TINY}{_END} )""",
    re.X,
)
# Of a style in lower case with its white space.
COLOUR = re.compile(r"(?:^|;)\s{0,9}color\s{0,9}:([^;!]+)")
GROUND = re.compile(r"(?:^|;)\s{0,9}background(?:-color)?\s{0,9}:([^;!]+)")
WORD = re.compile(r"#[0-9a-f]{3,8}(?![\w])|rgba?\([^()]{0,60}\)|[a-z]+")
HUNDREDS = re.compile(r"rgba?\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})(?:[,/ ]+1(?:\.0+)?)?\)")
NAMES = {"white": "#ffffff", "black": "#000000", "snow": "#fffafa", "ivory": "#fffff0"}
# Bootstrap's class; "d-md-block" shows the element again on larger screens.
BOOTSTRAP = re.compile(r"^(?!.*\bd-(?:sm|md|lg|xl|xxl)-)(?:.*\s)?d-none(?:\s|$)", re.S)
SIX = re.compile("#[0-9a-f]{6}")
COMMENT = re.compile(r"/\*[^*]*(?:\*/|\Z)")
PICTURE = "picture"  # a ground of any colour
MAX_APART = 16  # of 255: two colours that no eye tells apart
GROUNDS = frozenset(("style", "bgcolor"))  # attributes that may say what lies behind a text
STYLE_ATTRIBUTES = frozenset(("style", "hidden", "aria-hidden", "color"))  # others hide nothing
MAX_STYLE = 2000  # characters
PANEL_ROLES = word_set("tabpanel region")


def hiding_of(
    attributes: Mapping[str, str | None], *, is_inline: bool = False, ground: str = ""
) -> str:
    """How an element is kept from view: FOLDED, PANEL, INVISIBLE, or "" where it is seen.

    What a paywall hides is the article. `ground` is the colour of what it stands in (`ground_of`).

    >>> hiding_of({"style": "position:absolute; left: -9999px"}), hiding_of({"hidden": ""})
    ('invisible', 'folded')
    >>> hiding_of({"hidden": "until-found"}), hiding_of({"aria-hidden": "true"}, is_inline=True)
    ('panel', '')
    """
    names = attributes.get("class") or ""
    is_named = "d-none" in names and BOOTSTRAP.search(names) is not None
    if "paywall" in names or (not is_named and STYLE_ATTRIBUTES.isdisjoint(attributes)):
        return ""
    stated = _stated(attributes)
    style = "".join(stated.split())
    if "background-clip:text" in style:  # letters that let a picture through
        style = stated = ""
    if style and (UNSEEN.search(style) or _is_own_colour(stated, ground)):
        return INVISIBLE
    hidden = attributes.get("hidden", "no")  # None where it has no value
    is_folded = is_named or hidden != "no" or (style != "" and FOLDING.search(style) is not None)
    is_unheard = attributes.get("aria-hidden") == "true" and not is_inline
    if hidden == "until-found" or (is_folded and attributes.get("role") in PANEL_ROLES):
        return PANEL
    return FOLDED if is_folded or is_unheard else ""


def ground_of(attributes: Mapping[str, str | None], above: str = "") -> str:
    """The colour behind what an element holds, "" where only a style sheet may tell.

    >>> ground_of({"style": "background: #FFF none"}), ground_of({"bgcolor": "black"}, "#ffffff")
    ('#ffffff', '#000000')
    >>> ground_of({}, "#ffffff"), ground_of({"class": "dark"}, "#ffffff")
    ('#ffffff', '')
    """
    if not above and GROUNDS.isdisjoint(attributes):
        return ""  # as on most pages
    own = _ground(_stated(attributes)) or _hex((attributes.get("bgcolor") or "").lower())
    if own or ("class" not in attributes and "id" not in attributes):
        return own or above
    return ""


def _stated(attributes: Mapping[str, str | None]) -> str:
    """The style of an element in lower case without comments, the old attribute among it."""
    style = (attributes.get("style") or "")[:MAX_STYLE].lower()
    if "/*" in style:
        style = COMMENT.sub("", style)
    colour = attributes.get("color")
    return f"color:{colour.lower()};{style}" if colour else style


def _is_own_colour(style: str, ground: str) -> bool:
    """Whether a text has the colour of its ground.

    >>> _is_own_colour("color:#fff;background:white", ""), _is_own_colour("color:#fff", "#fefefe")
    (True, True)
    >>> _is_own_colour("color:#fff;background:#000", ""), _is_own_colour("color:#fff", "")
    (False, False)
    """
    if "color" not in style or (found := COLOUR.search(style)) is None:
        return False
    colour, ground = _hex(found[1].strip()), _ground(style) or ground
    if not colour or not ground.startswith("#"):
        return False
    parts = zip(bytes.fromhex(colour[1:]), bytes.fromhex(ground[1:]), strict=True)
    return max(abs(one - other) for one, other in parts) <= MAX_APART


def _ground(style: str) -> str:
    """The colour of the ground that a style states, PICTURE where it is more than a colour."""
    if "background" not in style or (found := GROUND.search(style)) is None:
        return ""
    if "(" in found[1] and not found[1].strip().startswith("rgb"):
        return PICTURE
    return next(filter(None, map(_hex, WORD.findall(found[1]))), "")


def _hex(colour: str) -> str:
    """A colour as six hexadecimal digits, "" where it is in none of the usual notations."""
    if parts := HUNDREDS.fullmatch(colour):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in parts.groups())
    if len(colour) == 4 and colour[0] == "#":
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    return NAMES.get(colour, colour if SIX.fullmatch(colour) else "")
