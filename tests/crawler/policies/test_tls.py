"""Who has no good certificate is not asked, unless the source says so in as many words."""

import datetime as dt
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawler.crawling import Crawled, crawl, rows, sources
from tests.miniweb.web import Headers, MiniWeb, Reply, outlet, serving

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def certificate(
    directory: Path,
    host: str,
    *,
    ends: dt.timedelta = DAY,
    issuer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None = None,
    is_authority: bool = False,
) -> tuple[Path, x509.Name, ec.EllipticCurvePrivateKey]:
    """A certificate and its key in one PEM file; signed by itself without an issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    issued_by, signing = issuer or (name, key)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issued_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 9 * DAY)
        .not_valid_after(NOW + ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .sign(signing, hashes.SHA256())
    )
    file = directory / f"{host}.{made.serial_number}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file, name, key


@contextmanager
def tls_web(file: Path) -> Iterator[MiniWeb]:
    """The mini web behind a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with serving({"news1.example": secure, "news2.example": secure}, context) as web:
        web.published = 1
        yield web


def secure(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
    """An outlet whose feed names its articles by https."""
    reply = outlet(web, host, path, headers)
    if path == "/feed" and isinstance(reply.body, bytes):
        return reply._replace(body=reply.body.replace(b"http:", b"https:"))
    return reply


def crawled(web: MiniWeb, store: Path, more: str = "") -> Crawled:
    feed = 'feeds = ["https://news1.example/feed"]'
    home = 'home = "https://news1.example/"'
    sources(store, f'[[source]]\nname = "secure"\n{home}\n{feed}\ndelay = 0\n{more}\n')
    return crawl(store, web.resolve)


SAID = {
    "self-signed": "nobody known has signed it",
    "expired": "has expired",
    "of another host": "of another host",
}
KINDS = ("self-signed", "expired", "of another host", "good")


@pytest.fixture(scope="module", name="files")
def _files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A certificate of each kind, and an authority that the crawler trusts."""
    directory = tmp_path_factory.mktemp("certificates")
    authority, name, key = certificate(directory, "authority.example", is_authority=True)
    signed = (name, key)
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(authority)
    yield {
        "self-signed": certificate(directory, "news1.example")[0],
        "expired": certificate(directory, "news1.example", ends=-DAY, issuer=signed)[0],
        "of another host": certificate(directory, "news2.example", issuer=signed)[0],
        "good": certificate(directory, "news1.example", issuer=signed)[0],
    }
    del os.environ["SSL_CERT_FILE"]
    if before is not None:
        os.environ["SSL_CERT_FILE"] = before


@pytest.mark.parametrize("kind", KINDS)
def test_certificates_are_verified(files: dict[str, Path], tmp_path: Path, kind: str) -> None:
    with tls_web(files[kind]) as web:
        done = crawled(web, tmp_path / "news")
        hits = len(web.hits)

    if kind == "good":
        assert (done.exit_code, done.report["pages"]) == (0, 1)
        return
    assert (done.exit_code, done.report["pages"], hits) == (4, 0, 0)
    assert SAID[kind] in done.report["failures"][0]
    assert 'tls = "insecure"' in done.report["failures"][0]
    assert "OpenSSL" not in done.report["failures"][0]
    assert rows(tmp_path / "news", "SELECT status FROM internal.feeds") == [("tls",)]


def test_an_exception_is_for_one_source_and_loud(files: dict[str, Path], tmp_path: Path) -> None:
    """The exempted source is read and named in every run; its neighbour is refused as before."""
    with tls_web(files["self-signed"]) as web:
        neighbour = '[[source]]\nname = "other"\nfeeds = ["https://news2.example/feed"]\ndelay = 0'
        done = crawled(web, tmp_path / "news", f'tls = "insecure"\n{neighbour}')
        again = crawl(tmp_path / "news", web.resolve, 2, everything=True)

    assert (done.exit_code, done.report["pages"]) == (3, 1)
    for run in (done, again):
        assert 'certificates are NOT verified (tls = "insecure")' in run.log
    assert "Failure" not in done.log
    states = "SELECT url, status FROM internal.feeds ORDER BY url"
    assert rows(tmp_path / "news", states) == [
        ("https://news1.example/feed", "not_modified"),
        ("https://news2.example/feed", "tls"),
    ]
