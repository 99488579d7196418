"""Take the pictures of the documentation from the demo: ``make screenshots``, or a folder for all of them."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from tests.browser.demo_server import NARROW, WIDE, build_demo, chromium, served, signed_in
from tests.house.source import ROOT

DOCS = ROOT / "docs" / "images"
MONTH = "2026-12"
# Name of the picture, who looks, and at which address.
PAGES: tuple[tuple[str, str, str], ...] = (
    ("start", "z06", "/"),
    ("sample", "z06", f"/branch/benefits/{MONTH}"),
    ("check-form", "z06", "resume"),
    ("submit", "z01", f"/branch/benefits/{MONTH}/submit"),
    ("submit-open", "z06", f"/branch/benefits/{MONTH}/submit"),
    ("cockpit", "gur", f"/evaluation/benefits/{MONTH}"),
    ("analysis", "gur", "/evaluation/benefits/analysis"),
    ("analysis-quarter", "gur", "/evaluation/benefits/analysis?period=2026-Q3"),
    ("analysis-integration", "mui", "/evaluation/integration/analysis"),
    ("start-gur", "gur", "/"),
    ("frames", "controller", "/controlling/frames"),
    ("draws", "controller", "/controlling/draws"),
    ("start-controller", "controller", "/"),
    ("revision", "revision", "/revision"),
    ("journal", "revision", "/revision/journal"),
    ("start-revision", "revision", "/"),
    ("grids", "gur", "/checklists/benefits"),
    ("audits", "gur", "/audits"),
    ("management", "management", "/management"),
    ("accounts", "admin", "/admin/accounts"),
)
SHOWN: ViewportSize = {"width": 1280, "height": 1400}
SHOWN_IN_DOCS = ("check-form", "analysis")


def take(folder: Path, address: str) -> None:
    """Take every picture, wide and narrow."""
    with chromium() as browser:
        for size, viewport in (("1280", WIDE), ("320", NARROW)):
            context = browser.new_context(viewport=viewport, locale="de-DE")
            page = context.new_page()
            page.goto(f"{address}/auth/sign-in")
            page.screenshot(path=folder / f"sign-in-{size}.png", full_page=True)
            context.close()
            for name, username, path in PAGES:
                context = browser.new_context(viewport=viewport, locale="de-DE")
                page = signed_in(context, address, username)
                _go(page, address, path)
                page.screenshot(path=folder / f"{name}-{size}.png", full_page=True)
                if name in SHOWN_IN_DOCS and size == "1280":
                    page.set_viewport_size(SHOWN)
                    page.evaluate("scrollTo(0, 0)")
                    page.screenshot(path=folder / f"{name}-docs.png")
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                print(f"{name}-{size}{'  SCROLLS SIDEWAYS' if wide else ''}")  # noqa: T201
                context.close()


def _go(page: Page, address: str, path: str) -> None:
    if path == "resume":
        page.get_by_role("link", name="weiter prüfen").click()
    else:
        page.goto(address + path)
    page.wait_for_load_state("networkidle")


def main() -> None:
    """Take all pictures into a folder, or the ones the documents show."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(work)
        folder.mkdir(parents=True, exist_ok=True)
        demo = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(work)
        with served(build_demo(demo, months=14)) as address:
            take(folder, address)
        DOCS.mkdir(parents=True, exist_ok=True)
        for name in SHOWN_IN_DOCS:
            (DOCS / f"{name}.png").write_bytes((folder / f"{name}-docs.png").read_bytes())


if __name__ == "__main__":
    main()
