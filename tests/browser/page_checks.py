"""What every page must be: axe, narrow without sideways scrolling, wide spacing without lost text.

Each check returns sentences about what is wrong; an empty list is a good page.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # It has no types.
from playwright.sync_api import Page

from tests.browser.demo_server import NARROW, WIDE

# WCAG 2.2 A and AA; EN 301 549 demands their predecessors.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "EN-301-549"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

# What is folded away is a part of the page as well.
UNFOLD = "document.querySelectorAll('details').forEach((box) => (box.open = true))"
# The spacing of WCAG 1.4.12, as a reader's own style sheet would bring it; the content policy stays as it is.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
PLAIN = "() => (document.adoptedStyleSheets = [])"
# Text that a box cuts off; what only a screen reader reads is cut on purpose.
CUT = """() => [...document.querySelectorAll('body *')].filter((box) => {
  const style = getComputedStyle(box);
  const hides = [style.overflowX, style.overflowY].some((way) => way === 'hidden' || way === 'clip');
  if (!hides || box.clientWidth <= 1 || box.clientHeight <= 1 || !box.innerText?.trim()) return false;
  return box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
}).map((box) => `${box.tagName}.${box.className}`)"""
SHAPE = """() => [...new Set([...document.querySelectorAll('body *')]
  .map((box) => `${box.localName} ${box.getAttribute('class') ?? ''} ${box.getAttribute('type') ?? ''}`))]
  .sort().join()"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What sticks out of the page; a box that scrolls by itself (a table) may hold wide things (WCAG 1.4.10).
TOO_WIDE = """() => {
  const scrolls = (box) => box && box !== document.body
    && (getComputedStyle(box).overflowX !== 'visible' || scrolls(box.parentElement));
  return [...document.querySelectorAll('body *')]
    .filter((box) => box.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .filter((box) => !scrolls(box.parentElement))
    .slice(-3).map((box) => `${box.tagName}.${box.className} ${box.textContent.trim().slice(0, 40)}`);
}"""


def everything_wrong(page: Page) -> list[str]:
    """Run all checks on the page that is open."""
    page.evaluate(UNFOLD)
    return [*axe(page), *spaced(page, "wide"), *narrow(page)]


def dark(page: Page) -> list[str]:
    """Return what is hard to read for those whose system is dark, on a page that axe looked at."""
    page.emulate_media(color_scheme="dark")
    # The script of axe is in the page already.
    found = page.evaluate("(options) => axe.run(document, options)", CONTRAST)["violations"]
    page.emulate_media(color_scheme="light")
    return [f"dark: {fault}" for fault in _told(found)]


def shape(page: Page) -> str:
    """Return which kinds of elements a page is made of; pages of one shape differ in their words only."""
    return str(page.evaluate(SHAPE))


def axe(page: Page) -> list[str]:
    """Return the violations of WCAG that axe finds."""
    return _told(Axe().run(page, options=OPTIONS).response["violations"])


def _told(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"{fault['id']}: {node['target']} {' '.join(node['html'].split())[:160]}"
        for fault in found
        for node in fault["nodes"][:3]
    ]


def narrow(page: Page) -> list[str]:
    """Return what does not fit 320 pixels, as it stands and with wide spacing."""
    page.set_viewport_size(NARROW)
    wrong = [*_sideways(page, "320 px"), *spaced(page, "320 px")]
    page.set_viewport_size(WIDE)
    return wrong


def spaced(page: Page, where: str) -> list[str]:
    """Return what is cut off or pushed out by the spacing that a reader may need."""
    page.evaluate(SPACING)
    cut = [f"text spacing, {where}: cut off {box}" for box in page.evaluate(CUT)]
    wrong = [*cut, *_sideways(page, f"text spacing, {where}")]
    page.evaluate(PLAIN)
    return wrong


def _sideways(page: Page, where: str) -> list[str]:
    return [f"{where}: scrolls sideways, {page.evaluate(TOO_WIDE)}"] if page.evaluate(SIDEWAYS) > 0 else []
