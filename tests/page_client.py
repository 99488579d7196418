"""A browser without script: every page it fetches is checked, every form it sends is the page's own."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

VOID = {"input", "meta", "link", "br", "hr", "img", "source", "wbr", "col", "area", "base"}


class Page(HTMLParser):
    """What a test asks a page for: its headings, forms, fields, labels and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts.setdefault(tag, []).append(data)

    def text(self, tag: str = "body") -> str:
        """Return the text inside all elements of a kind, with blanks folded."""
        return re.sub(r"\s+", " ", " ".join(self.texts.get(tag, []))).strip()

    def attributes(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Return the attributes of all elements of a kind that have these values."""
        return [a for t, a in self.tags if t == tag and all(a.get(k) == v for k, v in wanted.items())]

    def value(self, name: str) -> str:
        """Return the value of the first input of a name."""
        return next(a.get("value", "") for a in self.attributes("input", name=name))

    def links(self) -> list[str]:
        """Return all addresses inside the program that the page links to."""
        return [a["href"] for a in self.attributes("a") if a.get("href", "").startswith("/")]


class PageClient:
    """One browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, address: str, *, status: int = 200, **options: Any) -> Page:
        """Fetch a page as a person would, and check what every page must be."""
        response = self.client.get(address, **options)
        assert response.status_code == status, (address, response.status_code, response.text[:2000])
        return expect_good_page(response)

    def fetch(self, address: str, **options: Any) -> TestResponse:
        """Fetch anything without checks."""
        return self.client.get(address, buffered=True, **options)

    def post(
        self, address: str, data: dict[str, Any], *, page: str | None = None, **options: Any
    ) -> TestResponse:
        """Send a form with the token of the page it stands on."""
        form = self.client.get(page or address)
        token = Page(form.text).value("csrf_token")
        return self.client.post(address, data={"csrf_token": token, **data}, **options)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in over the page."""
        data = {"username": username, "password": password}
        response = self.post("/auth/sign-in", data)
        assert response.status_code == 302, (username, Page(response.text).text())


def expect_good_page(response: TestResponse) -> Page:
    """Check one h1, a language, labels at every field, no inline script or style, the headers."""
    page = Page(response.text)
    assert len(page.attributes("h1")) == 1
    assert page.attributes("html")[0].get("lang") in {"de", "en"}
    assert page.text("head").endswith("– iks")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=\"|\son[a-z]+=\"", response.text)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    expect_labels(page)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    assert not twice, f"an id stands twice: {twice}"
    return page


def expect_labels(page: Page) -> None:
    """Check that every field has a name that a screen reader can say."""
    labelled = {a.get("for") for a in page.attributes("label")}
    for tag in ("input", "select", "textarea"):
        for attrs in page.attributes(tag):
            if attrs.get("type") in {"hidden", "submit", "button"}:
                continue
            assert attrs.get("id") in labelled or "aria-label" in attrs or "aria-labelledby" in attrs, attrs


def expect_own_address(location: str) -> None:
    """Check that a redirect stays inside the program."""
    assert not urlsplit(location).netloc, location
