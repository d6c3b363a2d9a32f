"""The one function of grouping: the same as a whole and in parts, whatever the order."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dedup.compare.batch import ComparedPair
from dedup.group.components import components
from dedup.group.decisions import NONE, Decisions
from dedup.group.known_pairs import KnownPairs
from dedup.group.results import Grouping
from dedup.group.stage import stage
from dedup.group.standing import Earlier
from dedup.pairs import Pair, ordered
from dedup.relations import COPIES, RELATIONS, REUSE
from tests.dedup.engine import News, known_pairs, newsroom

NEWS = newsroom()
KNOWN = known_pairs(NEWS)


def grouped(news: News, known: KnownPairs, decisions: Decisions = NONE) -> Grouping:
    return stage(news.facts, known, decisions, news.ask)


WHOLE = grouped(NEWS, KNOWN)


def answers(found: Grouping) -> Mapping[str, Any]:
    """What grouping decides, in an order of its own."""
    return {
        "classes": dict(found.class_of),
        "stories": dict(found.stories),
        "groups": {group.group_id: group.source for group in found.groups},
        "links": {link[:2]: link for group in found.groups for link in group.links.values()},
    }


def parts() -> list[News]:
    """News that no pair ties to other news."""
    ids = [fact.article_id for fact in NEWS.facts]
    tied = [pair[:2] for pair in KNOWN if pair.relation != "unrelated" or pair.story]
    same = [(first, second) for first in ids for second in ids if KNOWN.is_same_text(first, second)]
    return [
        News([fact for fact in NEWS.facts if fact.article_id in part], NEWS.texts)
        for part in map(set, components([*tied, *same]))
    ]


def test_whole_has_something_to_decide() -> None:
    assert len(WHOLE.groups) > 10
    assert {link.relation for g in WHOLE.groups for link in g.links.values()} == set(COPIES)
    assert len(set(WHOLE.stories.values())) > 10
    assert WHOLE.answers


def test_parts_come_to_what_the_whole_does() -> None:
    """An engine may hand over one component at a time, with the pairs inside of it."""
    found: dict[str, dict[Any, Any]] = {name: {} for name in answers(WHOLE)}
    for part in parts():
        ids = {fact.article_id: fact.content_hash for fact in part.facts}
        inside = [pair for pair in KNOWN if {*pair[:2]} <= ids.keys()]
        for name, its in answers(grouped(part, KnownPairs(ids, inside))).items():
            found[name] |= its
    assert len(parts()) > 5
    assert found == answers(WHOLE)


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(chance: random.Random) -> None:
    facts, pairs = [*NEWS.facts], [*KNOWN]
    chance.shuffle(facts)
    chance.shuffle(pairs)
    known = KnownPairs({fact.article_id: fact.content_hash for fact in facts}, pairs)
    assert answers(grouped(NEWS._replace(facts=facts), known)) == answers(WHOLE)


def test_what_was_asked_once_is_not_asked_again() -> None:
    """And it changes nothing: what a group has asked never counts as found by a channel."""
    learnt = [KNOWN.with_verdict(c, v.pair) for c, v in WHOLE.answers]
    again = grouped(NEWS, KNOWN.replacing(learnt))
    assert again.answers == []
    assert answers(again) == answers(WHOLE)


def test_no_two_texts_are_compared_twice() -> None:
    asked = [KNOWN.texts(*candidate[:2]) for candidate, _ in WHOLE.answers]
    assert len(asked) == len(set(asked))
    assert not {KNOWN.texts(*pair[:2]) for pair in KNOWN} & set(asked)


def test_questions_of_a_round_come_together() -> None:
    rounds: list[int] = []

    def ask(pairs: Sequence[Pair]) -> list[ComparedPair]:
        rounds.append(len(pairs))
        return NEWS.ask(pairs)

    stage(NEWS.facts, KNOWN, NONE, ask)
    assert len(rounds) < len(WHOLE.groups)
    assert sum(rounds) == len(WHOLE.answers)


def test_untouched_components_keep_their_groups() -> None:
    earlier = Earlier(WHOLE.fingerprints, [group.standing for group in WHOLE.groups])
    again = stage(NEWS.facts, KNOWN, NONE, NEWS.ask, earlier)
    assert again.groups == []
    assert sorted(again.kept) == sorted(earlier.groups)
    assert again.stories == WHOLE.stories


@st.composite
def decided(draw: st.DrawFn) -> Decisions:
    """Decisions on articles that have something to do with each other, and on others."""
    tied = [pair[:2] for pair in KNOWN if pair.relation in (*REUSE, "same_story")]
    members = [m for group in WHOLE.groups for m in group.standing.members]
    pairs = st.one_of(
        st.sampled_from(tied),
        st.tuples(st.sampled_from(members), st.sampled_from(members))
        .filter(lambda pair: pair[0] != pair[1])
        .map(lambda pair: ordered(*pair)),
    )
    relations = draw(st.dictionaries(pairs, st.sampled_from(RELATIONS), max_size=6))
    return Decisions(
        relations, draw(st.lists(pairs, max_size=3)), draw(st.lists(pairs, max_size=3))
    )


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(decided())
def test_what_is_no_copy_is_in_no_group_as_one(decisions: Decisions) -> None:
    """Whatever people decide: a member's relation to the article that it is tied to is a copy's."""
    found = grouped(NEWS, KNOWN, decisions)
    for group in found.groups:
        assert group.links
        assert group.anchor not in group.links
        members = {group.anchor, *group.links}
        for member, link in group.links.items():
            assert link.article_id == member
            assert link.source_id in members
            assert link.relation in COPIES
            classes = ordered(found.class_of[member], found.class_of[link.source_id])
            fixed = {
                relation
                for (a, b), relation in decisions.relations.items()
                if ordered(found.class_of[a], found.class_of[b]) == classes
            }
            assert classes[0] == classes[1] or not fixed or link.relation in fixed


@pytest.mark.parametrize("relation", ["partial", "same_story", "unrelated"])
def test_member_that_is_no_copy_of_the_source_is_tied_to_another_or_leaves(relation: str) -> None:
    link = next(
        link for group in WHOLE.groups for link in group.links.values() if link.relation == "edited"
    )
    pair = ordered(*link[:2])

    found = grouped(NEWS, KNOWN, Decisions({pair: relation}))

    links = [link for group in found.groups for link in group.links.values()]
    assert pair not in [ordered(*link[:2]) for link in links]
