"""Fit the odds of `dedup.group.odds`: `fit_sources.py DATA... [--write dedup/group/odds.json]`.

Each DATA holds `articles.jsonl.gz` (`id`, `url`, `text` and, where known, `published_at`) and
`pairs.jsonl.gz` (`a`, `b`, `label`, `source`: an id, "a" or "b", and `origin`, by default the name
of the folder). It is imported into a fresh store, or taken from the store that `--stores` keeps.

A sign is counted on the labelled copies that are in one copy group with their source: how often it
points to the source, how often to the copy. Dates are left out of that, and are not counted: those
who labelled dated pairs went by the dates. They and the other signs of which `right` and `wrong`
are 0 are judged. A counted band weighs the least that any origin shows that has enough pairs. Then
the lead of each group's likeliest member becomes a chance by a logistic curve, fitted on the first
DATA alone. Siblings (two versions of one text that is not there) count as wrong, whoever is named.

Printed are the odds, how well the chance is calibrated, each origin judged by odds and a curve
that were fitted without it, and the curve of right against wrong where nothing is dated.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.fitting import logistic_regression, rows
from benchmarks.source_tables import (
    Case,
    Chances,
    Copy,
    Signs,
    mixtures,
    print_calibration,
    print_chances,
    print_curve,
    print_signs,
)
from dedup.group import evidence, odds, sources
from dedup.group.compared import Compared
from dedup.group.evidence import Contender, Rivals
from dedup.group.facts import by_class
from dedup.group.odds import Band, Curve, Matrix
from dedup.group.reposts import provenance, versions
from dedup.group.source import Attribution, likeliest, one_of
from dedup.pairs import Pair
from dedup.relations import COPIES
from storage import verdicts
from storage.store import Store
from wirecopy.stages.scope import everything

# Signs that are measured: their sizes, and where their bands begin.
MEASURED: Mapping[str, tuple[Callable[[Rivals], Matrix], tuple[float, ...]]] = {
    "direction_spun": (evidence.direction_spun, (0.04, 0.08, 0.12, 0.2)),
    "direction": (evidence.direction, (0.04, 0.08, 0.12, 0.2)),
    "length_retold": (evidence.length_retold, (0.1, 0.2, 0.3, 0.5, 0.7)),
}
# What is counted by the odds of the others.
STAR = (1.0, 2.0, 3.0)
FEW = 20  # pairs: a band with fewer is part of the one before
# Two versions of one text: neither is the other's source.
SIBLINGS = (
    *("siblings", "llm-siblings", "translations-human-machine", "two-human-translations"),
    *("two-machine-translations", "backtranslation"),
)
STATED = 2.5  # nats that a date weighs at least; a longer lead is as good as this
MOST = 6.0  # the same where words alone tell


class Group(NamedTuple):
    """A copy group as attribution sees it."""

    contenders: Sequence[Contender]
    compared: Mapping[Pair, Compared]

    @property
    def undated(self) -> "Group":
        """The same group as if nothing were dated."""
        return self._replace(contenders=[c._replace(at=None) for c in self.contenders])


class Sizes(NamedTuple):
    """How large each sign is between a source and its copy: above 0 where it points rightly."""

    origin: str
    of: Mapping[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    options = parser().parse_args(arguments)
    groups: list[Group] = []
    copies: list[Copy] = []
    first = 0  # how many are of the first folder: chances are counted on these
    with tempfile.TemporaryDirectory(prefix="sources-") as work:
        for data in options.data:
            kept = options.stores or Path(work)
            found, labelled = load(data, kept / data.name)
            copies += [copy._replace(group=copy.group + len(groups)) for copy in labelled]
            groups += found
            first = first or len(copies)
    sizes = [sizes_of(copy, groups[copy.group]) for copy in copies if copy.source_id is not None]
    signs, seen = fit(copies, groups, sizes, copies[:first])
    print_signs(signs, len(sizes))
    judged = left_out(copies, groups, sizes, copies[:first])
    for name, chosen in mixtures(judged):
        print_calibration(name, chosen)
    print_curve(judged)
    print_chances(seen)
    if options.write:
        options.write.write_text(as_json(signs, seen), encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    made.add_argument("data", type=Path, nargs="+", help="folders with articles and pairs")
    made.add_argument("--stores", type=Path, help="where to keep stores, and to find them again")
    made.add_argument("--write", type=Path, help="the file of odds to replace")
    return made


def load(data: Path, store: Path) -> tuple[list[Group], list[Copy]]:
    """The copy groups of a store of the data, and the labelled copies in them."""
    articles = {row["id"]: row for row in rows(data / "articles.jsonl.gz")}
    if not store.exists():
        import_(articles.values(), store)
    with Store.open(store) as opened:
        id_of = dict(opened.rows("SELECT url, article_id FROM internal.articles"))
        scope = everything(opened)
        facts, known, class_of = scope.facts, scope.known, scope.classed
        members: defaultdict[int, list[int]] = defaultdict(list)
        for row in verdicts.groups(opened, scope.inside).members:
            members[row.group_id].append(row.article_id)
    fact_of = {fact.article_id: fact for fact in facts}
    groups: list[Group] = []
    home: dict[int, int] = {}
    for member_ids in members.values():
        inside = [fact_of[member] for member in member_ids]
        found = by_class(inside, class_of)
        contenders = [sources.contender(fact, class_of) for fact in inside]
        home.update(dict.fromkeys(member_ids, len(groups)))
        groups.append(Group(contenders, sources.compared(found, known)))
    ids = {name: id_of.get(row["url"], 0) for name, row in articles.items()}
    return groups, list(labelled(data, ids, home))


def labelled(data: Path, ids: Mapping[str, int], home: Mapping[int, int]) -> Iterator[Copy]:
    """The labelled copies that are in one copy group with their source, and siblings in one."""
    for pair in rows(data / "pairs.jsonl.gz"):
        origin, kind = pair.get("origin", data.name), pair.get("subkind") or pair.get("sub") or ""
        source = pair.get("source")
        source = pair[source] if source in ("a", "b") else source
        copy = pair["a"] if source == pair["b"] else pair["b"]
        a, b = ids.get(source or pair["a"], 0), ids.get(copy, 0)
        is_sibling = kind in SIBLINGS and (source is None or kind == "siblings")
        if pair["label"] not in COPIES or a == b or home.get(a, -1) != home.get(b, -2):
            continue
        if is_sibling or source is not None:
            yield Copy(origin, pair["label"], b, None if is_sibling else a, home[a])


def import_(articles: Iterable[Mapping[str, Any]], store: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for row in sorted(articles, key=lambda row: sha256(row["id"].encode()).digest()):
            kept = {k: row[k] for k in ("url", "text", "title", "published_at") if row.get(k)}
            out.write(json.dumps(kept, ensure_ascii=False) + "\n")
        out.flush()
        command = [sys.executable, "-m", "wirecopy", "import", "--store", str(store), out.name]
        subprocess.run(command, check=True, env=os.environ)


def sizes_of(copy: Copy, group: Group) -> Sizes:
    """How large each sign is between a copy and its source, dates aside."""
    class_of = {c.article_id: c.class_id for c in group.contenders}
    source, its = class_of[copy.source_id or 0], class_of[copy.copy_id]
    if source == its:
        return Sizes(copy.origin, {})
    rivals = rivals_of(group)
    place = {c.class_id: n for n, c in enumerate(rivals.contenders)}
    return Sizes(
        copy.origin,
        {
            name: float(size(rivals)[place[source], place[its]])
            for name, (size, _) in MEASURED.items()
        },
    )


def stars(copies: Sequence[Copy], groups: Sequence[Group]) -> list[tuple[str, float]]:
    """How many more third texts point to the source than to the copy."""
    found = []
    made: dict[int, tuple[dict[int, int], Matrix]] = {}
    for copy in copies:
        if copy.group not in made:
            rivals = rivals_of(groups[copy.group])
            place = {c.class_id: n for n, c in enumerate(rivals.contenders)}
            of_class = {c.article_id: place[c.class_id] for c in groups[copy.group].contenders}
            made[copy.group] = of_class, evidence.star(rivals)
        of_class, sizes = made[copy.group]
        if copy.source_id is not None:
            found.append(
                (copy.origin, float(sizes[of_class[copy.source_id], of_class[copy.copy_id]]))
            )
    return found


def rivals_of(group: Group) -> Rivals:
    members: defaultdict[int, list[Contender]] = defaultdict(list)
    for contender in group.undated.contenders:
        members[contender.class_id].append(contender)
    return Rivals([one_of(members[class_id]) for class_id in sorted(members)], group.compared)


def fit(
    copies: Sequence[Copy],
    groups: Sequence[Group],
    sizes: Sequence[Sizes],
    counted: Sequence[Copy],
) -> tuple[Signs, Chances]:
    """The odds of the signs on some copies, and how a lead becomes a chance on some of them."""
    measured = {
        name: tuple(bands([(s.origin, s.of[name]) for s in sizes if name in s.of], leasts))
        for name, (_, leasts) in MEASURED.items()
    }
    signs = {name: measured.get(name, stated) for name, stated in odds.SIGNS.items()}
    with using(signs):
        signs["star"] = tuple(bands(stars(copies, groups), STAR))
    with using(signs):
        said = cases(counted, groups)
    return signs, curves(said)


def bands(found: Sequence[tuple[str, float]], leasts: Sequence[float]) -> Iterator[Band]:
    """What a sign weighs from each size on; a band of few pairs is part of the one before."""
    edges = [least for least in leasts if sum(abs(size) >= least for _, size in found) >= FEW]
    for least, end in zip(edges, [*edges[1:], math.inf], strict=True):
        inside = [(origin, size) for origin, size in found if least <= abs(size) < end]
        right = sum(size > 0 for _, size in inside)
        yield Band(least, weight(inside), right, len(inside) - right)


def weight(found: Sequence[tuple[str, float]]) -> float:
    """The least odds, in nats, that any origin shows, and any one set aside leaves.

    0 where they turn. A store may hold copies of one kind alone. Origins with few pairs are heard
    as one.
    """
    of_origin: defaultdict[str, list[float]] = defaultdict(list)
    for origin, size in found:
        of_origin[origin].append(size)
    few = [size for sizes in of_origin.values() if len(sizes) < FEW for size in sizes]
    left = [[size for other, size in found if other != origin] for origin in (*of_origin, "")]
    alone = [sizes for sizes in (*of_origin.values(), few) if len(sizes) >= FEW]
    told = [log_odds(sizes) for sizes in (*left, *alone)]
    if min(told) <= 0 <= max(told):
        return 0.0
    least: float = min(told, key=abs)
    return round(least, 2)


def log_odds(sizes: Sequence[float]) -> float:
    """How much oftener a sign points to the source than to the copy, in nats."""
    right = sum(size > 0 for size in sizes)
    return math.log((right + 1) / (len(sizes) - right + 1))


class Judgement(NamedTuple):
    """The likeliest source of a group, its lead, and the copies that have a nearer one."""

    source_id: int
    lead: float
    by: str
    nearer: Mapping[int, int]


def judgement(group: Group) -> Judgement:
    member, lead, by, _ = likeliest(*group)
    first = Attribution(member.article_id, "named", 1.0, ())
    nearer = {**versions(group.contenders, first, group.compared)}
    found = provenance(*group)
    if found.source.source_id is not None:
        nearer |= found.nearer
    return Judgement(found.source.source_id or member.article_id, lead, by, nearer)


def cases(copies: Sequence[Copy], groups: Sequence[Group]) -> list[Case]:
    """What is said of each copy, with dates and without."""
    said = []
    wanted = sorted({copy.group for copy in copies})
    dated = {n: judgement(groups[n]) for n in wanted}
    undated = {n: judgement(groups[n].undated) for n in wanted}
    for copy in copies:
        for is_dated, found in ((True, dated), (False, undated)):
            judged = found[copy.group]
            source_id = judged.nearer.get(copy.copy_id, judged.source_id)
            said.append(Case(copy, is_dated, judged.lead, judged.by, source_id == copy.source_id))
    return said


def curves(said: Sequence[Case]) -> Chances:
    """How a lead becomes a chance: where pages state the order, and where words alone tell it.

    Leads that dates and credits give are judged: all that is counted is how often they are right.
    """
    stated = [case for case in said if case.by == "stated" and case.lead >= STATED]
    words = [case for case in said if case.by == "words" and case.lead < math.inf]
    right = sum(case.is_right for case in stated) + 1
    slope = math.log(right / (len(stated) + 2 - right)) / STATED
    leads = np.array([max(min(case.lead, MOST), -MOST) for case in words])
    columns, is_right = leads[:, None], np.array([case.is_right for case in words])
    fitted, offset = logistic_regression(columns, is_right, 1e-4).round(3).tolist()
    return {
        "stated": Curve(round(slope, 3), 0.0, STATED, len(stated)),
        "words": Curve(fitted, offset, MOST, len(words)),
    }


@contextmanager
def using(signs: Signs) -> Iterator[None]:
    """Judge by these odds."""
    kept = odds.SIGNS
    odds.SIGNS = signs
    try:
        yield
    finally:
        odds.SIGNS = kept


def left_out(
    copies: Sequence[Copy],
    groups: Sequence[Group],
    sizes: Sequence[Sizes],
    counted: Sequence[Copy],
) -> list[Case]:
    """What is said of the copies of each origin by odds that were fitted without it."""
    judged = []
    for origin in sorted({copy.origin for copy in counted}):
        others = [copy for copy in copies if copy.origin != origin]
        rest = [copy for copy in counted if copy.origin != origin]
        signs, seen = fit(others, groups, [s for s in sizes if s.origin != origin], rest)
        with using(signs):
            own = cases([copy for copy in counted if copy.origin == origin], groups)
        judged += [case._replace(chance=seen[case.by].chance(case.lead)) for case in own]
    return judged


def as_json(signs: Signs, seen: Chances) -> str:
    """The odds as the package keeps them, a band a line."""
    found = ",\n".join(f'  "{by}": {json.dumps(curve._asdict())}' for by, curve in seen.items())
    return f'{{\n "chances": {{\n{found}\n }},\n "signs": {listed(signs)}\n}}\n'


def listed(named: Signs) -> str:
    parts = []
    for name, found in named.items():
        told = ",\n".join(f"   {json.dumps(row._asdict())}" for row in found)
        parts.append(f'  "{name}": [\n{told}\n  ]' if found else f'  "{name}": []')
    return "{\n" + ",\n".join(parts) + "\n }"


if __name__ == "__main__":
    main()
