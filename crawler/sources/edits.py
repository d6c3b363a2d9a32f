"""sources.toml as a text that a person owns: blocks are added at its end, the rest stays."""

import json
import os
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from crawler.byte_order import without_mark
from crawler.sources.parse import SourcesError, load, parse
from crawler.sources.source import KINDS, Source

BLOCK = re.compile(r"^(?=[ \t]*\[\[\s*source\s*\]\])", re.MULTILINE)
VERIFIED = re.compile(r"""^([ \t]*verified[ \t]*=[ \t]*)(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it would be; `added` is what is new in it."""

    path: Path
    text: bytes
    added: str


def block(source: Source) -> str:
    r"""A source as a block of sources.toml.

    >>> print(block(Source("A", "a.example", "https://a.example/", verified="2026-03-02")), end="")
    [[source]]
    name = "A"
    home = "https://a.example/"
    verified = "2026-03-02"
    """
    lines = ["[[source]]", f"name = {quoted(source.name)}"]
    if source.home:
        lines.append(f"home = {quoted(source.home)}")
    for key, kind in KINDS.items():
        urls = [quoted(feed.url) for feed in source.feeds if feed.kind == kind]
        if len(urls) == 1:
            lines.append(f"{key} = [{urls[0]}]")
        elif urls:
            lines += [f"{key} = [", *(f"    {url}," for url in urls), "]"]
    if source.hosts:
        lines.append(f"hosts = [{', '.join(map(quoted, source.hosts))}]")
    if source.verified:
        lines.append(f"verified = {quoted(source.verified)}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    r"""A text as a basic string of TOML, which is JSON's but for one character.

    >>> print(quoted('say "aé" \x7f'))
    "say \"aé\" \u007f"
    """
    plain = text.encode("utf-8", "replace").decode("utf-8")  # halves of characters are no TOML
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def adding(path: Path, source: Source) -> Edit:
    """A file with one source more at its end; it may be missing. Raises SourcesError.

    What stands in it stays, byte for byte. The whole is read before anything is written: a name or
    site that is there already, or a file that can't be added to, is named.
    """
    before = path.read_bytes() if path.exists() else b""
    require_new(path, source.site, source.name)
    gap = "" if not before else "\n" if before.endswith(b"\n") else "\n\n"
    added = gap + block(source)
    text = before + added.encode()
    parse(text, str(path))
    return Edit(path, text, added)


def require_new(path: Path, site: str, name: str | None = None) -> None:
    """Raise SourcesError when a file has a source of this site or name already."""
    for known in load(path) if path.exists() else []:
        if known.site == site or known.name == name:
            raise SourcesError(
                f"{path}: has {known.site} already, as {known.name!r}; edit it there,"
                " or print the new block with --dry-run"
            )


def append(change: Edit) -> None:
    """Write what is new at the end of the file, and nothing else."""
    change.path.parent.mkdir(parents=True, exist_ok=True)
    with change.path.open("ab") as file:
        file.write(change.added.encode())
        file.flush()
        os.fsync(file.fileno())


def marked(text: str, names: Collection[str], day: str) -> str:
    r"""A sources file in which the sources of some names are marked as seen on a day.

    Only the values of lines that are there change: a block without a line `verified = ...` is its
    owner's business.

    >>> marked('[[source]]\nname = "A"\nverified = "unverified"  # why\n', ["A"], "2026-03-02")
    '[[source]]\nname = "A"\nverified = "2026-03-02"  # why\n'
    """
    return "".join(
        VERIFIED.sub(rf'\g<1>"{day}"', part, count=1) if _name_of(part) in names else part
        for part in BLOCK.split(text)
    )


def _name_of(part: str) -> str | None:
    """The name of the source in a piece of the file that begins with [[source]]."""
    try:
        blocks = tomllib.loads(part).get("source") if BLOCK.match(part) else None
    except tomllib.TOMLDecodeError:  # a bracket in a text of several lines: not a block
        return None
    return str(blocks[0].get("name")) if blocks else None


def mark(path: Path, names: Collection[str], day: str) -> int:
    """Mark sources in a file as seen on a day; the number of those that were changed."""
    before = path.read_bytes()
    mark_of_order = before[: len(before) - len(without_mark(before))]
    text = mark_of_order + marked(before.decode("utf-8-sig"), names, day).encode()
    old, new = parse(before, str(path)), parse(text, str(path))
    changed = sum(a != b for a, b in zip(old, new, strict=True))
    if changed:
        rest = path.with_name(f"{path.name}.new")
        rest.write_bytes(text)
        rest.chmod(path.stat().st_mode)
        rest.replace(path.resolve())
    return changed
