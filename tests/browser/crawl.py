"""Walk through all pages that a person can reach by links, and note what the browser complains about."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import ConsoleMessage, Page
from werkzeug.exceptions import HTTPException

# Addresses that answer with a file instead of a page.
DOWNLOADS = frozenset(
    {
        "checklists.download",
        "controlling.mapping_file",
        "evaluation.export",
        "revision.bundle",
        "static",
    }
)


@dataclass
class Demo:
    """The running demo and its address."""

    app: Flask
    address: str

    def endpoint(self, path: str) -> str:
        """Return which view answers an address, or nothing if it is no page."""
        try:
            name = self.app.url_map.bind("").match(urlsplit(path).path)[0]
        except HTTPException:
            return ""
        return "" if name in DOWNLOADS else str(name)


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
        page.goto(demo.address + path)
        landed = page.url.removeprefix(demo.address)
        seen.update({demo.endpoint(path), demo.endpoint(landed)})
        yield landed
        new = [link for link in _links(page, demo.address) if link not in known]
        known.update(new)
        waiting.extend(new)


def _is_wanted(demo: Demo, path: str, seen: Counter[str], most: int) -> bool:
    name = demo.endpoint(path)
    return bool(name) and (path == "/" or seen[name] < most)


def _links(page: Page, address: str) -> list[str]:
    found = page.evaluate("[...document.links].map((link) => link.href.split('#')[0])")
    return [href.removeprefix(address) for href in dict.fromkeys(found) if href.startswith(f"{address}/")]
