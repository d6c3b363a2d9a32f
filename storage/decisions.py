"""What people decided on pairs of articles: the only rows of a store that nothing can derive."""

from typing import NamedTuple

from storage.records import DecisionRow, WeighedRow, now
from storage.store import Store

Pair = tuple[int, int]


class StandingDecisions(NamedTuple):
    """The decisions that stand, by article ids, the smaller one first, in the order of making."""

    relations: dict[Pair, str]
    apart: list[Pair]
    together: list[Pair]


def add(
    store: Store,
    verb: str,
    pair: Pair,
    *,
    found: str,
    who: str,
    why: str | None = None,
    relation: str | None = None,
) -> int:
    """Write a decision down; its number. Earlier ones stay on record."""
    with store.transaction():
        ((last,),) = store.rows("SELECT coalesce(max(decision_id), 0) FROM internal.decisions")
        number = int(last) + 1
        a, b = sorted(pair)
        row = DecisionRow(number, verb, a, b, relation, found, who, why, now())
        store.insert("decisions", [row])
        store.state.mark_changed()
    return number


def standing(store: Store) -> StandingDecisions:
    """The decisions that were neither withdrawn nor overruled by a later one on the same pair."""
    relations = store.rows(
        "SELECT article_id, other_id, relation FROM internal.relabelled ORDER BY decision_id"
    )
    placed = store.rows(
        "SELECT article_id, other_id, verb FROM internal.placed ORDER BY decision_id"
    )
    return StandingDecisions(
        {(a, b): relation for a, b, relation in relations},
        [(a, b) for a, b, verb in placed if verb == "split"],
        [(a, b) for a, b, verb in placed if verb == "merge"],
    )


STANDING = """
SELECT decision_id, article_id, other_id, relation AS said FROM internal.relabelled
UNION ALL SELECT decision_id, article_id, other_id, verb FROM internal.placed
"""


def changed(store: Store) -> set[int]:
    """The articles on which other decisions stand than when groups were made last."""
    found = store.rows(
        f"""
        SELECT DISTINCT unnest([article_id, other_id]) FROM (
            (({STANDING}) EXCEPT FROM internal.weighed) UNION
            (FROM internal.weighed EXCEPT ({STANDING})))
        """  # noqa: S608 (ours)
    )
    return {article_id for (article_id,) in found}


def set_weighed(store: Store) -> None:
    """Remember that groups were made by the decisions that stand; belongs into a transaction."""
    store.replace("weighed", [WeighedRow(*row) for row in store.rows(f"{STANDING} ORDER BY ALL")])
