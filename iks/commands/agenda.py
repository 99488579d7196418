"""The command that takes the agenda of the branch heads' round along."""

from pathlib import Path

import click

from iks.commands.entry import (
    MonthType,
    answers,
    area_option,
    current_house,
    out_option,
    person,
    person_option,
)
from iks.domain.clock import local_date
from iks.domain.month import Month
from iks.domain.values import Area
from iks.output.agenda_file import make_agenda
from iks.services.keep_report_files import ReportFormat
from iks.services.read_agenda import agenda_paper


@click.command("agenda")
@area_option
@click.option("--month", type=MonthType(), help="YYYY-MM; the running month if it is not named.")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in ReportFormat]),
    default=ReportFormat.PDF.value,
    show_default=True,
)
@out_option
@person_option
@answers
def agenda(area: Area, month: Month | None, form: str, out: Path, username: str) -> None:
    """Write the agenda of the branch heads' round; of a past month as it was at its end."""
    with current_house() as runtime:
        actor = person(runtime, username)
        wanted = month or Month.of(local_date(runtime.clock.now()))
        with runtime.transaction(writes=False) as session:
            paper = agenda_paper(session, runtime.clock, actor, area, wanted)
        out.write_bytes(make_agenda(paper, ReportFormat(form), runtime.settings.organisation))
    click.echo(str(out))
