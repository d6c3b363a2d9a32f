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


# The first that an error or one of its causes is: the special stand before the general. With each
# the outcome that it means, and why in plain words; None where its own text is one of ours.
MEANINGS: tuple[tuple[type[BaseException], str, str | None], ...] = (
    (TLSError, "tls", None),
    (error.VerifyError, "tls", None),
    (exceptions.CannotResolveHostError, "dns", "the name of its host leads to no address"),
    (error.DNSLookupError, "dns", "the name of its host leads to no address"),
    (exceptions.DownloadTimeoutError, "timeout", "no whole answer in time"),
    (error.TimeoutError, "timeout", "no connection in time"),
    (exceptions.StopDownload, "crowded", None),
    (exceptions.DownloadCancelledError, "too_large", "larger than is taken"),
    (exceptions.DownloadConnectionRefusedError, "connection", "its host takes no connections"),
    (exceptions.ResponseDataLossError, "connection", "the answer broke off"),
    (error.ConnectionLost, "connection", "the connection broke off"),
    (error.ConnectionDone, "connection", "the connection was closed without an answer"),
    (error.ConnectError, "connection", "no connection to its host"),
    (ResponseFailed, "connection", "what came is no HTTP"),
    (exceptions.DownloadFailedError, "connection", "no answer came"),
    (exceptions.UnsupportedURLSchemeError, "private_address", "no address of the web"),
    (exceptions.NotSupported, "private_address", "no address of the web"),
)
NO_HOST = "invalid hostname"  # what Twisted says of a name that no host can have
NO_NAME = "no host can have this name"

INSECURE = 'tls = "insecure" in its [[source]] takes any, and then nobody knows who answers'


def meaning(failure: BaseException) -> tuple[str, str]:
    """The outcome that an exception of a download means, and a note of one line.

    What libraries say of it, people are told in plain words.
    """
    causes = list(_causes(failure))
    refused = next((each for each in causes if isinstance(each, Refused)), None)
    if refused is not None:
        return refused.outcome, refused.note
    said = plain(" ".join(str(failure).split())[:300]) or "no reason given"
    if isinstance(failure, exceptions.IgnoreRequest):  # Scrapy's own: their words are all they give
        return ("redirects" if "redirect" in said else "failed"), said
    tls = next(filter(None, map(_tls_trouble, causes)), None)
    if tls is not None:
        return "tls", tls
    for kind, outcome, words in MEANINGS:
        if any(isinstance(cause, kind) for cause in causes):
            return ("tls", said) if "certificate" in said.lower() else (outcome, words or said)
    if said.startswith(NO_HOST):
        return "dns", NO_NAME
    return "failed", f"{type(failure).__name__}: {said}"


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
