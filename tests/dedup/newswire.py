"""Believable reports for laws: events of a made-up county, told, cut, moved, spun and reprinted.

A report is a tuple of paragraphs. Two reports of different events share the county's names and
the trade's phrases, as reports of one newsroom do.
"""

from hypothesis import strategies as st

Report = tuple[str, ...]

PEOPLE = ["Ines Calder", "Bram Tolland", "Delia Okonjo", "Ruth Mandeville", "Piet Aldous"]
PLACES = ["Lorne", "Port Ellen", "Tarn Haven", "Carrow Bay", "Larkhaven", "Skerrick Sound"]
BODIES = ["the harbor council", "the county court", "the transport ministry", "the dockers' union"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
SENTENCES = [
    "{place} lost {number} jobs on {day} when {body} voted to close the old ferry terminal.",
    "{person}, who has led {body} since 2019, called the decision hard but necessary.",
    '"We looked at every other way and found none that pays for itself," {person} said.',
    "Engineers counted {number} cracks in the main pier after the storm of last winter.",
    "Repairs would cost ${number} million, according to a report that {body} published on {day}.",
    "About {number} people gathered outside the town hall of {place} and asked for a delay.",
    "The last ship to {place} is due to leave on {day} at noon with {number} passengers.",
    "{person} promised that every worker would be offered a place in {place} within a year.",
    "Shop owners near the quay expect to sell a third less once the terminal is gone.",
    "A study from the university of {place} put the yearly loss at ${number} million.",
    "{body} rejected a petition with {number} signatures because it came two days late.",
    "The terminal was built in {number} and has carried mail, cattle and tourists ever since.",
    "Police closed the road to {place} for an hour, but nobody was hurt or arrested.",
    "{person} said the ministry would look at the figures again before the end of the month.",
    "Fishermen may use the northern berth until {day}, when the cranes will be taken down.",
]
SYNONYMS = {
    "jobs": "gigs",
    "voted": "elected",
    "close": "shut",
    "old": "aged",
    "decision": "determination",
    "hard": "tough",
    "necessary": "needed",
    "way": "manner",
    "found": "discovered",
    "pays": "compensates",
    "counted": "tallied",
    "cracks": "fissures",
    "main": "chief",
    "storm": "tempest",
    "winter": "wintertime",
    "cost": "price",
    "report": "account",
    "published": "released",
    "people": "folks",
    "gathered": "collected",
    "asked": "begged",
    "delay": "hold-up",
    "last": "final",
    "ship": "vessel",
    "leave": "depart",
    "promised": "vowed",
    "worker": "laborer",
    "offered": "supplied",
    "place": "spot",
    "year": "yr",
    "expect": "anticipate",
    "sell": "vend",
    "study": "examine",
    "loss": "deprivation",
    "rejected": "refused",
    "late": "tardy",
    "built": "constructed",
    "carried": "conveyed",
    "mail": "post",
    "road": "street",
    "hurt": "injured",
    "figures": "digits",
    "month": "moon",
    "taken": "pulled",
}


@st.composite
def reports(draw: st.DrawFn, min_size: int = 6, max_size: int = 11) -> Report:
    """A report of six to eleven paragraphs with names and numbers of its own."""
    chosen = draw(
        st.lists(st.sampled_from(SENTENCES), min_size=min_size, max_size=max_size, unique=True)
    )
    return tuple(
        sentence.format(
            place=draw(st.sampled_from(PLACES)),
            person=draw(st.sampled_from(PEOPLE)),
            body=draw(st.sampled_from(BODIES)),
            day=draw(st.sampled_from(DAYS)),
            number=draw(st.integers(2, 1990)),
        )
        for sentence in chosen
    )


def text_of(report: Report) -> str:
    """The report as a cleaned text."""
    return "\n".join(report)


def spun(report: Report, share: float = 1.0) -> Report:
    """What an automatic spinner with this dictionary makes of the first `share` of its words."""
    words = [(n, word) for n, paragraph in enumerate(report) for word in paragraph.split()]
    swapped: list[list[str]] = [[] for _ in report]
    for place, (n, word) in enumerate(words):
        is_spun = place < share * len(words)
        swapped[n].append(SYNONYMS.get(word, word) if is_spun else word)
    return tuple(map(" ".join, swapped))


@st.composite
def copies(draw: st.DrawFn, report: Report) -> Report:
    """A reprint, a cut version, an edited or a spun copy."""
    kind = draw(st.sampled_from(["reprint", "cut", "moved", "spun"]))
    if kind == "reprint":
        return ("From our partners.", *report, "All rights are with the paper.")
    if kind == "cut":
        return report[: draw(st.integers(4, len(report)))]
    if kind == "moved":
        return tuple(draw(st.permutations(report)))[: max(4, len(report) - 1)]
    return spun(report, draw(st.sampled_from([0.5, 0.8, 1.0])))
