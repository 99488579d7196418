"""Frozen reports as files: HTML and PDF, the same bytes for everybody once they are kept."""

from iks.domain.annual_report import AnnualReport
from iks.domain.period import Period
from iks.domain.report import MonthlyReport
from iks.domain.values import Area
from iks.output.pdf import to_pdf
from iks.output.report_document import report_html
from iks.output.report_words import heaviest_charts, report_title
from iks.services.keep_report_files import FrozenReport, ReportFormat


def make_file(report: FrozenReport, form: ReportFormat, organisation: str) -> bytes:
    """Return a report as a file.

    Raises
    ------
    PdfNotPossible
        When a PDF is wanted and Pango is missing.
    """
    html = _document(report, organisation)
    return html.encode() if form is ReportFormat.HTML else to_pdf(html)


def file_name(area: Area, period: Period, form: ReportFormat) -> str:
    """Return the name under which a report is taken along.

    >>> file_name(Area.BENEFITS, Period.parse("2026-12"), ReportFormat.PDF)
    'bericht-leistung-2026-12.pdf'
    """
    words = {Area.BENEFITS: "leistung", Area.INTEGRATION: "integration"}
    return f"bericht-{words[area]}-{period}.{form}"


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
