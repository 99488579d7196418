"""People at their browsers in a small running house, and the words they find in the check form."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from iks.domain.values import Area
from tests.browser.demo_server import PATIENCE, WIDE, signed_in
from tests.house_under_test import MONTH, PASSWORD, HouseUnderTest

SAVED = re.compile(r"^gespeichert \d\d:\d\d$")


@dataclass
class HouseOnline:
    """The house with its address, and everybody who sits at a browser."""

    house: HouseUnderTest
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def person(self, username: str, **options: Any) -> Page:
        """Sit down at a machine of one's own and sign in."""
        context = self.browser.new_context(locale="de-DE", **({"viewport": WIDE} | options))
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        return signed_in(context, self.address, username, PASSWORD)

    def visit(self, username: str, path: str, **options: Any) -> Page:
        """Sign in and go to a page."""
        page = self.person(username, **options)
        page.goto(self.address + path)
        return page

    def sample(self, username: str, area: Area = Area.BENEFITS, **options: Any) -> Page:
        """Sign in and open the list of drawn files."""
        return self.visit(username, f"/branch/{area}/{MONTH}", **options)

    def first_file(self, username: str, area: Area = Area.BENEFITS, **options: Any) -> Page:
        """Sign in and open the form of the first drawn file."""
        page = self.sample(username, area, **options)
        page.get_by_role("link", name="Akte 1 prüfen").click()
        return page

    def go_home(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()


def point(page: Page, name: str) -> Locator:
    """Return a point of the form with everything that its answer opens."""
    return page.locator(f"#{name}")


def points(page: Page) -> list[str]:
    """Return the names of all points in their order."""
    return [heading.split()[0] for heading in page.locator("form h2.iks-point__head").all_inner_texts()]


def answer(page: Page, name: str, label: str = "Ja, in Ordnung") -> None:
    """Choose an answer by its words and wait until it is saved."""
    choose(page, name, label)
    expect_saved(page)


def choose(page: Page, name: str, label: str) -> None:
    """Choose an answer by its words."""
    group = page.get_by_role("group", name=re.compile(rf"^{name} "))
    # A busy browser may lose a click while it still scrolls, so it scrolls first, as a person does.
    tile = group.locator(".iks-answer label", has_text=label)
    tile.scroll_into_view_if_needed()
    tile.click()
    expect(group.get_by_role("radio", name=label, exact=True)).to_be_checked()


def expect_saved(page: Page) -> None:
    """Wait for the word that everything is saved."""
    expect(page.get_by_role("region", name="Stand dieser Akte").get_by_role("status")).to_have_text(SAVED)


def answer_all(page: Page, but: tuple[str, ...] = ()) -> None:
    """Answer every point with yes, but for those that are named."""
    for name in points(page):
        if name not in but:
            answer(page, name)


def find(page: Page, name: str, pattern: str, cause: str = "Fachverfahren") -> Locator:
    """Choose *Nein, fehlerhaft* with pattern and cause, and return the point."""
    answer(page, name, "Nein, fehlerhaft")
    here = point(page, name)
    here.get_by_role("radio", name=pattern).check()
    here.get_by_role("radio", name=cause).check()
    expect_saved(page)
    return here


def finish(page: Page) -> None:
    """Press the button that finishes the file."""
    page.get_by_role("button", name="Akte abschließen").click()


def main_text(page: Page) -> str:
    """Return the words of the page between head and foot."""
    return " ".join(page.get_by_role("main").inner_text().split())
