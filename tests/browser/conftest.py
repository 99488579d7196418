"""What the browser tests share: one Chromium, one demo built once, and small houses to walk through.

Without Chromium these tests are left out and named; on the integration server nothing is.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from iks.domain.values import Area
from tests.browser.crawl import Demo
from tests.browser.demo_server import CHROMIUM, PATIENCE, build_demo, chromium, served
from tests.browser.people import HouseOnline
from tests.drawn_copy import open_copy
from tests.house_under_test import build_house
from tests.month_under_test import benefits_list, drawn

_left_out: list[str] = []
# Beside the running month the demo shows one that is closed, so that every page has something to say.
MONTHS = 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser tests out where there is no browser."""
    if Path(CHROMIUM).exists() or os.environ.get("CI") == "true":
        return
    mine = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in mine]
    config.hook.pytest_deselected(items=mine)
    _left_out.extend(item.nodeid for item in mine)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out, and how to have it next time."""
    if _left_out:
        terminalreporter.write_line(
            f"Not run: {len(_left_out)} tests in tests/browser, because {CHROMIUM} is missing. "
            "As root: apt-get install chromium"
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    expect.set_options(timeout=PATIENCE)
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo, built by whichever process comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(exist_ok=True)
        build_demo(folder, months=MONTHS)
    return folder


@pytest.fixture(scope="module")
def demo(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A running copy of the demo: its month is drawn and partly done, the one before is closed."""
    folder = tmp_path_factory.mktemp("demo-copy")
    shutil.copytree(demo_template, folder, dirs_exist_ok=True)
    app = build_demo(folder, months=MONTHS)
    with served(app) as address:
        yield Demo(app, address)


@pytest.fixture(scope="module")
def address(demo: Demo) -> str:
    """The address of the running demo."""
    return demo.address


@pytest.fixture(scope="session")
def earning_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small drawn house in whose benefits files somebody earns, so that L08 applies."""
    folder = tmp_path_factory.mktemp("earning")
    earning = benefits_list().replace(b";1;nein;", b";1;ja;")
    with build_house(f"sqlite:///{folder / 'iks.db'}", folder) as house:
        drawn(house, Area.BENEFITS, earning)
        drawn(house, Area.INTEGRATION)
    return folder


@pytest.fixture
def house(earning_template: Path, tmp_path: Path, browser: Browser) -> Iterator[HouseOnline]:
    """A running copy of the small house: three branches, December drawn in both areas."""
    with open_copy(earning_template, tmp_path / "house") as built, served(built.app) as address:
        online = HouseOnline(built, address, browser)
        yield online
        online.go_home()
