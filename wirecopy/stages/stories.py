"""Tell stories again where a run has changed what they are made of."""

from collections.abc import Collection, Mapping
from itertools import chain

from dedup.group.decisions import fixed_by
from dedup.group.facts import ArticleFacts, by_class
from dedup.group.known_pairs import ASKED, KnownPair, KnownPairs
from dedup.group.results import Grouping
from dedup.group.standing import Outside
from dedup.group.stories import YES, chance_of_one_event
from dedup.group.telling import tell
from dedup.pairs import Pair
from storage import articles, verdicts
from storage import scope as scopes
from storage.records import StoryRow
from storage.store import Store
from wirecopy.stages.scope import Scope, standing_groups

Chances = Mapping[Pair, float]  # that two classes report one event


def chances_of(scope: Scope, grouping: Grouping, outside: Outside) -> Chances:
    """How sure it is that classes of the scope report one event, with each other or with others."""
    members = dict(by_class(scope.facts, grouping.class_of))
    fact_of = {fact.article_id: fact for fact in scope.seen}
    for class_id in {*outside.class_of.values()} - members.keys():
        members[class_id] = [fact_of[class_id]]  # the earliest one: the class bears its name
    return chance_of_one_event(grouping.known, members, grouping.fixed.relations)


def tell_stories(
    store: Store, scope: Scope, grouping: Grouping, chances: Chances, rest: Collection[int]
) -> None:
    """Tell the stories of all tales that the scope is in, or leads to. Belongs into a transaction.

    Of these tales the scope's own part is at hand, and the rest is read as it stands.
    """
    class_of = {**verdicts.classed(store, rest), **grouping.class_of}
    families = scopes.family_of(store, rest) | {
        article: grouping.family_of[class_id] for article, class_id in grouping.class_of.items()
    }
    facts = [*scope.facts, *_read(store, scope, rest)]
    rows = verdicts.groups(store, rest)
    own = [*grouping.kept, *(group.standing for group in grouping.groups)]
    told = tell(
        facts,
        class_of,
        {class_id: families[class_id] for class_id in class_of.values()},
        [*own, *standing_groups(rows)],
        {
            pair: sure
            for pair, sure in (_among(store, scope, rest, class_of, facts) | dict(chances)).items()
            if pair[0] in class_of and pair[1] in class_of
        },
    )
    tales = {article: told.tales[class_id] for article, class_id in class_of.items()}
    stories = [StoryRow(*row) for row in told.stories.items()]
    verdicts.save_stories(store, stories, tales, scope.replaced)


def rest_of_tales(store: Store, scope: Scope, chances: Chances) -> set[int]:
    """The articles outside of the scope that are in a tale with one of it, then or now."""
    if scope.is_whole:
        return set()
    reached = set(chain.from_iterable(pair for pair, sure in chances.items() if sure >= YES))
    tales = scopes.tales_of(store, scope.inside | reached)
    return scopes.tales(store, tales | {row.tale_id for row in scope.gone}) - scope.inside


def _read(store: Store, scope: Scope, article_ids: Collection[int]) -> list[ArticleFacts]:
    """As much of articles as stories go by."""
    rows = articles.texts_and_dates(store, article_ids)
    return [
        ArticleFacts(article, text, at, order=scope.order_of(article)) for article, text, at in rows
    ]


def _among(
    store: Store,
    scope: Scope,
    rest: Collection[int],
    class_of: Mapping[int, int],
    facts: Collection[ArticleFacts],
) -> dict[Pair, float]:
    """How sure it is that classes outside of the scope report one event."""
    text_of = {fact.article_id: fact.content_hash for fact in facts}
    rows = verdicts.reports_within(store, rest, ASKED)
    known = KnownPairs(text_of, [KnownPair(*row) for row in rows])
    fixed = fixed_by(scope.decisions_on(rest), class_of)
    of_rest = [fact for fact in facts if fact.article_id in rest]
    return dict(chance_of_one_event(known, by_class(of_rest, class_of), fixed.relations))
