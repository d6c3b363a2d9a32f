"""How far a run has come: the stage that it is in, how much of it is done, how long the rest takes.

A run writes it down as it goes on. Who shows it looks at it from time to time: a line that moves on
a terminal, and a line of its own every 30 seconds elsewhere (cron, a log file, a pipe).
"""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from wirecopy.logs import say
from wirecopy.show.rows import safe

SECONDS_A_LINE = 30.0  # elsewhere than on a terminal
LOOKS_A_SECOND = 4  # on a terminal
LEAST, LEAST_PART = 2.0, 0.001  # seconds and part of a stage before its pace says anything
MINUTE, HOUR = 60, 3600

Item = TypeVar("Item")


class Stage(NamedTuple):
    """A stage of a run. `part` is what is done of it, from 0 to 1; None where nobody knows."""

    name: str
    unit: str = ""  # what is counted, in the plural: "pages"
    total: int | None = None
    done: int = 0
    part: float | None = None
    seconds: float = 0.0
    said: str = ""  # in the place of all this

    @property
    def left(self) -> float | None:
        """The seconds that the rest takes at the pace so far; None where there is no telling."""
        part = self.done / self.total if self.total else self.part
        if not part or part < LEAST_PART or self.seconds < LEAST:
            return None
        return self.seconds * max(0.0, 1 - part) / part

    def __str__(self) -> str:
        """The stage in one line.

        >>> print(Stage("compare", "pairs", total=58_539, done=12_340, seconds=13.4))
        compare 12,340 of 58,539 pairs, 921 a second, 50 s left
        >>> print(Stage("read", "pages", done=3_000, part=0.5, seconds=600))
        read 3,000 pages, 5.0 a second, 10 min left
        >>> print(Stage("group", seconds=7.5))
        group
        """
        if self.said:
            return f"{self.name}: {self.said}"
        if not self.done:
            return f"{self.name} {self.total:,} {self.unit}" if self.total else self.name
        of = f" of {self.total:,}" if self.total else ""
        told = [f"{self.name} {self.done:,}{of} {self.unit}"]
        if self.seconds >= LEAST:
            pace = self.done / self.seconds
            told.append(f"{pace:,.0f} a second" if pace >= 10 else f"{pace:.1f} a second")
        if self.left:
            told.append(f"{duration(self.left)} left")
        return ", ".join(told)


def duration(seconds: float) -> str:
    """A time for people.

    >>> duration(0.2), duration(50), duration(601), duration(5000)
    ('1 s', '50 s', '10 min', '1 h 23 min')
    """
    if seconds < 2 * MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    hours, rest = divmod(round(seconds / MINUTE), 60)
    return f"{hours} h {rest} min"


class RunProgress:
    """What a run is at. One thread writes it, and others may look."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds."""
        self._clock = clock
        self._since = clock()
        self._stage = Stage("open")

    @property
    def stage(self) -> Stage:
        """The stage as it is now."""
        return self._stage._replace(seconds=self._clock() - self._since)

    def begin(self, name: str, unit: str = "", total: int | None = None) -> None:
        """Go on to a stage, in which `total` of a unit are to be done."""
        self._since = self._clock()
        self._stage = Stage(name, unit, total)

    def say(self, name: str, said: str) -> None:
        """Be in a stage of which more is to be said than a number."""
        self._stage = Stage(name, said=said)

    def add(self, done: int = 1, part: float | None = None) -> None:
        """So many more are done, and all that is done is this part of the stage."""
        self._stage = self._stage._replace(done=self._stage.done + done, part=part)

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, each counted as done when the next one is asked for."""
        for item in items:
            yield item
            self.add()


@contextmanager
def shown(progress: RunProgress) -> Iterator[None]:
    """Show how far a run has come, on standard error."""
    if sys.stderr.isatty():
        with _on_a_terminal(progress):
            yield
    else:
        with _line_by_line(progress):
            yield


@contextmanager
def _on_a_terminal(progress: RunProgress) -> Iterator[None]:
    from rich.console import Console  # noqa: PLC0415 (nobody needs it elsewhere)
    from rich.live import Live  # noqa: PLC0415
    from rich.spinner import Spinner  # noqa: PLC0415

    spinner = Spinner("dots")

    def line() -> Spinner:
        spinner.update(text=safe(str(progress.stage)))
        return spinner

    console = Console(stderr=True)
    with Live(
        get_renderable=line,
        console=console,
        transient=True,
        refresh_per_second=LOOKS_A_SECOND,
        redirect_stdout=False,  # what is printed for programs goes where it went
    ):
        yield


@contextmanager
def _line_by_line(progress: RunProgress) -> Iterator[None]:
    is_over = threading.Event()

    def tell() -> None:
        while not is_over.wait(SECONDS_A_LINE):
            stage = progress.stage
            told = {"event": "progress", "stage": stage.name, "done": stage.done}
            say(f"wirecopy: {stage}", {**told, "total": stage.total}, logging.INFO)

    teller = threading.Thread(target=tell, name="progress", daemon=True)
    teller.start()
    try:
        yield
    finally:
        is_over.set()
        teller.join()


SILENT = RunProgress()  # that nobody shows
