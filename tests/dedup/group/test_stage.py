"""The one function of grouping: the same as a whole and in parts, whatever the order."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence, Set
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from dedup.compare.batch import ComparedPair, verdict_on
from dedup.group.components import components
from dedup.group.decisions import NONE, Decisions
from dedup.group.facts import ArticleFacts, by_class
from dedup.group.known_pairs import KnownPair, KnownPairs
from dedup.group.results import Grouping
from dedup.group.stage import stage
from dedup.group.standing import Earlier
from dedup.group.stories import chance_of_one_event
from dedup.group.telling import tell_all
from dedup.pairs import Pair, ordered
from dedup.relations import COPIES, FORM, RELATIONS, REPORTS, REUSE
from dedup.words.decks import Printed
from tests.dedup.engine import News, known_pairs, newsroom

NEWS = newsroom()
KNOWN = known_pairs(NEWS)


def grouped(news: News, known: KnownPairs, decisions: Decisions = NONE) -> Grouping:
    return stage(news.facts, known, news.ask, decisions)


WHOLE = grouped(NEWS, KNOWN)


def answers(found: Grouping, news: News = NEWS) -> Mapping[str, Any]:
    """What grouping decides, in an order of its own."""
    told = tell_all(news.facts, found)
    return {
        "fingerprints": dict(found.fingerprints),
        "classes": dict(found.class_of),
        "families": dict(found.family_of),
        "stories": dict(told.stories),
        "tales": dict(told.tales),
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
    assert len(set(tell_all(NEWS.facts, WHOLE).stories.values())) > 10
    assert WHOLE.answers


def test_parts_come_to_what_the_whole_does() -> None:
    """An engine may hand over one component at a time, with the pairs inside of it."""
    found: dict[str, dict[Any, Any]] = {name: {} for name in answers(WHOLE)}
    for part in parts():
        ids = {fact.article_id: fact.content_hash for fact in part.facts}
        inside = [pair for pair in KNOWN if {*pair[:2]} <= ids.keys()]
        for name, its in answers(grouped(part, KnownPairs(ids, inside)), part).items():
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

    stage(NEWS.facts, KNOWN, ask)
    assert len(rounds) < len(WHOLE.groups)
    assert sum(rounds) == len(WHOLE.answers)


def test_untouched_components_keep_their_groups() -> None:
    earlier = Earlier(
        WHOLE.fingerprints, [group.standing for group in WHOLE.groups], WHOLE.class_of.keys()
    )
    again = stage(NEWS.facts, KNOWN, NEWS.ask, earlier=earlier)
    assert again.groups == []
    assert sorted(again.kept) == sorted(earlier.groups)
    assert tell_all(NEWS.facts, again) == tell_all(NEWS.facts, WHOLE)


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


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
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


@pytest.mark.parametrize("relation", ["partial", *REPORTS, FORM])
def test_member_that_is_no_copy_of_the_source_is_tied_to_another_or_leaves(relation: str) -> None:
    link = next(
        link for group in WHOLE.groups for link in group.links.values() if link.relation == "edited"
    )
    pair = ordered(*link[:2])

    found = grouped(NEWS, KNOWN, Decisions({pair: relation}))

    links = [link for group in found.groups for link in group.links.values()]
    assert pair not in [ordered(*link[:2]) for link in links]


TIED = sorted(pair[:2] for pair in KNOWN if pair.relation in (*REUSE, "same_story"))
SOME_TIED = st.sets(st.sampled_from(TIED), min_size=1, max_size=40)


def found_as(pairs: Set[Pair], relation: str, story: float) -> Grouping:
    """What grouping comes to where these pairs were found to be something else."""
    return grouped(
        NEWS,
        KNOWN.replacing(
            pair._replace(relation=relation, story=story) for pair in KNOWN if pair[:2] in pairs
        ),
    )


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(SOME_TIED)
@example(set(TIED))
def test_form_binds_no_more_than_nothing_does(pairs: Set[Pair]) -> None:
    """Neither groups nor stories, however sure the words of two texts are of one event."""
    found = found_as(pairs, FORM, story=0.99)

    assert answers(found) == answers(found_as(pairs, "unrelated", story=0.0))
    members = by_class(NEWS.facts, found.class_of)
    chances = chance_of_one_event(found.known, members, found.fixed.relations)
    assert pairs.isdisjoint(chances)


def test_two_reports_do_bind_a_story() -> None:
    """So the law above is about something."""
    pairs = set(TIED)
    assert answers(found_as(pairs, "same_story", story=0.99)) != answers(
        found_as(pairs, FORM, story=0.99)
    )


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(SOME_TIED)
def test_who_says_form_says_neither_copy_nor_story(pairs: Set[Pair]) -> None:
    one, other = (
        answers(grouped(NEWS, KNOWN, Decisions(dict.fromkeys(sorted(pairs), relation))))
        for relation in (FORM, "unrelated")
    )
    for name in ("classes", "groups", "links", "stories"):
        assert one[name] == other[name]


# Two articles an hour apart, with a high measure of one event: what was found, what a person says
# of them, whether they are one story, whether one group.
BOUND = [
    ("same_story", None, True, False),
    ("same_form", None, False, False),
    ("partial", None, False, False),
    ("edited", None, True, True),
    ("same_story", "same_form", False, False),
    ("edited", "same_form", False, False),
    ("verbatim", "same_form", False, False),
    ("same_form", "same_story", True, False),
    ("same_form", "edited", True, True),
    ("same_form", "together", True, True),
]


@pytest.mark.parametrize(("relation", "said", "is_story", "is_group"), BOUND)
def test_what_binds_two_articles(
    relation: str, said: str | None, is_story: bool, is_group: bool
) -> None:
    facts, known = told([0, 1], {(1, 2): (relation, 0.9)})
    known = known.replacing([pair._replace(story=0.95) for pair in known])
    decisions = Decisions({(1, 2): said} if said in RELATIONS else {})
    if said == "together":
        decisions = Decisions(together=[(1, 2)])

    found = stage(facts, known, unrelated, decisions)

    assert dict(tell_all(facts, found).stories) == ({1: 1, 2: 1} if is_story else {})
    assert [sorted(group.standing.members) for group in found.groups] == (
        [[1, 2]] if is_group else []
    )


def test_brief_that_was_copied_takes_no_other_brief_along() -> None:
    """2 reprints the brief 1, 3 edits it; 4 is the next day's, which fills the form anew."""
    form, edited = ("same_form", 0.95), ("edited", 0.9)
    pairs = {(1, 2): ("verbatim", 1.0), (1, 3): edited, (2, 3): edited}
    facts, known = told([0, 1, 2, 24], {**pairs, (1, 4): form, (2, 4): form, (3, 4): form})
    bound = [pair._replace(story=0.99, channels=("bands", "trigrams")) for pair in known]
    found = stage(facts, known.replacing(bound), unrelated)

    assert links_of(found) == {2: (1, "verbatim"), 3: (1, "edited")}
    assert found.class_of == {1: 1, 2: 1, 3: 3, 4: 4}
    assert dict(tell_all(facts, found).stories) == {1: 1, 2: 1, 3: 1}


def told(
    at_hours: Sequence[int | None], pairs: Mapping[Pair, tuple[str, float]]
) -> tuple[list[ArticleFacts], KnownPairs]:
    """Articles 1, 2 .. by their hours, and how some relate: relation, and share of both."""
    day = dt.datetime(2026, 3, 2)
    facts = [
        ArticleFacts(n, n, None if hours is None else day + dt.timedelta(hours=hours), f"s{n}")
        for n, hours in enumerate(at_hours, 1)
    ]
    known = [
        KnownPair(a, b, a, b, relation, 0.9, ("trigrams",), share, share, 0.0)
        for (a, b), (relation, share) in pairs.items()
    ]
    return facts, KnownPairs({fact.article_id: fact.content_hash for fact in facts}, known)


def unrelated(pairs: Sequence[Pair]) -> list[ComparedPair]:
    """Nothing that is asked has anything in common."""
    one, other = Printed("One two three four."), Printed("Five six seven eight.")
    return [verdict_on(one, other) for _ in pairs]


def links_of(found: Grouping) -> dict[int, tuple[int, str]]:
    return {m: (k.source_id, k.relation) for g in found.groups for m, k in g.links.items()}


def test_what_hangs_on_a_stray_member_stays_with_it() -> None:
    """5 is a copy of 4, which shares only a passage with the source but is a copy of 2."""
    copy, passage = ("edited", 0.9), ("partial", 0.4)
    pairs = {(1, 2): copy, (1, 3): copy, (2, 3): copy, (2, 4): copy, (3, 4): copy, (1, 4): passage}
    facts, known = told([0, 1, 2, 3], pairs)
    found = stage(facts, known, unrelated)
    assert links_of(found) == {2: (1, "edited"), 3: (1, "edited"), 4: (2, "edited")}


def test_source_that_is_no_copy_itself_is_not_named_unless_it_accounts_for_more() -> None:
    copy, passage = ("edited", 0.6), ("partial", 0.8)
    pairs = {(1, 2): copy, (1, 3): copy, (2, 3): copy, (2, 4): copy, (3, 4): copy, (1, 4): passage}
    facts, known = told([0, 1, 2, 3], pairs)
    (group,) = stage(facts, known, unrelated).groups
    assert group.links[4].relation == "edited"
    assert not group.links[4].is_source
    assert all(group.links[n].is_source for n in (2, 3))


def test_nobody_hangs_on_a_later_one_where_an_earlier_one_will_do() -> None:
    copy, passage = ("edited", 0.9), ("partial", 0.4)
    pairs = {(1, 2): copy, (1, 3): copy, (2, 3): copy, (2, 4): copy, (3, 4): copy, (1, 4): passage}
    facts, known = told([0, 9, 1, 2], pairs)  # 2 comes after 4
    assert links_of(stage(facts, known, unrelated))[4] == (3, "edited")


def test_split_outweighs_merge_of_the_same_two_classes() -> None:
    facts, known = told([0, 1, 2], {(1, 2): ("edited", 0.9)})
    both = Decisions(apart=[(1, 3)], together=[(1, 3)])
    found = stage(facts, known, unrelated, both)
    assert links_of(found) == {2: (1, "edited")}


def test_texts_that_are_apart_already_are_not_parted_again() -> None:
    """Of three reprints two pairs are kept apart: the first and the last stay together."""
    same = ("verbatim", 1.0)
    facts, known = told([0, 1, 2], {(1, 2): same, (1, 3): same, (2, 3): same})
    known = known.replacing(pair._replace(channels=("bands",)) for pair in known)
    found = stage(facts, known, unrelated, Decisions(apart=[(1, 2), (2, 3)]))
    assert found.class_of == {1: 1, 2: 2, 3: 1}


def test_component_with_an_article_that_was_not_grouped_is_made_anew() -> None:
    groups = [group.standing for group in WHOLE.groups]
    gone = min(groups).group_id
    left = WHOLE.class_of.keys() - {gone}
    again = stage(NEWS.facts, KNOWN, NEWS.ask, earlier=Earlier(WHOLE.fingerprints, groups, left))
    assert [group.group_id for group in again.groups] == [gone]
