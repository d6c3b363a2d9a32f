"""Extraction reaches for no network, whatever the engine and whichever fallback a page needs.

Python reports every connection, look-up and child process to audit hooks, which see what is done
below the functions that a test could replace. (A library binds a socket to ::1 when it is loaded,
to see whether the machine knows IPv6: that reaches nobody and is not watched.)
"""

import json
import subprocess
import sys

import pytest

CODE = """
import sys
REACHED = []
WATCHED = ("socket.connect", "socket.get", "socket.send", "urllib.", "http.", "ftplib.",
           "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "webbrowser.")
sys.addaudithook(lambda event, args: event.startswith(WATCHED) and REACHED.append((event, args)))

import json
from crawler.extract.article import extract
from crawler.page import RawPage

STORY = "".join(
    f"<p>In year {i} the harbour ferry sailed again, a week after a storm had torn its pier.</p>"
    for i in range(9)
)
LISTED = f"{STORY}<ul>{'<li>Ferry number one</li>' * 40}</ul>{STORY}"
LINKS = (
    "<link rel=canonical href='http://127.0.0.1:9/a'><link rel=stylesheet href='http://127.0.0.1:9/'>"
    "<base href='http://127.0.0.1:9/'><iframe src='http://127.0.0.1:9/'></iframe>"
    "<img src='http://127.0.0.1:9/f.jpg'><meta http-equiv=refresh content='0;url=http://127.0.0.1:9'>"
    "<script src='http://127.0.0.1:9/x.js'></script><a href='http://127.0.0.1:9/2026/02/03/'>x</a>"
)
LINKED = json.dumps({"@type": "NewsArticle", "@id": "http://127.0.0.1:9/#a", "headline": "Ferry",
                     "@context": "http://127.0.0.1:9/", "author": {"@id": "http://127.0.0.1:9/#b"},
                     "articleBody": STORY})
DATA = json.dumps({"title": "Ferry back in service", "body": STORY}).replace("</", "<\\\\/")
PAGES = {
    "an article": f"{LINKS}<article>{STORY}</article>",
    "a second opinion": f"{LINKS}<article>{LISTED}</article>",
    "a body in JSON-LD": f"<script type='application/ld+json'>{LINKED}</script>",
    "a body in data": f"<title>Ferry back in service</title>"
                      f"<script type='application/json'>{DATA}</script>",
    "a doctype and entities": "<!DOCTYPE html SYSTEM 'http://127.0.0.1:9/x.dtd' "
                              f"[<!ENTITY e SYSTEM 'http://127.0.0.1:9/'>]>&e;{STORY}",
    "an address": "http://127.0.0.1:9/ferry",
    "nothing": "",
}
for page in PAGES.values():
    for content_type in ("text/html", "text/plain"):
        extract(RawPage("http://127.0.0.1:9/", page.encode(), content_type), engine=sys.argv[1])
reached = [event for event, _ in REACHED]
import socket
socket.getaddrinfo("127.0.0.1", 9)
print(json.dumps({"watching": len(REACHED) > len(reached), "reached": reached,
                  "loaded": sorted({"trafilatura", "htmldate", "boilerpy3"} & sys.modules.keys())}))
"""


@pytest.mark.parametrize("engine", ["wirecopy", "boilerpy3", "trafilatura"])
def test_extraction_reaches_for_nothing(engine: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, engine], capture_output=True, text=True, check=True
    )
    report = json.loads(done.stdout)

    assert report["watching"]
    assert report["reached"] == []
    assert engine == "boilerpy3" or {"trafilatura", "htmldate"} <= set(report["loaded"])
