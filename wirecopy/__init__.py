"""Finds who copied whom in the news.

    import wirecopy
    news = wirecopy.open("news")
    news.sql("SELECT * FROM copies WHERE relation = 'spun'").show()

The names below load when they are first used, so that `import wirecopy` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wirecopy.api import News, compare, extract, open  # noqa: A004 (as gzip.open is)
    from wirecopy.pair import Explanation, Pair, Side

    __version__: str

__all__ = ["Explanation", "News", "Pair", "Side", "compare", "extract", "open"]
OF_PAIRS = ("Explanation", "Pair", "Side")


def __getattr__(name: str) -> Any:
    """Load a public name when it is asked for (PEP 562)."""
    if name in OF_PAIRS:
        from wirecopy import pair  # noqa: PLC0415 (the point of this function)

        return getattr(pair, name)
    if name in __all__:
        from wirecopy import api  # noqa: PLC0415 (as above)

        return getattr(api, name)
    if name == "__version__":
        from wirecopy.version import VERSION  # noqa: PLC0415 (30 ms)

        return VERSION
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
