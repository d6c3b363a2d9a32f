"""Asking about pairs that nobody has compared yet.

Whoever drives grouping hands in `ask`: article pairs in, verdicts out, in order. It may compare in
this process, in workers or on another machine; it keeps nothing, and equal pairs get equal answers.
What was asked is given back beside what came of it, to be written down at once.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dedup.compare.batch import ComparedPair
from dedup.group.known_pairs import ASKED, KnownPair, KnownPairs
from dedup.pairs import CandidatePair, Pair, ordered

Ask = Callable[[Sequence[Pair]], Sequence[ComparedPair]]


class AnsweredPair(NamedTuple):
    """A pair that was compared, with the channels that wanted it, and what came of it."""

    candidate: CandidatePair
    verdict: ComparedPair


def answers_to(candidates: Sequence[CandidatePair], ask: Ask) -> list[AnsweredPair]:
    """Have candidates compared; nothing is asked where there are none."""
    if not candidates:
        return []
    verdicts = ask([candidate[:2] for candidate in candidates])
    return [AnsweredPair(*each) for each in zip(candidates, verdicts, strict=True)]


class Asking:
    """What is known of pairs, and beside it what had to be asked while groups were made.

    What was asked never counts as found by a channel: whether it had to be depends on what was
    known before.
    """

    def __init__(self, known: KnownPairs, ask: Ask, answers: Sequence[AnsweredPair] = ()) -> None:
        """`answers` are those that `known` has taken in already."""
        self.known = known
        self.answers = list(answers)
        self._ask = ask
        self._learnt: dict[Pair, KnownPair] = {}

    def about(self, pairs: Sequence[Pair]) -> list[KnownPair]:
        """What is known of article pairs with different texts; the unknown are asked at once."""
        unknown = [pair for pair in pairs if self._find(pair) is None]
        sorted_out = self.known.sort_out(CandidatePair(*ordered(*pair), ASKED) for pair in unknown)
        for candidate, verdict in answers_to(sorted_out.unknown, self._ask):
            self.answers.append(AnsweredPair(candidate, verdict))
            learnt = self.known.with_verdict(candidate, verdict.pair)
            self._learnt[self.known.texts(*candidate[:2])] = learnt
        return [self._get(pair) for pair in pairs]

    def _find(self, pair: Pair) -> KnownPair | None:
        return self.known.find(*pair) or self._learnt.get(self.known.texts(*pair))

    def _get(self, pair: Pair) -> KnownPair:
        return self.known.find(*pair) or self._learnt[self.known.texts(*pair)]
