"""The draws beside the regular one: focus topics after their month, re-checks after its close."""

from collections.abc import Callable, Iterator
from functools import partial

from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import IntegrityError
from iks.services.draw_focus import FocusDue, draw_focus, focus_due
from iks.services.draw_recheck import RecheckDue, draw_recheck, recheck_due
from iks.services.lock_recheck import ClosedMonth, lock_recheck, months_to_lock
from iks.services.notify_people import tell_draw_stopped
from iks.wiring import Runtime

# Does one act in a transaction of its own and says what was done; nothing when it was not time yet.
Act = Callable[[], str]


def extra_acts(runtime: Runtime) -> Iterator[tuple[str, Act]]:
    """Yield every act that is due with its name, one after the other: an act can make the next one due."""
    with runtime.transaction(writes=False) as session:
        topics = focus_due(session)
    for topic in topics:
        name = f"{topic.area}/{topic.code} {topic.month}"
        yield f"draw {name}", partial(_focus, runtime, topic, name)
    # Whoever draws in one pass and locks in the next lets the digest reach the disk before the seed exists.
    with runtime.transaction(writes=False) as session:
        rechecks, closed = recheck_due(session), months_to_lock(session)
    for due in rechecks:
        yield f"draw recheck {due.area} {due.month}", partial(_recheck, runtime, due)
    for month in closed:
        yield f"lock recheck {month.area} {month.month}", partial(_lock, runtime, month)


def _focus(runtime: Runtime, due: FocusDue, name: str) -> str:
    def draw() -> str:
        with runtime.transaction() as session:
            demo = runtime.settings.demo
            draw_focus(session, runtime.clock, Actor.job(), runtime.vault, due, demo=demo)
        return f"drew {name}"

    return _stopping(runtime, due.area, due.month, draw)


def _recheck(runtime: Runtime, due: RecheckDue) -> str:
    def draw() -> str:
        with runtime.transaction() as session:
            draw_recheck(session, runtime.clock, Actor.job(), runtime.vault, due)
        return f"drew {due.area}/recheck {due.month}"

    return _stopping(runtime, due.area, due.month, draw)


def _stopping(runtime: Runtime, area: Area, month: Month, draw: Act) -> str:
    """Tell revision and administration when stored data contradicts its proof; nothing is drawn then."""
    try:
        return draw()
    except IntegrityError:
        with runtime.transaction() as session:
            tell_draw_stopped(session, runtime.clock, area, month)
        raise


def _lock(runtime: Runtime, closed: ClosedMonth) -> str:
    with runtime.transaction() as session:
        files = lock_recheck(session, runtime.clock, Actor.job(), closed)
    return f"locked {closed.area}/recheck {closed.month}" if files else ""
