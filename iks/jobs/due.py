"""What is due and not done? The database knows; the scheduler only asks often enough."""

import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from iks.domain.clock import local_date
from iks.domain.month import Month, draw_time
from iks.domain.roles import Actor
from iks.domain.values import Area, MonthState
from iks.errors import IntegrityError, Refused
from iks.jobs.extra_draws import extra_acts
from iks.jobs.inbox import look_into_inbox
from iks.jobs.make_reports import make_files, report_acts, year_acts
from iks.jobs.send_mails import send_waiting
from iks.services.check_effect import check_due_effects
from iks.services.close_month import close_if_due
from iks.services.count_overview import freeze_missing_matrices
from iks.services.draw_month import DrawRules, draw_month
from iks.services.find_due import MonthStand, clock_is_behind, month_stands
from iks.services.freeze_disclosure import freeze_year, years_to_freeze
from iks.services.keep_follow_up import forget_old_talks
from iks.services.lock_frame import NotReady, SourceNotNamed, lock_frame
from iks.services.notify_people import (
    tell_draw_stopped,
    tell_draw_waits,
    tell_journal_head,
    tell_public_source_needed,
    tell_public_value_needed,
)
from iks.services.public_value import waits_for_value
from iks.services.send_reminders import send_reminders
from iks.wiring import Runtime

log = logging.getLogger("iks.jobs")
_BEFORE_DRAW = (MonthState.PLANNED, MonthState.FRAME_LOCKED)


class Kind(StrEnum):
    """What can be due in a month."""

    DRAW = "draw"
    CLOSE = "close"


@dataclass(frozen=True)
class Act:
    """One thing that is due, and how far its month has come."""

    kind: Kind
    stand: MonthStand

    def __str__(self) -> str:
        return f"{self.kind} {self.stand.area} {self.stand.month}"


@dataclass(frozen=True)
class Done:
    """One thing that was done, as the log and the command line name it."""

    what: str

    def __str__(self) -> str:
        return self.what


def due_acts(now: datetime, stands: Iterable[MonthStand]) -> tuple[Act, ...]:
    """Return what may be due at a moment, in the order in which it has to be done.

    *Valid if* ``stands`` names every month that the house knows. Older months come first, so that a
    machine that was off for weeks draws them in their order. Whether a drawn month really closes is
    decided by the close itself, which looks at its branches.

    >>> from datetime import UTC
    >>> [str(act) for act in due_acts(datetime(2027, 1, 4, 5, tzinfo=UTC), [])]
    ['draw benefits 2027-01', 'draw integration 2027-01']
    >>> due_acts(datetime(2027, 1, 4, 4, 59, tzinfo=UTC), [])
    ()
    """
    known = {(stand.month, stand.area): stand for stand in stands}
    current = Month.of(local_date(now))
    for area in Area:
        known.setdefault((current, area), MonthStand(area, current, MonthState.PLANNED, has_frame=False))
    order = sorted(known, key=lambda key: (key[0], list(Area).index(key[1])))
    kinds = ((_due_kind(now, known[key], current), known[key]) for key in order)
    return tuple(Act(kind, stand) for kind, stand in kinds if kind)


def _due_kind(now: datetime, stand: MonthStand, current: Month) -> Kind | None:
    if stand.state is MonthState.DRAWN:
        return Kind.CLOSE
    if stand.state not in _BEFORE_DRAW or now < draw_time(stand.month):
        return None
    # Nobody is asked for the list of a month that has passed without one.
    return Kind.DRAW if stand.has_frame or stand.month == current else None


def run_due(runtime: Runtime) -> list[Done]:
    """Do everything that is due, each act in a transaction of its own; return what was done.

    An act that fails is logged and tried again by the next pass; it does not stop the others.
    """
    done: list[Done] = []
    # A list that was dropped in the night is there when its draw is due.
    _attempt("look into the inbox", partial(_pick_up, runtime, done))
    _attempt("look", partial(_do_due, runtime, done))
    _attempt("freeze what goes beyond the units", partial(_freeze, runtime, done))
    _attempt("send out reports", partial(_report, runtime, done))
    _attempt("remind", partial(_remind, runtime, done))
    _attempt("forget old talks", partial(_forget, runtime, done))
    _attempt("send mails", partial(_send, runtime, done))
    _attempt("make files of reports", partial(_make_files, runtime, done))
    return done


def _pick_up(runtime: Runtime, done: list[Done]) -> None:
    done += map(Done, look_into_inbox(runtime))


def _do_due(runtime: Runtime, done: list[Done]) -> None:
    with runtime.transaction(writes=False) as session:
        stands, is_behind = month_stands(session), clock_is_behind(session, runtime.clock)
    if is_behind:
        log.critical("the clock shows a time before the journal's last entry: nothing is drawn or closed")
        return
    for act in due_acts(runtime.clock.now(), stands):
        work = _draw if act.kind is Kind.DRAW else _close
        _attempt(str(act), partial(work, runtime, act.stand, done))
    for name, extra in extra_acts(runtime):
        _attempt(name, partial(_note, extra, done))
    _attempt("check effects", partial(_check_effects, runtime, done))
    _attempt("tell the journal head", partial(_tell_head, runtime, done))


def _note(act: Callable[[], str], done: list[Done]) -> None:
    what = act()
    done += [Done(what)] if what else []


def _attempt(name: str, work: Callable[[], None]) -> None:
    try:
        work()
    except Refused as refused:
        # Somebody else was faster, or has to act first; the sentence says which.
        log.info("%s: %s", name, refused)
    except Exception as error:  # noqa: BLE001 - one act that fails must not stop the others.
        # The message of a database error can hold file numbers, so only its kind and place are logged.
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s failed: %s\n%s", name, type(error).__name__, place)  # noqa: TRY400 - as above.


def _draw(runtime: Runtime, stand: MonthStand, done: list[Done]) -> None:
    """Lock the list where nobody has, and draw from it in a second transaction."""
    rules = DrawRules.of(runtime.settings)
    if stand.state is MonthState.PLANNED and not _lock(runtime, stand, done):
        return
    if _value_is_missing(runtime, stand, rules, done):
        return
    try:
        with runtime.transaction() as session:
            draw_month(
                session, runtime.clock, Actor.job(), runtime.vault, stand.area, stand.month, rules=rules
            )
    except IntegrityError:
        with runtime.transaction() as session:
            tell_draw_stopped(session, runtime.clock, stand.area, stand.month)
        raise
    done.append(Done(f"drew {_name(stand)}"))


def _value_is_missing(runtime: Runtime, stand: MonthStand, rules: DrawRules, done: list[Done]) -> bool:
    """Tell the revision once that a draw waits for its value; the job itself never has one."""
    with runtime.transaction() as session:
        required = rules.public_value_required
        if not waits_for_value(session, stand.area, stand.month, required=required):
            return False
        told = tell_public_value_needed(session, runtime.clock, stand.area, stand.month)
    done += [Done(f"asked for the public value {_name(stand)}")] if told else []
    return True


def _lock(runtime: Runtime, stand: MonthStand, done: list[Done]) -> bool:
    """Lock a list, or tell once what the draw waits for."""
    clock, demo, area, month = runtime.clock, runtime.settings.demo, stand.area, stand.month
    required = DrawRules.of(runtime.settings).public_value_required
    try:
        with runtime.transaction() as session:
            lock_frame(session, clock, Actor.job(), area, month, demo=demo, source_required=required)
    except SourceNotNamed:
        with runtime.transaction() as session:
            told = tell_public_source_needed(session, clock, area, month)
        done += [Done(f"asked for the source of the public value {_name(stand)}")] if told else []
        return False
    except NotReady as reason:
        with runtime.transaction() as session:
            told = tell_draw_waits(session, clock, area, month, reason)
        done += [Done(f"told why the draw waits {_name(stand)}")] if told else []
        return False
    done.append(Done(f"locked {_name(stand)}"))
    return True


def _close(runtime: Runtime, stand: MonthStand, done: list[Done]) -> None:
    with runtime.transaction() as session:
        closed = close_if_due(session, runtime.clock, Actor.job(), stand.area, stand.month)
    done += [Done(f"closed {_name(stand)}")] if closed else []


def _freeze(runtime: Runtime, done: list[Done]) -> None:
    """Freeze what was closed by a program that did not know these tables; a year in one transaction."""
    with runtime.transaction(writes=False) as session:
        due = [(area, year) for area in Area for year in years_to_freeze(session, area)]
    for area, year in due:
        with runtime.transaction() as session:
            frozen = freeze_year(session, runtime.clock, Actor.job(), area, year)
        done += [Done(f"froze {area} {period}") for period in frozen]
    for area in Area:
        with runtime.transaction() as session:
            counted = freeze_missing_matrices(session, area)
        done += [Done(f"counted {area} {month}") for month in counted]


def _report(runtime: Runtime, done: list[Done]) -> None:
    for acts in (report_acts, year_acts):
        for name, act in acts(runtime):
            _attempt(name, partial(_note, act, done))


def _make_files(runtime: Runtime, done: list[Done]) -> None:
    made = make_files(runtime)
    done += [Done(f"made files of reports: {made}")] if made else []


def _check_effects(runtime: Runtime, done: list[Done]) -> None:
    with runtime.transaction() as session:
        checked = check_due_effects(session, runtime.clock, Actor.job())
    done += [Done(f"checked effects: {checked}")] if checked else []


def _tell_head(runtime: Runtime, done: list[Done]) -> None:
    """Tell the head of the journal with the first pass of a week, on Monday where the machine is on."""
    year, week, _ = local_date(runtime.clock.now()).isocalendar()
    with runtime.transaction() as session:
        told = tell_journal_head(session, runtime.clock, f"{year}-W{week:02}")
    done += [Done("told the journal head")] if told else []


def _forget(runtime: Runtime, done: list[Done]) -> None:
    with runtime.transaction() as session:
        forgotten = forget_old_talks(session, runtime.clock)
    done += [Done(f"forgot talks: {forgotten}")] if forgotten else []


def _remind(runtime: Runtime, done: list[Done]) -> None:
    with runtime.transaction() as session:
        told = send_reminders(session, runtime.clock, Actor.job())
    done += [Done(f"reminded: {told}")] if told else []


def _send(runtime: Runtime, done: list[Done]) -> None:
    sent = send_waiting(runtime)
    done += [Done(f"sent mails: {sent}")] if sent else []


def _name(stand: MonthStand) -> str:
    return f"{stand.area} {stand.month}"
