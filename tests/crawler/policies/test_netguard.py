"""The guard: which addresses are private, in every notation; the breaker; what failures mean."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL.SSL import Error as TLSError

from crawler.frontier.outcomes import BY_NAME, of_status
from crawler.policies.breaker import Count
from crawler.policies.netguard import Guard, is_name, is_public, literal
from crawler.policies.refusal import MEANINGS, meaning

REFUSED = [
    "http://127.0.0.1/", "http://127.1/", "http://0177.0.0.1/", "http://0x7f.0.0.1/",
    "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://127.0.0.1./",
    "http://0/", "http://0.0.0.0/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://198.18.0.1/",
    "http://224.0.0.1/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/",
    "http://[::127.0.0.1]/", "http://[64:ff9b:1::7f00:1]/", "http://[::ffff:0:10.0.0.1]/",
    "http://[fec0::1]/", "http://192.88.99.1/", "http://user@127.0.0.1/",
    "http://public.example@127.0.0.1/", "file:///etc/passwd",
    "ftp://news.example/", "data:text/html,x", "gopher://news.example/", "s3://bucket/key",
]  # fmt: skip
PASSED = [
    "http://8.8.8.8/", "https://[2606:4700:4700::1111]/", "https://news.example/",
    "https://127.0.0.1.news.example/", "https://10news.example/", "https://1.2.3.4.5/",
]  # fmt: skip
# Every row of IANA's two registries of special-purpose addresses (RFC 6890), and what else is not
# global unicast. ::ffff:0:0/96 and 64:ff9b::/96 are what the IPv4 address within them is.
IPV4_ROWS = [
    "0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32",
    "192.0.0.10/32", "192.0.0.170/32", "192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24",
    "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
]  # fmt: skip
IPV6_ROWS = [
    "::1/128", "::/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32",
    "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32",
    "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001:db8::/32",
    "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
    "fec0::/10", "ff00::/8", "::/96", "::ffff:0:0:0/96", "4000::/3", "e000::/4",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.32.0.0",
    "192.0.1.1", "192.88.98.255", "192.88.100.0", "198.20.0.0", "223.255.255.255",
    "2000::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "2003::1", "2606:4700:4700::1111",
    "2a00::1", "3ffd::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
]  # fmt: skip


@pytest.mark.parametrize("row", IPV4_ROWS + IPV6_ROWS)
def test_special_purpose_addresses_are_refused(row: str) -> None:
    """The first of a block, the last, and one in between; IPv4 also in what translates it."""
    block = ipaddress.ip_network(row)
    for ip in {block[0], block[-1], block[block.num_addresses // 2]}:
        assert not is_public(str(ip)), ip
        if ip.version == 4:
            assert not is_public(f"::ffff:{ip}"), ip
            assert not is_public(f"64:ff9b::{ip}"), ip
            assert not is_public(f"64:ff9b:1::{ip}"), ip


@pytest.mark.parametrize("ip", PUBLIC)
def test_what_lies_beside_them_is_public(ip: str) -> None:
    assert is_public(ip)


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
    is_name(host)


def test_failures_have_known_outcomes() -> None:
    assert {outcome for _, outcome, _ in MEANINGS} <= BY_NAME.keys()
    assert {of_status(status) for status in range(100, 600)} <= BY_NAME.keys()
    assert meaning(ValueError("odd\nthing")) == ("failed", "ValueError: odd thing")


def test_tls_trouble_in_plain_words() -> None:
    """No certificate: nothing that tls = "insecure" would help with."""
    old = TLSError([("SSL routines", "", "unsupported protocol")])
    bare = TLSError()

    assert meaning(old) == ("tls", "no TLS connection: unsupported protocol")
    assert meaning(bare) == ("tls", "no TLS connection: no reason given")


@given(st.lists(st.booleans(), max_size=40))
def test_the_breaker_opens_for_failures_only(answers: list[bool]) -> None:
    count = Count()
    for failed in answers:
        count = count.after(failed=failed)

    assert count.is_open <= (sum(answers) >= 6)
    assert count.is_open >= (len(answers) >= 8 and all(answers))
