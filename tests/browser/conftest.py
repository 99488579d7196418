"""Without Chromium the browser tests are left out and named; on the integration server nothing is."""

import os
from pathlib import Path

import pytest

from tests.browser.demo_server import CHROMIUM

_left_out: list[str] = []


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
