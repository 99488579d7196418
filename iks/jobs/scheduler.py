"""The alarm clock: it wakes the pass over what is due every few minutes, and knows nothing of months itself.

Nothing correct depends on it. It may ring late, twice, or in several processes at once: what is due
follows from the database, and the database lets every act happen once.
"""

from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from iks.jobs.due import run_due
from iks.wiring import Runtime

EVERY_MINUTES = 5


def start_scheduler(runtime: Runtime) -> BackgroundScheduler:
    """Start the alarm clock in a thread of its own; it rings at once and then every five minutes.

    The caller stops it by ``shutdown(wait=True)``, which lets a pass that is under way finish.
    """
    scheduler = BackgroundScheduler(
        timezone=UTC,
        # A missed ring is made up for once, however long the machine slept.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(
        run_due,
        "interval",
        minutes=EVERY_MINUTES,
        args=[runtime],
        next_run_time=datetime.now(UTC),
        id="due",
    )
    scheduler.start()
    return scheduler
