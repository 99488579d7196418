"""The demo on a free port of the loopback address, and a real Chromium to look at it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from iks.app import create_app, runtime_of
from iks.commands.demo_months import DemoMonths
from iks.config import Settings
from iks.domain.clock import SetClock
from iks.domain.month import Month, at_six
from iks.domain.roles import Actor
from iks.services.furnish_demo import DemoPeriod, furnish
from iks.services.set_up_house import is_set_up
from iks.services.sign_in import DEMO_PASSWORD
from iks.serving import Serving

# The day that the pictures show: nine working days before the due date.
TODAY = datetime(2026, 12, 9, 9, 42, tzinfo=UTC)
CURRENT = Month(2026, 12)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
# Milliseconds; the machine that runs the tests may be busy with other tests.
PATIENCE = 10_000


class Standing(SetClock):
    """A clock that shows the same minute for as long as a picture takes."""


def build_demo(folder: Path, *, months: int, current: Month = CURRENT) -> Flask:
    """Build the demo of a month in a folder, as ``iks demo`` does; one that exists is kept."""
    clock = Standing(TODAY)
    settings = Settings(
        database_url=f"sqlite:///{folder / 'iks.db'}",
        secret_key="k" * 40,
        seed_key_file=folder / "seed.key",
        demo=True,
        organisation="Jobcenter Musterstadt · Demo mit erfundenen Daten",
    )
    app = create_app(settings, clock=clock)
    runtime = runtime_of(app)
    runtime.upgrade()
    runtime.vault.create_key()
    with runtime.transaction(writes=False) as session:
        if is_set_up(session):
            return app
    period = DemoPeriod(current, months)
    past = SetClock(at_six(period.first.first_day) - timedelta(days=10))
    with runtime.transaction() as session:
        operator = Actor("", "operator", "operator", everything=True)
        branches = furnish(session, past, operator, runtime.vault, period)
    for _ in DemoMonths(runtime, past, 1, branches, TODAY).play(period):
        pass
    return app


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an application, on a free port if none is named, and return its address."""
    server = Serving(app, "127.0.0.1", port, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()
    thread.join(timeout=5)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def signed_in(context: BrowserContext, address: str, username: str, password: str = DEMO_PASSWORD) -> Page:
    """Sign in by the form and return the page."""
    page = context.new_page()
    page.goto(f"{address}/auth/sign-in")
    page.get_by_label("Benutzername").fill(username)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(f"{address}/")
    return page
