"""Every reason for a cut is documented."""

from pathlib import Path

import pytest

from crawler.extract.page.body import MARKUP_RULES
from crawler.extract.page.element_names import CLEAR_NAMES, STRONG_NAMES
from crawler.extract.rules.cut import RULES

OTHERS = ("unconfirmed", "not_an_article", "forwarding")
DOCUMENT = (Path(__file__).parents[4] / "docs" / "rules.md").read_text()


@pytest.mark.parametrize("rule", [*(rule.__name__ for rule in RULES), *MARKUP_RULES, *OTHERS])
def test_rule_has_a_row_with_an_example(rule: str) -> None:
    rows = [row.split("|") for row in DOCUMENT.splitlines() if row.startswith(f"| `{rule}` |")]

    assert rows, f"docs/rules.md does not name {rule}"
    assert all(row[2].strip() and row[3].strip() for row in rows)


def test_names_give_no_other_reason() -> None:
    kinds = {*STRONG_NAMES.groupindex, *CLEAR_NAMES.groupindex}

    assert kinds <= set(MARKUP_RULES)
