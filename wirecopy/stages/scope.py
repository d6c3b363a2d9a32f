"""What a grouping run looks at: the articles that have changed, and whole families around them.

The scope grows as ties are found, until nothing that was found leads out of it but pairs that are
no copies. What those lead to is seen, and not touched.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from crawler.urls import canonicalize, site_of
from dedup import stamp
from dedup.compare.direction import EVEN, Oddness
from dedup.group.decisions import Decisions, of_known
from dedup.group.facts import ArticleFacts, name_of
from dedup.group.known_pairs import KnownPair, KnownPairs
from dedup.group.reprints import classes_of
from dedup.group.standing import Outside, Standing
from dedup.relations import REUSE
from storage import articles, decisions, scope, verdicts
from storage.ids import Together, together
from storage.state import Grouped
from storage.store import Store
from storage.url_keys import article_id, key_hash

Value = TypeVar("Value", str, tuple[str, ...])

NO_IDS: Mapping[str, int] = MappingProxyType({})


class Scope:
    """The articles that a run looks at, with all that is known of them."""

    def __init__(self, store: Store) -> None:
        """Begin with what has changed since the last grouping; with all where rules have."""
        scope.note_gone(store)
        self.inside: set[int] = set()
        self.gone = scope.gone(store)
        self.is_whole = False
        self.classed: dict[int, int] = {}  # the classes that its articles had until now
        self.known = KnownPairs({})
        self._store = store
        self._shared = together(store)
        self._decided = Decisions(*decisions.standing(store))
        self._seen: dict[int, ArticleFacts] = {}
        self._marks: dict[int, int] = {}
        if store.state.grouped.stamp != stamp.of_groups():
            self.take_in_all()
        else:
            self.take_in(self._changed())

    @property
    def facts(self) -> list[ArticleFacts]:
        """The articles of the scope, in the order of their ids."""
        return [self._seen[article] for article in sorted(self.inside)]

    @property
    def seen(self) -> list[ArticleFacts]:
        """These, and those outside that some pair leads to."""
        return [self._seen[article] for article in sorted(self._seen)]

    @property
    def decided(self) -> Decisions:
        """What people decided on articles of the scope."""
        return self.decisions_on(self.inside)

    def decisions_on(self, article_ids: Collection[int]) -> Decisions:
        """What people decided on some articles."""
        return of_known(self._decided, article_ids)

    @property
    def replaced(self) -> set[int]:
        """The articles of which this run says all there is to say, those that are gone included."""
        return self.inside | {row.article_id for row in self.gone}

    def class_of(self) -> dict[int, int]:
        """The class of each article of the scope by what is known now."""
        return classes_of(self.facts, self.known, self.decided)

    def count_classes(self, class_of: Mapping[int, int]) -> int:
        """How many classes the store has, where these are those of the scope."""
        return len(set(class_of.values())) + verdicts.count_classes(self._store, self.inside)

    def mark_of(self, article: int) -> int:
        """A hash of all that is known of an article of the scope."""
        return self._marks[article]

    def order_of(self, article: int) -> int | None:
        """The place of an article whose id others would have had as well; None of all others."""
        return self._shared.order.get(article)

    def take_in_all(self) -> None:
        """Let the whole store be the scope."""
        if not self.is_whole:
            self.take_in(articles.grouped(self._store))
            self.is_whole = True

    def take_in(self, article_ids: Collection[int]) -> None:
        """Take in articles with their families, and every pair that one of their texts is in."""
        new = set(article_ids) - self.inside
        before = set(self.inside)
        while new:
            self.see(new)
            new = {article for article in new if article in self._seen}
            self.inside |= new
            new = self._mates_of(new) - self.inside
        taken = self.inside - before
        self.classed |= verdicts.classed(self._store, taken)
        fresh = {self._seen[article].content_hash for article in taken}
        if fresh:
            found = [pair_of(*row) for row in verdicts.known_pairs(self._store, fresh)]
            ends = {p.article_id: p.text for p in found} | {p.other_id: p.other_text for p in found}
            self.known = self.known.with_more(ends, found)

    def see(self, article_ids: Collection[int]) -> None:
        """Read what is known of articles, without touching them."""
        missing = set(article_ids) - self._seen.keys()
        if missing:
            for *row, mark in articles.grouping_facts(self._store, missing):
                fact = facts_of(self._shared, *row)
                self._seen[fact.article_id] = fact
                self._marks[fact.article_id] = mark
            text_of = {i: self._seen[i].content_hash for i in missing if i in self._seen}
            self.known = self.known.with_more(text_of, ())

    def close(self) -> None:
        """Take in whatever copies lead to."""
        while reached := self._reached():
            self.take_in(reached)

    def leave(self) -> None:
        """Remember what this run went by; belongs into the transaction that writes its answers."""
        self._store.state.set_grouped(Grouped(stamp.of_groups(), len(self._shared.id_of)))
        scope.forget_gone(self._store)

    def outside(self) -> Outside:
        """What pairs lead to that is not in the scope, as the last run has grouped it."""
        class_of = verdicts.classed(self._store, ends_of(self.known) - self.inside)
        sharing = ends_of(p for p in self.known if p.relation in REUSE) - self.inside
        sharing |= {class_of[article] for article in sharing}
        rows = verdicts.groups(self._store, sharing)
        members = {row.article_id for row in rows.members} - self.inside
        class_of |= verdicts.classed(self._store, members)
        self.see({*class_of, *class_of.values()})
        return Outside(class_of, standing_groups(rows))

    def _changed(self) -> set[int]:
        """The articles that are new or have changed, or whose surroundings have."""
        found = set(scope.changed(self._store))
        found |= scope.families(self._store, {row.family_id for row in self.gone})
        found |= decisions.changed(self._store)
        if self._store.state.grouped.shared_ids != len(self._shared.id_of):
            found |= self._shared.order.keys()
        return found

    def _mates_of(self, article_ids: Collection[int]) -> set[int]:
        """The articles that some articles can't be grouped without."""
        texts = {self._seen[article].content_hash for article in article_ids}
        mates = scope.holders(self._store, texts)
        mates |= scope.families_of(self._store, {*article_ids, *mates})
        on = (*self._decided.relations, *self._decided.apart, *self._decided.together)
        for pair in on:
            if not mates.isdisjoint(pair):
                mates.update(pair)
        return mates

    def _reached(self) -> set[int]:
        """The articles outside that copies lead to."""
        if self.is_whole:
            return set()
        return ends_of(p for p in self.known if p.is_found and p.is_copy) - self.inside


def ends_of(pairs: Iterable[KnownPair]) -> set[int]:
    """The articles of some pairs."""
    return {article for pair in pairs for article in pair[:2]}


def everything(store: Store) -> Scope:
    """The whole store as a scope."""
    scope = Scope(store)
    scope.take_in_all()
    return scope


def standing_groups(rows: verdicts.Groups) -> list[Standing]:
    """Copy groups as grouping knows them, from their rows."""
    members: dict[int, set[int]] = {row.group_id: set() for row in rows.groups}
    for row in rows.members:
        members[row.group_id].add(row.article_id)
    return [
        Standing(row.group_id, row.source_id, frozenset(members[row.group_id]))
        for row in rows.groups
    ]


def facts_of(shared: Together, *row: Any) -> ArticleFacts:
    """Return an article as grouping knows it, from a row of `articles.grouping_facts`."""
    article, text, at, site, site_name, origin, canonical_url, *rest = row
    site, site_name = once(site), site_name and once(site_name)
    own = {site, site_name, name_of(article)}
    names = (
        {origin, *names_in(canonical_url, shared.id_of)} - own if origin or canonical_url else set()
    )
    points_to = tuple(sorted(filter(None, names)))
    words, paragraphs, precision, seen_at = rest
    order = shared.order.get(article)
    return ArticleFacts(
        article,
        text,
        at,
        site,
        site_name,
        points_to,
        words,
        paragraphs,
        order,
        precision and once(precision),
        seen_at,
    )


def names_in(canonical_url: str | None, id_of: Mapping[str, int] = NO_IDS) -> list[str]:
    """Return what a canonical link points to: an article, and a site if it is a whole address.

    `id_of` has the ids of articles whose keys fell on one id.

    >>> names_in("/local/story")[1:]
    []
    >>> names_in("https://www.northwire.example/story")[1:]
    ['northwire.example']
    """
    if not canonical_url:
        return []
    key = canonicalize(canonical_url)
    address = name_of(id_of.get(key_hash(key), article_id(key)))
    return [address, site_of(canonical_url)] if urlsplit(canonical_url).netloc else [address]


def pair_of(*row: Any) -> KnownPair:
    """Return a pair as grouping knows it, from a row of `verdicts.known_pairs`."""
    a, b, text, other_text, relation, sure, channels, a_share, b_share, story, *odd = row
    return KnownPair(
        a,
        b,
        text,
        other_text,
        once(relation),
        sure,
        once(tuple(channels)),
        a_share,
        b_share,
        story,
        EVEN if odd[0] is None else Oddness(*odd),
    )


@lru_cache(maxsize=10_000)
def once(value: Value) -> Value:
    """The first of all equal values: rows bring a few names a million times, each a new object."""
    return value
