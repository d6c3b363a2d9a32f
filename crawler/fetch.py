"""Single addresses, asked for in a process of their own under the policies of a crawl."""

import multiprocessing
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from crawler.answer import Answer
from crawler.options import CrawlOptions
from crawler.page import RawPage
from crawler.reactor import run_spider
from crawler.sources.source import ad_hoc


class FetchError(Exception):
    """A single page can't be had: says which and why."""


def fetch(url: str, options: CrawlOptions) -> RawPage:
    """One page, under the same policies as a crawl; as often as one likes. Raises FetchError."""
    answer: Answer | None = probe(partial(_one_page, url), options)
    if answer is None:
        raise FetchError(f"{url}: no answer in time, or the fetching process died")
    if answer.outcome != "ok":
        raise FetchError(f"{url}: {answer.note or answer.outcome}")
    return answer.page()


async def _one_page(url: str, asker: Any) -> Answer:
    answer: Answer = await asker.ask(url, ad_hoc(url), is_page=True)
    return answer


def probe(job: Callable[[Any], Awaitable[Any]], options: CrawlOptions) -> Any:
    """What a job gives that asks for a few addresses (`crawler.survey`); None when it was cut off.

    It runs in a process of its own, because a reactor can't be started twice; therefore a job is a
    coroutine function of a module, or a partial of one.
    """
    spawn = multiprocessing.get_context("spawn")
    mine, theirs = spawn.Pipe(duplex=False)
    plain = replace(options, on_progress=None)
    child = spawn.Process(target=_probe_and_send, args=(job, plain, theirs), daemon=True)
    try:
        _start_deaf(child)
        theirs.close()
        return mine.recv()
    except EOFError:
        return None
    except BaseException:
        if _is_started(child):
            child.kill()
        raise
    finally:
        if _is_started(child):
            child.join()
        mine.close()
        theirs.close()


def _is_started(child: SpawnProcess) -> bool:
    """The system may have no process left; else Ctrl-C may come as soon as there is one."""
    return child.pid is not None


def _start_deaf(child: SpawnProcess) -> None:
    """Start a process that is deaf to Ctrl-C until its spider listens (policies/deadline.py).

    Until then it is for this process alone, which ends the other.
    """
    resource_tracker.ensure_running()  # to start it would unblock the signals
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        child.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _probe_and_send(
    job: Callable[[Any], Awaitable[Any]], options: CrawlOptions, sender: Connection
) -> None:
    from crawler.spiders.probe import ProbeSpider  # noqa: PLC0415 (Scrapy takes 0.5 s to load)

    results: list[Any] = []
    run_spider(ProbeSpider, options, job=job, results=results)
    sender.send(results[0] if results else None)
