"""Why a request failed or was not made at all: one word from the table of outcomes, and a note."""

import logging
from collections.abc import Iterator

from OpenSSL.SSL import Error as TLSError
from scrapy import Request, exceptions
from service_identity.exceptions import VerificationError
from twisted.internet import error
from twisted.web.client import ResponseFailed

from crawler.frontier.events import tell_fault
from storage.records import plain


class Refused(exceptions.IgnoreRequest):
    """A policy forbids this request; `outcome` is the name of the outcome.

    `wait_s` says for how many seconds, where the policy knows.
    """

    def __init__(self, outcome: str, note: str, wait_s: float | None = None) -> None:
        """Say which policy, and about what."""
        super().__init__(note)
        self.outcome = outcome
        self.note = note
        self.wait_s = wait_s


# The first that an error or one of its causes is: the special stand before the general.
MEANINGS: tuple[tuple[type[BaseException], str], ...] = (
    (TLSError, "tls"),
    (error.VerifyError, "tls"),
    (exceptions.CannotResolveHostError, "dns"),
    (error.DNSLookupError, "dns"),
    (exceptions.DownloadTimeoutError, "timeout"),
    (error.TimeoutError, "timeout"),
    (exceptions.StopDownload, "crowded"),
    (exceptions.DownloadCancelledError, "too_large"),
    (exceptions.DownloadConnectionRefusedError, "connection"),
    (exceptions.ResponseDataLossError, "connection"),
    (exceptions.DownloadFailedError, "connection"),
    (error.ConnectError, "connection"),
    (error.ConnectionLost, "connection"),
    (error.ConnectionDone, "connection"),
    (exceptions.UnsupportedURLSchemeError, "private_address"),
    (exceptions.NotSupported, "private_address"),
)

# What those are called that come without a word.
WORDLESS: dict[type[BaseException], str] = {
    exceptions.DownloadCancelledError: "larger than is taken",
    exceptions.DownloadTimeoutError: "no answer in time",
}

INSECURE = 'tls = "insecure" in its [[source]] takes any, and then nobody knows who answers'


def meaning(failure: BaseException) -> tuple[str, str]:
    """The outcome that an exception of a download means, and a note of one line."""
    if isinstance(failure, Refused):
        return failure.outcome, failure.note
    note = (
        plain(" ".join(str(failure).split())[:300])
        or WORDLESS.get(type(failure))
        or "no reason given"
    )
    if isinstance(failure, exceptions.IgnoreRequest):  # Scrapy's own: their words are all they give
        return ("redirects" if "redirect" in note else "failed"), note
    causes = list(_causes(failure))
    tls = next(filter(None, map(_tls_trouble, causes)), None)
    if tls is not None:
        return "tls", tls
    for kind, outcome in MEANINGS:
        if any(isinstance(cause, kind) for cause in causes):
            return ("tls", note) if "certificate" in note.lower() else (outcome, note)
    return "failed", f"{type(failure).__name__}: {note}"


def _tls_trouble(cause: BaseException) -> str | None:
    """What is wrong with a TLS connection, in plain words; None where something else is wrong."""
    if isinstance(cause, VerificationError):
        return f"the certificate is one of another host; {INSECURE}"
    if not isinstance(cause, TLSError):
        return None
    told = cause.args[0] if cause.args and isinstance(cause.args[0], list) else []
    reasons = ", ".join(str(each[-1]) for each in told if each) or "no reason given"
    if "certificate verify failed" in reasons:
        return f"the certificate has expired, or nobody known has signed it; {INSECURE}"
    return f"no TLS connection: {reasons}"


def _causes(failure: BaseException, depth: int = 5) -> Iterator[BaseException]:
    """An error, and what lies beneath it where it only says that something failed."""
    yield failure
    beneath = failure.args[0] if isinstance(failure, ResponseFailed) and failure.args else None
    wrapped = [each.value for each in beneath] if isinstance(beneath, list) else []
    for each in (*wrapped, failure.__cause__):
        if isinstance(each, BaseException) and depth:
            yield from _causes(each, depth - 1)


def fault(request: Request, url: str, error: BaseException) -> Refused:
    """That code of ours has failed on what a site answered to a request of a policy's own."""
    source = request.meta.get("source")
    return Refused(
        "failed_here",
        tell_fault(source.name if source else url, url, error, logging.getLogger("crawler")),
    )
