"""Strings made of a pattern that make it work hard, and how the time that it takes grows.

A pattern that goes back and forth does so within what it repeats. So each part that is repeated is
pumped: samples of what it takes, behind a sample of what stands before it, and before something
that it does not take. `growth` compares the time for n with that for 4 n.
"""

import re
import string
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import compress, islice
from re import _constants as codes  # type: ignore[attr-defined]  # typeshed has no such module
from re import _parser as parser  # type: ignore[attr-defined]  # as above
from typing import Any, NamedTuple

MANY = 8  # times: what may be repeated more often than this may be repeated without end
LENGTHS = (32, 128, 512, 2048, 8192)  # characters, each four times the one before
LINEAR = 4.0  # what four times the length takes when all is well; 16 for the square of the length
GROWTH = 9.0  # between the two, in the middle of their logarithms and a little more
AGAIN = 4  # measurements, of which the least counts
TRIFLE = 40.0  # times what a plain scan of the longest takes: what is less can't be told from noise
ALPHABET = [*string.ascii_letters, *string.digits, *string.punctuation, " ", "\n", "é", "“", "中"]
ENDS = ("", "\0", "!\n")
MOST = 400  # strings for one pattern
SCAN = re.compile("[\x01\x02]")
SCAN_BYTES = re.compile(b"[\x01\x02]")


class Pump(NamedTuple):
    """A string to be: `head`, then `body` again and again, then `end`."""

    head: str
    body: str
    end: str

    def of(self, length: int) -> str:
        """About so many characters."""
        return self.head + self.body * (length // len(self.body)) + self.end


def pumps(pattern: re.Pattern[Any]) -> list[Pump]:
    """What to try on a pattern: each once, the likeliest first."""
    text = pattern.pattern
    source = text.decode("latin-1") if isinstance(text, bytes) else text
    tree = parser.parse(source, pattern.flags & ~re.DEBUG)
    repeated = list(_repeated(tree, ""))
    bodies = list(dict.fromkeys(body for _, body in repeated if body))
    heads = dict(reversed(repeated))  # of several the first
    seen: dict[Pump, None] = {}
    for end in ENDS:
        for head, body in repeated:
            if body:
                seen[Pump(head, body, end)] = None
        for body in bodies:
            seen[Pump("", body, end)] = None
    for one in bodies[:12]:  # one repetition whose parts another takes, too
        for other in bodies[:12]:
            if one != other:
                seen[Pump(next(iter(heads), ""), one + other, "\0")] = None
                seen[Pump("", one + other, "\0")] = None
    for head in dict.fromkeys(head for head, _ in repeated):  # what the pattern begins with
        if head:
            seen[Pump("", head, "\0")] = None
    return list(islice(seen, MOST))


def _repeated(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What stands before each part that may be repeated, and samples of that part."""
    for code, value in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = value
            yield from _repeated(inner, before)
            if most > MANY:
                yield from ((before, sample) for sample in _samples(inner))
            before += _sample([(code, value)])
        else:
            for inner in _parts(code, value):
                yield from _repeated(inner, before)
            before += _sample([(code, value)])


def _parts(code: Any, value: Any) -> list[Any]:
    if code is codes.SUBPATTERN:
        return [value[-1]]
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    if code is codes.ATOMIC_GROUP:
        return [value]
    return []


def _samples(tree: Any) -> list[str]:
    """Some of what a part takes: for one class a few characters, that other classes take too."""
    if len(tree) == 1 and tree[0][0] in (codes.IN, codes.ANY, codes.NOT_LITERAL, codes.LITERAL):
        taken = _taken(tree[0])
        kinds = [map(str.isalpha, taken), map(str.isdigit, taken), map(str.isspace, taken)]
        picked = [next(compress(taken, kind), "") for kind in kinds]
        likely = [each for each in "-_/.<'\"," if each in taken]
        return list(dict.fromkeys([*filter(None, picked), *likely])) or [_sample(tree)]
    if len(tree) == 1 and tree[0][0] is codes.BRANCH:
        return [_sample(branch) for branch in tree[0][1][1]]
    if len(tree) == 1 and tree[0][0] is codes.SUBPATTERN:
        return _samples(tree[0][1][-1])
    return [_sample(tree)]


def _taken(node: Any) -> list[str]:
    """The characters that a class takes."""
    tree: Any = parser.parse("x")
    tree.data = [node]
    compiled = _compiled(tree)
    return [each for each in ALPHABET if compiled.fullmatch(each)]


def _compiled(tree: Any) -> re.Pattern[str]:
    from re import _compiler  # type: ignore[attr-defined]  # as above

    made: re.Pattern[str] = _compiler.compile(tree, re.DOTALL)
    return made


def _sample(tree: Any) -> str:
    """The shortest that a part takes, as far as that is easily told."""
    found = ""
    for code, value in tree:
        if code is codes.LITERAL:
            found += chr(value)
        elif code in (codes.IN, codes.ANY, codes.NOT_LITERAL):
            found += next(iter(_taken((code, value))), "")
            if code is codes.IN and not found:
                found += next((chr(v) for c, v in value if c is codes.LITERAL), "")
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            found += _sample(value[2]) * value[0]
        elif code is codes.SUBPATTERN:
            found += _sample(value[-1])
        elif code is codes.BRANCH:
            found += _sample(value[1][0])
        elif code is codes.ATOMIC_GROUP:
            found += _sample(value)
    return found


def growth(pattern: re.Pattern[Any], method: str, pump: Pump, most: int | None = None) -> float:
    """How many times longer a pattern takes for four times the text; LINEAR for next to nothing.

    `most` characters are what the pattern is ever tried on.

    Processor time, at the first length at which it counts; the least of several measurements while
    it is more than GROWTH, because what else the machine has to do can only make it longer.
    """
    is_bytes = isinstance(pattern.pattern, bytes)
    texts = [_as_bytes(pump.of(n)) if is_bytes else pump.of(n) for n in LENGTHS]
    if most is not None:
        texts = [text for text in texts if len(text) <= most]
    trifle = TRIFLE * _scan(is_bytes=is_bytes)
    grown = LINEAR
    for _ in range(AGAIN):
        before = 0.0
        for text in texts:
            taken = _timed(partial(_run, pattern, method, text))
            if before and taken > trifle:
                grown = taken / before
                break
            before = taken
        else:
            return LINEAR
        if grown <= GROWTH:
            break
    return grown


@cache
def _scan(*, is_bytes: bool) -> float:
    """What a plain scan of the longest text takes, the least of some."""
    text: Any = b" " * LENGTHS[-1] if is_bytes else " " * LENGTHS[-1]
    pattern: re.Pattern[Any] = SCAN_BYTES if is_bytes else SCAN
    return min(_timed(lambda: pattern.search(text)) for _ in range(AGAIN))


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _run(pattern: re.Pattern[Any], method: str, text: Any) -> None:
    if method in ("sub", "subn"):
        pattern.sub(text[:0], text)
    elif method == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, method)(text)


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
