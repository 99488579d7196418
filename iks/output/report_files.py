"""Frozen reports as files: HTML and PDF, the same bytes for everybody once they are kept."""

from iks.domain.annual_report import AnnualReport
from iks.domain.period import Period
from iks.domain.report import MonthlyReport
from iks.domain.values import Area
from iks.output.pdf import to_pdf
from iks.output.report_document import report_html
from iks.output.report_words import annex_title, heaviest_charts, report_title
from iks.services.keep_report_files import FrozenReport, ReportFormat
from iks.services.view_annex import FrozenAnnex

ANNEX = "-zweigstellen"


def make_file(report: FrozenReport, form: ReportFormat, organisation: str) -> bytes:
    """Return a report as a file.

    Raises
    ------
    PdfNotPossible
        When a PDF is wanted and Pango is missing.
    """
    html = _document(report, organisation)
    return html.encode() if form is ReportFormat.HTML else to_pdf(html)


def make_annex_file(annex: FrozenAnnex, form: ReportFormat, organisation: str) -> bytes:
    """Return the annex of a year that names branches as a file.

    Raises
    ------
    PdfNotPossible
        When a PDF is wanted and Pango is missing.
    """
    html = report_html(
        "reports/branch_annex_document.html",
        title=annex_title(annex.area, annex.period),
        organisation=organisation,
        made_on=annex.released_on,
        x=annex.content,
    )
    return html.encode() if form is ReportFormat.HTML else to_pdf(html)


def file_name(area: Area, period: Period, form: ReportFormat, part: str = "") -> str:
    """Return the name under which a report, or a part that stands apart, is taken along.

    >>> file_name(Area.BENEFITS, Period.parse("2026-12"), ReportFormat.PDF)
    'bericht-leistung-2026-12.pdf'
    >>> file_name(Area.INTEGRATION, Period.parse("2026"), ReportFormat.HTML, ANNEX)
    'bericht-integration-2026-zweigstellen.html'
    """
    words = {Area.BENEFITS: "leistung", Area.INTEGRATION: "integration"}
    return f"bericht-{words[area]}-{period}{part}.{form}"


def _document(report: FrozenReport, organisation: str) -> str:
    title, made_on = report_title(report.area, report.period), report.released_on
    if report.period.is_month:
        content: MonthlyReport | AnnualReport = report.monthly
        template = "reports/monthly_document.html"
    else:
        content, template = report.annual, "reports/annual_document.html"
    charts = heaviest_charts(content)
    return report_html(
        template, title=title, organisation=organisation, made_on=made_on, r=content, charts=charts
    )
