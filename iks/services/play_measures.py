"""Play what the demo's units do about their findings, each measure at the time at which it would be made."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.demo_measures import PLANS, SET_NAME, DemoMeasure
from iks.domain.measure import MeasureScope, MeasureWish
from iks.domain.month import Month
from iks.domain.period import MONTHS_OF_QUARTER, QUARTERS_LOOKED_BACK, closed_periods
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.keep_agenda import add_item, settle_item
from iks.services.keep_knowledge import keep
from iks.services.measure_choices import branch_names, fix_branch_set, sets_of_year
from iks.services.steer_measures import finish, propose
from iks.store.knowledge import entry_by_number
from iks.store.measures import measures_of

# The window before a measure and the quarter by which its point is chosen.
QUARTERS_NEEDED = QUARTERS_LOOKED_BACK + 1
DAYS_UNTIL_START = 10
# How long a measure runs, and for how long the late one has been late.
DAYS_TO_RUN = 75
DAYS_LATE = 9


@dataclass(frozen=True)
class Desk:
    """The head of one unit at work in the demo."""

    session: Session
    clock: Clock
    head: Actor
    area: Area

    @property
    def today(self) -> date:
        """The day in Berlin."""
        return local_date(self.clock.now())


def after_report(desk: Desk, first: Month, month: Month) -> None:
    """Make and finish the measure whose effect will be known, as soon as there is enough before it."""
    closed = [first.shift(n) for n in range(month - first + 1)]
    quarters = sorted(period for period in closed_periods(closed) if period.is_quarter)
    if len(quarters) < QUARTERS_NEEDED:
        return
    plans, chosen_by = PLANS[desk.area], quarters[QUARTERS_NEEDED - 1]
    if month == chosen_by.last:
        start = desk.today + timedelta(days=DAYS_UNTIL_START)
        _make(desk, plans.checked, start, start + timedelta(days=DAYS_TO_RUN))
    elif month == chosen_by.last.shift(MONTHS_OF_QUARTER):
        _finish(desk, plans.checked, plans.outcome)


def before_running_month(desk: Desk, now: date) -> None:
    """Make what is under way while the last month runs: entries, items, a measure and a late one."""
    plans = PLANS[desk.area]
    for entry in plans.entries:
        keep(desk.session, desk.clock, desk.head, entry)
    session, clock, head, area = desk.session, desk.clock, desk.head, desk.area
    items = [add_item(session, clock, head, area, title, point) for point, title in plans.agenda]
    settle_item(session, clock, head, items[-1], plans.agreed)
    today = desk.today
    _make(desk, plans.overdue, today, max(today, now - timedelta(days=DAYS_LATE)))
    _make(desk, plans.running, today, now + timedelta(days=DAYS_TO_RUN))


def in_running_month(desk: Desk, staff: Actor) -> None:
    """Fix a set of branches with a measure for it, and let the staff propose one."""
    plans, today = PLANS[desk.area], desk.today
    names = [branch.id for branch in branch_names(desk.session, today)]
    members = tuple(names[: len(names) // 2])
    fix_branch_set(desk.session, desk.clock, desk.head, desk.area, SET_NAME, members)
    [branch_set] = sets_of_year(desk.session, desk.area, today)
    due = today + timedelta(days=DAYS_TO_RUN)
    _make(desk, plans.for_set, today, due, branch_set.id)
    start = today + timedelta(days=DAYS_UNTIL_START)
    _make(Desk(desk.session, desk.clock, staff, desk.area), plans.proposed, start, due)


def _make(desk: Desk, plan: DemoMeasure, start: date, due: date, branch_set: str = "") -> None:
    explained = [one.number for one in PLANS[desk.area].entries if plan.point in one.points]
    entries = [entry_by_number(desk.session, number) for number in explained]
    wish = MeasureWish(
        kind=plan.kind,
        title=plan.title,
        task=plan.task,
        points=(plan.point,),
        scope=MeasureScope.BRANCH_SET if branch_set else MeasureScope.HOUSE,
        responsible=plan.responsible,
        start=start,
        due=due,
        hoped=plan.hoped,
        branch_set=branch_set,
        knowledge=tuple(entry.id for entry in entries if entry is not None),
    )
    propose(desk.session, desk.clock, desk.head, desk.area, wish)


def _finish(desk: Desk, plan: DemoMeasure, outcome: str) -> None:
    for one in measures_of(desk.session, desk.area):
        if one.title == plan.title:
            finish(desk.session, desk.clock, desk.head, one.id, one.version, done=True, note=outcome)
