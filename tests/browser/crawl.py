"""Walk through all pages that a person can reach by links, and note what the browser complains about."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import ConsoleMessage, Error, Page
from werkzeug.exceptions import HTTPException

from tests.page_client import Page as HtmlPage
from tests.page_client import PageClient

# What Chromium says of an address that answers with a file.
A_FILE = "Download is starting"
OK = 200
# Milliseconds; on a busy machine a PDF that nobody asked for before takes longer than a page.
A_MINUTE = 60_000


@dataclass
class Demo:
    """The running demo and its address."""

    app: Flask
    address: str

    def endpoint(self, path: str) -> str:
        """Return which view answers an address, or nothing where there is none."""
        try:
            return str(self.app.url_map.bind("").match(urlsplit(path).path)[0])
        except HTTPException:
            return ""

    def views(self) -> set[str]:
        """Return every view that can be asked for, as the program itself lists them."""
        return {rule.endpoint for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())}


@dataclass
class Complaints:
    """What the console of a browser says is wrong, with the page where it was said."""

    page: Page
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen from now on."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.said.append(f"{self.page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(f"{self.page.url}: {message.text}")


def crawl(page: Page, demo: Demo, seen: Counter[str], most: int) -> Iterator[str]:
    """Open what the links lead to, at most so many addresses of one view, and yield each that is open.

    ``seen`` counts addresses by view. It may be shared between people, so that each view is looked at
    once; the first page is opened for everybody, because the menu stands there.
    """
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        path = waiting.popleft()
        if not _is_wanted(demo, path, seen, most):
            continue
        is_page = _open(page, demo.address + path)
        landed = page.url.removeprefix(demo.address) if is_page else path
        seen.update({demo.endpoint(path), demo.endpoint(landed)})
        if not is_page:
            continue
        yield landed
        new = [link for link in _links(page, demo.address) if link not in known]
        known.update(new)
        waiting.extend(new)


def _open(page: Page, address: str) -> bool:
    """Open an address and return whether it is a page; a file is left to the browser's own list."""
    try:
        answer = page.goto(address, timeout=A_MINUTE)
    except Error as error:
        if A_FILE in error.message:
            return False
        raise
    return answer is not None and "html" in answer.headers.get("content-type", "")


def walk(client: PageClient, demo: Demo, seen: Counter[str], most: int) -> list[str]:
    """Ask for what the links lead to without a browser, count each view, and return what does not answer."""
    waiting, known, broken = deque(["/"]), {"/"}, []
    while waiting:
        path = waiting.popleft()
        if not _is_wanted(demo, path, seen, most):
            continue
        answer = client.fetch(path, follow_redirects=True)
        seen.update({demo.endpoint(path), demo.endpoint(answer.request.path)})
        if answer.status_code != OK:
            broken.append(f"{path}: {answer.status_code}")
        if answer.mimetype != "text/html":
            continue
        new = [link for link in _page_links(answer.text) if link not in known]
        known.update(new)
        waiting.extend(new)
    return broken


def _page_links(html: str) -> list[str]:
    return list(dict.fromkeys(link.partition("#")[0] for link in HtmlPage(html).links()))


def _is_wanted(demo: Demo, path: str, seen: Counter[str], most: int) -> bool:
    name = demo.endpoint(path)
    return bool(name) and (path == "/" or seen[name] < most)


def _links(page: Page, address: str) -> list[str]:
    found = page.evaluate("[...document.links].map((link) => link.href.split('#')[0])")
    return [href.removeprefix(address) for href in dict.fromkeys(found) if href.startswith(f"{address}/")]
