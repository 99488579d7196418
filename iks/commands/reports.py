"""Commands that take reports along: of a month, of a year, and the agenda of the branch heads' round."""

from collections.abc import Callable
from pathlib import Path

import click

from iks.commands.agenda import agenda
from iks.commands.entry import (
    answers,
    area_option,
    current_house,
    month_option,
    out_option,
    person,
    person_option,
)
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.output.report_files import make_annex_file, make_file
from iks.services import view_annex, view_reports
from iks.services.keep_report_files import ReportFormat, keep_file
from iks.wiring import Runtime

format_option = click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in ReportFormat]),
    default=ReportFormat.PDF.value,
    show_default=True,
)


@click.group()
def report() -> None:
    """Take reports along as files."""


@report.command("monthly")
@area_option
@month_option
@format_option
@out_option
@person_option
@answers
def monthly(area: Area, month: Month, form: str, out: Path, username: str) -> None:
    """Write the report of a month that is out."""
    _write(area, Period.of(month), ReportFormat(form), out, username, _file)


@report.command("annual")
@area_option
@click.option("--year", type=click.IntRange(2000, 2099), required=True)
@click.option("--branches", is_flag=True, help="The annex that names branches, for unit and revision.")
@format_option
@out_option
@person_option
@answers
def annual(area: Area, year: int, *, branches: bool, form: str, out: Path, username: str) -> None:
    """Write the report of a year that is out, or its annex that names branches."""
    make = _annex_file if branches else _file
    _write(area, Period.year(year), ReportFormat(form), out, username, make)


# Makes or finds a file for a person.
Make = Callable[[Runtime, Actor, Area, Period, ReportFormat], bytes]


def _write(area: Area, period: Period, form: ReportFormat, out: Path, username: str, make: Make) -> None:
    with current_house() as runtime:
        out.write_bytes(make(runtime, person(runtime, username), area, period, form))
    click.echo(str(out))


def _file(runtime: Runtime, actor: Actor, area: Area, period: Period, form: ReportFormat) -> bytes:
    """Return the file that is kept; one that was never made is made now, outside of any transaction."""
    with runtime.transaction(writes=False) as session:
        kept = view_reports.kept_file(session, actor, area, period, form)
        frozen = view_reports.report(session, actor, area, period)
    if kept is not None:
        return kept
    made = make_file(frozen, form, runtime.settings.organisation)
    with runtime.transaction() as session:
        return keep_file(session, area, period, form, made)


def _annex_file(runtime: Runtime, actor: Actor, area: Area, period: Period, form: ReportFormat) -> bytes:
    """Return the file of the annex that is kept, or make it now, outside of any transaction."""
    with runtime.transaction(writes=False) as session:
        kept = view_annex.kept_annex_file(session, actor, area, period, form)
        frozen = view_annex.annex(session, actor, area, period)
    if kept is not None:
        return kept
    made = make_annex_file(frozen, form, runtime.settings.organisation)
    with runtime.transaction() as session:
        return view_annex.keep_annex_file(session, area, period, form, made)


report.add_command(agenda)
commands: list[click.Command] = [report]
