"""Erase rows from rejected.jsonl, where imports set aside what they could not read."""

import json
from pathlib import Path

from storage import disk
from storage.forgotten import Doomed
from wirecopy.show.words import counted


def clean_rejected(file: Path, what: Doomed) -> list[str]:
    """Take rows about it out of those set aside. Returns what went, for people."""
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines(keepends=True)
    left = [line for line in lines if not is_row_about(line, what)]
    if len(left) < len(lines):
        new = file.with_suffix(".fresh")
        new.unlink(missing_ok=True)
        new.write_text("".join(left), "utf-8")
        disk.sync(new)
        new.replace(file)
    return [counted(len(lines) - len(left), "rejected row")] if len(left) < len(lines) else []


def is_row_about(line: str, what: Doomed) -> bool:
    """Whether a rejected row names one of the addresses or the site.

    >>> is_row_about('{"row": "<p>see http://a.example/x"}', Doomed([], "a.example", []))
    True
    """
    row = str(json.loads(line).get("row"))
    named = [*what.urls, *(json.dumps(url)[1:-1] for url in what.urls)]
    if what.site:
        named += [f"//{what.site}/", f"//www.{what.site}/", f'"{what.site}"']
    return any(name in row for name in named)
