"""A report as a file: made when it is first asked for, kept, and the same bytes ever after."""

from flask import Response

from iks.domain.period import Period
from iks.domain.values import Area
from iks.output.report_files import ANNEX, file_name, make_annex_file, make_file
from iks.services import view_annex, view_reports
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
    return _attached(content, file_name(area, period, form), form)


def annex_answer(area: Area, year: Period, form: ReportFormat) -> Response:
    """Return the file of an annex that names branches, for unit and revision.

    Raises
    ------
    PdfNotPossible
        When a PDF was not made yet and cannot be made on this machine.
    """
    content = view_annex.kept_annex_file(db(), actor(), area, year, form)
    if content is None:
        frozen = view_annex.annex(db(), actor(), area, year)
        made = make_annex_file(frozen, form, runtime().settings.organisation)
        with runtime().transaction() as session:
            content = view_annex.keep_annex_file(session, area, year, form, made)
    return _attached(content, file_name(area, year, form, ANNEX), form)


def _attached(content: bytes, name: str, form: ReportFormat) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=KINDS[form])
