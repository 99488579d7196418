"""Whatever is handed in as a list: it is taken over as it is meant, or refused with a sentence."""

import gc
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.frame_file import IN_THE_BROWSER
from iks.domain.frame_text import MEBIBYTE
from iks.domain.values import Area
from iks.errors import UserError
from iks.services.frame_upload import FrameUpload
from iks.services.import_frame import import_frame
from iks.store.frames import Frame, FrameRow
from iks.store.journal import JournalEntry
from iks.store.months import AuditMonth
from tests.faults.mutated_uploads import KINDS, Expected, Upload, upload
from tests.faults.plain_reading import meaning_of, stored_meaning
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, open_all_branches

FEW = 60
MANY = 100_000 if os.environ.get("IKS_SOAK") else 2_000
SLOWEST_SECONDS = 20
MOST_MEBIBYTES = 512
# What the server itself may take for uploads, beyond what it holds anyway.
MOST_GROWTH = 384


@dataclass
class Figures:
    """What became of many uploads."""

    taken: int = 0
    refused: int = 0
    slowest: float = 0
    grown: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        return (
            f"mutated uploads: {self.taken + self.refused}, taken over as meant {self.taken}, "
            f"refused with a sentence {self.refused}, {len(self.codes)} reasons, tracebacks 0, partial 0, "
            f"slowest {self.slowest:.1f} s, at most {self.grown} MiB more here, "
            f"at most {IN_THE_BROWSER.memory // MEBIBYTE} MiB in the reading process"
        )


def _memory_at_rest() -> int:
    """Forget the highest mark of memory that earlier tests of this process left; return what it holds now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _mebibytes("VmRSS")


def _mebibytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1]) // 1024


def _state(house: HouseUnderTest) -> tuple[object, ...]:
    """Return what a refused upload must not change."""
    with house.runtime.transaction(writes=False) as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Frame, FrameRow, AuditMonth, JournalEntry)
        ]
        frames = session.execute(select(Frame.id, Frame.source_digest).order_by(Frame.id)).all()
    return (*counts, frames)


def _hand_in(house: HouseUnderTest, given: Upload) -> UserError | None:
    """Hand a list in; anything raised that is no sentence for people fails the test."""
    wanted = FrameUpload(Area(given.area), MONTH, given.data, reason="Probe")
    try:
        with house.runtime.transaction() as session:
            import_frame(session, house.clock, house.actor("controller"), wanted)
    except UserError as error:
        return error
    return None


def _expect_as_meant(house: HouseUnderTest, given: Upload) -> None:
    with house.runtime.transaction(writes=False) as session:
        area = select(Frame.id).where(Frame.area == Area(given.area))
        rows = list(session.scalars(select(FrameRow).where(FrameRow.frame_id.in_(area))))
    unchanged = given.expected is Expected.SAME
    assert stored_meaning(rows) == meaning_of(given.original if unchanged else given.data, given.area)


def _expect_sentences(error: UserError, codes: Counter[str]) -> None:
    assert 400 <= error.status < 500
    assert str(error).endswith((".", "!"))
    if isinstance(error, FrameFileRejected):
        assert error.total >= len(error.faults) > 0
        for fault in error.faults:
            codes[fault.code] += 1
            for said in (sentence(fault, "de"), sentence(fault, "en")):
                assert said.endswith((".", "?"))


def _try(house: HouseUnderTest, seeds: range) -> Figures:
    open_all_branches(house)
    house.clock.set(DRAW_MOMENT)
    figures = Figures()
    at_rest = _memory_at_rest()
    for seed in seeds:
        given = upload(seed)
        where = f"seed {seed}: {given.kind}"
        before, started = _state(house), time.monotonic()
        error = _hand_in(house, given)
        took = time.monotonic() - started
        figures.slowest = max(figures.slowest, took)
        assert took < SLOWEST_SECONDS, where
        if error is None:
            assert given.expected is not Expected.REFUSED, where
            figures.taken += 1
            _expect_as_meant(house, given)
        else:
            assert given.expected is not Expected.SAME, f"{where}: {error!r} {getattr(error, 'faults', '')}"
            figures.refused += 1
            _expect_sentences(error, figures.codes)
            assert _state(house) == before, where
    figures.grown = _mebibytes("VmHWM") - at_rest
    assert figures.grown < MOST_GROWTH
    # The system itself holds the reading process to its limit.
    assert IN_THE_BROWSER.memory < MOST_MEBIBYTES * MEBIBYTE
    return figures


def test_sixty_mutated_uploads_are_taken_over_as_meant_or_refused(
    sqlite_house: HouseUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(KINDS) <= FEW
    figures = _try(sqlite_house, range(FEW))
    with capsys.disabled():
        print(f"\n{figures.line()}")  # noqa: T201 - the figures are the result.
    assert figures.taken
    assert len(figures.codes) > 10


@pytest.mark.full
def test_many_mutated_uploads_are_taken_over_as_meant_or_refused(
    sqlite_house: HouseUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = _try(sqlite_house, range(FEW, FEW + MANY))
    with capsys.disabled():
        print(f"\n{figures.line()}")  # noqa: T201 - the figures are the result.
    assert figures.taken
