"""The alarm clock: it rings at once, and it is set up as the measurements ask for."""

import time
from datetime import timedelta

from iks.domain.values import Area, MonthState
from iks.jobs.scheduler import start_scheduler
from iks.store.months import get_month
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, upload

PATIENCE_SECONDS = 20


def _is_drawn(house: HouseUnderTest) -> bool:
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.INTEGRATION, MONTH)
        return audit is not None and audit.state is MonthState.DRAWN


def test_the_scheduler_does_at_once_what_became_due_while_it_was_off(sqlite_house: HouseUnderTest) -> None:
    for area in Area:
        upload(sqlite_house, area)
    sqlite_house.clock.set(DRAW_MOMENT + timedelta(days=2))
    scheduler = start_scheduler(sqlite_house.runtime)
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while not _is_drawn(sqlite_house) and time.monotonic() < end:
            time.sleep(0.05)
        assert _is_drawn(sqlite_house)
        (job,) = scheduler.get_jobs()
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        assert job.trigger.interval == timedelta(minutes=5)
    finally:
        scheduler.shutdown(wait=True)
