"""Set how many files a branch checks, from the next month on whose list is not locked."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.draw_events import SampleSizeSet
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import N_, FieldFault, FieldsRejected, NotThere, Refused
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.sample_size import sample_size, setting_name
from iks.store import journal
from iks.store.months import get_month
from iks.store.organisation import branches_in, put_setting, setting, settings_of
from sampling import Allocation, InputRejected

LEAST, MOST = 1, 100
LONGEST_REASON = 500
# Own numbers by branch and stratum, as a setting holds them.
OwnNumbers = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class SizeForm:
    """What a unit head decides: the files of each stratum, or the numbers of the grid again."""

    branch: str
    # Files by stratum; nothing lets the branch follow the grid again.
    numbers: Mapping[str, int] | None
    reason: str


@dataclass(frozen=True)
class SizeSet:
    """What holds for a branch now, and from when."""

    branch: str
    valid_from: Month
    numbers: Mapping[str, int]


def set_sample_size(session: Session, clock: Clock, actor: Actor, area: Area, form: SizeForm) -> SizeSet:
    """Give a branch its own numbers, or those of the grid again; lists that are locked keep theirs.

    Raises
    ------
    NotThere
        When the branch does not exist in the first month that can still be changed.
    FieldsRejected
        When a number is out of range or holds already, or the reason is missing.
    """
    actor.require(Permission.SET_SAMPLE_SIZE, area=area)
    month = first_open_month(session, clock, area, lock=True)
    if form.branch not in {branch.code for branch in branches_in(session, month)}:
        raise NotThere
    grid = grid_of(version_of_month(session, area, month))
    common = Allocation(grid.draw.allocation)
    reason = " ".join(form.reason.split())
    own = setting(session, setting_name(area), month, default={})
    _refuse_faults(form, common, sample_size(session, area, month, grid).of(form.branch), reason, own)
    wanted = _nameable(form.branch, common, form.numbers or common)
    numbers = None if wanted == common else dict(wanted)
    _store(session, area, month, form.branch, numbers)
    text = Allocation(numbers).text if numbers else ""
    event = SampleSizeSet(area, form.branch, text, str(month), reason)
    journal.record(session, actor, event, clock.now())
    return SizeSet(form.branch, month, dict(wanted))


def first_open_month(session: Session, clock: Clock, area: Area, *, lock: bool = False) -> Month:
    """Return the first month, from this one on, whose list is not locked yet."""
    month = Month.of(local_date(clock.now()))
    while True:
        audit = get_month(session, area, month, lock=lock)
        if audit is None or audit.state is MonthState.PLANNED:
            return month
        month = month.shift(1)


def _refuse_faults(
    form: SizeForm, common: Allocation, in_force: Allocation, reason: str, own: OwnNumbers
) -> None:
    numbers = form.numbers
    faults = [] if numbers is None else list(_number_faults(numbers, common))
    is_same = form.branch not in own if numbers is None else dict(numbers) == dict(in_force)
    if not faults and is_same:
        faults.append(FieldFault(field_of(common.strata[0]), N_("Diese Zahl gilt schon.")))
    if not reason:
        faults.append(FieldFault("reason", N_("Bitte nennen Sie den Grund.")))
    elif len(reason) > LONGEST_REASON:
        sentence = N_("Bitte kürzen Sie den Grund auf %(most)s Zeichen.")
        faults.append(FieldFault("reason", sentence, {"most": LONGEST_REASON}))
    if faults:
        raise FieldsRejected(faults)


def _number_faults(numbers: Mapping[str, int], common: Allocation) -> list[FieldFault]:
    if set(numbers) != set(common.strata):
        raise NotThere
    params = {"least": LEAST, "most": MOST}
    sentence = N_("Bitte geben Sie eine ganze Zahl von %(least)s bis %(most)s ein.")
    faults = [
        FieldFault(field_of(stratum), sentence, params)
        for stratum, number in numbers.items()
        # Without a file of a stratum nothing could be said of the branch's files in it.
        if not LEAST <= number <= MOST
    ]
    if not faults and sum(numbers.values()) > MOST:
        sentence = N_("Zusammen dürfen es höchstens %(most)s Akten sein.")
        faults = [FieldFault(field_of(common.strata[0]), sentence, params)]
    return faults


def _nameable(branch: str, common: Allocation, numbers: Mapping[str, int]) -> Allocation:
    try:
        return Allocation(dict(common) | {f"{branch}:{s}": number for s, number in numbers.items()}).of(
            branch
        )
    except InputRejected:
        raise Refused(
            N_("Das Kürzel „%(branch)s“ lässt sich nicht in die Zahlen der Ziehung schreiben."),
            kept=N_("An den Zahlen hat sich nichts geändert."),
            todo=N_("Die Systemverwaltung kann der Zweigstelle ein Kürzel aus A-Z und 0-9 geben."),
            branch=branch,
        ) from None


def field_of(stratum: str) -> str:
    """Return the name of the form field for a stratum."""
    return f"files.{'all' if stratum == '-' else stratum}"


def _store(
    session: Session, area: Area, month: Month, branch: str, numbers: Mapping[str, int] | None
) -> None:
    """Merge a decision into what is in force, and into what was decided for later months."""
    name = setting_name(area)
    decisions = {row.valid_from: row.value for row in settings_of(session, name, lock=True)}
    decisions.setdefault(month, setting(session, name, month, default={}))
    for valid_from, own in decisions.items():
        if valid_from >= month:
            others = {code: its for code, its in own.items() if code != branch}
            merged = others | ({branch: dict(numbers)} if numbers else {})
            put_setting(session, name, valid_from, merged)
