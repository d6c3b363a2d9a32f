"""The direction of replacements, by the shipped background and by the store's own texts."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.page import RawPage
from storage import directions
from storage.records import PairRow
from storage.store import Store
from wirecopy.intake.keep import keep_raw
from wirecopy.stages import directions as stage
from wirecopy.stages.extract import save_articles
from wirecopy.stages.scope import everything
from wirecopy.stages.texts import Texts
from wirecopy.workers.pool import Workers

SENTENCES = [
    "Der Rat der Stadt {ort} hat am {tag} über die alte Brücke am Hafen beraten.",
    "Die Kosten für den Umbau steigen nach Angaben der Verwaltung auf {zahl} Millionen Euro.",
    "Viele Anwohner aus {ort} fordern seit Jahren einen neuen Weg zum Bahnhof.",
    "Die Polizei sperrte am {tag} die wichtigste Straße nach {ort} für mehrere Stunden.",
    "Ein Sprecher der Behörde sagte, die Arbeit werde noch in diesem Jahr beginnen.",
    "Rund {zahl} Menschen kamen am {tag} zu einem Treffen in das Rathaus von {ort}.",
    "Der starke Regen hat in der Nacht große Schäden an den Häusern am Fluss verursacht.",
    "Die Schule in {ort} bleibt nach dem Brand bis zum nächsten {tag} geschlossen.",
    "Für die Reparatur der Dächer fehlt der Gemeinde nach eigenen Worten das Geld.",
    "Im Hafen von {ort} liegen zur Zeit {zahl} Schiffe, so viele wie lange nicht.",
    "Der Verein hat {zahl} junge Mitglieder und sucht einen größeren Platz zum Üben.",
    "Nach dem langen Winter ist das Wasser im See so niedrig wie seit {zahl} Jahren nicht.",
    "Der Bürgermeister von {ort} lehnte den Antrag der Anwohner am {tag} wieder ab.",
    "Die Bauern am Fluss rechnen wegen der Kälte mit einer kleinen Ernte.",
    "Ein älterer Mann wurde bei dem Unfall auf der Straße nach {ort} leicht verletzt.",
    "Die neue Linie soll den Bahnhof und den Hafen vom {tag} an stündlich verbinden.",
]
# Words of other sentences: each is usual, beside its new neighbours nobody writes it.
SPUN = {
    "beraten": "verbinden",
    "steigen": "kamen",
    "fordern": "suchten",
    "neuen": "jungen",
    "Weg": "Platz",
    "sperrte": "lehnte",
    "wichtigste": "größeren",
    "sagte": "rechnen",
    "Arbeit": "Ernte",
    "beginnen": "verursacht",
    "Menschen": "Mitglieder",
    "Treffen": "Antrag",
    "starke": "ältere",
    "große": "lange",
    "Schäden": "Kosten",
    "geschlossen": "verletzt",
    "Reparatur": "Behörde",
    "fehlt": "liegt",
    "Geld": "Regen",
    "Schiffe": "Häuser",
    "lange": "niedrig",
    "sucht": "sperrt",
    "langen": "großen",
    "Wasser": "Unfall",
    "Kälte": "Schule",
    "kleinen": "leicht",
    "leicht": "klein",
    "stündlich": "wieder",
}
TOWNS = ("Lorne", "Tarn", "Carrow", "Skerrick", "Elmstadt", "Grauwerth", "Nordhaff")
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")


def german(chance: random.Random) -> str:
    """A report of ten sentences."""
    return "\n".join(
        sentence.format(
            ort=chance.choice(TOWNS), tag=chance.choice(DAYS), zahl=chance.randrange(2, 40)
        )
        for sentence in chance.sample(SENTENCES, 10)
    )


def spun(text: str) -> str:
    return re.sub(r"\w+", lambda word: SPUN.get(word[0], word[0]), text)


def keep(store: Store, texts: list[str], workers: Workers) -> list[int]:
    """Take texts in, and say which articles they are."""
    pages = [RawPage("", text.encode(), "text/plain", "utf-8") for text in texts]
    arrivals = keep_raw(store, pages, run_id=1)
    save_articles(store, arrivals, workers)
    return [a.fetch.article_id for a in arrivals if a.fetch.article_id is not None]


def relate(store: Store, a: int, b: int) -> None:
    """Put a pair on record in which words were replaced."""
    first, second = sorted((a, b))
    row = PairRow(first, second, "spun", 0.9, ["trigrams"], 0.8, 0.8, 0.0, 0.2, [], 1)
    store.insert("pairs", [row])


def refresh(store: Store, workers: Workers) -> None:
    """Make the store's own background of texts that are all in classes of their own."""
    stage.refresh_background(store, everything(store), Texts(store), workers)


def find_directions(store: Store, workers: Workers) -> None:
    """Find the directions that nobody knows yet."""
    before = everything(store).known
    after = stage.find_directions(store, before, Texts(store), workers)
    assert list(after) == list(
        everything(store).known
    )  # what is handed on is what was written down


def odd_pairs(store: Store) -> set[tuple[object, ...]]:
    """The pairs whose direction is on record, and what it is."""
    return set(store.rows("SELECT * FROM internal.directions"))


def original_by_words(store: Store, a: int, b: int) -> int | None:
    """Which of two articles the replacements say is the original."""
    pair = everything(store).known.find(a, b)
    assert pair is not None
    odd = pair.oddness
    if not odd.direction:
        return None
    return min(a, b) if odd.direction > 0 else max(a, b)


@pytest.fixture(scope="module", name="workers")
def _workers() -> Iterator[Workers]:
    with Workers(0) as workers:
        yield workers


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        yield store


def test_a_store_learns_its_own_language(store: Store, workers: Workers) -> None:
    """The shipped tables know no German; 320 texts of the store do."""
    chance = random.Random(7)
    texts = [german(chance) for _ in range(320)]
    articles_ = keep(store, [*texts, *map(spun, texts[:12])], workers)
    pairs = list(zip(articles_[:12], articles_[320:], strict=True))
    for pair in pairs:
        relate(store, *pair)

    find_directions(store, workers)
    assert [original_by_words(store, *pair) for pair in pairs] == [None] * 12

    refresh(store, workers)
    find_directions(store, workers)
    assert [original_by_words(store, *pair) for pair in pairs] == articles_[:12]


def test_few_texts_teach_nothing(store: Store, workers: Workers) -> None:
    keep(store, [german(random.Random(n)) for n in range(20)], workers)

    refresh(store, workers)

    words, pairs = directions.background(store)
    assert (len(words), len(pairs)) == (0, 0)


def test_directions_follow_the_list(
    store: Store, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is made anew leaves no direction of the list before it."""
    monkeypatch.setattr(stage, "FEWEST", 30)
    chance = random.Random(8)
    texts = [german(chance) for _ in range(40)]
    first = keep(store, [*texts, spun(texts[0])], workers)
    relate(store, first[0], first[-1])
    refresh(store, workers)
    find_directions(store, workers)
    before = odd_pairs(store)

    keep(store, [spun(german(chance)) for _ in range(60)], workers)  # others write so, too
    find_directions(store, workers)
    assert odd_pairs(store) == before  # the same list still
    refresh(store, workers)
    assert odd_pairs(store) == set()
    find_directions(store, workers)
    grown = odd_pairs(store)

    assert {row[:2] for row in grown} == {row[:2] for row in before}
    assert grown != before
    store.rows("DELETE FROM internal.directions")
    find_directions(store, workers)
    assert odd_pairs(store) == grown


def test_a_familys_slips_are_not_listened_to(
    store: Store, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six copies of one spun text do not make its slips ordinary."""
    monkeypatch.setattr(stage, "FEWEST", 30)
    chance = random.Random(9)
    texts = [german(chance) for _ in range(60)]
    slips = [f"{spun(texts[0])}\nNummer {n} hat es auch." for n in range(6)]
    ids = keep(store, [*texts, *slips], workers)
    for copy in ids[60:]:
        relate(store, ids[0], copy)

    refresh(store, workers)
    find_directions(store, workers)

    assert {original_by_words(store, ids[0], copy) for copy in ids[60:]} == {ids[0]}
