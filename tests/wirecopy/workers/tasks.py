"""Tasks that do what pages may do to a worker; real ones, because a limit is the kernel's."""

import ctypes
import os
import signal
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from crawler.page import RawPage
from wirecopy.show import article
from wirecopy.workers import clean


def loop() -> None:
    """Python code that does not end."""
    while True:
        pass


def loop_in_c() -> None:
    """C code that does not end: it lets no other thread run, and no signal handler of Python's."""
    sum(range(10**15))


def eat() -> None:
    """Take memory until there is none."""
    taken = []
    while True:
        taken.append(bytes(1 << 26))


def crash() -> None:
    """Read where nothing is."""
    ctypes.string_at(0)


def fail() -> None:
    """Find a fault of our own."""
    raise KeyError("no such \x1b[31mblock")


def die() -> None:
    """End as by the kernel's choice when the machine is out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


HARM = {task.__name__: task for task in (loop, loop_in_c, eat, crash, fail, die)}


def do(name: str) -> str:
    """Do harm, or give the name back."""
    if name in HARM:
        HARM[name]()
    return name


def slow(number: int) -> tuple[int, int]:
    """A number after a while, and the process that had it."""
    time.sleep(0.05)
    return number, os.getpid()


def hang(directory: Path, number: int) -> None:
    """Tell who is at work, then hang in C code."""
    (directory / f"{number}.tmp").write_text(f"{os.getpid()} {os.getppid()}")
    (directory / f"{number}.tmp").rename(directory / f"{number}.pids")
    loop_in_c()


def die_once(mark: Path) -> str:
    """End the process, but not when it is tried again."""
    if not mark.exists():
        mark.touch()
        die()
    return "done"


def cleaned(pages: Sequence[RawPage]) -> list[clean.CleanedPage]:
    """The articles of pages, unless a page names a harm to do."""
    for page in pages:
        harm(page)
    return clean.cleaned(pages)


def show(how: article.How, given: tuple[str, RawPage]) -> article.PrintedArticle:
    """A page as it is printed, unless it names a harm to do."""
    harm(given[1])
    return article.show(how, given)


def harm(page: RawPage) -> None:
    """Do what `<!-- loop -->` and the like ask for."""
    for name, task in HARM.items():
        if f"<!-- {name} -->".encode() in page.body:
            task()


def hanging(directory: Path) -> "partial[None]":
    """`hang` with its directory."""
    return partial(hang, directory)
