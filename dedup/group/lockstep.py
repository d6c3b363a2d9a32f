"""Many small computations that ask as they go, answered together round by round.

One component of a graph asks for a handful of pairs at a time; a thousand of them ask for enough
to keep every processor busy.
"""

from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


def in_lockstep(
    asking: Sequence[Generator[Question, Answer, Result]],
    answer: Callable[[Sequence[Question]], Sequence[Answer]],
) -> list[Result]:
    """What each of these comes to, in order, when the questions of a round are answered at once.

    >>> def half(number):
    ...     return number, (yield number) / 2
    >>> in_lockstep([half(3), half(8)], lambda numbers: [n * 10 for n in numbers])
    [(3, 15.0), (8, 40.0)]
    """
    results: dict[int, Result] = {}
    answers: dict[int, Answer | None] = dict.fromkeys(range(len(asking)))
    while True:
        questions = {}
        for n, given in answers.items():
            try:
                questions[n] = asking[n].send(given)  # type: ignore[arg-type]  # None begins it
            except StopIteration as end:
                results[n] = end.value
        if not questions:
            break
        answers = dict(zip(questions, answer(list(questions.values())), strict=True))
    return [results[n] for n in range(len(asking))]
