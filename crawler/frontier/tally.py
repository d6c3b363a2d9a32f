"""How each source did in a run, and the one line that says so."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of one source; `trouble` is the last thing that went wrong, in a line."""

    name: str
    polled: int = 0
    polls_failed: int = 0
    fetched: int = 0
    fetches_failed: int = 0
    new: int = 0
    skipped: int = 0
    is_stopped: bool = False
    trouble: str | None = field(default=None)
    remarks: dict[str, None] = field(default_factory=dict)  # in the order in which they came

    def take_back(self, *, is_feed: bool) -> None:
        """Count one good answer less: it was not so good after all."""
        if is_feed:
            self.polled -= 1
        else:
            self.fetched -= 1

    @property
    def has_failed(self) -> bool:
        """Whether the source was given up, or nothing worked of its feeds or of its pages."""
        if self.is_stopped:
            return True
        no_feed = self.polls_failed > 0 and self.polled == 0
        no_page = self.fetches_failed > 0 and self.fetched == 0
        return no_feed or no_page

    @property
    def is_idle(self) -> bool:
        """Whether nothing was asked of the source, and there is nothing to say of it."""
        return not (self.was_asked or self.remarks)

    @property
    def was_asked(self) -> bool:
        """Whether anything was asked of the source."""
        return bool(self.polled or self.polls_failed or self.fetched or self.fetches_failed)

    def told(self) -> dict[str, object]:
        """The same for a log that programs read."""
        counts = ("polled", "polls_failed", "new", "fetched", "fetches_failed", "skipped")
        return {
            "event": "source",
            "source": self.name,
            **{name: getattr(self, name) for name in counts},
            "failed": self.has_failed,
            "trouble": self.trouble,
            "remarks": list(self.remarks),
        }

    def line(self) -> str:
        """One plain line for a log.

        >>> Tally("npr", polled=2, new=3, fetched=3).line()
        'npr: 2 feeds, 3 new, 3 pages'
        """
        parts = [
            _some(self.polled, "feed"),
            f"{self.new} new",
            _some(self.fetched, "page"),
        ]
        failed = self.polls_failed + self.fetches_failed
        if failed:
            parts.append(f"{failed} failed ({self.trouble})")
        if self.is_stopped:
            parts.append("left alone for the rest of the run")
        parts += self.remarks
        return f"{self.name}: {', '.join(parts)}"


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
