"""Crawling, measured: a mini web in a process of its own is crawled by others, in one table.

    python -m benchmarks.crawl [--hosts N] [--articles N] [--kilobytes N] [--repeat N]

Each host has robots.txt, a feed and articles, gzipped as servers send them, and asks for no delay:
what is measured is the crawler, never a pause. `fetch` is fetching alone: the raw pages are in the
archive and the frontier is written, each batch after its fsync. `with bombs` is the same beside 24
hostile hosts: pages of 64 MiB in 64 kB, pages without an end, and sitemaps of 9 MiB in 9 kB.
`and extract` is a whole `wirecopy crawl` up to its last article, grouping aside.

Server, crawler and workers share the processors, as they would in nobody's newsroom; `CPU` is what
the crawler took for a page, workers included, and tells more than pages a second where other work
disturbs; `reactor` is the part of its one busiest thread, which bounds pages a second where
processors are free. Memory is the peak of the crawling process, and of all its processes together,
where pages that they share are counted once (PSS).
`--repeat` takes turns and keeps the fastest: other work on a machine only ever slows down.
"""

import argparse
import gzip
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.memory import watched
from tests.miniweb.web import Headers, MiniWeb, Reply, article, outlet

PHASES = ("fetch", "with bombs", "and extract")
BOMBS = tuple(f"{kind}{n}.example" for kind in ("bomb", "endless", "map") for n in range(8))
LEVEL = 6  # as web servers compress
SITEMAP = 9 << 20  # bytes, unpacked: the crawler takes 10 MiB
LINKS = 120  # on a page of a news site
ARTICLE = re.compile(r"/2026/11/story-number-(\d+)$")


class Measured(NamedTuple):
    """What a crawl took."""

    pages: int
    seconds: float
    cpu: float
    reactor: float
    server_cpu: float
    megabytes: float
    all_megabytes: float

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    if options.child:
        CHILDREN[options.child](json.loads(options.given))
        return 0
    best: dict[str, Measured] = {}
    with server(options.articles, options.kilobytes, options.hosts) as web:
        for _ in range(options.repeat):
            for phase in options.phase or PHASES:
                found = measured(phase, web, options.hosts, options.articles)
                if phase not in best or found.speed > best[phase].speed:
                    best[phase] = found
    print(table(best))
    return 0


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    found.formatter_class = argparse.RawDescriptionHelpFormatter
    found.add_argument("--hosts", type=int, default=40)
    found.add_argument("--articles", type=int, default=20, help="of each host; at most 20")
    found.add_argument("--kilobytes", type=int, default=100, help="of an article's page")
    found.add_argument("--repeat", type=int, default=1)
    found.add_argument("--phase", choices=PHASES, action="append")
    found.add_argument("--child", choices=("serve", *PHASES), help=argparse.SUPPRESS)
    found.add_argument("--given", help=argparse.SUPPRESS)
    return found


def table(found: Mapping[str, Measured]) -> str:
    """The figures as Markdown."""
    lines = [
        "| | pages/s | CPU ms/page | reactor | server | peak memory, MB | all processes |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for phase, each in found.items():
        taken = (each.cpu, each.reactor, each.server_cpu)
        cpu = " | ".join(f"{1000 * seconds / each.pages:.1f}" for seconds in taken)
        memory = f"{each.megabytes:.0f} | {each.all_megabytes:.0f}"
        lines.append(f"| {phase} | {each.speed:.0f} | {cpu} | {memory} |")
    return "\n".join(lines)


# The server ---------------------------------------------------------------------------------------


class Server(NamedTuple):
    """Where the mini web listens, and the process that it is."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that it has taken."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(articles: int, kilobytes: int, hosts: int) -> Iterator[Server]:
    """The mini web in a process of its own, all pages made."""
    given = {"articles": articles, "kilobytes": kilobytes, "hosts": hosts}
    process = subprocess.Popen(
        command("serve", given), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield Server(int(process.stdout.readline() if process.stdout else 0), process.pid)
    finally:
        process.communicate(b"")


def command(child: str, given: Mapping[str, Any]) -> list[str]:
    name = "benchmarks.crawl"
    return [sys.executable, "-m", name, "--child", child, "--given", json.dumps(given)]


def serve(given: Mapping[str, Any]) -> None:
    """Serve until standard input is closed."""
    chance = random.Random(1)
    words = [bytes(chance.choices(b"abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(4_000)]
    made = {
        (host, number): gzip.compress(page(host, number, given["kilobytes"], words, chance), LEVEL)
        for host in names(given["hosts"])
        for number in range(given["articles"])
    }

    def zipped(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        found = ARTICLE.match(path.partition("?")[0])
        body = made.get((host, int(found[1]))) if found else None
        if body is None:
            return outlet(web, host, path, headers)
        return Reply(body, headers=(("Content-Encoding", "gzip"),))

    def hostile(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        if host.startswith("map") and path == "/feed":
            return Reply(packed, headers=(("Content-Encoding", "gzip"),))
        return web.hosts.get(re.sub(r"\d+", "", host), outlet)(web, host, path, headers)

    packed = gzip.compress(b"<urlset>" + b"<url/>" * (SITEMAP // 6), LEVEL)
    web = MiniWeb(dict.fromkeys(names(given["hosts"]), zipped) | dict.fromkeys(BOMBS, hostile))
    web.published = given["articles"]
    print(web.port, flush=True)
    sys.stdin.read()
    web.close()


def names(hosts: int) -> list[str]:
    return [f"news{n}.example" for n in range(hosts)]


def page(
    host: str, number: int, kilobytes: int, words: Sequence[bytes], chance: random.Random
) -> bytes:
    """An article among links, in as much data of scripts as there is around an article."""
    links = b"".join(
        b'<li class="teaser"><a href="/%b/%b">%b %b %b</a></li>\n'
        % tuple(chance.choices(words, k=5))
        for _ in range(LINKS if kilobytes > 20 else 0)
    )
    text = article(host, number)
    size = max(0, kilobytes * 1_000 - len(text) - len(links))
    data = b'", "'.join(chance.choices(words, k=size // 11))
    return b'%b<ul>%b</ul><script>data = ["%b"]</script>' % (text, links, data)


# The crawls ---------------------------------------------------------------------------------------


def measured(phase: str, web: Server, hosts: int, articles: int) -> Measured:
    """One crawl into a fresh store; raises RuntimeError when it is not what it should be."""
    with tempfile.TemporaryDirectory() as directory:
        store = Path(directory) / "news"
        store.mkdir()
        (store / "sources.toml").write_text("".join(map(source, crawled(phase, hosts))), "utf-8")
        before = web.cpu()
        given = {"store": str(store), "port": web.port}
        said, all_megabytes = watched(command(phase, given))
        found = Measured(
            **json.loads(said), server_cpu=web.cpu() - before, all_megabytes=all_megabytes
        )
    if found.pages != hosts * articles:
        raise RuntimeError(f"{found.pages} pages instead of {hosts * articles}")
    return found


def crawled(phase: str, hosts: int) -> list[str]:
    return names(hosts) + (list(BOMBS) if phase == "with bombs" else [])


def source(host: str) -> str:
    kind = "sitemaps" if host.startswith("map") else "feeds"
    return (
        f'[[source]]\nname = "{host.removesuffix(".example")}"\nhome = "http://{host}/"\n'
        f'{kind} = ["http://{host}/feed"]\ndelay = 0\n'
    )


def fetch_alone(given: Mapping[str, Any]) -> None:
    """Fetch what there is, and say what it took."""
    from crawler.run import crawl  # noqa: PLC0415 (the server does without)
    from crawler.sources.parse import load  # noqa: PLC0415
    from storage.frontier import Frontier  # noqa: PLC0415
    from storage.pages import Pages  # noqa: PLC0415
    from storage.store import Store  # noqa: PLC0415

    path = Path(given["store"])
    with Store.open(path) as store:
        began = now()
        report = crawl(
            Frontier(store),
            Pages(store),
            path / "raw",
            load(path / "sources.toml"),
            crawl_options(given),
            1,
        )
        tell(report.pages, began)


def fetch_and_extract(given: Mapping[str, Any]) -> None:
    """Fetch what there is, clean it, and say what it took."""
    import datetime as dt  # noqa: PLC0415

    from wirecopy import pipeline  # noqa: PLC0415
    from wirecopy.run import writing  # noqa: PLC0415

    path, day = Path(given["store"]), dt.timedelta(days=1)
    with writing(path, "crawl", day, dt.timedelta(), pipeline.derive) as work:
        began = now()
        report = pipeline.crawl(work, None, crawl_options(given), day)
        pipeline.extract_pending(work)
        if work.run.counts["articles"] != report.pages:
            raise RuntimeError(f"{work.run.counts} of {report.pages} pages")
        ended = time.monotonic()
    tell(report.pages, began, ended)  # workers count when they have ended


def crawl_options(given: Mapping[str, Any]) -> Any:
    from crawler.options import CrawlOptions  # noqa: PLC0415

    return CrawlOptions(resolve={"*.example": ("127.0.0.1", given["port"])})


def now() -> tuple[float, float, float]:
    """The time, and the seconds of CPU that all and this thread have taken until then."""
    return time.monotonic(), cpu(), time.thread_time()


def cpu() -> float:
    mine, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return mine.ru_utime + mine.ru_stime + others.ru_utime + others.ru_stime


def tell(pages: int, began: tuple[float, float, float], ended: float | None = None) -> None:
    # ru_maxrss of a process would hold the memory of the one that started it, too
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    found = {
        "pages": pages,
        "seconds": (ended or time.monotonic()) - began[0],
        "cpu": cpu() - began[1],
        "reactor": time.thread_time() - began[2],
        "megabytes": int(peak[1]) / 1024 if peak else 0.0,
    }
    print(json.dumps(found))


CHILDREN = {
    "serve": serve,
    "fetch": fetch_alone,
    "with bombs": fetch_alone,
    "and extract": fetch_and_extract,
}

if __name__ == "__main__":
    sys.exit(main())
