"""sources.toml as its owner's text, and the list of outlets that is shipped."""

import codecs
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources.edits import adding, append, block, mark, marked
from crawler.sources.packaged import in_packaged, packaged
from crawler.sources.parse import SourcesError, contact, load, parse
from crawler.sources.source import Feed, Source
from crawler.urls import canonicalize

OWN = '# my sites\r\n[[source]] # the first\r\nname = "A"\r\nhome = "https://a.example/"\r\n'
NEW = Source(
    "B",
    "b.example",
    "https://b.example/",
    (Feed("https://b.example/rss", "feed"), Feed("https://b.example/n.xml", "sitemap")),
    verified="2026-03-02",
)


def test_the_packaged_list() -> None:
    """At least 40 sites, https only, no address twice, all unverified: nobody has asked them."""
    outlets = packaged()
    addresses = [feed.url for each in outlets for feed in each.feeds]
    addresses += [each.home for each in outlets if each.home]

    assert len({each.site for each in outlets}) == len(outlets) >= 40
    assert len({each.name.lower() for each in outlets}) == len(outlets)
    assert len(set(map(canonicalize, addresses))) == len(addresses)
    assert {urlsplit(url).scheme for url in addresses} == {"https"}
    assert all("." in (urlsplit(url).hostname or "") for url in addresses)
    assert {each.verified for each in outlets} == {"unverified"}
    assert sum(bool(each.feeds) for each in outlets) >= 40
    assert {each.delay for each in outlets} == {1.0}


def test_a_packaged_outlet_goes_by_name_and_site() -> None:
    named = in_packaged(" npr ")

    assert named is not None
    assert named == in_packaged("npr.org")
    assert in_packaged("nobody") is None


def test_adding_keeps_every_byte_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "sources.toml"
    append(adding(path, NEW))
    path.write_bytes(OWN.encode() + b"# the end, without a line feed")
    append(adding(path, NEW))

    text = path.read_bytes()
    assert text.startswith(OWN.encode() + b"# the end, without a line feed\n")
    assert load(path)[1] == NEW
    with pytest.raises(SourcesError, match=r"has b\.example already, as 'B'"):
        adding(path, NEW._replace(name="other"))
    assert path.read_bytes() == text


@pytest.mark.parametrize("before", ["source = []\nx = 1\n", "[[source]\n", "\xff"])
def test_a_file_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path, before: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(before.encode("latin-1"))

    with pytest.raises(SourcesError, match=r"sources\.toml"):
        adding(path, NEW)
    assert path.read_bytes() == before.encode("latin-1")


@given(st.text(min_size=1), st.text(max_size=20))
def test_whatever_a_site_calls_itself_is_one_text(name: str, path: str) -> None:
    """No name breaks out of its quotes; what is written is what is read."""
    name = name.encode("utf-8", "replace").decode()
    url = f"https://b.example/{path}".encode("utf-8", "replace").decode()
    source = Source(name, "b.example", "https://b.example/", (Feed(url, "feed"),))

    assert parse(block(source).encode(), "x") == [source]


MARKED = """# "unverified" is a word
[[source]]
name = "A"   # verified = "unverified"
home = "https://a.example/"
verified = 'unverified'  # by hand
[[source]]
verified = "unverified"
name = "B"
home = "https://b.example/"
[[source]]
name = "C"
home = "https://c.example/"
"""


def test_marking_changes_one_value(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(MARKED)
    path.chmod(0o640)

    assert mark(path, ["A", "C"], "2026-03-02") == 1
    expected = MARKED.replace("'unverified'  # by", '"2026-03-02"  # by')
    assert path.read_text() == expected
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.verified for each in load(path)] == ["2026-03-02", "unverified", None]
    assert mark(path, ["A"], "2026-03-02") == 0
    assert list(tmp_path.iterdir()) == [path]


def test_a_byte_order_mark_stays_where_it_is(tmp_path: Path) -> None:
    """The file is read, added to and marked in its first block as one without it."""
    path = tmp_path / "sources.toml"
    path.write_bytes(
        codecs.BOM_UTF8 + b'[[source]]\nname = "A"\nhome = "https://a.example/"\n'
        b'verified = "unverified"\n'
    )
    append(adding(path, Source("B", "b.example", "https://b.example/")))

    assert mark(path, ["A"], "2026-03-02") == 1
    assert [each.verified for each in load(path)] == ["2026-03-02", None]
    assert path.read_bytes().startswith(codecs.BOM_UTF8 + b"[[source]]")
    path.write_text("\ufeffcontact = 'a@a.example'\n", "utf-8")
    assert contact(path) == "a@a.example"


def test_marking_passes_over_what_is_no_block() -> None:
    text = '[[source]]\nname = """A\n[[source]]\nname = "B"\nverified = "unverified"\n"""\n'

    assert marked(text, ["B"], "2026-03-02") == text
