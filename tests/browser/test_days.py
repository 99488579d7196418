"""The demo on unlike days: due, late, closed, New Year, before and at a draw, summer time, leap day."""

from collections import Counter
from datetime import datetime

import pytest
from playwright.sync_api import Browser

from iks.app import runtime_of
from iks.domain.clock import BERLIN
from iks.domain.values import Area
from iks.jobs.due import run_due
from tests.browser.busy_demo import client, make_busy
from tests.browser.crawl import Complaints, Demo, walk
from tests.browser.demo_server import CURRENT, PATIENCE, WIDE, Standing, signed_in
from tests.browser.page_checks import dark, everything_wrong, shape

pytestmark = [pytest.mark.browser, pytest.mark.full]
# In their order: the demo lives through them, and its scheduler does on each what is due.
DAYS = (
    datetime(2026, 12, 21, 16, 0, tzinfo=BERLIN),  # The due day.
    datetime(2026, 12, 22, 0, 30, tzinfo=BERLIN),  # Half an hour too late; in UTC it is still the day before.
    datetime(2026, 12, 28, 7, 0, tzinfo=BERLIN),  # The month is closed without the branches that are open.
    datetime(
        2027, 1, 1, 0, 5, tzinfo=BERLIN
    ),  # New Year; the report is out, the first draw of the year ahead.
    datetime(2027, 1, 4, 5, 59, tzinfo=BERLIN),  # A minute before a draw for which there is no list.
    datetime(2027, 1, 4, 7, 0, tzinfo=BERLIN),  # The draw waits.
    datetime(2027, 2, 28, 9, 0, tzinfo=BERLIN),  # A month ends on a Sunday.
    datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN),  # The clocks went forward an hour and a half ago.
    datetime(2028, 2, 29, 12, 0, tzinfo=BERLIN),  # A day that the year before does not have.
)
WALKERS = ("z06", "gur", "mui", "controller", "revision", "management", "admin")
# The pages that say something else on another day.
PAGES = (
    ("z06", "/"),
    ("z06", f"/branch/{Area.BENEFITS}/{CURRENT}"),
    ("gur", "/"),
    ("gur", f"/evaluation/{Area.BENEFITS}/{CURRENT}"),
    ("gur", f"/evaluation/{Area.BENEFITS}/analysis"),
    ("gur", f"/evaluation/{Area.BENEFITS}/measures"),
    ("controller", "/"),
    ("controller", "/controlling/draws"),
    ("controller", "/controlling/frames"),
    ("revision", "/revision"),
    ("management", "/management"),
)


def live_through(demo: Demo, moment: datetime) -> None:
    """Let the scheduler do what is due, and stand still at that moment."""
    runtime = runtime_of(demo.app)
    assert isinstance(runtime.clock, Standing)
    runtime.clock.set(moment)
    run_due(runtime)
    runtime.clock.set(moment)


def look(browser: Browser, demo: Demo, looked_at: set[tuple[str, str]]) -> list[str]:
    """Open the pages of a day as their readers, check shapes that are new, and return what is wrong."""
    wrong: list[str] = []
    for username in dict.fromkeys(name for name, _ in PAGES):
        context = browser.new_context(locale="de-DE", viewport=WIDE)
        context.set_default_timeout(PATIENCE)
        page = signed_in(context, demo.address, username)
        listening = Complaints(page)
        for path in (path for name, path in PAGES if name == username):
            page.goto(demo.address + path)
            kind = (path, shape(page))
            if kind not in looked_at:
                looked_at.add(kind)
                wrong += [f"{username} {path}: {fault}" for fault in (*everything_wrong(page), *dark(page))]
        wrong += listening.said
        context.close()
    return wrong


def test_on_unusual_days_every_page_answers_and_keeps_wcag(browser: Browser, demo: Demo) -> None:
    """Walk all links on every day; open in Chromium the pages whose words depend on the day."""
    make_busy(demo.app)
    looked_at: set[tuple[str, str]] = set()
    for moment in DAYS:
        live_through(demo, moment)
        for username in WALKERS:
            assert (moment, username, walk(client(demo.app, username), demo, Counter(), 2)) == (
                moment,
                username,
                [],
            )
        assert (moment, look(browser, demo, looked_at)) == (moment, [])
