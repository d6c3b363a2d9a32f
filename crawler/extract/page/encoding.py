"""Bytes -> str: byte order mark, then what the sender claimed, then what the page claims.

A claim is believed until the text shows that it is wrong: servers that say ISO-8859-1 over a
UTF-8 page, and pages that say UTF-8 over Windows-1252, are the two common lies, and both leave
traces that can be counted. Where nothing is claimed, or what is claimed gives no readable text, the
charset is guessed, as browsers do.
"""

import codecs
import re
from contextlib import suppress
from functools import cache
from importlib.resources import files

from crawler.extract.page.charset_guess import guess
from crawler.extract.page.garbled import is_garbled

STARTS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),  # a page, without a mark (XML 1.0, appendix F)
    (b"\0<", "utf-16-be"),
)
TWO_BYTES = re.compile(rb"\x1b\$[@B]")  # a character, from here on: ISO-2022-JP (RFC 1468)
META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*(?:(?:["']|&quot;)\s*)?([\w:.-]{2,40})""", re.I
)
# HTML standard, "get an XML encoding".
XML_ENCODING = re.compile(rb"""\s*<\?xml[^>]{1,200}?\bencoding\s*=\s*["']([\w:.-]{2,40})""")
META_REACH = 4096  # the HTML standard looks at 1,024 bytes; real pages put scripts before it
MAX_REPLACED = 0.001  # share of U+FFFD above which the claimed charset is taken for wrong
SINGLE_BYTE = re.compile(r"iso8859-\d+|cp125\d|cp8\d\d|koi8-[ru]|mac-\w+")
# The byte that Windows-1252 shows as a character; five bytes it leaves as they are.
BYTE_OF = {ord(bytes([code]).decode("cp1252", "ignore") or chr(code)): code for code in range(256)}
# A byte that begins a character of UTF-8 and those that follow, all as Windows-1252 shows them.
_FOLLOWING = (
    "[\x80-\xbf"
    + bytes(set(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252")
    + "]"
)
MANGLED = re.compile(f"(?:[Â-ß]{_FOLLOWING}|[à-ï]{_FOLLOWING}{{2}}|[ð-ô]{_FOLLOWING}{{3}})+")
MIN_LEADS = 0.15  # share of them that begin a character, a third or a half in such texts
MIN_EXPLAINED = 0.95  # share of the characters beyond ASCII; templates add a few good ones
BINARY_REACH = 4096
MAX_CONTROLS = 0.05  # share of control characters above which bytes are no text; noise has 0.1
CONTROL_BYTES = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
CONTROLS = re.compile(f"[{re.escape(CONTROL_BYTES.decode())}]")
BLANKS = re.compile("[\x0b\x0c\x1c\x1d]")  # those that part words: tabs, page breaks, separators


def decode(body: bytes, charset: str | None = None) -> str:
    """The text of `body`, whatever was claimed; never fails, control characters go.

    `charset` is the claim of the HTTP header. Bytes that no charset explains become U+FFFD;
    pictures, archives and noise give an empty text.

    >>> decode("Café".encode("utf-8"), "iso-8859-1")
    'Café'
    >>> decode("Café".encode("cp1252") + b" au lait", "utf-8")
    'Café au lait'
    """
    # Deleting bytes is nine times as fast as searching the text, and pages hardly have controls.
    is_clean = len(body.translate(None, CONTROL_BYTES)) == len(body)
    text = unmangle(_decoded(body, charset))
    if is_clean:
        return text
    return "" if _is_binary(text) else CONTROLS.sub("", BLANKS.sub(" ", text))


def unmangle(text: str) -> str:
    r"""Undo UTF-8 that was read as Windows-1252 and stored so, when that explains the whole text.

    >>> unmangle("FÃ¤hre â€œheuteâ€\x9d"), unmangle("Fähre, SÃO PAULO")
    ('Fähre “heute”', 'Fähre, SÃO PAULO')
    """
    if "Ã" not in text and ("â" not in text or "â€" not in text):  # two letters take longer
        return text
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    if sum(map(text.count, "ÃÂâ")) < MIN_LEADS * beyond:
        return text
    if sum(map(len, MANGLED.findall(text))) < MIN_EXPLAINED * beyond:
        return text
    return MANGLED.sub(lambda run: _read_again(run[0]), text)


def _read_again(run: str) -> str:
    """Read a run of characters as the UTF-8 that it was, the run itself where it was none."""
    try:
        return codecs.charmap_encode(run, "strict", BYTE_OF)[0].decode("utf-8")
    except UnicodeError:
        return run


def _decoded(body: bytes, charset: str | None) -> str:
    """Decode by what stands at the start, or by the first claim that names an encoding."""
    for start, name in STARTS:
        if body.startswith(start):
            return body.decode(name, "replace").lstrip("\ufeff")
    if body.isascii() and TWO_BYTES.search(body):
        return body.decode("iso2022_jp", "replace")
    claims = (charset, _meta_charset(body))
    known = (charset_of(claim) for claim in claims)
    text = _repaired(body, next((name for name in known if name), "utf-8"))
    return _read_anew(text, body) if is_garbled(text) else text


def _read_anew(text: str, body: bytes) -> str:
    """Guess the charset of a text that nobody can read, also where it was stored so as UTF-8."""
    with suppress(UnicodeError):
        body = codecs.charmap_encode(text, "strict", BYTE_OF)[0]
    anew = body.decode(guess(body), "replace")
    return text if is_garbled(anew) else anew


def _is_binary(text: str) -> bool:
    """Whether the beginning of a text is full of characters that no text has."""
    start = text[:BINARY_REACH]
    return len(CONTROLS.findall(start)) > MAX_CONTROLS * len(start)


def _repaired(body: bytes, claimed: str) -> str:
    """Decode by the claim, and by UTF-8 or a guess where the result shows it to be wrong."""
    if SINGLE_BYTE.fullmatch(claimed) and not body.isascii():
        # Text in a single-byte charset is hardly ever well-formed UTF-8 by accident.
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return body.decode(claimed)  # well-formed, also where U+FFFD itself stands in the text
    except UnicodeDecodeError:
        text = body.decode(claimed, "replace")
    if _replaced(text) <= MAX_REPLACED:
        return text
    others = (body.decode(name, "replace") for name in ("utf-8", guess(body)))
    return min((text, *others), key=_replaced)


def _replaced(text: str) -> float:
    """Share of characters that could not be decoded."""
    return text.count("\ufffd") / len(text) if text else 0.0


def _meta_charset(body: bytes) -> str | None:
    """Return what the page says of itself in its first bytes."""
    found = META_CHARSET.search(body, 0, META_REACH) or XML_ENCODING.match(body, 0, META_REACH)
    label = found[1].decode("ascii", "replace") if found else None
    # A declaration that could be read as ASCII does not stand in a UTF-16 page (HTML standard).
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def charset_of(label: str | None) -> str | None:
    """Python's name of the charset that the web means by a label; None for labels of none.

    Python's own names of these charsets are labels too.

    >>> charset_of("x-sjis"), charset_of("Latin1"), charset_of("utf-7")
    ('cp932', 'cp1252', None)
    """
    if not label:
        return None
    label, known = label.strip(" \t\n\f\r\"'").lower(), _labels()
    if label in known:
        return known[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return known.get(name.replace("_", "-")) or (name if name in known.values() else None)


@cache
def _labels() -> dict[str, str]:
    """The labels of the WHATWG Encoding Standard: a line of the file has a charset and its own."""
    lines = (files(__package__) / "charset_labels.txt").read_text("ascii").splitlines()
    rows = [line.split() for line in lines]
    return {label: name for name, *labels in rows for label in labels}
