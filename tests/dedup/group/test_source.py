"""Who had it first: each kind of evidence alone, when they disagree, and laws that hold for all."""

import datetime as dt
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.compare.direction import Oddness
from dedup.group.compared import Compared
from dedup.group.evidence import Contender, Rivals, is_before
from dedup.group.odds import CHANCES, SIGNS
from dedup.group.source import SURE, attribute
from dedup.pairs import Pair

DAY = dt.datetime(2026, 3, 2, 9, 0)
MIDNIGHT = dt.datetime(2026, 3, 2)


def at(minutes: float) -> dt.datetime:
    return DAY + dt.timedelta(minutes=minutes)


def spun(direction: float, a_oddness: float = 0.4) -> Compared:
    return Compared(0.7, 0.7, "spun", Oddness(a_oddness, a_oddness + direction, 0.4))


class Case(NamedTuple):
    """Two texts, 7 and 8, how they compare, and which is named; None where nobody is to be."""

    name: str
    one: Contender
    two: Contender
    compared: Compared
    source_id: int | None


ONE, TWO = Contender(7, 7), Contender(8, 8)
EDITED, RETOLD = Compared(0.9, 0.9, "edited"), Compared(0.6, 0.9, "rewritten")
CASES = [
    Case("dates name the earlier", ONE._replace(at=at(60)), TWO._replace(at=at(0)), EDITED, 8),
    Case(
        "a lead of seconds says nothing",
        ONE._replace(at=at(0.9)),
        TWO._replace(at=at(0)),
        EDITED,
        None,
    ),
    Case(
        "a day holds all of its times",
        ONE._replace(at=MIDNIGHT),
        TWO._replace(at=at(0)),
        EDITED,
        None,
    ),
    Case(
        "two days tell their order",
        ONE._replace(at=MIDNIGHT),
        TWO._replace(at=at(24 * 60)),
        EDITED,
        7,
    ),
    Case(
        "two texts of one day without times",
        ONE._replace(at=MIDNIGHT),
        TWO._replace(at=MIDNIGHT),
        EDITED,
        None,
    ),
    Case(
        "a flash that grew is no source of the flash",
        ONE._replace(at=at(40), words=370, paragraphs=9),
        TWO._replace(at=at(0), words=126, paragraphs=3),
        Compared(0.32, 1.0, "edited"),
        8,
    ),
    Case(
        "nor is it named where nothing is dated",
        ONE._replace(words=370),
        TWO._replace(words=126),
        Compared(0.32, 1.0, "edited"),
        None,
    ),
    Case(
        "80 days later is no source, however much fuller",
        ONE._replace(at=at(80 * 24 * 60), words=900, paragraphs=20),
        TWO._replace(at=at(0), words=300, paragraphs=4),
        Compared(0.3, 0.9, "rewritten"),
        8,
    ),
    Case(
        "nor where the two share a half",
        ONE._replace(at=at(80 * 24 * 60), words=900),
        TWO._replace(at=at(0), words=300),
        Compared(0.3, 0.5, "edited"),
        8,
    ),
    Case("odd words are the spun one's", ONE, TWO, spun(0.25), 7),
    Case("whichever comes first", ONE, TWO, spun(-0.25), 8),
    Case("a faint direction names nobody", ONE, TWO, spun(0.03), None),
    Case(
        "a text told in half of the words, or a flash that grew",
        ONE._replace(words=600),
        TWO._replace(words=290),
        RETOLD,
        None,
    ),
    Case(
        "a text told in nearly as many",
        ONE._replace(words=600),
        TWO._replace(words=560),
        RETOLD,
        None,
    ),
    Case(
        "clear words against a doubtful clock",
        ONE._replace(at=at(3)),
        TWO._replace(at=at(0)),
        spun(0.25),
        None,
    ),
    Case("nothing is known", ONE, TWO, EDITED, None),
    Case("siblings of a source that is not there", ONE, TWO, Compared(0.6, 0.6, "rewritten"), None),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_who_had_it_first(case: Case) -> None:
    found = attribute([case.one, case.two], {(7, 8): case.compared})

    assert found.source_id == case.source_id
    assert found.reasons


def test_dates_give_their_lead_as_a_reason() -> None:
    found = attribute([Contender(7, 7, at(60)), Contender(8, 8, at(0))], {})

    assert found.reasons == ("first by 60 minutes",)


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ([ONE, TWO], "no dates, and the texts do not tell"),
        ([ONE._replace(at=at(0)), TWO], "1 without a date, and the texts do not tell"),
        (
            [ONE._replace(at=at(0)), TWO._replace(at=at(0))],
            "the dates tell no order, and the texts do not tell",
        ),
    ],
)
def test_unknown_says_what_is_missing(group: list[Contender], reason: str) -> None:
    found = attribute(group, {})

    assert (found.source_id, found.status, found.reasons) == (None, "unknown", (reason,))


def test_a_named_origin_outweighs_a_later_date() -> None:
    """An outlet that says where it has the text from is believed over its own clock."""
    agency = Contender(7, 7, at(20), known_as=frozenset({"northwire.example"}))
    reprint = Contender(8, 8, at(0), points_to=frozenset({"northwire.example"}))
    other = Contender(9, 7, at(40), points_to=frozenset({"northwire.example"}))

    assert attribute([agency, reprint, other], {}).source_id == 7


def test_origin_that_is_not_in_the_group_names_nobody() -> None:
    group = [Contender(n, n, points_to=frozenset({"elsewhere.example"})) for n in (7, 8)]

    assert attribute(group, {}).status == "unknown"


def test_two_spins_of_an_absent_source() -> None:
    """Both sides have odd word pairs: what they were made of is not in the store."""
    group = [Contender(7, 7, at(0)), Contender(8, 8, at(60))]

    found = attribute(group, {(7, 8): spun(0.01, a_oddness=0.6)})

    assert (found.source_id, found.status) == (None, "absent")
    assert found.reasons


def test_a_sibling_is_not_named_beside_a_spun_copy_of_another() -> None:
    """What was spun from 7 says nothing for 9, another version of the text."""
    group = [Contender(n, n, words=400) for n in (7, 8, 9)]
    versions = Compared(0.6, 0.6, "rewritten")

    found = attribute(group, {(7, 8): spun(0.25), (7, 9): versions, (8, 9): versions})

    assert found.source_id != 9


def test_an_earlier_roundup_is_not_the_source_of_a_story_that_it_shares_a_half_with() -> None:
    """The roundup holds the earliest date; of the two reprints that are the source one is older."""
    group = [
        Contender(1, 1, at(0)),
        Contender(7, 7, at(600)),
        Contender(8, 7, at(900)),
        Contender(9, 9, at(960)),
    ]
    half = Compared(0.45, 0.5, "edited")
    copy = Compared(0.85, 0.95, "spun", Oddness(0.4, 0.65, 0.4))

    found = attribute(group, {(1, 7): half, (1, 9): half, (7, 9): copy})

    assert found.source_id == 7


def test_days_with_and_without_time_zones_are_compared_in_utc() -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    here = Contender(7, 7, dt.datetime(2026, 3, 2, 9, 30, tzinfo=zone))  # 07:30 UTC

    assert Rivals([here, Contender(8, 8, DAY)], {}).minutes[0, 1] == 90


moments = st.none() | st.integers(0, 200).map(lambda quarter: at(15 * quarter))
days = st.integers(0, 90).map(lambda day: MIDNIGHT + dt.timedelta(days=day))
contenders = st.builds(
    Contender,
    article_id=st.just(0),
    class_id=st.just(0),
    points_to=st.just(frozenset()),
    known_as=st.just(frozenset()),
    named_by=st.just(0),
    at=moments | days,
    words=st.integers(0, 900),
    paragraphs=st.integers(0, 30),
)
shares = st.floats(0, 1)
relations = st.sampled_from(["edited", "spun", "rewritten"])
plain = st.builds(Compared, shares, shares, relations)
whole = st.builds(Compared, st.floats(0.6, 1), shares, relations)
odd = st.builds(Oddness, shares, shares, shares)


@st.composite
def groups(draw: st.DrawFn, *, is_odd: bool = True) -> tuple[list[Contender], dict[Pair, Compared]]:
    """Members with dates, lengths and classes of all kinds, some of their texts compared."""
    drawn = draw(st.lists(contenders, min_size=2, max_size=6))
    classes = draw(st.lists(st.integers(1, 4), min_size=len(drawn), max_size=len(drawn)))
    group = [
        m._replace(article_id=n, class_id=c)
        for n, (m, c) in enumerate(zip(drawn, classes, strict=True), 1)
    ]
    present = sorted({m.class_id for m in group})
    pairs = [(a, b) for a in present for b in present if a < b]
    compared = {}
    for pair in pairs:
        if draw(st.booleans()):
            compared[pair] = draw(plain)._replace(oddness=draw(odd)) if is_odd else draw(whole)
    return group, compared


def test_a_day_does_not_beat_a_minute_of_it() -> None:
    """A theme that prints the day alone writes its midnight, in the zone of the site."""
    evening = dt.datetime(2026, 3, 1, 23)
    day = Contender(7, 7, evening, precision="day")
    minute = Contender(8, 8, evening + dt.timedelta(hours=10), precision="minute")

    assert Rivals([day, minute], {}).is_undated.all()
    assert Rivals([day._replace(precision="second"), minute], {}).minutes[0, 1] == 600


def test_a_day_ends_when_the_article_was_seen() -> None:
    seen = dt.datetime(2026, 3, 2, 8)
    day = Contender(7, 7, dt.datetime(2026, 3, 2), precision="day", seen_at=seen)
    later = Contender(8, 8, dt.datetime(2026, 3, 2, 9), precision="second")

    assert Rivals([day, later], {}).minutes[0, 1] == 60
    assert Rivals([day._replace(seen_at=None), later], {}).is_undated.all()
    assert Rivals([day._replace(seen_at=dt.datetime(2026, 3, 1)), later], {}).is_undated.all()


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        (("minute", 0), ("minute", 40), 40),
        (("minute", 0), ("minute", 0), 0),
        (("minute", 0), ("second", 0.5), 0),
        (("minute", 0), ("second", 1), 1),
        (("second", 0), ("second", 0.5), 0.5),
        (("second", 0), ("minute", 0), 0),
        (("day", 0), ("day", 24 * 60), 1),
        (("day", 0), ("minute", 23 * 60), 0),
        (("minute", -1), ("day", 0), 1),
    ],
)
def test_an_order_that_the_precision_does_not_support_is_none(
    one: tuple[str, float], other: tuple[str, float], minutes: float
) -> None:
    pair = [
        Contender(n, n, DAY + dt.timedelta(minutes=after), precision=precision)
        for n, (precision, after) in enumerate((one, other))
    ]

    assert Rivals(pair, {}).minutes[0, 1] == minutes


precisions = st.sampled_from((None, "second", "minute", "day"))
dates = st.none() | st.integers(-3, 3).map(lambda half: MIDNIGHT + half * dt.timedelta(hours=12))


with_precision = st.builds(
    Contender,
    st.just(7),
    st.just(7),
    moments | days | dates,
    precision=precisions,
    seen_at=moments | days | dates,
)


@given(with_precision, with_precision)
def test_an_order_of_two_is_the_order_among_rivals(one: Contender, two: Contender) -> None:
    """Plain numbers say what the matrix says, which would be slow for each pair alone."""
    pair = [one, two._replace(article_id=8, class_id=8)]

    minutes = Rivals(pair, {}).minutes

    assert is_before(*pair) == (minutes[0, 1] > 0)
    assert is_before(*pair[::-1]) == (minutes[0, 1] < 0)


@given(groups())
def test_there_is_always_a_reason(drawn: tuple[list[Contender], dict[Pair, Compared]]) -> None:
    found = attribute(*drawn)

    assert found.reasons
    assert all(found.reasons)
    assert (found.status == "named") == (found.source_id is not None)
    assert found.status != "named" or found.confidence >= SURE
    assert 0 <= found.confidence <= 1


@given(groups(is_odd=False))
def test_no_text_is_named_that_dates_put_a_day_behind_another(
    drawn: tuple[list[Contender], dict[Pair, Compared]],
) -> None:
    """Neither length nor paragraphs nor what it accounts for reverse the order of dates."""
    group, compared = drawn

    found = attribute(group, compared)

    if found.source_id is not None:
        place = next(n for n, m in enumerate(group) if m.article_id == found.source_id)
        assert Rivals(group, {}).minutes[:, place].max() < 24 * 60


@given(groups())
def test_the_order_of_members_does_not_matter(
    drawn: tuple[list[Contender], dict[Pair, Compared]],
) -> None:
    group, compared = drawn

    assert attribute(group[::-1], compared).confidence == attribute(group, compared).confidence


@pytest.mark.parametrize("sign", SIGNS)
def test_bands_begin_in_order(sign: str) -> None:
    leasts = [band.least for band in SIGNS[sign]]

    assert leasts == sorted(set(leasts))


@pytest.mark.parametrize("by", CHANCES)
def test_a_longer_lead_is_no_smaller_a_chance(by: str) -> None:
    chances = [CHANCES[by].chance(lead / 2) for lead in range(-10, 30)]

    assert chances == sorted(chances)
