"""The pages that people learn from, walked through from top to bottom."""

import re
import shutil
from pathlib import Path

import pytest

from tests.console import wirecopy
from tests.docs import walk

DOCS = walk.ROOT / "docs"
WALKS = sorted(name for name in DOCS.glob("*.md") if walk.is_walk(name))


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.name)
def test_page_is_as_it_runs(page: Path, demo_run: tuple[Path, str], tmp_path: Path) -> None:
    """Keep new answers, and review them, with: python -m tests.docs.walk docs/PAGE.md."""
    text = page.read_text("utf-8")

    with walk.reader(tmp_path, *demo_run) as reader:
        assert reader.through(text) == text


def test_cookbook_has_questions_for_everybody() -> None:
    """Each question has its query, and each query its answer, with at least one row."""
    text = (DOCS / "cookbook.md").read_text("utf-8")
    answers = [found["answer"] or "" for found in walk.FENCE.finditer(text) if found[1] == "sql"]

    assert len(answers) == len(re.findall(r"^### ", text, re.MULTILINE)) >= 24
    assert all(len(answer.splitlines()) >= 2 for answer in answers)


PAGE = """
```console
$ echo one; echo two
one
...
$ true

$ echo three
four
```

```toml news/some.toml
key = 1
```

```sql
SELECT 1 AS one, 'x' AS two
```

```python
print("said")
```

```text
something else
```

```python
nothing = __import__("pathlib").Path("news/some.toml").read_text()
```
"""


def test_what_differs_comes_out(demo_run: tuple[Path, str], tmp_path: Path) -> None:
    """Answers are put in or corrected; what agrees stays as it was written, also with `...`."""
    with walk.reader(tmp_path, *demo_run) as reader:
        through = reader.through(PAGE)

        assert through == PAGE.replace("four", "three").replace(
            "AS two\n```\n", "AS two\n```\n\n```text\none  two\n  1  x\n```\n"
        ).replace("something else", "said")
        assert reader.through(through) == through
        assert reader.names["nothing"] == "key = 1\n"


def test_a_command_that_fails_is_told_of(demo_run: tuple[Path, str], tmp_path: Path) -> None:
    page = "```console\n$ wirecopy show 0 --store news\n```\n"

    with walk.reader(tmp_path, *demo_run) as reader, pytest.raises(RuntimeError, match="with 66"):
        reader.through(page)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("copies-of harbor-ledger.example --new desk", 2, "name its directory"),
        ("export --warc -o x.warc.gz", 74, "bring the archive back first"),
        ("import seeds", 2, "is a file"),
    ],
)
def test_a_copy_of_the_file_is_no_store(
    command: str, code: int, said: str, demo_store: Path, tmp_path: Path
) -> None:
    """What needs more than the published file says so in one line."""
    shutil.copy(demo_store / "news.duckdb", tmp_path / "copy.duckdb")

    done = wirecopy(*command.split(), "--store", "copy.duckdb", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
