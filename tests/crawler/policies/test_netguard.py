"""The guard: which addresses are private, in every notation; the breaker; what failures mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.outcomes import BY_NAME, of_status
from crawler.policies.breaker import Count
from crawler.policies.netguard import Guard, is_public, literal
from crawler.policies.refusal import MEANINGS, meaning

REFUSED = [
    "http://127.0.0.1/", "http://127.1/", "http://0177.0.0.1/", "http://0x7f.0.0.1/",
    "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://127.0.0.1./",
    "http://0/", "http://0.0.0.0/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://198.18.0.1/",
    "http://224.0.0.1/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/",
    "http://user@127.0.0.1/", "http://public.example@127.0.0.1/", "file:///etc/passwd",
    "ftp://news.example/", "data:text/html,x", "gopher://news.example/", "s3://bucket/key",
]  # fmt: skip
PASSED = [
    "http://8.8.8.8/", "https://[2606:4700:4700::1111]/", "https://news.example/",
    "https://127.0.0.1.news.example/", "https://10news.example/", "https://1.2.3.4.5/",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_refused_before_any_lookup(url: str) -> None:
    assert Guard({}).refusal(url) is not None


@pytest.mark.parametrize("url", PASSED)
def test_left_to_the_resolver(url: str) -> None:
    assert Guard({}).refusal(url) is None


def test_named_hosts_are_exempt_and_nobody_else() -> None:
    guard = Guard(
        {"*.example": ("127.0.0.1", 8000), "one.test": ("::1", 1)}, ("10.0.0.1", "intra.net")
    )

    assert guard.mapped("A.b.Example.") == ("127.0.0.1", 8000)
    assert guard.mapped("one.test") == ("::1", 1)
    assert [
        guard.mapped(host) for host in ("example", "two.test", "a.one.test", "example.net")
    ] == [None] * 4
    assert guard.refusal("http://10.0.0.1/") is None
    assert guard.refusal("http://10.0.0.2/") is not None
    assert guard.allows("intra.net")
    assert not guard.allows("x.intra.net")


@given(st.ip_addresses())
def test_public_is_what_every_wrapping_agrees_on(address: object) -> None:
    """An address is as private inside IPv6 as it is alone."""
    text = str(address)
    if ":" not in text:
        assert is_public(f"::ffff:{text}") == is_public(text)
        assert is_public(f"64:ff9b::{text}") == is_public(text)
    assert literal(text) == text


@given(st.integers(0, 2**32 - 1))
def test_every_notation_is_the_same_address(number: int) -> None:
    decimal = literal(str(number))

    assert decimal is not None
    assert literal(hex(number)) == decimal
    assert literal(f"0{number:o}") == decimal or number < 8


@given(st.text())
def test_no_host_raises(host: str) -> None:
    literal(host)
    is_public(host)


def test_failures_have_known_outcomes() -> None:
    assert {outcome for _, outcome in MEANINGS} <= BY_NAME.keys()
    assert {of_status(status) for status in range(100, 600)} <= BY_NAME.keys()
    assert meaning(ValueError("odd\nthing")) == ("failed", "ValueError: odd thing")


@given(st.lists(st.booleans(), max_size=40))
def test_the_breaker_opens_for_failures_only(answers: list[bool]) -> None:
    count = Count()
    for failed in answers:
        count = count.after(failed=failed)

    assert count.is_open <= (sum(answers) >= 6)
    assert count.is_open >= (len(answers) >= 8 and all(answers))
