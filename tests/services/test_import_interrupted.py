"""An import that is broken off: nothing of it is there, and the same command does it afterwards."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from iks.domain.month import Month
from iks.store.frames import Frame, FrameRow
from iks.store.journal import JournalEntry
from iks.store.months import AuditMonth
from tests.house.source import ROOT
from tests.house_under_test import PASSWORD, HouseUnderTest
from tests.month_under_test import benefits_list

FILES = 15_000
# A command goes by the real calendar.
MONTH = Month.of(datetime.now(UTC).date()).shift(1)


def _counts(house: HouseUnderTest) -> list[int | None]:
    tables = (Frame, FrameRow, AuditMonth, JournalEntry)
    with house.runtime.transaction(writes=False) as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def _import(folder: Path) -> subprocess.Popen[str]:
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "list.csv").write_bytes(benefits_list({"Z01": FILES // 2, "Z06": FILES // 2, "S13": 7}))
    words = ["frame", "import", "list.csv", "--area", "benefits", "--month", str(MONTH), "--as", "controller"]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "IKS_DEMO": "1",
        "IKS_DATABASE_URL": f"sqlite:///{folder / 'iks.db'}",
        "IKS_SEED_KEY_FILE": str(folder / "seed.key"),
        "IKS_PASSWORD_FILE": "password",
    }
    command = [sys.executable, "-m", "iks.cli", *words]
    return subprocess.Popen(  # noqa: S603 - our own command.
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _wait_for(log: Path, size: int, running: subprocess.Popen[str]) -> None:
    start = log.stat().st_size if log.exists() else 0
    while running.poll() is None and (not log.exists() or log.stat().st_size < start + size):
        time.sleep(0.002)


@pytest.mark.parametrize(
    ("written", "broken_off_by"),
    [(50_000, signal.SIGKILL), (1_000_000, signal.SIGKILL), (500_000, signal.SIGINT)],
)
def test_an_import_that_is_broken_off_leaves_nothing_and_can_be_repeated(
    sqlite_house: HouseUnderTest, written: int, broken_off_by: signal.Signals
) -> None:
    house = sqlite_house
    before = _counts(house)
    running = _import(house.folder)
    _wait_for(house.folder / "iks.db-wal", written, running)
    running.send_signal(broken_off_by)
    _, said = running.communicate(timeout=60)
    assert running.returncode == (-signal.SIGKILL if broken_off_by is signal.SIGKILL else 1), said
    assert "Traceback" not in said
    assert _counts(house) == before
    again = _import(house.folder)
    _, said = again.communicate(timeout=60)
    assert again.returncode == 0, said
    assert _counts(house)[:3] == [1, FILES + 7, 1]
