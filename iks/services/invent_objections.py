"""Record the demo's objections and court cases month by month, as its controller would."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.clock import SetClock
from iks.domain.demo_objections import invent_counts
from iks.domain.month import Month, add_working_days, at_six
from iks.domain.objections import ObjectionKind
from iks.services.objection_topics import topics
from iks.services.record_objections import record_month, state_of
from iks.services.sign_in import actor_on_duty

# The controller gets the figures of a month some working days after its end.
WORKING_DAYS = 6


@dataclass
class DemoObjections:
    """The counts of one demo; months are recorded in their order."""

    seed: int
    current: Month
    stock: dict[ObjectionKind, dict[str, int]] = field(default_factory=dict)

    def record(self, session: Session, clock: SetClock, month: Month, now: datetime) -> None:
        """Record a month, at the latest now; the newest one still lacks interim relief."""
        clock.set(min(at_six(add_working_days(month.last_day, WORKING_DAYS)), now))
        controller = actor_on_duty(session, clock, "controller")
        for kind in ObjectionKind:
            if kind is ObjectionKind.INTERIM_RELIEF and month == self.current.shift(-1):
                continue
            stock = self.stock.setdefault(kind, {})
            rows = invent_counts(topics(), kind, month, self.current, self.seed, stock)
            record_month(session, clock, controller, rows, seen=state_of(session, month, kind))
