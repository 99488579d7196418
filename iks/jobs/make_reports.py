"""Reports of the pass over what is due: send out what nobody has sent, make files of what is frozen."""

from collections.abc import Callable, Iterator
from functools import partial

from iks.domain.month import at_six
from iks.domain.report import goes_out_on
from iks.domain.roles import Actor
from iks.domain.values import Area, MonthState
from iks.output.pdf import PdfNotPossible
from iks.output.report_files import make_file
from iks.services.find_due import MonthStand, clock_is_behind, month_stands
from iks.services.keep_report_files import ReportFormat, keep_file, reports_without_file
from iks.services.write_annex import freeze_annex, years_without_annex
from iks.services.write_annual_report import release_year, years_to_report
from iks.services.write_report import release_if_due
from iks.wiring import Runtime

# So many files of each kind in one pass: the newest first, and nobody waits for a page meanwhile.
AT_ONCE = 2
# Does one act in a transaction of its own and says what was done; nothing when it was not time yet.
Act = Callable[[], str]


def report_acts(runtime: Runtime) -> Iterator[tuple[str, Act]]:
    """Yield the reports that go out by themselves now, the oldest month first."""
    with runtime.transaction(writes=False) as session:
        stands = () if clock_is_behind(session, runtime.clock) else month_stands(session)
    now = runtime.clock.now()
    for stand in sorted(stands, key=lambda one: (one.month, list(Area).index(one.area))):
        closed_on = stand.closed_on if stand.state is MonthState.CLOSED else None
        if closed_on and now >= at_six(goes_out_on(closed_on)):
            yield f"report {stand.area} {stand.month}", partial(_send_out, runtime, stand)


def year_acts(runtime: Runtime) -> Iterator[tuple[str, Act]]:
    """Yield the reports of years whose December is reported, and annexes that reported years lack."""
    with runtime.transaction(writes=False) as session:
        due = [(area, year) for area in Area for year in years_to_report(session, area)]
        lacking = [(area, year) for area in Area for year in years_without_annex(session, area)]
    for area, year in due:
        yield f"report {area} {year}", partial(_send_out_year, runtime, area, year)
    for area, year in lacking:
        yield f"annex {area} {year}", partial(_freeze_annex, runtime, area, year)


def _send_out_year(runtime: Runtime, area: Area, year: int) -> str:
    with runtime.transaction() as session:
        out = release_year(session, runtime.clock, Actor.job(), area, year)
    return f"reported {area} {year}" if out else ""


def _freeze_annex(runtime: Runtime, area: Area, year: int) -> str:
    with runtime.transaction() as session:
        frozen = freeze_annex(session, runtime.clock, Actor.job(), area, year)
    return f"froze the annex of {area} {year}" if frozen else ""


def _send_out(runtime: Runtime, stand: MonthStand) -> str:
    with runtime.transaction() as session:
        out = release_if_due(session, runtime.clock, Actor.job(), stand.area, stand.month)
    return f"reported {stand.area} {stand.month}" if out else ""


def make_files(runtime: Runtime) -> int:
    """Make files of frozen reports that have none yet, outside of any transaction; return how many."""
    return sum(_make_files(runtime, form) for form in ReportFormat)


def _make_files(runtime: Runtime, form: ReportFormat) -> int:
    with runtime.transaction(writes=False) as session:
        waiting = reports_without_file(session, form, AT_ONCE)
    for number, report in enumerate(waiting):
        try:
            content = make_file(report, form, runtime.settings.organisation)
        except PdfNotPossible:
            # Whoever asks for the file is told what to install.
            return number
        with runtime.transaction() as session:
            keep_file(session, report.area, report.period, form, content)
    return len(waiting)
