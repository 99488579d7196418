"""Source, lock, value, draw: whatever order somebody tries is right, or is refused with its sentence."""

import re
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, sampled_from
from sqlalchemy import func, select, update

from iks.domain.draw_proof import DrawVerdict
from iks.domain.values import Area
from iks.errors import IksError, IntegrityError
from iks.services.commit_seed import ensure_commitment
from iks.services.draw_month import DrawRules
from iks.services.lock_frame import lock_frame
from iks.services.prove_draw import recompute
from iks.services.settle_secrets import mark_used
from iks.store.draws import Draw, SampleFile
from iks.store.frames import FrameRow
from tests.house_under_test import MONTH, build_house, furnished_sqlite
from tests.month_under_test import announce, benefits_list, draw, upload

LIST = benefits_list({"Z01": 12, "Z06": 4})
EARLY = datetime(2026, 11, 20, 9, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 5, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 9, tzinfo=UTC)
SOURCES, VALUES = ("", "Würfel vor Zeugen"), ("3-5-6", "6-6-6")


@dataclass
class Model:
    """What somebody who only watches would expect of a month."""

    required: bool
    now: datetime = EARLY
    uploaded: bool = False
    announced: str = ""
    # early: committed to before the lock; late: after it; none: the chain has no secret.
    secret: str = "early"
    locked_at: datetime | None = None
    source: str = ""
    rows_changed: bool = False
    value: str | None = None

    def refused_announcement(self) -> str:
        """Return the sentence that refuses a source, or nothing."""
        return "schon gesperrt" if self.locked_at else ""

    def refused_lock(self) -> str:
        """Return the sentence that refuses the lock, or nothing."""
        if not self.uploaded:
            return "noch keine Bestandsliste"
        if self.value is not None:
            return "schon gezogen"
        if self.locked_at:
            return "schon gesperrt"
        if self.required and not self.announced:
            return "woher der öffentliche Wert kommt"
        return "noch kein Startwert" if self.secret == "none" else ""

    def refused_draw(self, value: str) -> str:
        """Return the sentence that refuses a draw, or nothing."""
        if self.value is not None:
            return "schon gezogen"
        if not self.locked_at:
            return "noch nicht gesperrt"
        if self.now < DUE.replace(minute=0):
            return "fällig"
        if self.source and not value:
            return "fehlt noch der öffentliche Wert"
        if value and not self.source:
            return "kein öffentlicher Wert angekündigt"
        return self._refused_by_proof()

    def _refused_by_proof(self) -> str:
        if self.rows_changed:
            return "do not match its digest"
        if self.now < self.locked_at:
            return "Uhr des Servers geht nach"
        return {"none": "kein Startwert hinterlegt", "late": "before the lock", "early": ""}[self.secret]


class DrawInAnyOrder(RuleBasedStateMachine):
    """One month of one area, and everything that somebody could try with it."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        folder = Path(self.opened.enter_context(tempfile.TemporaryDirectory(prefix="iks-order-")))
        shutil.copy(furnished_sqlite(), folder / "iks.db")
        address = f"sqlite:///{folder / 'iks.db'}"
        self.house = self.opened.enter_context(build_house(address, folder, furnished=True))
        self.model = Model(required=False)

    @initialize(required=booleans(), steps=sampled_from((3, 3, 3, 2, 1, 0)), source=sampled_from(SOURCES))
    def open_house(self, *, required: bool, steps: int, source: str) -> None:
        """Decide whether the house demands a public value, and go the right way for some steps."""
        self.model = Model(required=required)
        way = (self.hand_in, lambda: self.name_source(source), self.lock)
        for step in way[:steps]:
            step()
        if steps == len(way):
            self.set_clock(DUE)

    @rule(moment=sampled_from((DUE, LATER, EARLY)))
    def set_clock(self, moment: datetime) -> None:
        """Let time pass, or set the clock back."""
        self.model.now = moment

    @precondition(lambda self: self.model.locked_at is None)
    @rule()
    def hand_in(self) -> None:
        """Upload the list."""
        self._at_the_moment()
        upload(self.house, Area.BENEFITS, LIST, reason="kleine Liste")
        self.model.uploaded = True

    @rule(source=sampled_from(SOURCES))
    def name_source(self, source: str) -> None:
        """Name the source of the public value, or take it back."""
        refused = self.model.refused_announcement()
        with self._expecting(refused):
            announce(self.house, Area.BENEFITS, source)
        self.model.announced = self.model.announced if refused else source

    @rule()
    def lock(self) -> None:
        """Lock the list."""
        refused = self.model.refused_lock()
        with self._expecting(refused), self.house.runtime.transaction() as session:
            actor, required = self.house.actor("controller"), self.model.required
            clock = self.house.clock
            lock_frame(session, clock, actor, Area.BENEFITS, MONTH, demo=True, source_required=required)
        if not refused:
            self.model.locked_at, self.model.source = self.model.now, self.model.announced

    @rule()
    def draw_without_value(self) -> None:
        """Draw as the job does."""
        self._draw("")

    @rule(value=sampled_from(VALUES))
    def draw_with_value(self, value: str) -> None:
        """Draw as the revision does."""
        self._draw(value)

    def _draw(self, value: str) -> None:
        refused = self.model.refused_draw(value)
        with self._expecting(refused):
            rules = DrawRules(public_value_required=self.model.required)
            draw(self.house, Area.BENEFITS, public_value=value, rules=rules)
        if not refused:
            self.model.value, self.model.secret = value, "early"

    @precondition(lambda self: self.model.value is None)
    @rule()
    def lose_secret(self) -> None:
        """Use up what is committed to, as after a restore."""
        with self.house.runtime.transaction() as session:
            mark_used(session, self.house.clock, self.house.actor("admin"), "benefits", 99)
        self.model.secret = "none"

    @precondition(lambda self: self.model.secret == "none")
    @rule()
    def commit(self) -> None:
        """Commit to a new secret."""
        vault = self.house.runtime.vault
        with self.house.runtime.transaction() as session:
            ensure_commitment(session, self.house.clock, self.house.actor("admin"), vault, "benefits")
        self.model.secret = "late" if self.model.locked_at else "early"

    @precondition(lambda self: self.model.locked_at and self.model.value is None)
    @rule(is_changed=booleans())
    def change_rows(self, *, is_changed: bool) -> None:
        """Change a row behind the lock, or put it right again."""
        status = "at_external_audit" if is_changed else "eligible"
        with self.house.runtime.transaction() as session:
            row = update(FrameRow).where(FrameRow.file_ref.like("%BG0000003"))
            session.execute(row.values(status=status))
        self.model.rows_changed = is_changed

    @invariant()
    def at_most_one_draw_stands_and_it_is_the_one_of_the_model(self) -> None:
        with self.house.runtime.transaction(writes=False) as session:
            draws = list(session.scalars(select(Draw)))
            files = session.scalar(select(func.count()).select_from(SampleFile))
        drawn = [] if self.model.value is None else [(self.model.value, self.model.source)]
        assert [(found.public_value, found.public_source) for found in draws] == drawn
        assert files == len(drawn) * 14

    def teardown(self) -> None:
        """Whatever was tried: what was drawn proves itself."""
        try:
            if self.model.value is not None:
                self._expect_proof()
        finally:
            self.opened.close()

    def _expect_proof(self) -> None:
        runtime, revision = self.house.runtime, self.house.actor("revision")
        with runtime.transaction() as session:
            draw_id = session.scalars(select(Draw.id)).one()
            done = recompute(session, self.house.clock, revision, runtime.vault, draw_id)
        assert done.result.verdict is DrawVerdict.AGREES, done.result.summary

    def _at_the_moment(self) -> None:
        self.house.clock.set(self.model.now)

    def _expecting(self, sentence: str) -> ExitStack:
        self._at_the_moment()
        stack = ExitStack()
        if sentence:
            kinds = (IksError, IntegrityError)
            stack.enter_context(pytest.raises(kinds, match=re.escape(sentence)))
        return stack


class TestDrawInAnyOrder(DrawInAnyOrder.TestCase):
    """The orders that every run tries."""

    settings = settings(
        max_examples=20,
        stateful_step_count=10,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )


@pytest.mark.full
class TestDrawInManyOrders(DrawInAnyOrder.TestCase):
    """Ten times as many."""

    settings = settings(TestDrawInAnyOrder.settings, max_examples=200)
