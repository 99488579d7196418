"""A report as a file: made when it is first asked for, kept, and the same bytes ever after."""

from flask import Response

from iks.domain.period import Period
from iks.domain.values import Area
from iks.output.report_files import file_name, make_file
from iks.services import view_reports
from iks.services.keep_report_files import ReportFormat, keep_file
from iks.web.access import actor, db, runtime

KINDS = {ReportFormat.HTML: "text/html; charset=utf-8", ReportFormat.PDF: "application/pdf"}


def file_answer(area: Area, period: Period, form: ReportFormat) -> Response:
    """Return the file of a report to be taken along.

    Raises
    ------
    PdfNotPossible
        When a PDF was not made yet and cannot be made on this machine.
    """
    content = view_reports.kept_file(db(), actor(), area, period, form)
    if content is None:
        frozen = view_reports.report(db(), actor(), area, period)
        made = make_file(frozen, form, runtime().settings.organisation)
        # A file takes seconds to make, and nobody else can save while a transaction writes; so the one
        # that keeps it is opened when it is there.
        with runtime().transaction() as session:
            content = keep_file(session, area, period, form, made)
    name = file_name(area, period, form)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=KINDS[form])
