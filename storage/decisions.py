"""What people decided on pairs of articles: the only rows of a store that nothing can derive."""

from typing import NamedTuple

from storage.records import DecisionRow, now
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
